// Logging in and out at every shape of registry, the token commands, and the lies. `m` is a machine (run.mjs), `r` its registry.
import fs from 'node:fs';
import path from 'node:path';
import { newToken, sha } from './registry.mjs';

const dart = r => r.origin.replace(/^http:/, '');
const legacyInput = 'alice\ncorrect horse battery\n';

async function web(m, r) {
  m.configure();
  await m.out('before the login');
  m.ok(await m.e401(['login']), 'login');
  await m.in('after the web login');
  await m.tidy();
  await m.must('the key is not the registry\'s own', m.text.includes(`${dart(r)}:_authToken=`));
}

async function legacy(m, r) {
  m.configure();
  m.ok(await m.e401(['login', '--auth-type', 'legacy'], { input: legacyInput }), 'login');
  await m.in('after the legacy login');
  await m.tidy();
}

async function token(m, r) {
  const good = newToken(), bad = newToken();
  m.secrets.add(good).add(bad);
  r.tokens.push({ token: good, user: 'alice', can: 'rw' });
  m.configure();
  m.fails(await m.e401(['login', '--auth-type=token'], { input: bad + '\n' }), 'login with a dead token', /not stored/);
  await m.must('a dead token was stored', !m.text.includes(bad));
  m.ok(await m.e401(['login', '--auth-type=token'], { input: good + '\n' }), 'login');
  await m.in('after the login with a token');
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
    const done = m.ok(await m.e401(['logout']), 'logout');
    await m.must('does not say that the token lives on', /lives until you delete it/.test(done.err));
    await m.out('after the logout');
  }],
  ['azure', { profile: 'azure-artifacts', path: '/acme/_packaging/feed/npm/registry/' }, [token], async (m, r) => {
    await m.must('Azure\'s second key is missing', m.text.includes('/feed/npm/:_authToken='));
    m.ok(await m.e401(['logout']), 'logout');
    await m.must('one of the two keys stayed', !m.text.includes('_authToken'));
  }],
  ['gitea', { profile: 'gitea', path: '/api/packages/acme/npm/' }, [token], async m => { m.ok(await m.e401(['logout']), 'logout'); await m.out('after the logout'); }],
];

const shapeStories = shapes.flatMap(([shape, spec, ways, out]) => ways.map(way => story(`${shape}: ${way.name} login, then logout`, spec, async (m, r) => {
  await way(m, r);
  await out(m, r);
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
  story('tokens are made, listed, checked and revoked', npmjs, async (m, r) => {
    const first = await loggedIn(m, r);
    m.fails(await m.e401(['token', 'create', '--name', 'ci'], { input: password }), 'create into a pipe', /--output/);
    await m.must('it was made all the same', r.tokens.length === 1);
    m.ok(await m.e401(['token', 'create', '--name', 'ci', '--expires', '30', '--scopes', '@priv', '--read-only', '--cidr', '10.0.0.0/8', '--output', 'made.txt'], { input: password }), 'create');
    const file = path.join(m.project, 'made.txt');
    const made = fs.readFileSync(file, 'utf8').trim();
    await m.must('the file is not ours alone', (fs.statSync(file).mode & 0o777) === 0o600);
    await m.must('it is not as it was asked for', JSON.stringify(r.tokens[1].made) === JSON.stringify({ name: 'ci', expires: 30, scopes: ['@priv'], cidr_whitelist: ['10.0.0.0/8'], packages_and_scopes_permission: 'read-only' }));
    m.ok(await m.e401(['token', 'create', '--read-only', '--print'], { input: password, mayShow: true }), 'create in npm 10\'s form');
    await m.must('not npm 10\'s form', JSON.stringify(r.tokens[2].made) === JSON.stringify({ readonly: true, cidr_whitelist: [] }));
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
  story('a host without a token API says its own way', { profile: 'gitlab', path: '/api/v4/projects/7/packages/npm/' }, async (m, r, net) => {
    m.configure(`${dart(r)}:_authToken=${newToken()}\n`);
    for (const args of [['token', 'list'], ['token', 'rotate'], ['login']]) m.fails(await m.e401(args, { input: password }), args.join(' '), /Access tokens/);
    await m.must('a request was made', net.record.length === 0);
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
    const code = await m.e401(['exec', '--with-credential', `${dart(r)}:_authToken=@token.txt`, '--', 'sh', '-c', 'exit 7']);
    await m.must('the exit code is not the command\'s', code.exit === 7);
  }),
];

const lies = { garbage: /not what a registry answers/, 'done-garbage': /without a token/, elsewhere: /on a host that is not its own/, 'done-elsewhere': /another host/, script: /no web address/,
  'line-break': /line break/, 'dead-token': /not stored/, endless: /given up/ };
const lieStories = Object.entries(lies).map(([lie, words]) => story(`the registry lies: ${lie}`, npmjs, async (m, r, net) => {
  const old = await loggedIn(m, r);
  const before = m.text;
  r.lie = lie;
  const started = Date.now();
  m.fails(await m.e401(['login', '--timeout', '2']), 'login', words);
  await m.must('it took too long', Date.now() - started < 20_000);
  await m.must('it asked too often', r.polls < 20);
  await m.must('the file has changed', m.text === before);
  await m.in('as before');
  await m.tidy();
}));

export const stories = [...shapeStories, ...tokenStories, ...lieStories];
