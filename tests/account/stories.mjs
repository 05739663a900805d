// Logging in and out at every shape of registry, the token commands, and the lies. `m` is a machine (run.mjs), `r` its registry.
import fs from 'node:fs';
import path from 'node:path';
import { newToken, sha } from './registry.mjs';

const dart = r => r.origin.replace(/^http:/, '');
const legacyInput = 'alice\ncorrect horse battery\n';

// Tokens as each issuer makes them.
const some = (n, from) => Array.from({ length: n }, () => from[Math.floor(Math.random() * from.length)]).join('');
const alnum = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const makers = {
  gitlab: () => 'glpat-' + some(20, alnum),
  'azure-artifacts': () => some(76, alnum) + 'AZDO' + some(4, alnum),
  gitea: () => some(40, '0123456789abcdef'),
  nexus: () => `NpmToken.${some(8, 'abcdef')}-${some(4, 'abcdef')}-3${some(3, 'abcdef')}-${some(4, 'abcdef')}-${some(12, 'abcdef')}`,
  artifactory: () => 'cmVmdGtu' + some(56, alnum),
};
const tokenFor = r => (makers[r.spec.profile] || newToken)();

/** e401 whoami says what npm whoami says, and `token check` knows whether what is used lives. */
async function agree(m, isIn) {
  const [theirs, ours] = [await m.npm(['whoami']), await m.e401(['whoami'])];
  await m.must(`whoami: npm says ${theirs.exit} ${theirs.out}, e401 ${ours.exit} ${ours.out}`, (theirs.exit === 0) === (ours.exit === 0) && theirs.out === ours.out);
  const check = JSON.parse((await m.e401(['token', 'check', '--json'])).out);
  await m.must(`check: ${JSON.stringify(check, null, 1)}`, isIn ? check.ok && check.credentials.length > 0 && check.credentials.every(c => c.state === 'alive' && c.file === m.rc) : check.credentials.length === 0);
}

async function web(m, r) {
  m.configure();
  await m.out('before the login');
  m.ok(await m.e401(['login']), 'login');
  await m.in('after the web login');
  await agree(m, true);
  await m.tidy();
  await m.must('the key is not the registry\'s own', m.text.includes(`${dart(r)}:_authToken=`));
}

async function legacy(m, r) {
  m.configure();
  m.fails(await m.e401(['login', '--auth-type', 'legacy'], { input: 'alice\nwrong horse\n' }), 'login with a wrong password', /does not take this user name and password/);
  m.ok(await m.e401(['login', '--auth-type', 'legacy'], { input: legacyInput }), 'login');
  await m.in('after the legacy login');
  await agree(m, true);
  await m.tidy();
}

async function token(m, r) {
  const good = tokenFor(r), bad = tokenFor(r);
  for (const t of [good, bad]) m.secrets.add(t).add(Buffer.from(t).toString('base64'));
  r.tokens.push({ token: good, user: 'alice', can: 'rw' });
  m.configure();
  m.fails(await m.e401(['login', '--auth-type=token'], { input: bad + '\n' }), 'login with a dead token', /not stored/);
  await m.must('a dead token was stored', m.text === `registry=${r.origin}\n`);
  m.ok(await m.e401(['login', '--auth-type=token'], { input: good + '\n' }), 'login');
  await m.in('after the login with a token');
  await agree(m, true);
  await m.tidy();
}

const logoutRevokes = async (m, r) => {
  const before = m.text;
  const secret = /_authToken=(\S+)/.exec(before)[1];
  m.ok(await m.e401(['logout']), 'logout');
  await m.must('the token still lives at the registry', !r.names(secret));
  await m.must('the token is still in the file', !m.text.includes(secret));
  await m.out('after the logout');
  await m.tidy();
};

const saysItLives = async (m, r) => {
  const done = m.ok(await m.e401(['logout']), 'logout');
  await m.must('does not say that the token lives on', /lives until you delete it/.test(done.err) && r.tokens.length === 1);
  await m.must('a credential stayed', m.text === `registry=${r.origin}\n`);
};

const story = (name, spec, tell) => ({ name, spec, tell });
const shapes = [
  ['npmjs', { profile: 'npmjs', packages: { '@priv/p': { access: 'private' } } }, [web, legacy, token], logoutRevokes],
  ['generic', { profile: 'generic' }, [legacy, token], logoutRevokes],
  ['github', { profile: 'github-packages', path: '/_registry/npm/' }, [legacy, token], logoutRevokes],
  ['artifactory', { profile: 'artifactory', path: '/artifactory/api/npm/npm-local/' }, [legacy, token], logoutRevokes],
  ['nexus', { profile: 'nexus', path: '/repository/npm/' }, [legacy, token], async (m, r) => {
    const other = newToken();
    r.tokens.push({ token: other, user: 'alice', can: 'rw' });
    const done = m.ok(await m.e401(['logout']), 'logout');
    await m.must('does not say that it is a logout everywhere', /everywhere/.test(done.err));
    await m.must('the other machine is still logged in', !r.names(other));
    await m.out('after the logout');
  }],
  ['verdaccio', { profile: 'verdaccio' }, [legacy, token], async (m, r) => {
    const secret = /_authToken=(\S+)/.exec(m.text)[1];
    const done = m.ok(await m.e401(['logout']), 'logout');
    await m.must('does not say that the host only pretends', /still takes it/.test(done.err) && r.names(secret));
    await m.out('after the logout');
  }],
  ['gitlab', { profile: 'gitlab', path: '/api/v4/projects/7/packages/npm/' }, [token], async (m, r) => {
    await m.must('the key is not the project\'s path', m.text.includes(`/api/v4/projects/7/packages/npm/:_authToken=`));
    await saysItLives(m, r);
  }],
  ['gitlab group', { profile: 'gitlab', path: '/api/v4/groups/acme%2Fweb/-/packages/npm/' }, [token], saysItLives],
  ['azure', { profile: 'azure-artifacts', path: '/acme/_packaging/feed/npm/registry/' }, [token], async (m, r) => {
    for (const key of ['/feed/npm/registry/', '/feed/npm/']) await m.must(`${key} has no pair`, m.text.includes(`${key}:username=`) && m.text.includes(`${key}:_password=`));
    await saysItLives(m, r);
  }],
  ['gitea', { profile: 'gitea', path: '/api/packages/acme/npm/' }, [token], saysItLives],
];

const shapeStories = shapes.flatMap(([shape, spec, ways, out]) => ways.map(way => story(`${shape}: ${way.name} login, then logout`, spec, async (m, r) => {
  await way(m, r);
  await out(m, r);
  await m.out('after the logout');
  await agree(m, false);
  await m.tidy();
})));

const npmjs = { profile: 'npmjs', packages: { '@priv/p': { access: 'private' } } };
const pathed = { profile: 'npmjs', path: '/team/npm/', packages: { '@priv/p': { access: 'private' } } };
const password = 'correct horse battery\n';

async function loggedIn(m, r) {
  const first = newToken();
  m.secrets.add(first);
  r.tokens.push({ token: first, user: 'alice', can: 'rw', name: 'first' });
  m.configure(`${dart(r)}:_authToken=${first}\n`);
  return first;
}

const tokenStories = [
  story('a scope is mapped and gets its own key', pathed, async (m, r) => {
    m.ok(await m.e401(['login', '--registry', r.origin.slice(0, -1), '--scope', 'priv', '--no-browser']), 'login');
    await m.must('the scope is not mapped', m.text.includes(`@priv:registry=${r.origin}\n`));
    await m.in('in its scope');
  }),
  story('the old token goes, neighbours stay', npmjs, async (m, r) => {
    m.configure(`; mine\n${dart(r)}:username=bob\n//other.example/:_authToken=abc\n${dart(r)}:_authToken=${newToken()}\n`);
    fs.chmodSync(m.rc, 0o644);
    m.ok(await m.e401(['login']), 'login');
    await m.must('something else changed', /^registry=.*\n; mine\n\/\/other.example\/:_authToken=abc\n\/\/127.*:_authToken=npm_\w+\n$/.test(m.text));
    await m.in('afterwards');
    await m.tidy();
  }),
  story('a one-time password is sent when it is asked for', npmjs, async (m, r) => {
    r.otp = '424242';
    m.configure();
    m.fails(await m.e401(['login', '--auth-type=legacy'], { input: legacyInput }), 'login without one', /one-time password/);
    m.ok(await m.e401(['login', '--auth-type=legacy', '--otp', '424242'], { input: legacyInput }), 'login');
    await m.in('afterwards');
  }),
  story('a web page of the registry gives the one-time password', npmjs, async (m, r, net) => {
    r.otp = '424242';
    r.otpPage = true;
    r.patience = 1;
    m.configure();
    const said = m.ok(await m.e401(['login', '--auth-type=legacy'], { input: legacyInput }), 'login').err;
    await m.must('the page is not shown', said.includes(`${r.origin}auth/otp`));
    await m.in('after the login');
    m.ok(await m.e401(['token', 'rotate'], { input: password }), 'rotate');
    await m.in('after rotating');
    m.ok(await m.e401(['token', 'create', '--name', 'ci', '--output', 'made.txt'], { input: password }), 'create');
    const id = sha(fs.readFileSync(path.join(m.project, 'made.txt'), 'utf8').trim()).slice(0, 6);
    m.ok(await m.e401(['token', 'revoke', id]), 'revoke');
    await m.must('it lives', r.tokens.length === 1);
  }),
  story('four logins at once: all are in, none is taken for killed', npmjs, async (m, r) => {
    m.configure();
    const done = await Promise.all(Array.from({ length: 4 }, () => m.e401(['login', '--auth-type=legacy'], { input: legacyInput })));
    for (const d of done) {
      // The last one counts: one that finds another's token in its place says so.
      await m.must(`exit code ${d.exit}\n${d.both}`, d.exit === 0 || /another credential/.test(d.err));
      await m.must('a running login was taken for a killed one\n' + d.err, !/was killed/.test(d.err));
    }
    await m.in('afterwards');
    await m.must('more than one line', m.text.split('\n').length === 3);
    await m.tidy();
  }),
  story('a file that cannot be written is found out before a token is made', npmjs, async (m, r, net) => {
    m.configure();
    const before = m.text;
    const elsewhere = path.join(m.dir, 'gone', 'npmrc');
    fs.symlinkSync(elsewhere, path.join(m.dir, 'link'));
    const env = { NPM_CONFIG_USERCONFIG: path.join(m.dir, 'link'), npm_config_registry: r.origin };
    m.fails(await m.e401(['login'], { env }), 'login', /leads nowhere: nothing was sent/);
    await m.must('a request was made', net.record.length === 0 && m.text === before);
    const folder = path.join(m.dir, 'new', 'folder');
    m.ok(await m.e401(['login'], { env: { ...env, NPM_CONFIG_USERCONFIG: path.join(folder, 'npmrc') } }), 'login into a new folder');
    await m.must('others may look into it', (fs.statSync(folder).mode & 0o077) === 0);
  }),
  story('a project\'s own token hides the new one, and that is said', npmjs, async (m, r) => {
    m.configure();
    fs.writeFileSync(path.join(m.project, '.npmrc'), `${dart(r)}:_authToken=${newToken()}\n`);
    const done = m.fails(await m.e401(['login']), 'login', /: \.npmrc:1\./);
    await m.must('nothing was said of it', /stronger/.test(done.err));
  }),
  story('a registry that only the project names gets nothing', npmjs, async (m, r, net) => {
    fs.writeFileSync(path.join(m.project, '.npmrc'), `registry=${r.origin}\n${dart(r)}:_authToken=\${SECRET}\n`);
    const how = { env: { SECRET: 'a-secret-of-this-machine' } };
    for (const args of [['login'], ['logout'], ['token', 'list'], ['token', 'check']]) {
      const done = await m.e401(args, how);
      if (args[1] !== 'check') m.fails(done, args.join(' '));
    }
    await m.must('a request was made', net.record.length === 0);
  }),
  story('logout leaves alone what comes from the environment', npmjs, async (m, r, net) => {
    const t = await loggedIn(m, r);
    m.configure(`${dart(r)}:_authToken=\${NPM_TOKEN}\n`);
    m.fails(await m.e401(['logout'], { env: { NPM_TOKEN: t } }), 'logout', /NPM_TOKEN/);
    await m.must('it was revoked', r.names(t) && net.record.length === 0);
  }),
  story('logout from a project\'s file takes one line and leaves the mode alone', npmjs, async (m, r) => {
    const t = await loggedIn(m, r);
    m.configure();
    const file = path.join(m.project, '.npmrc');
    fs.writeFileSync(file, `; ours\n${dart(r)}:_authToken=${t}\nfund=false\n`, { mode: 0o644 });
    await m.in('before');
    m.ok(await m.e401(['logout']), 'logout');
    await m.must('it lives', !r.names(t));
    await m.must('another line went', fs.readFileSync(file, 'utf8') === '; ours\nfund=false\n' && (fs.statSync(file).mode & 0o777) === 0o644);
    await m.out('afterwards');
  }),
  story('what an interrupted rotate has left is named by the list and revoked by the next rotate', npmjs, async (m, r) => {
    const first = await loggedIn(m, r);
    const lost = newToken();
    m.secrets.add(lost);
    r.tokens.push({ token: lost, user: 'alice', can: 'rw', name: `e401-rotate-${sha(first).slice(0, 8)}-abcdabcd` });
    const list = m.ok(await m.e401(['token', 'list']), 'list');
    await m.must('it is not named\n' + list.both, list.err.includes(`${sha(lost).slice(0, 6)} was left by a`));
    m.ok(await m.e401(['token', 'rotate'], { input: password }), 'rotate');
    await m.must('it lives', !r.names(lost) && r.tokens.length === 1);
  }),
  story('rotate of a password says how to have a token', npmjs, async (m, r) => {
    m.configure(`${dart(r)}:_auth=${Buffer.from('alice:correct horse battery').toString('base64')}\n`);
    m.fails(await m.e401(['token', 'rotate'], { input: password }), 'rotate', /only you can change a password\n.*\n  1\. e401 token create/);
  }),
  story('tokens are made, listed, checked and revoked', npmjs, async (m, r) => {
    const first = await loggedIn(m, r);
    m.fails(await m.e401(['token', 'create', '--name', 'ci'], { input: password }), 'create into a pipe', /--output/);
    await m.must('it was made all the same', r.tokens.length === 1);
    m.ok(await m.e401(['token', 'create', '--name', 'ci', '--expires', '30', '--scopes', '@priv', '--read-only', '--cidr', '10.0.0.0/8', '--output', 'made.txt'], { input: password }), 'create');
    const file = path.join(m.project, 'made.txt');
    const made = fs.readFileSync(file, 'utf8').trim();
    await m.must('the file is not ours alone', (fs.statSync(file).mode & 0o777) === 0o600);
    await m.must('it is not as it was asked for', JSON.stringify(r.tokens[1].made) === JSON.stringify({ name: 'ci', expires: 30, scopes: ['@priv'], cidr_whitelist: ['10.0.0.0/8'], packages_and_scopes_permission: 'read-only' }));
    for (const [args, words] of [[['--exipres', '30'], /no option --exipres.*--expires/], [['--cidr', '::1/64'], /IPv4/], [['--expires', '0'], /wants days/], [['--permission', 'read-write', '--read-only'], /contradict/], [['--expires', '30'], /--name NAME/]]) m.fails(await m.e401(['token', 'create', '--print', ...args], { input: password }), `create ${args}`, words);
    await m.must('it was made all the same', r.tokens.length === 2);
    m.ok(await m.e401(['token', 'create', '--read-only', '--print'], { input: password, mayShow: true }), 'create in npm 10\'s form');
    await m.must('not npm 10\'s form', JSON.stringify(r.tokens[2].made) === JSON.stringify({ readonly: true, cidr_whitelist: [] }));
    m.ok(await m.e401(['token', 'create', '--name=ci2', '--token-description=mine', '--packages-and-scopes-permission=read-write-stage-only', '--packages', 'a,b', '--packages-all', '--orgs=acme', '--orgs-permission', 'read-only', '--bypass-2fa', '--print'], { input: password, mayShow: true }), 'create with npm\'s names');
    await m.must('it is not as it was asked for', JSON.stringify(r.tokens[3].made) === JSON.stringify({ name: 'ci2', description: 'mine', packages: ['a', 'b'], orgs: ['acme'], packages_all: true, packages_and_scopes_permission: 'read-write-stage-only', orgs_permission: 'read-only', bypass_2fa: true }));
    const [shown] = JSON.parse(m.ok(await m.e401(['token', 'list', '--json']), 'list').out).tokens.filter(t => t.name === 'ci2');
    await m.must(JSON.stringify(shown), shown.packages_all && shown.bypass_2fa && shown.permission === 'read-write-stage-only' && shown.orgs_permission === 'read-only' && shown.orgs[0] === 'acme' && shown.packages[1] === 'b' && !shown.in_use);
    const list = m.ok(await m.e401(['token', 'list']), 'list');
    await m.must('the one in use is not marked', list.out.includes(`${sha(first).slice(0, 6)}  first`) && /first.*in use here/.test(list.out));
    m.fails(await m.e401(['token', 'revoke', made], { mayShow: true }), 'revoke by value', /not its id/);
    m.ok(await m.e401(['token', 'revoke', sha(made).slice(0, 6)]), 'revoke');
    await m.must('it lives', !r.names(made) && r.names(first));
    const check = JSON.parse(m.ok(await m.e401(['token', 'check', '--json']), 'check').out);
    await m.must('check is wrong', check.credentials.length === 1 && check.credentials[0].state === 'alive' && check.credentials[0].name === 'alice' && check.credentials[0].place.endsWith('.npmrc:2'));
    r.tokens = [];
    m.fails(await m.e401(['token', 'check']), 'check of a dead one', /^dead: /m);
    m.ok(await m.e401(['token', 'check', '--offline']), 'check offline');
  }),
  story('check knows when a JSON Web Token ends', npmjs, async (m, r) => {
    const part = o => Buffer.from(JSON.stringify(o)).toString('base64url');
    const jwt = days => `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ exp: Math.floor(Date.now() / 1000) + days * 86400 })}.${sha('x').slice(0, 43)}`;
    const soon = jwt(5), gone = jwt(-1);
    m.secrets.add(soon).add(gone);
    r.tokens.push({ token: soon, user: 'alice', can: 'rw' });
    m.configure(`${dart(r)}:_authToken=${soon}\n`);
    m.ok(await m.e401(['token', 'check', '--fail-if-expiring', '3d']), 'check for 3 days');
    m.fails(await m.e401(['token', 'check', '--fail-if-expiring', '14d']), 'check for 14 days', /expires in [45] days/);
    m.configure(`${dart(r)}:_authToken=${gone}\n`);
    m.fails(await m.e401(['token', 'check', '--offline']), 'check of an expired one', /expired 24 hours ago/);
  }),
  story('rotate puts a new token in the old one\'s place', npmjs, async (m, r) => {
    const first = await loggedIn(m, r);
    await m.in('before');
    m.ok(await m.e401(['token', 'rotate'], { input: password }), 'rotate');
    await m.must('the old one lives', !r.names(first) && r.tokens.length === 1);
    await m.must('the file has another one', m.text.includes(r.tokens[0].token) && m.text.split('\n').length === 3);
    await m.in('afterwards');
    await m.tidy();
  }),
  story('rotate with a writer gives the value on standard input only', npmjs, async (m, r) => {
    const first = await loggedIn(m, r);
    m.configure(`${dart(r)}:_authToken=\${NPM_TOKEN}\n`);
    const kept = path.join(m.dir, 'kept');
    const how = { input: password, env: { NPM_TOKEN: first } };
    m.fails(await m.e401(['token', 'rotate'], how), 'rotate without one', /--writer/);
    m.fails(await m.e401(['token', 'rotate', '--writer', '--', 'sh', '-c', 'cat > /dev/null; exit 3'], how), 'rotate with one that fails', /exit code 3/);
    await m.must('a failed writer left something', r.tokens.length === 1 && r.names(first));
    m.ok(await m.e401(['token', 'rotate', '--writer', '--', 'sh', '-c', `cat > ${kept}; env > ${kept}.env; tr '\\0' ' ' < /proc/$$/cmdline > ${kept}.argv`], how), 'rotate');
    const value = fs.readFileSync(kept, 'utf8').trim();
    await m.must('the value is not the new token', r.tokens.length === 1 && r.names(value));
    await m.must('the value is seen elsewhere', !fs.readFileSync(kept + '.env', 'utf8').includes(value) && !fs.readFileSync(kept + '.argv', 'utf8').includes(value));
  }),
  ...shapes.filter(([shape]) => !['npmjs', 'generic', 'verdaccio'].includes(shape)).map(([shape, spec, ways]) => story(`${shape} has no token API and says its own way`, spec, async (m, r) => {
    const t = tokenFor(r);
    m.secrets.add(t);
    r.tokens.push({ token: t, user: 'alice', can: 'rw' });
    m.configure(shape === 'azure' ? `${dart(r)}:username=x\n${dart(r)}:_password=${Buffer.from(t).toString('base64')}\n` : `${dart(r)}:_authToken=${t}\n`);
    const before = m.text;
    const own = /has no token API.*\nWhat .* takes:\n.*e401 login --auth-type=\w+ --registry http/s;
    for (const args of [['token', 'list'], ['token', 'create', '--print'], ['token', 'revoke', 'abcdef']]) m.fails(await m.e401(args, { input: password }), args.join(' '), own);
    const rotate = m.fails(await m.e401(['token', 'rotate'], { input: password }), 'token rotate', own);
    if (shape.startsWith('gitlab')) await m.must('nothing is said of GitLab\'s own way', /dies in the same moment/.test(rotate.err));
    await m.must('rotate does not print the steps:\n' + rotate.err, /By hand|rotate by hand:\n  1\./.test(rotate.err));
    if (!ways.includes(legacy)) m.fails(await m.e401(['login'], { input: password }), 'login', /--auth-type=token/);
    await m.must('something was changed', m.text === before && r.names(t));
    await m.in('as before');
  })),
  story('check knows what GitLab knows of a token', { profile: 'gitlab', path: '/api/v4/projects/7/packages/npm/' }, async (m, r, net) => {
    const t = tokenFor(r), deploy = 'gldt-' + some(20, alnum);
    m.secrets.add(t).add(deploy);
    r.tokens.push({ token: t, user: 'alice', can: 'rw', name: 'laptop', expires: new Date(Date.now() + 10 * 86400_000).toISOString().slice(0, 10) }, { token: deploy, user: 'alice', can: 'r' });
    m.configure(`${dart(r)}:_authToken=${t}\n`);
    const unasked = await m.e401(['token', 'check', '--fail-if-expiring', '14d']);
    await m.must(`the end is known to the host and was not asked: ${unasked.exit}\n${unasked.both}`, unasked.exit === 3 && /--ask-issuer/.test(unasked.out));
    await m.must('the token was sent where npm does not send it', !net.record.some(e => e.path.includes('/self')));
    m.ok(await m.e401(['token', 'check', '--ask-issuer', '--fail-if-expiring', '5d']), 'check for 5 days');
    m.fails(await m.e401(['token', 'check', '--ask-issuer', '--fail-if-expiring', '14d']), 'check for 14 days', /"laptop".*\n  expires in (9|10) days \(as the host says\)/);
    net.record.length = 0;
    m.configure(`${dart(r)}:_authToken=${deploy}\n`);
    m.ok(await m.e401(['token', 'check', '--ask-issuer']), 'check of a deploy token');
    await m.must('a deploy token was sent to an API that is not its own', !net.record.some(e => e.path.includes('/self')));
  }),
  story('check knows what npm\'s list knows of a token', npmjs, async (m, r) => {
    await loggedIn(m, r);
    Object.assign(r.tokens[0], { created: new Date(Date.now() - 20 * 86400_000).toISOString(), expires: new Date(Date.now() + 10 * 86400_000).toISOString() });
    const [c] = JSON.parse(m.fails(await m.e401(['token', 'check', '--json', '--fail-if-expiring', '14d']), 'check').out).credentials;
    await m.must(JSON.stringify(c), c.state === 'alive' && c.expiring && c.called === 'first' && c.age_of === 'token' && Math.abs(c.age_s - 20 * 86400) < 600 && c.line === 2);
  }),
  story('check exits with 3 where nothing is proven, and asks no stranger', npmjs, async (m, r, net) => {
    const t = await loggedIn(m, r);
    fs.writeFileSync(path.join(m.project, '.npmrc'), `//127.0.0.1:1/:_authToken=\${NPM_TOKEN}\n`);
    const how = { env: { NPM_TOKEN: t } };
    const check = await m.e401(['token', 'check'], how);
    await m.must(`exit code ${check.exit}\n${check.both}`, check.exit === 3 && /a file of this project names it \(--trust-project allows it\)/.test(check.out));
    m.write('');
    fs.writeFileSync(path.join(m.project, '.npmrc'), `registry=${r.origin}\n${dart(r)}:_authToken=\${NPM_TOKEN}\n`);
    net.record.length = 0;
    await m.must('exit code', (await m.e401(['token', 'check'], how)).exit === 3);
    await m.must('the project had its way', net.record.length === 0);
    m.ok(await m.e401(['token', 'check', '--trust-project'], how), 'check of a trusted project');
  }),
  story('exec gives a credential to one process and writes nothing', npmjs, async (m, r) => {
    const t = await loggedIn(m, r);
    m.configure();
    fs.writeFileSync(path.join(m.project, 'token.txt'), t + '\n', { mode: 0o600 });
    const before = m.text;
    const npm = m.env.PATH.split(':').map(d => path.join(d, 'npm')).find(p => fs.existsSync(p));
    for (const [from, input] of [['@token.txt', ''], ['-', t + '\n']]) {
      const done = m.ok(await m.e401(['exec', '--with-credential', `${dart(r)}:_authToken=${from}`, '--', npm, 'view', '@priv/p', 'version'], { input }), 'exec');
      await m.must('npm was not in', done.out.includes('1.0.0'));
      await m.must('nothing is said of scripts', /lifecycle script/.test(done.err));
    }
    await m.must('something was written', m.text === before);
    await m.out('afterwards');
    m.fails(await m.e401(['exec', '--with-credential', `${dart(r)}:_authToken=${t}`, '--', 'true']), 'exec with a value in argv', /command line/);
    const usage = await m.e401(['exec', '--with-credential', `${dart(r)}:_authToken=@token.txt`]);
    await m.must(`without a command: ${usage.exit}\n${usage.both}`, usage.exit === 2 && /wants a command/.test(usage.err));
    m.fails(await m.e401(['exec', '--with-credential', `${dart(r)}:_authToken=-`, '--', 'true'], { input: `${t}\nx\n` }), 'exec with two lines', /standard input: .*line break/);
    const code = await m.e401(['exec', '--with-credential', `${dart(r)}:_authToken=@token.txt`, '--', 'sh', '-c', 'exit 7']);
    await m.must('the exit code is not the command\'s', code.exit === 7);
  }),
];

// What the registry does instead of what it should, and what e401 says of it.
const webLies = {
  garbage: /no JSON object.*not how a registry answers/, 'done-garbage': /no JSON object.*not how a registry ends/, giant: /more than 64 KB/, 'done-giant': /more than 64 KB/, deep: /no JSON object/,
  elsewhere: /on a host that is not its own \(.*--login-host login.evil.example\): http:\/\/login.evil.example/, 'done-elsewhere': /another host: http:\/\/done.evil.example/, script: /no web address: javascript:/,
  file: /no web address: file:/, 'no-address': /no web address/, 'with-password': /a password in it/, redirect: /answered 307 and leads to http:\/\/localhost/, 'done-redirect': /answered 302 and leads to http:\/\/localhost/,
  'line-break': /line break/, control: /no header can carry/, variable: /npm would replace/, 'no-text': /without a token/, 'dead-token': /not stored/, 'whoami-garbage': /not stored/,
  endless: /given up/, 'endless-slow': /given up/, 'endless-odd': /given up/, failing: /answered 503/,
};
const legacyLies = {
  'put-garbage': /no JSON object/, 'put-line-break': /line break/, 'put-redirect': /answered 307 and leads to http:\/\/localhost/, 'put-giant': /more than 64 KB/, 'put-otp-elsewhere': /another host: http:\/\/localhost/,
};
const lieStory = (lie, words, args, input) => story(`the registry lies: ${lie}`, npmjs, async (m, r, net) => {
  await loggedIn(m, r);
  const before = m.text;
  r.lie = lie;
  const started = Date.now();
  const done = m.fails(await m.e401(['login', ...args], { input }), 'login', words);
  await m.must('it took too long', Date.now() - started < 20_000);
  await m.must('it asked too often', r.polls < 20);
  await m.must('the file has changed', m.text === before);
  await m.must('it went to the stranger', !net.record.some(e => JSON.stringify(e).includes('stolen')));
  await m.must('control characters reached the terminal', !/[\x00-\x09\x0b-\x1f\x7f]/.test(done.both));
  r.lie = null;
  await m.in('as before');
  await m.tidy();
});
const lieStories = [
  ...Object.entries(webLies).map(([lie, words]) => lieStory(lie, words, ['--timeout', '2'], '')),
  ...Object.entries(legacyLies).map(([lie, words]) => lieStory(lie, words, ['--auth-type=legacy'], legacyInput)),
  story('the registry asks for patience and gets it', npmjs, async (m, r) => {
    m.configure();
    r.patience = 3;
    r.wait_s = 1;
    const started = Date.now();
    m.ok(await m.e401(['login']), 'login');
    await m.must('it asked faster than it was told to', Date.now() - started > 3000 && r.polls === 3);
    await m.in('afterwards');
  }),
];

export const stories = [...shapeStories, ...tokenStories, ...lieStories];
