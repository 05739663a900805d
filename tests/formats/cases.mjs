// Folders for run.mjs: files below a folder of their own, where the person stands (cwd), what the sources' root is (root), the exit code.
export const secrets = {
  good: 'npm_0123456789abcdefghijABCDEFGHIJ012345',
  dead: 'ghp_dead0123456789abcdefABCDEFabcdef0123',
  password: 'correct-horse-battery-staple',
};

const app = '{"name":"app","version":"1.0.0","dependencies":{"@acme/widgets":"^1.0.0"}}\n';
const lock = (host, n) => JSON.stringify({ name: 'app', lockfileVersion: 3, packages: { '': {}, ...Object.fromEntries(Array.from({ length: n }, (_, i) => [`node_modules/@acme/p${i}`, { version: '1.0.0', resolved: `http://${host}/@acme/p${i}/-/p${i}-1.0.0.tgz` }])) } }, null, 2);

export const cases = [
  ({ host }) => ({
    name: 'a misspelt field in the person\'s own file, the project in a git work tree', exit: 1, cwd: 'home/shop/web', root: 'home/shop', finds: ['auth-field-typo'], moved: 'home/.npmrc',
    files: { 'home/.npmrc': `# grüße\n@acme:registry=http://${host}/\n//${host}/:_authtoken=${secrets.good}\n`, 'home/shop/.git/HEAD': 'ref: x\n', 'home/shop/web/package.json': app },
  }),
  ({ host }) => ({
    name: 'an unset variable in the project', exit: 1, args: ['--for', 'install', '--trust-project'], cwd: 'home/project', root: 'home/project', finds: ['env-var-unset-in-npmrc'], moved: 'home/project/.npmrc',
    files: { 'home/.npmrc': `@acme:registry=http://${host}/\n`, 'home/project/package.json': app, 'home/project/.npmrc': `//${host}/:_authToken=\${NPM_TOKEN_OF_CI}\n` },
    check: ({ github, sarif }) => [...github.includes('::error file=.npmrc,line=1,') ? [] : ['no annotation at .npmrc:1'], ...sarif.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri === '.npmrc' ? [] : ['no place at .npmrc']],
  }),
  ({ dir, host }) => ({
    name: 'a workspace of GitHub\'s above the project, names that must be encoded', exit: 1, args: ['--for', 'install', '--trust-project'], cwd: 'w/a b/50%, c#d?é:x', root: 'w', finds: ['env-var-unset-in-npmrc'],
    env: { GITHUB_WORKSPACE: `${dir}/w/`, GITHUB_ACTIONS: 'true', CI: 'true' },
    files: { 'home/.npmrc': `@acme:registry=http://${host}/\n`, 'w/a b/50%, c#d?é:x/package.json': app, 'w/a b/50%, c#d?é:x/.npmrc': `//${host}/:_authToken=\${NPM_TOKEN}\n` },
    check: ({ sarif, github }) => [
      ...sarif.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri === 'a%20b/50%25%2C%20c%23d%3F%C3%A9%3Ax/.npmrc' ? [] : ['not encoded'],
      ...github.includes('::error file=a b/50%25%2C c#d?é%3Ax/.npmrc,line=1,') ? [] : ['not escaped']],
  }),
  ({ host }) => ({
    name: 'a folder whose name is an order to GitHub', exit: 1, args: ['--for', 'install', '--trust-project'], cwd: 'home/x\n::error::y\r', root: 'home/x\n::error::y\r', odd: true, finds: ['env-var-unset-in-npmrc'],
    files: { 'home/.npmrc': `@acme:registry=http://${host}/\n`, 'home/x\n::error::y\r/package.json': app, 'home/x\n::error::y\r/.npmrc': `//${host}/:_authToken=\${NPM_TOKEN}\n` },
  }),
  ({ host }) => ({
    name: 'only the project names the host: skipped, and said', exit: 3, cwd: 'home/project', root: 'home/project',
    env: { NPM_TOKEN: secrets.dead },
    files: { 'home/project/package.json': app, 'home/project/.npmrc': `@acme:registry=http://${host}/\n//${host}/:_authToken=\${NPM_TOKEN}\n` },
    check: ({ json, github }) => json.skipped.length && github.includes('::notice title=e401%3A not looked at::') ? [] : ['nothing was skipped'],
  }),
  ({ host }) => ({
    name: 'a refused token and a password in an address', exit: 3, cwd: 'home/project', root: 'home/project',
    files: { 'home/.npmrc': `@acme:registry=http://${host}/\n//${host}/:_authToken=${secrets.dead}\n@old:registry=http://user:${secrets.password}@${host}/old/\n`, 'home/project/package.json': app },
  }),
  ({ host }) => ({
    name: 'a lockfile with many lines of one fault', exit: 3, cwd: 'home/project', root: 'home/project', args: ['--for', 'ci', '--offline'],
    files: { 'home/.npmrc': `@acme:registry=http://${host}/\n`, 'home/project/package.json': app, 'home/project/package-lock.json': lock('old.example', 40), 'home/project/.npmrc': `//${host}/:_authtoken=\${NPM_TOKEN}\n` },
  }),
  ({ host }) => ({
    name: 'lint: a literal token in the project, one in a script with two on a line, a misspelt variable', command: 'lint', exit: 1, cwd: 'home/shop/web', root: 'home/shop', finds: ['literal-secret', 'env-var-unset-in-npmrc', 'npmrc-key-dead'], moved: 'home/shop/web/.npmrc',
    files: { 'home/shop/.git/HEAD': 'ref: x\n', 'home/shop/web/package.json': app, 'home/shop/web/.npmrc': `# grüße\n@acme:registry=http://${host}/\n//${host}/:_authToken=${secrets.dead}\n//${host}/a/:_authToken=\${NPM_TOKN}\nalways-auth=true\n`,
      'home/shop/web/a b/set%up.sh': `x="//${host}/:_authToken=${secrets.good}" y="//${host}/:_authToken=${secrets.dead}"\n` },
    check: ({ json, github }) => [...json.schema === 'e401.lint/1' ? [] : [json.schema], ...github.includes('::error file=web/.npmrc,line=3,') ? [] : ['no annotation at web/.npmrc:3']],
  }),
  ({ host }) => ({
    name: 'lint: nothing is wrong', command: 'lint', exit: 0, cwd: 'home/project', root: 'home/project', env: { NPM_TOKEN: 'some-token-of-the-test-000001' },
    files: { 'home/project/package.json': app, 'home/project/.npmrc': `@acme:registry=http://${host}/\n//${host}/:_authToken=\${NPM_TOKEN}\n` },
    check: ({ json, github }) => json.healthy && github === '' ? [] : ['something is said to be wrong'],
  }),
  () => ({
    name: 'a file that stops npm itself', exit: 1, cwd: 'home/project', root: 'home/project', args: ['--offline'],
    files: { 'home/project/package.json': app, 'home/project/.npmrc': '[a]\nb[]=1\n__proto__=2\n[a.b]\nc=1\n', 'home/.npmrc': `_auth=${secrets.dead}\n_authToken=${secrets.good}\nregistry=not a url\n` },
  }),
  ({ host }) => ({
    name: 'nothing is wrong', exit: 0, cwd: 'home/project', root: 'home/project',
    files: { 'home/.npmrc': `@acme:registry=http://${host}/\n//${host}/:_authToken=${secrets.good}\n`, 'home/project/package.json': app },
    check: ({ json, github }) => json.healthy && github === '' ? [] : ['something is said to be wrong'],
  }),
];
