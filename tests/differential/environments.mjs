// Makes seeded environments for commands.mjs: a machine (home, project, npm's own folder), variables, flags, and what the registry on
// loopback will answer. {{ROOT}}, {{STAGE}} and {{PORT}} are put in when it is laid out. The same seed gives the same environment.
//   node environments.mjs SEED          prints one
import { answers } from './loopback.mjs'

function rng (seed) { // mulberry32
  let a = seed >>> 0
  return () => {
    a = (a + 0x6D2B79F5) >>> 0
    let t = a
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export const secrets = ['tok-of-file-0001', 'tok-of-env-0002', 'tok-of-argv-0003', 'pw-0004-secret', 'npm_aaaabbbbccccddddeeeeffffgggghhhh0005', 'hunter-0006', '480117', '480118', 'plain-0008', 'eyJhbGciOiJIUzI1NiJ9', 'jo:e:pw', 'nocolon']
const b64 = text => Buffer.from(text).toString('base64')

const plain = [
  'save-exact=true', 'fund=false', 'audit = false', 'fetch-timeout=30000', 'fetch-retries=1', 'maxsockets=4', 'loglevel=warn', 'loglevel=silent', 'cache=~/c', 'cache={{ROOT}}/c', 'prefix=~/pfx',
  'noproxy=a.example,b.example', 'noproxy[]=127.0.0.1\nnoproxy[]=localhost', 'scope=corp', 'otp=480117', 'auth-type=legacy', 'always-auth=true', 'cert="-----BEGIN\\nX"', 'ca[]="A\\nB"\nca[]="C"', 'ca=null',
  'replace-registry-host=never', 'init-author-url=http://x.example', 'init-version=1.2.3', 'umask=022', 'before=2020-01-01', 'browser=firefox', 'color=always', 'omit[]=dev\nomit[]=optional', 'include[]=dev', 'access=public',
  'package-lock=false', 'cidr[]=10.0.0.0/8\ncidr[]=1.1.1.1/32', 'tag=null', 'user-agent=x {npm-version} ${NPM_TOKEN}', 'heading=acme', 'depth=2', 'depth=Infinity', 'logs-max=0', 'editor="vim" -x', 'tag-version-prefix=""', 'preid=" a "', 'workspaces=false',
  'unknown-key=1', 'Registry=https://upper.example/', 'key with space = v', 'message=caf\u00e9 ; why', 'message=a\\;b', 'message=${UNSET}', 'message=${UNSET?}', 'message=${NPM_TOKEN}', 'node-options=--no-warnings', 'script-shell=/bin/sh',
  'strict-ssl=false', 'strict-ssl=no', 'engine-strict', 'fetch-retry-factor=0x10', 'json=false', 'long=false', 'location=user', 'init.module=~/init.js', 'init-module=~/init.js', 'sign-git-tag=true', 'searchlimit=3', 'timing=true',
  'message=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'message=https://u:hunter-0006@h.example/', 'message=npm_aaaabbbbccccddddeeeeffffgggghhhh0005', 'audit-level=high', 'cpu=x64', 'lockfile-version=3', 'min-release-age=2',
]
const junk = ['; comment', '# comment', '=novalue', 'lonely', '[section]', '[a.b]\nc=d', '""=x', 'arr[]=1\narr[]=2', '__proto__=x', 'constructor=x', '\ttabbed=1', '1=2', 'true=false', '${NPM_TOKEN}=x', '[unclosed']
const environmentNames = [
  ['npm_config_fund', 'false'], ['NPM_CONFIG_FUND', 'true'], ['npm_config_save_exact', 'true'], ['npm_config_loglevel', 'error'], ['npm_config_omit', 'dev\n\noptional'], ['npm_config_userconfig', '{{ROOT}}/alt/userrc'],
  ['npm_config_globalconfig', '{{ROOT}}/alt/globalrc'], ['npm_config_prefix', '{{ROOT}}/pfx'], ['PREFIX', '{{ROOT}}/pfx2'], ['NO_COLOR', '1'], ['CI', 'true'], ['GITHUB_ACTIONS', 'true'], ['EDITOR', 'ed'], ['VISUAL', 'vi'], ['SHELL', '/bin/zsh'], ['NODE_ENV', 'production'],
  ['npm_config_color', ''], ['npm_config_unknown_thing', 'x y'], ['npm_config_ca', ''], ['npm_config_noproxy', '127.0.0.1,localhost'], ['NO_PROXY', '127.0.0.1,localhost'], ['npm_config_scope', '@corp'], ['npm_config__auth', b64('env:pw-0004-secret')],
  ['HTTPS_PROXY', 'http://u:hunter-0006@proxy.example:3128'], ['npm_config_json', 'true'], ['npm_config_long', 'true'], ['npm_config_cache', '{{ROOT}}/envcache'], ['TERM', 'xterm'], ['LANG', 'C'], ['npm_config_tag', 'next'], ['npm_config_umask', '0027'],
]
const flags = [
  ['--no-fund'], ['--save-exact'], ['--loglevel=error'], ['-d'], ['-s'], ['--silent'], ['--tag', 'beta'], ['--omit=dev', '--omit', 'peer'], ['--userconfig={{ROOT}}/alt/userrc'], ['--userconfig', '{{ROOT}}/alt/none'], ['--cache={{ROOT}}/argvcache'], ['--no-color'],
  ['-g'], ['--global'], ['--location=project'], ['--prefix={{ROOT}}/elsewhere'], ['--long=false'], ['--json=false'], ['--no-json'], ['--fetch-timeout=20000'], ['--fetch-retries', '0'], ['--strict-ssl=false'], ['--no-strict-ssl'], ['--unknown-flag=3'], ['--unknown-flag', 'x'],
  ['--@corp:registry=https://corp.example/'], ['--depth', '3'], ['--proxy=null'], ['--workspaces=false'], ['--no-workspaces'], ['--before=2021-02-03'], ['--scope', '@corp'], ['--otp=480118'], ['--registry'], ['--yes'], ['-f'], ['--message', 'a b'], ['--auth-type=web'],
  ['--json', '--no-json'], ['--regist=http://127.0.0.1:{{PORT}}/abbreviated/'], ['--noproxy=127.0.0.1'], ['--heading='], ['--umask=7'],
]
const keysAsked = [
  'registry', '@corp:registry', '@Corp:registry', 'userconfig', 'globalconfig', 'prefix', 'cache', 'user-agent', 'init-version', 'init-license', 'init.module', 'long', 'json', 'no-such-key', 'proxy', 'https-proxy', 'noproxy', 'omit', 'include', 'loglevel', 'ca', 'cafile', 'editor', 'shell', 'umask',
  'maxsockets', 'email', '_auth', '_authToken', 'username', '//127.0.0.1:{{PORT}}/:_authToken', '//127.0.0.1:{{PORT}}/:username', '//127.0.0.1:{{PORT}}/:always-auth', 'otp', 'cert', 'key', 'tag', 'depth', 'before', 'message', 'unknown-key', 'heading', 'constructor', 'toString', '__proto__', 'access', 'workspace',
  'workspaces', 'global', 'location', 'scope', 'node-version', 'npm-version', 'color', 'progress', 'unicode', 'ci-name', 'arr', '1', 'true', 'strict-ssl', 'fetch-retries', 'cidr', 'script-shell', 'viewer', 'browser', 'message ', 'REGISTRY', '', 'save-exact', 'save-prefix', 'tag-version-prefix', 'hasOwnProperty',
]

export function makeEnvironment (seed) {
  const R = rng(seed * 7919 + 13)
  const p = x => R() < x
  const pick = list => list[Math.floor(R() * list.length)]
  const int = (lo, hi) => lo + Math.floor(R() * (hi - lo + 1))
  const shuffled = list => list.map(x => [R(), x]).sort((a, b) => a[0] - b[0]).map(x => x[1])

  const paths = ['/', '/', '', '/npm/', '/npm', '/api/v4/projects/42/packages/npm/', '/a/b/', '/artifactory/api/npm/virtual/', '/a/./c/../b/', '/with%20space/']
  const hosts = ['127.0.0.1:{{PORT}}', '127.0.0.1:{{PORT}}', '127.0.0.1:{{PORT}}', 'localhost:{{PORT}}', 'LocalHost:{{PORT}}', p(0.3) ? '127.0.0.1:1' : '127.0.0.1:{{PORT}}']
  const credInUrl = () => p(0.05) ? pick(['u:hunter-0006@', 'u@']) : ''
  const registry = () => `http://${credInUrl()}${pick(hosts)}${pick(paths)}`
  const main = registry()
  const registries = [main, registry(), 'https://npm.example/', 'https://corp.example/npm']
  const dart = url => { const u = /^[a-z]+:(\/\/)([^@/]*@)?([^/]*)(.*)$/.exec(url); return `${u[1]}${u[3].toLowerCase().replace('{{port}}', '{{PORT}}')}${u[4].replace(/\/?$/, '/').replace('/a/./c/../b/', '/a/b/')}` }
  const dartNear = url => {
    const d = dart(url)
    const host = d.slice(0, d.indexOf('/', 2) + 1)
    return pick([d, d, d, d, d, host, d.replace(/\/$/, ''), d + 'more/', d.replace(/:\{\{PORT\}\}/, ''), d.toUpperCase().replace('{{PORT}}', '{{PORT}}'), 'http:' + d])
  }
  const token = () => pick(['tok-of-file-0001', 'tok-of-file-0001', '${NPM_TOKEN}', '"tok-of-file-0001"', '${UNSET}', '', 'npm_aaaabbbbccccddddeeeeffffgggghhhh0005', 'null', 'tok-of-file-0001 ; why', '${NPM_TOKEN?}'])
  const credential = url => {
    const k = dartNear(url)
    switch (pick(['token', 'token', 'token', 'token', 'auth', 'auth', 'pair', 'pair', 'user', 'cert', 'odd', 'mix'])) {
      case 'token': return [`${k}:_authToken=${token()}`]
      case 'auth': return [`${k}:_auth=${pick([b64('joe:pw-0004-secret'), b64('jo:e:pw'), b64('nocolon'), '${NPM_TOKEN}'])}`]
      case 'pair': return [`${k}:username=${pick(['joe', 'j o e', 'jöe'])}`, `${k}:_password=${pick([b64('pw-0004-secret'), 'plain-0008'])}`]
      case 'user': return [`${k}:username=joe`]
      case 'cert': return [`${k}:certfile={{ROOT}}/tls/cert.pem`, `${k}:keyfile={{ROOT}}/tls/key.pem`]
      case 'odd': return [`${k}:${pick(['_authtoken', 'authToken', 'token'])}=tok-of-file-0001`, `${k}:${pick(['email=a@b.example', 'always-auth=true'])}`]
      case 'mix': return [`${k}:_auth=${b64('mix:pw-0004-secret')}`, `${k}:_authToken=tok-of-file-0001`]
    }
  }

  const layers = { builtin: [], global: [], user: [], project: [] }
  const env = { NPM_TOKEN: 'tok-of-env-0002', npm_config_update_notifier: 'false', npm_config_fetch_retry_mintimeout: '1', npm_config_fetch_retry_maxtimeout: '5' }
  const argv = []
  const where = () => pick(['user', 'user', 'user', 'project', 'project', 'global', 'builtin'])
  switch (pick(['user', 'user', 'user', 'project', 'project', 'global', 'builtin', 'env', 'env', 'argv', 'argv', 'none'])) {
    case 'user': layers.user.push(`registry=${main}`); break
    case 'project': layers.project.push(`registry = ${main}`); break
    case 'global': layers.global.push(`registry=${main}`); break
    case 'builtin': layers.builtin.push(`registry=${main}`); break
    case 'env': env[pick(['npm_config_registry', 'NPM_CONFIG_REGISTRY', 'Npm_Config_Registry'])] = main; break
    case 'argv': argv.push(...pick([[`--registry=${main}`], ['--registry', main], ['--reg', main]])); break
    case 'none': break
  }
  if (p(0.3)) layers[where()].push(`registry=${pick(registries)}`)
  for (let i = int(0, 2); i > 0; i--) layers[where()].push(`${pick(['@corp', '@Corp', '@other'])}:registry=${pick(registries)}`)
  if (p(0.85)) layers[where()].push(...credential(main))
  for (let i = int(0, 3); i > 0; i--) layers[where()].push(...credential(pick(registries)))
  if (p(0.12)) layers[where()].push(...pick([[`_auth=${b64('top:pw-0004-secret')}`], ['_authToken=tok-of-file-0001'], ['username=joe', `_password=${b64('pw-0004-secret')}`], ['email=a@b.example']]))
  for (let i = int(0, 5); i > 0; i--) layers[where()].push(pick(plain))
  for (let i = int(0, 2); i > 0; i--) layers[where()].push(pick(junk))
  for (let i = int(0, 4); i > 0; i--) { const [name, value] = pick(environmentNames); env[name] = value }
  if (p(0.1)) env[`npm_config_${dart(main)}:_authToken`] = 'tok-of-env-0002'
  if (p(0.1)) argv.push(`--${dart(main)}:_authToken=tok-of-argv-0003`)
  if (p(0.08)) layers[where()].push('proxy=http://u:hunter-0006@127.0.0.1:{{PORT}}')
  if (p(0.05)) env.http_proxy = 'http://127.0.0.1:{{PORT}}'
  if (p(0.06)) layers[where()].push(pick(['json=true', 'long=true']))
  for (let i = int(0, 2); i > 0; i--) argv.push(...pick(flags).map(word => word === '--registry' ? `--registry=${main}` : word))

  const files = { 'alt/userrc': `registry=${main}\n${dart(main)}:_authToken=tok-of-file-0001\nfund=false\n`, 'alt/globalrc': 'audit=false\n', 'tls/cert.pem': 'CERT\n', 'tls/key.pem': 'KEY\n' }
  const eol = p(0.1) ? '\r\n' : '\n'
  const text = lines => (p(0.05) ? '\ufeff' : '') + shuffled(lines).join('\n').replace(/\n/g, eol) + (p(0.8) ? eol : '')
  if (layers.user.length || p(0.5)) files['home/.npmrc'] = text(layers.user)
  if (layers.project.length || p(0.3)) files['project/.npmrc'] = text(layers.project)
  if (layers.global.length) files['{{STAGE}}/etc/npmrc'] = text(layers.global)
  if (layers.builtin.length) files['{{STAGE}}/lib/node_modules/npm/npmrc'] = text(layers.builtin)
  let cwd = 'project'
  const manifest = { name: 'shop', version: '1.0.0' }
  if (p(0.2)) manifest.publishConfig = pick([{ registry: main }, { access: 'public', tag: 'next', '//x.example/:_authToken': 'tok-of-file-0001' }, {}, { provenance: true, 'odd key': [1, { a: 2 }] }])
  switch (pick(['package', 'package', 'package', 'below', 'nothing', 'workspaces', 'member', 'broken'])) {
    case 'below': cwd = 'project/src/deep'; files['project/src/deep/x'] = ''; // falls through
    case 'package': files['project/package.json'] = JSON.stringify(manifest, null, 2); break
    case 'nothing': break
    case 'member': if (p(0.7)) cwd = 'project/packages/a' // falls through
    case 'workspaces':
      manifest.workspaces = pick([['packages/*'], ['packages/a'], { packages: ['packages/**'] }])
      files['project/package.json'] = JSON.stringify(manifest)
      files['project/packages/a/package.json'] = '{"name":"a","version":"1.0.0"}'
      if (p(0.4)) files['project/packages/a/.npmrc'] = `registry=${main}\n`
      break
    case 'broken': files['project/package.json'] = pick(['{', '', '[]', 'null', '\ufeff{"name":"shop"}', '{"publishConfig":7}']); break
  }

  const script = { whoami: p(0.4) ? 'name' : pick(Object.keys(answers.whoami)), ping: p(0.2) ? 'object' : pick(Object.keys(answers.ping)) }
  if (p(0.35)) script.need = pick(['Bearer tok-of-file-0001', 'Bearer tok-of-env-0002', `Basic ${b64('joe:pw-0004-secret')}`])
  const ask = () => pick(keysAsked)
  const many = Array.from({ length: int(2, 6) }, ask)
  const json = () => p(0.5) ? ['--json'] : []
  return {
    files, env, argv, cwd, script,
    commands: [
      ['config', 'get', ask()],
      ['config', 'get', ...many],
      p(0.8) ? ['config', 'list'] : pick([['config', 'ls'], ['config', 'get'], ['config', 'list', 'a word']]),
      ['config', 'list', pick(['-l', '--long', '-l', '--long=true'])],
      ['config', 'list', ...pick([['--json'], ['--json'], ['--json=true'], ['-l', '--json']])],
      ['whoami', ...json()],
      ['ping', ...json()],
    ],
  }
}

if (process.argv[1]?.endsWith('environments.mjs')) console.log(JSON.stringify(makeEnvironment(+process.argv[2] || 1), null, 1))
