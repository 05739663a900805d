// Places where a secret of the person's could slip into a text. Each case is a machine whose registry repeats what it was sent, or a
// text that holds secrets; `secrets` must then be in no output, in no spelling, not even eight characters of them.
export const token = 'qx8Kp3VtWm5RzYb7Lc2NdHf9JgSa4DeU6iOw';
const password = 'Vw7kTr2mXs9q';
const privateKey = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBK';
export const base64 = text => Buffer.from(text).toString('base64');

const pair = (at, secret) => [`registry=http://${at}/`, `//${at}/:username=joe`, `//${at}/:_password=${base64(secret)}`];
const bearer = (at, value = token) => [`registry=http://${at}/`, `//${at}/:_authToken=${value}`];
const decoded = header => Buffer.from(header.replace('Basic ', ''), 'base64').toString();

const asking = [['doctor'], ['doctor', '--json'], ['doctor', '--format', 'sarif'], ['doctor', '--format', 'github'], ['report'], ['whoami'],
  ['whoami', '--all', '--verify', '--json'], ['ping'], ['token', 'check'], ['token', 'check', '--json'], ['token', 'list']];
const showing = [['doctor'], ['doctor', '--json'], ['report'], ['why', 'zz'], ['config', 'list'], ['config', 'list', '--json'], ['fix', '--dry-run', '--all']];

// The log of an `npm install` in `folder` that was refused at `url`.
export const npmLog = (folder, url) => ['0 verbose cli /usr/bin/node /usr/bin/npm', '1 info using npm@12.0.0', '2 info using node@v24.0.0',
  '3 verbose title npm install', '4 verbose argv "install"', `5 http fetch GET 401 ${url} 12ms (cache skip)`,
  `30 verbose stack HttpErrorGeneral: 401 Unauthorized - GET ${url}`, `31 verbose cwd ${folder}`, '32 error code E401',
  `33 error 401 Unauthorized - GET ${url}`, '34 verbose exit 1', ''].join('\n');

export const cases = [
  { name: 'a message that is cut in the middle of the token', npmrc: at => bearer(at), says: header => 'x'.repeat(270) + ' ' + header, secrets: [token], commands: asking },
  { name: 'a shorter one', npmrc: at => bearer(at), says: header => 'x'.repeat(175) + ' ' + header.slice(7), secrets: [token], commands: asking },
  { name: 'base64 of a user name and a password', npmrc: at => pair(at, password), says: header => 'you sent ' + header, secrets: [base64('joe:' + password)], commands: asking },
  { name: 'a password with a quote and a backslash', npmrc: at => pair(at, 'aa"bb\\ccddeeffgg'), says: decoded, secrets: ['ccddeeffgg'], commands: asking },
  { name: 'a password with percent signs', npmrc: at => pair(at, 'abc%41xyz%zzqqrrss'), says: decoded, secrets: ['zzqqrrss'], commands: asking },
  { name: 'a password with a line separator', npmrc: at => pair(at, '<pass>&word\u2028secretpart'), says: decoded, secrets: ['secretpart'], commands: asking },
  { name: 'a token behind half a reference', npmrc: at => bearer(at, '${NOT_SET}' + token), says: header => 'you sent ' + header, secrets: [token], commands: asking },
  { name: 'a token as a reference\'s default', npmrc: at => bearer(at, '${NOT_SET:-' + token + '}'), says: header => 'you sent ' + header, secrets: [token], commands: asking },
  { name: 'a token written as JSON', npmrc: at => bearer(at, JSON.stringify({ a: token })), says: header => 'you sent ' + header, secrets: [token], commands: asking },
  ...['', ':', ':x-oauth-basic'].map(rest => ({ name: `a token as a user name, with "${rest}" behind it`, npmrc: at => [`registry=http://${token}${rest}@${at}/`], says: () => 'no', secrets: [token], commands: [...showing, ['ping'], ['logout']] })),
  { name: 'private keys and misspelt fields', npmrc: at => [`registry=http://${at}/`, `key="-----BEGIN PRIVATE KEY-----\\n${privateKey}\\n-----END PRIVATE KEY-----"`, `//${at}/:key=${privateKey}`, `//${at}/:authtok=${token}`],
    says: () => 'no', secrets: [privateKey, token], commands: [...showing, ['config', 'get', 'key']] },
  { name: 'words of the command line', npmrc: at => [`registry=http://${at}/`], says: () => 'no', secrets: [password, token],
    commands: [['why', `https://joe:${password}@h.example/x`], ['why', '--json', `https://joe:${password}@h.example/x`], ['why', `zz@https://joe:${password}@h.example/x.tgz`],
      ['explain', `https://joe:${password}@h.example/`], ['login', '--token', token], ['login', `--registry=joe:${password}@h.example`]] },
  ...['sv=1&sig=', 'X-Amz-Signature=', 'Signature='].map(parameter => ({ name: `a signed address (${parameter}) in npm's own sentence`, npmrc: at => [`registry=http://${at}/`], says: () => 'no',
    log: at => `http://${at}/zz/-/zz-1.0.0.tgz?${parameter}${token}&Expires=1`, secrets: [token], commands: [['doctor', '--offline'], ['explain', '-']] })),
  { name: 'a pasted log with a user name that is a token', npmrc: at => [`registry=http://${at}/`], says: () => 'no', log: at => `http://${token}@${at}/zz`, secrets: [token], commands: [['explain', '-']] },
  { name: 'a pasted environment', npmrc: at => [`registry=http://${at}/`], says: () => 'no', input: `npm error code E401\nnpm error NPM_TOKEN=${token}\nnpm error x-auth-token: ${token}\n`, secrets: [token], commands: [['explain', '-']] },
];

// Orders to a terminal in what the registry says: C1, a right-to-left override, an Arabic letter mark.
export const orders = 'a\u009b31mb\u202ec\u061cd';
export const ordered = [['whoami', '--all', '--verify', '--json'], ['whoami', '--json'], ['whoami'], ['ping', '--json'], ['token', 'list', '--json'], ['token', 'list'], ['doctor', 'zz']];

// Shell code in what a project names: the commands that people are told to paste must not run it.
export const shellCode = ['$(touch${IFS}pwned)', '$(id>pwned)', '`id>pwned`', '|id>pwned|', '&id>pwned&', "'id>pwned'"];
// Words of ours that a stranger files as a token or writes into a comment: no message and no JSON key may lose them.
export const ourWords = ['findings', 'credential', 'registry', 'no-credential-for-registry', 'authentication', 'severity'];
