// Checkouts for run.mjs: files below the work tree's folder (or home/), what git tracks, what is written over it then, how the tool is called, what it must end with.
// A token whose checksum fits is made here: written down it would be found by every scanner that looks into this repository.
function npmToken(entropy) {
  let crc = ~0, tail = '';
  for (const c of Buffer.from(entropy)) { crc ^= c; for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0); }
  for (let n = ~crc >>> 0; tail.length < 6; n = Math.floor(n / 62)) tail = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'[n % 62] + tail;
  return 'npm_' + entropy + tail;
}
export const token = npmToken('7kQ2vXs9LmB4tYc1RnZ8wEa5HdJf3G');
export const secrets = ['ghp_0000000000000000000000000000000001AB', token, 's3cr3t-of-the-tests-0001', '4f0c2b7e91d84a53', 'horse-battery'];
const app = '{"name":"shop","version":"1.0.0","dependencies":{"@acme/widgets":"^1.0.0"}}\n';

export const cases = [
  { name: 'token-in-npmrc', exit: 1, track: ['.npmrc', 'package.json'], files: { 'package.json': app, '.npmrc': '# for CI\n@acme:registry=https://npm.pkg.github.com/\n//npm.pkg.github.com/:_authToken=ghp_0000000000000000000000000000000001AB\n' } },
  { name: 'many-files', exit: 1, track: ['Dockerfile', '.github/workflows/ci.yml', 'src/a.js'],
    files: { 'package.json': app, 'Dockerfile': 'FROM node:24\nRUN echo "//npm.acme.example/:_authToken=4f0c2b7e91d84a53" > .npmrc && npm ci\n',
      '.github/workflows/ci.yml': 'steps:\n  - run: npm ci\n    env:\n      NODE_AUTH_TOKEN: ' + token + '\n', 'src/a.js': `const t = "${token}";\n`,
      '.gitignore': '*.local\n', 'npmrc.local': '//npm.acme.example/:_authToken=s3cr3t-of-the-tests-0001\n', 'deploy/npmrc': '//npm.acme.example/:_authToken=s3cr3t-of-the-tests-0001\n' } },
  { name: 'misspelt-variable', exit: 1, env: { NPM_TOKEN: 's3cr3t-of-the-tests-0001' }, track: ['.npmrc', 'package.json'],
    files: { 'package.json': app, '.npmrc': '@acme:registry=https://npm.acme.example/\n//npm.acme.example/:_authToken=${NPM_TOKN}\n' } },
  { name: 'healthy', exit: 0, env: { NPM_TOKEN: 's3cr3t-of-the-tests-0001' }, track: ['.npmrc', 'package.json'],
    files: { 'package.json': app, '.npmrc': '@acme:registry=https://npm.acme.example/\n//npm.acme.example/:_authToken=${NPM_TOKEN}\n' } },
  { name: 'healthy-in-ci', exit: 0, env: { CI: 'true', GITHUB_ACTIONS: 'true' }, track: ['.npmrc', 'package.json'],
    files: { 'package.json': app, '.npmrc': '@acme:registry=https://npm.acme.example/\n//npm.acme.example/:_authToken=${NPM_TOKEN}\n' } },
  { name: 'staged-and-gone', exit: 1, env: { NPM_TOKEN: 's3cr3t-of-the-tests-0001' }, track: ['.npmrc', 'package.json', 'deploy.sh'],
    files: { 'package.json': app, '.npmrc': '@acme:registry=https://npm.acme.example/\n//npm.acme.example/:_authToken=4f0c2b7e91d84a53\n', 'deploy.sh': `export T=${token}\n` },
    then: { '.npmrc': '@acme:registry=https://npm.acme.example/\n//npm.acme.example/:_authToken=${NPM_TOKEN}\n', 'deploy.sh': `# moved\nexport T=${token}\n` } },
  { name: 'organisation', exit: 1, env: { NPM_TOKEN: 's3cr3t-of-the-tests-0001' }, track: ['.npmrc', 'package.json', 'e401.yaml'],
    files: { 'package.json': app, '.npmrc': '@acme:registry=https://npm.other.example/\n//npm.other.example/:_authToken=${NPM_TOKEN}\n',
      'e401.yaml': 'version: 1\nregistries:\n  "@acme": [https://npm.acme.example/]\ncredentials:\n  kinds: [token]\n  token-prefixes: [npm_]\n' } },
  { name: 'unreadable', exit: 3, track: ['.npmrc', 'package.json'], mode: { 'secret.sh': 0o000 }, notRoot: true, files: { 'package.json': app, '.npmrc': 'save-exact=true\n', 'secret.sh': 'x\n' } },
  { name: 'no-such-path', exit: 3, args: ['nowhere'], files: { 'package.json': app } },
];
