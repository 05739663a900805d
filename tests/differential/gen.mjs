// Makes seeded random cases: an environment, a command line, a tree of files and questions. The same seed gives the same case.
//   node gen.mjs SEED          prints one, without running anything
import { createRequire } from 'node:module'
import path from 'node:path'

// npm's built-in registry is asked from the installed npm; in the recorded files its host is written {{DEFAULT_HOST}}
let DEFAULT_REGISTRY = `https://${['registry', 'npmjs.org'].join('.')}/`
export function useDefaultsOf (npmRoot) {
  DEFAULT_REGISTRY = createRequire(path.join(npmRoot, 'package.json'))('@npmcli/config/lib/definitions').defaults.registry
}
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

function makeCase (seed) {
  const R = rng(seed)
  const p = x => R() < x
  const pick = a => a[Math.floor(R() * a.length)]
  const int = (lo, hi) => lo + Math.floor(R() * (hi - lo + 1))
  const some = (a, lo, hi) => Array.from({ length: int(lo, hi) }, () => pick(a))
  const tags = new Set()

  // ---- hosts and registries of this case
  const hosts = some(['npm.corp.test', 'registry.corp.test:8443', 'gitlab.test', '127.0.0.1:4873', '[::1]:4873', 'pkgs.azure.test', 'art.test', 'npm.corp.test:443', 'npm.corp.test:80', 'xn--mnchen-3ya.test'], 2, 4)
  const paths = ['', '/', '/npm', '/npm/', '/artifactory/api/npm/npm-virtual/', '/api/v4/projects/42/packages/npm/', '/api/v4/groups/7/-/packages/npm', '/a/b/', '/a/./b/../c/', '/with%20space/', '/_packaging/feed/npm/registry/', '/NPM/']
  const weird = ['?x=1', '#frag', '/npm/?q=a/b', '//double/', '/npm//']
  const upper = h => p(0.12) ? h.toUpperCase() : h
  const cred = () => p(0.08) ? pick(['user:pa%20ss@', 'user@', ':pw@', 'user:p@']) : ''
  const regs = Array.from({ length: int(2, 4) }, () => `${pick(['https', 'https', 'http'])}://${cred()}${upper(pick(hosts))}${pick(paths)}${p(0.07) ? pick(weird) : ''}`)
  regs.push(DEFAULT_REGISTRY)
  const badRegs = ['npm.corp.test', 'npm.corp.test:4873/npm', '//npm.corp.test/', 'http:/one.test', 'https://', 'ftp://f.test/x', 'not a url', 'https://sp ace.test/', 'https://h.test:99999/', 'file:///tmp/x', 'true', 'null', '']
  const dart = r => { try { const u = new URL(r); return `//${u.host}${u.pathname}` } catch { return '//npm.corp.test/' } }
  const dartVariant = r => {
    const d = dart(r)
    return pick([d, d, d.endsWith('/') ? d : d + '/', d.replace(/\/$/, ''), d.replace(/[^/]*\/?$/, ''), '//' + d.slice(2).split('/')[0] + '/', '//' + d.slice(2).split('/')[0], d.toUpperCase(), d + 'extra/', d.replace(/:\d+/, ''), 'https:' + d, d.slice(2), d.replace('//', '///')].slice(0, p(0.75) ? 7 : 13))
  }
  const tokens = ['npm_abcdefghijklmnopqrstuvwxyz0123456789', 'tok-1', 'a=b==', 'dG9rOnNlY3JldA==', 'x;y', 'x#y', '${TOK}', '${TOK?}', '${UNSET}', '${UNSET?}', '${TOK-default}', '${UNSET:-d}', '$TOK', '\\${TOK}', '\\\\${TOK}', '${TOK}${TOK}', 'pre-${TOK}-post', '"${TOK}"', "'${TOK}'", '"quoted tok"', "'single'", '${}', '${ TOK }', '${EMPTY}', 'true', 'false', 'null', 'undefined', '12345', '', '"a" ; c', "'true'", '"true"', "'123'", '"bad\\q"', 'sp ace', '\ttab\t', '00000000-0000-4000-8000-000000000000', '"eyJ0\\u0041"', '[x]', '${A${TOK}}', '${TOK', '${BOOL}', '${MULTI}']
  const b64 = s => Buffer.from(s).toString('base64')
  const credLines = key => {
    const t = () => pick(tokens)
    switch (pick(['tok', 'tok', 'tok', 'tok', 'auth', 'auth', 'userpass', 'userpass', 'useronly', 'passonly', 'cert', 'cert', 'both', 'mix', 'email', 'odd'])) {
      case 'tok': return [`${key}:_authToken=${t()}`]
      case 'auth': return [`${key}:_auth=${pick([b64('joe:secret'), b64('joe:se:cret'), b64('nocolon'), 'not*base64', t()])}`]
      case 'userpass': return [`${key}:username=${pick(['joe', '${TOK}', 'j o e', 'jöe', 'joe@corp'])}`, `${key}:_password=${pick([b64('s3cret'), b64('pä:ss'), 'plain', t()])}`]
      case 'useronly': return [`${key}:username=joe`]
      case 'passonly': return [`${key}:_password=${b64('pw')}`]
      case 'cert': return [`${key}:certfile=${pick(['{{ROOT}}/tls/cert.pem', '~/cert.pem', 'rel/cert.pem', '{{ROOT}}/tls/missing.pem', '${HOME}/cert.pem'])}`, `${key}:keyfile=${pick(['{{ROOT}}/tls/key.pem', '{{ROOT}}/tls/key.pem', '{{ROOT}}/tls/none.pem'])}`]
      case 'both': return [`${key}:_authToken=${t()}`, `${key}:certfile={{ROOT}}/tls/cert.pem`, `${key}:keyfile={{ROOT}}/tls/key.pem`]
      case 'mix': return [`${key}:_auth=${b64('mix:auth')}`, `${key}:username=mixu`, `${key}:_password=${b64('mixp')}`, ...p(0.4) ? [`${key}:_authToken=mixtok`] : []]
      case 'email': return [`${key}:email=joe@corp.test`, `${key}:always-auth=true`]
      case 'odd': return [`${key}:${pick(['_authtoken', '-authtoken', 'authToken', '_AuthToken', 'token', '_token', 'registry', 'always-auth'])}=${t()}`]
    }
  }
  const scopes = ['@corp', '@Corp', '@my_scope', '@a.b', '@other']
  const plain = () => pick([
    'save-exact', 'save-exact=true', 'save-exact=false', 'fund=false', 'audit = false', 'strict-ssl=false', 'strict-ssl=${BOOL}', 'strict-ssl="false"', 'strict-ssl=', 'strict-ssl=no', 'strict-ssl=0',
    'fetch-retries=5', 'fetch-retries=abc', 'fetch-retries=', 'fetch-retries=0x10', 'fetch-retries=${NUM}', 'fetch-timeout=1e3', 'maxsockets=null', "fetch-retries='7'", 'loglevel=verbose', 'loglevel=loud', 'loglevel=true',
    'cache=~/c', 'cache=~', 'cache=rel/c', 'cache={{ROOT}}/c', 'cafile=~/ca.pem', 'cafile={{ROOT}}/tls/ca.pem', 'cafile=null', 'cafile={{ROOT}}/tls/nope.pem', 'prefix=~/pfx', 'prefix={{ROOT}}/pfx', 'prefix=${HOME}/p2',
    'proxy=http://proxy.test:3128', 'proxy=null', 'proxy=false', 'proxy=proxy.test:3128', 'https-proxy=http://u:p@proxy.test:3128/', 'https-proxy=nope', 'https-proxy=null', 'noproxy=a.test,b.test', 'noproxy[]=a.test\nnoproxy[]=b.test', 'noproxy=a.test\nnoproxy[]=b.test', 'noproxy[]=a\nnoproxy=b',
    'scope=corp', 'scope=@corp', 'otp=123456', 'auth-type=legacy', 'auth-type=web', 'auth-type=sso', 'always-auth=true', 'email=a@b.test', 'certfile={{ROOT}}/tls/cert.pem', 'keyfile={{ROOT}}/tls/key.pem', 'cert="-----BEGIN\\nX"', 'ca[]="A\\nB"\nca[]="C"', 'ca="A\\n\\nB"', 'ca=null', 'ca=', "ca='x'",
    'replace-registry-host=never', 'replace-registry-host=always', 'replace-registry-host=npm.corp.test', 'omit-lockfile-registry-resolved=true', 'userconfig={{ROOT}}/alt/userrc', 'globalconfig={{ROOT}}/alt/globalrc', 'location=project', 'location=global', 'global=true', 'json=true', 'long=true',
    'init-author-url=notaurl', 'init-author-url=http://x.test', 'init-version=v1.2.3', 'init-version=1.x', 'umask=022', 'umask=0o77', 'umask=999', 'umask=18', 'before=2020-01-01', 'before=never', 'browser=true', 'browser=firefox', 'browser=null', 'color=always', 'color=sometimes', 'omit[]=dev\nomit[]=optional', 'omit=dev', 'omit=bogus', 'include[]=dev', 'access=public', 'access=secret',
    'package-lock', 'yes', 'cidr=10.0.0.0/8', 'cidr[]=10.0.0.0/8\ncidr[]=1.1.1.1/32', 'searchopts=true', 'tag=null', 'message=undefined', 'user-agent=x', 'user-agent={npm-version} ${TOK}', 'heading=${UNSET?}', 'depth=null', 'depth=Infinity', 'logs-max=-1', 'legacy-bundling=true', 'viewer=""', "viewer=''", 'editor="vim" -x', 'tag-version-prefix=""', 'preid=" a "', 'which=2', 'workspaces=true', 'workspaces=false',
    'unknown-key=1', 'unknown-${TOK}=${TOK}', 'Registry=https://upper.test/', 'REGISTRY=https://upper.test/', 'key with space = v', 'k=v=w', 'home=~', 'nodedir=/usr', 'python=null',
  ])
  const authTop = () => pick([`_auth=${b64('top:secret')}`, '_authToken=toptok', `username=joe\n_password=${b64('pw')}`, 'username=joe', `_password=${b64('pw')}`, '_authtoken=low', '-authtoken=dash', '_authToken=', '_auth=${UNSET?}', 'email=top@corp.test', 'username=joe\nemail=x@y.test', 'certfile={{ROOT}}/tls/cert.pem\nkeyfile={{ROOT}}/tls/key.pem', '_authToken=${TOK}'])
  const junk = () => pick(['; comment', '# comment', '   ; indented', '=novalue', '= x', 'lonely', '  spaced-key  =  spaced value  ', '[section]', '[section]\nregistry=https://in-section.test/', '[//npm.corp.test/]\n_authToken=sec', '[a.b]\nc=d', '[unclosed', '[ok] ; trailing', '  [indented]', '""=x', '"a=b"=c', '"fund"=false', 'fund;x=false', 'audit#=false', 'fund=false ; why', 'fund=false # why', 'message=a\\;b\\#c\\\\d\\e', 'message=ends\\', 'message="', "message='", 'message="\\u0041\\n"', "message='it's'", "message='\"x\"'", 'message=[1,2]', "message='[1,2]'", "message='{\"a\":1}'", 'arr[]=1\narr[]=2\narr=3', 'arr=1\narr[]=2', '[]=x', 'a[]', '__proto__=x', '__proto__[]=x', 'constructor=x', 'message=\u00a0nbsp\u00a0', 'message=a\u2028b', 'message=\ufeffbom', 'message=caf\u00e9', '\ttabbed=1', 'message=${HOME}', 'message=a\\tb', '1=2', 'true=false', 'message[]=a\nmessage[]=b', '${TOK}=x', '${UNSET}=x', '//${HOST}/:_authToken=fromhostvar', '//${UNSETHOST}/:_authToken=zz', '@${TOK}:registry=https://tokscope.test/'])

  const regLine = () => {
    const r = p(0.1) ? (tags.add('badreg'), pick(badRegs)) : pick(regs)
    return pick([`registry=${r}`, `registry = ${r}`, `registry="${r}"`, `registry='${r}'`, `registry=${r} ; main`, `registry=\${REG}`, `registry=\${UNSETREG}`, `registry=\${REG?}`].slice(0, p(0.85) ? 3 : 8))
  }
  const scopeLine = () => `${pick(scopes)}:registry=${p(0.06) ? pick(badRegs) : pick(regs)}`
  const fileText = (layer) => {
    const L = []
    if (p(0.55)) L.push(regLine())
    for (let i = int(0, 2); i > 0; i--) if (p(0.6)) L.push(scopeLine())
    for (let i = int(0, 3); i > 0; i--) L.push(...credLines(dartVariant(pick(regs))))
    for (let i = int(0, 3); i > 0; i--) L.push(plain())
    if (p(0.12)) { L.push(authTop()); tags.add('invalid-auth') }
    for (let i = int(0, 2); i > 0; i--) if (p(0.5)) { L.push(junk()); tags.add('junk') }
    if (p(0.5)) { for (let i = L.length - 1; i > 0; i--) { const j = int(0, i); [L[i], L[j]] = [L[j], L[i]] } }
    if (p(0.15) && L.length) L.push(pick(L)) // exact duplicate
    if (layer === 'project') for (let i = 0; i < L.length; i++) if (/^prefix=/.test(L[i]) && p(0.5)) L[i] = 'fund=true'
    let eol = '\n'
    if (p(0.12)) { eol = '\r\n'; tags.add('crlf') } else if (p(0.03)) { eol = '\r'; tags.add('cr') }
    let t = L.join('\n').split('\n').join(eol)
    if (p(0.8)) t += eol
    if (p(0.06)) { t = '\ufeff' + t; tags.add('bom') }
    if (p(0.03)) { t = t.replace(/\n/, '\n\n\n \n'); tags.add('blank') }
    return t
  }

  const files = {
    'tls/cert.pem': '-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n',
    'tls/key.pem': '-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----\n',
    'tls/ca.pem': '-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\r\nBB\r\n-----END CERTIFICATE-----\n',
    'home/cert.pem': 'homecert', 'home/ca.pem': '-----BEGIN CERTIFICATE-----\nHH\n-----END CERTIFICATE-----\n',
  }
  const dirs = ['home', 'project', 'work']
  let cwd = '{{ROOT}}/project'
  if (p(0.85)) files['home/.npmrc'] = fileText('user')
  if (p(0.7)) files['project/.npmrc'] = fileText('project')
  if (p(0.35)) files['node/etc/npmrc'] = fileText('global')
  if (p(0.12)) { files['npmroot/npmrc'] = fileText('builtin'); files['npmroot/package.json'] = '{"name":"npm","version":"99.0.0"}'; tags.add('builtin') }
  if (p(0.3)) files['alt/userrc'] = fileText('user')
  if (p(0.3)) files['alt/globalrc'] = fileText('global')
  for (const d of ['pfx', 'home/pfx', 'home/p2']) if (p(0.2)) files[`${d}/etc/npmrc`] = fileText('global')
  if (p(0.8)) files['project/package.json'] = JSON.stringify({ name: pick(['proj', '@corp/proj']), version: '1.0.0', ...p(0.2) ? { publishConfig: { registry: pick(regs), access: 'public', ...p(0.3) ? { bogus: 1 } : {} } } : {} })
  switch (pick(['root', 'root', 'root', 'root', 'sub', 'subpkg', 'nm', 'home', 'ws', 'ws', 'none'])) {
    case 'sub': dirs.push('project/src/deep'); cwd = '{{ROOT}}/project/src/deep'; tags.add('subdir'); break
    case 'subpkg': files['project/pkg/package.json'] = '{"name":"inner"}'; if (p(0.5)) files['project/pkg/.npmrc'] = fileText('project'); cwd = '{{ROOT}}/project/pkg'; tags.add('subpkg'); break
    case 'nm': delete files['project/package.json']; dirs.push('project/node_modules/dep'); cwd = pick(['{{ROOT}}/project', '{{ROOT}}/project/node_modules', '{{ROOT}}/project/node_modules/dep']); tags.add('node_modules'); break
    case 'home': cwd = '{{ROOT}}/home'; if (p(0.5)) dirs.push('home/node_modules'); tags.add('cwd-home'); break
    case 'ws': {
      tags.add('workspace')
      files['project/package.json'] = JSON.stringify({ name: 'root', version: '1.0.0', workspaces: pick([['packages/*'], ['packages/a'], { packages: ['packages/*'] }, ['packages/*', '!packages/a'], ['nothere/*']]) })
      files['project/packages/a/package.json'] = '{"name":"a","version":"1.0.0"}'
      if (p(0.5)) files['project/packages/a/.npmrc'] = fileText('project')
      dirs.push('project/packages/a/lib')
      cwd = pick(['{{ROOT}}/project/packages/a', '{{ROOT}}/project/packages/a/lib'])
      break
    }
    case 'none': delete files['project/package.json']; tags.add('no-package'); break
  }

  // ---- environment
  const env = { HOME: '{{ROOT}}/home', PATH: '/usr/bin:/bin', TOK: 'env-token', HOST: 'npm.corp.test', REG: pick(regs), EMPTY: '', BOOL: pick(['true', 'false']), NUM: '3', MULTI: 'l1\nl2', 'TOK-default': p(0.1) ? 'dash-named' : undefined }
  if (env['TOK-default'] === undefined) delete env['TOK-default']
  const envName = k => pick([`npm_config_${k}`, `NPM_CONFIG_${k.toUpperCase()}`, `npm_config_${k.replace(/-/g, '_')}`, `NPM_CONFIG_${k.toUpperCase().replace(/-/g, '_')}`, `Npm_Config_${k}`])
  for (let i = int(0, 3); i > 0; i--) {
    const [k, v] = pick([
      () => ['registry', p(0.12) ? pick(badRegs) : pick(regs)], () => ['registry', '${REG}'], () => ['strict-ssl', pick(['false', 'true', '', '0'])], () => ['userconfig', pick(['{{ROOT}}/alt/userrc', '~/.npmrc', '{{ROOT}}/nope'])],
      () => ['globalconfig', '{{ROOT}}/alt/globalrc'], () => ['prefix', pick(['{{ROOT}}/pfx', '~/pfx'])], () => ['global', pick(['true', 'false'])], () => ['location', 'project'], () => ['scope', pick(['corp', '@corp'])], () => ['loglevel', pick(['silly', 'wat'])],
      () => ['proxy', pick(['http://p.test:1', 'false', 'null'])], () => ['noproxy', 'a.test,b.test'], () => ['fetch-retries', pick(['0', 'x'])], () => ['cache', pick(['~/cc', 'relcache'])], () => ['otp', '654321'], () => ['ca', 'A\n\nB'], () => ['omit', 'dev\n\noptional'], () => ['foo-bar', 'unknown'], () => ['_auth', b64('env:auth')], () => ['_authToken', 'envtop'], () => ['email', 'e@nv.test'], () => ['save-exact', 'true'],
    ])()
    env[envName(k)] = v
    tags.add('env')
  }
  if (p(0.25)) { env[`${pick(['npm_config_', 'NPM_CONFIG_'])}${dartVariant(pick(regs))}:_authToken`] = pick(['env-nerf', '${TOK}', 'true', '']); tags.add('env-nerf') }
  if (p(0.1)) env[`npm_config_${pick(scopes)}:registry`] = pick(regs)
  if (p(0.1)) env.NODE_AUTH_TOKEN = 'nat'
  if (p(0.1)) env[pick(['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'NO_PROXY', 'no_proxy', 'PROXY'])] = pick(['http://user:pass@px.test:8080', 'localhost,.corp.test'])
  if (p(0.08)) { env.PREFIX = '{{ROOT}}/pfx'; tags.add('PREFIX') }
  if (p(0.05)) { env.DESTDIR = '{{ROOT}}/dest'; tags.add('DESTDIR') }

  // ---- command line
  const argv = [pick(['whoami', 'install', 'view', 'config'])]
  if (argv[0] === 'config') argv.push('list')
  for (let i = int(0, 3); i > 0; i--) {
    if (!p(0.7)) continue
    const r = () => p(0.12) ? pick(badRegs.filter(Boolean)) : pick(regs)
    argv.push(...pick([
      () => ['--registry', r()], () => [`--registry=${r()}`], () => [`--registry=${r()}`], () => ['--reg', r()], () => [`--${pick(scopes)}:registry=${r()}`], () => [`--${dartVariant(pick(regs))}:_authToken=cli-tok`], () => [`--${dartVariant(pick(regs))}:_authToken`, 'cli-tok2'],
      () => ['--userconfig', '{{ROOT}}/alt/userrc'], () => ['--userconfig=~/.npmrc'], () => ['--globalconfig={{ROOT}}/alt/globalrc'], () => ['--prefix', '{{ROOT}}/pfx'], () => ['-C', '../work'], () => ['--prefix={{ROOT}}/project'], () => ['-g'], () => ['--global'], () => ['--no-global'], () => ['--location=project'], () => ['--location', 'global'], () => ['-L', 'user'],
      () => ['--scope=corp'], () => ['--scope', '@other'], () => ['--no-strict-ssl'], () => ['--strict-ssl=false'], () => ['--strict-ssl', 'false'], () => ['--no-proxy'], () => ['--proxy=null'], () => ['--otp=111111'], () => ['--auth-type=legacy'], () => ['--auth-type=bad'], () => ['-d'], () => ['-dd'], () => ['-ws'], () => ['-w', 'packages/a'], () => ['--no-workspaces'], () => ['--fetch-retries=9'], () => ['--fetch-retries', 'x'], () => ['--unknown-flag'], () => ['--unknown-flag', 'val'], () => ['--unknown=v'], () => ['--json'], () => ['--', '--registry=ignored'], () => ['--no-registry'], () => ['--cafile', '~/ca.pem'], () => ['--omit=dev', '--omit=peer'], () => ['--save-exact'], () => ['-E'], () => ['--verbos'], () => ['--_auth=' + b64('c:li')], () => ['--//npm.corp.test/:username=cliu'], () => ['--silent'], () => ['-s'], () => ['--no-no-audit'], () => ['pkgname'],
    ])())
    tags.add('cli')
  }

  // ---- questions
  const specs = ['plain', '@corp/a', ...some(['@Corp/a@1', '@other/x@latest', '@my_scope/p', '@a.b/c', 'alias@npm:@corp/a@2', 'npm:@other/q', 'file:../x', 'https://art.test/x.tgz', '@corp/a@https://art.test/y.tgz', '@unmapped/z@^1'], 1, 3)]
  const requests = [{ url: '/-/whoami' }, { url: '/@corp%2fa', spec: '@corp/a' }]
  for (let i = int(2, 5); i > 0; i--) {
    const base = pick(regs)
    let u
    try { u = new URL(base) } catch { continue }
    const root = `${u.protocol}//${u.host}`
    const pathname = u.pathname.replace(/\/?$/, '/')
    const url = pick([
      base, `${root}${pathname}`, `${root}${pathname}foo/-/foo-1.0.0.tgz`, `${root}${pathname}@corp%2fa`, `${root}/other/file.tgz`, `${root}${pathname.replace(/\/$/, '')}`, `${root}${pathname}foo?write=true`, `${root.replace(/^https?/, 'http')}${pathname}x`, `${root.toUpperCase().replace(/^HTTPS?/, m => m.toLowerCase())}${pathname}x`,
      `${root.replace(/:\d+$/, '')}:9999${pathname}x`, `https://cdn.elsewhere.test/foo.tgz`, `${root}${pathname}../sibling/x.tgz`, `${root}${pathname.slice(0, -1)}-evil/x.tgz`, `https://evil-${u.host.replace(/[[\]:].*$/, '') || 'h'}/x`,
    ])
    requests.push(p(0.5) ? { url, spec: pick(['@corp/a', '@other/x', 'plain', 'alias@npm:@corp/a@2']) } : { url })
  }
  return { tags: [...tags].sort(), argv, env, cwd, execPath: '{{ROOT}}/node/bin/node', dirs, files, specs, requests }
}

export { makeCase }

if (process.argv[1] && path.basename(process.argv[1]) === 'gen.mjs') console.log(JSON.stringify(makeCase(Number(process.argv[2] ?? 1)), null, 1))
