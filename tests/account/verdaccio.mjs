#!/usr/bin/env node
// The life of a credential at a real Verdaccio 6, on loopback, without uplinks: after every step the real npm is asked, without further
// help, whether it is in or out.
//   node tests/account/verdaccio.mjs --tool build/release/e401 --npm 11|12 [--clients FOLDER] [-v]
// Exit code 77: npm or Verdaccio is not here (tools/clients.sh).
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { Check, Machine, clientsFolder, pinnedNpm } from './machine.mjs';

const { values: opt } = parseArgs({ options: { tool: { type: 'string' }, npm: { type: 'string', default: '12' }, clients: { type: 'string' }, verbose: { type: 'boolean', short: 'v' } } });
const clients = clientsFolder(opt.clients);
const npm = pinnedNpm(clients, opt.npm);
const server = path.join(clients, 'verdaccio/node_modules/verdaccio/bin/verdaccio');
if (!opt.tool || !npm || !fs.existsSync(server)) { console.log('skipped: --tool, an npm and Verdaccio are needed (tools/clients.sh)'); process.exit(77); }
const top = fs.mkdtempSync(path.join(os.tmpdir(), 'e401-verdaccio-'));
const password = 'correct horse battery';
const legacyInput = `alice\n${password}\n`;

const freePort = () => new Promise(ok => { const s = net.createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => ok(port)); }); });
const sleep = ms => new Promise(ok => setTimeout(ok, ms));

/** A Verdaccio of its own folder. jwt: { expiresIn } makes it give JSON Web Tokens. */
class Verdaccio {
  users = { alice: { password } };
  tokens = [];   // none is known from outside: what the npmrc held is added by the stories

  async start(name, jwt) {
    const folder = path.join(top, name);
    fs.mkdirSync(folder);
    const port = await freePort();
    this.origin = `http://127.0.0.1:${port}/`;
    const config = {
      storage: path.join(folder, 'storage'),
      auth: { htpasswd: { file: path.join(folder, 'htpasswd'), max_users: 10 } },
      uplinks: {},
      packages: { '@priv/*': { access: '$authenticated', publish: '$authenticated', unpublish: '$authenticated' }, '**': { access: '$all', publish: '$authenticated' } },
      userRateLimit: { windowMs: 1000, max: 10_000 },
      web: { enable: false },
      log: { type: 'stdout', format: 'json', level: 'warn' },
      ...jwt ? { security: { api: { legacy: false, jwt: { sign: jwt } } } } : {},
    };
    const file = path.join(folder, 'config.yaml');
    fs.writeFileSync(file, JSON.stringify(config));   // JSON is YAML
    const node = path.join(path.dirname(npm), 'node');   // Verdaccio wants a newer node than the machine may have
    this.child = spawn(fs.existsSync(node) ? node : process.execPath, [server, '--config', file, '--listen', `127.0.0.1:${port}`], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', d => { said += d; });
    for (let i = 0; i < 600; ++i) {
      if (this.child.exitCode !== null) throw new Error('Verdaccio ended:\n' + said);
      if (await fetch(this.origin + '-/ping').then(r => r.ok, () => false)) return this;
      await sleep(100);
    }
    throw new Error('Verdaccio does not answer:\n' + said);
  }
  stop() { this.child.kill('SIGTERM'); }
}

const secretIn = m => /:_authToken=(\S+)/.exec(m.text)?.[1];

class At extends Machine {
  async e401(args, how) {
    const r = await super.e401(args, how);
    if (secretIn(this)) this.secrets.add(secretIn(this));
    return r;
  }
  /** Both of npm's ways to show it: whose it is, and what may be read. */
  async in(where) {
    await this.must(`npm may not read ${where}`, await this.isIn());
    const who = await this.npm(['whoami']);
    await this.must(`npm whoami is not alice ${where}: ${who.both}`, who.out.trim() === 'alice');
  }
  async out(where) {
    await this.must(`npm may read ${where}`, !await this.isIn());
    await this.must(`npm whoami knows somebody ${where}`, (await this.npm(['whoami'])).exit !== 0);
  }
  /** What Verdaccio itself says of a token, asked without npm and e401. */
  async lives(token) {
    const r = await fetch(this.registry.origin + '-/whoami', { headers: { authorization: `Bearer ${token}` } });
    return r.ok && (await r.json()).username === 'alice';
  }
}

async function publish(m) {
  const folder = path.join(m.dir, 'package');
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'package.json'), '{"name":"@priv/p","version":"1.0.0"}');
  const r = await m.npm(['publish', folder]);
  if (r.exit !== 0) throw new Check('npm could not publish after the login:\n' + r.both);
}

async function loginStory(m) {
  m.configure();
  m.fails(await m.e401(['login', '--auth-type=web']), 'web login', /has no web login\n.*takes:\n.*--auth-type=legacy.*\n.*--auth-type=token/);
  m.fails(await m.e401(['login']), 'login without a terminal', /--auth-type=legacy reads two lines from standard input/);
  await m.must('something was written', m.text === `registry=${m.registry.origin}\n`);
  const made = m.ok(await m.e401(['login', '--auth-type=legacy'], { input: legacyInput }), 'first login');
  await m.must('nothing is said of the new account', /had no user alice/.test(made.err));
  await publish(m);
  await m.in('after the login');
  await m.tidy();
  const before = m.text;
  m.fails(await m.e401(['login', '--auth-type=legacy'], { input: 'alice\nwrong\n' }), 'login with a wrong password', /does not take this user name and password/);
  await m.must('the file has changed', m.text === before);
  const again = m.ok(await m.e401(['login', '--auth-type=legacy'], { input: legacyInput }), 'second login');
  await m.must('a new account is spoken of', !/had no user/.test(again.err));
  await m.in('after the second login');
  await m.must('e401 whoami differs', m.ok(await m.e401(['whoami']), 'whoami').out === 'alice\n');
}

async function tokenStory(m) {
  const input = password + '\n';
  const ofLogin = secretIn(m);
  m.fails(await m.e401(['token', 'rotate'], { input }), 'rotate of a login\'s token', /does not list the token.*\n.*\n  1\. e401 token create/);
  m.fails(await m.e401(['token', 'create', '--output', 'no.txt'], { input: 'wrong\n' }), 'create with a wrong password', /does not take this password/);
  m.fails(await m.e401(['token', 'create', '--name', 'ci', '--expires', '30', '--output', 'no.txt'], { input }), 'create with an end', /without --expires.*revoked again/);
  await m.must('a token that was refused is still listed', JSON.parse((await m.e401(['token', 'list', '--json'])).out).tokens.length === 0);
  m.ok(await m.e401(['token', 'create', '--output', 'made.txt'], { input }), 'create');
  const file = path.join(m.project, 'made.txt');
  const made = fs.readFileSync(file, 'utf8').trim();
  m.secrets.add(made);
  await m.must('the file is not ours alone', (fs.statSync(file).mode & 0o777) === 0o600);
  m.ok(await m.e401(['login', '--auth-type=token'], { input: made + '\n' }), 'login with the made token');
  await m.must('it is not in the old one\'s place', secretIn(m) === made && !m.text.includes(ofLogin));
  await m.in('with the made token');
  const list = m.ok(await m.e401(['token', 'list']), 'list');
  await m.must('it is not marked as in use:\n' + list.out, /^\w{6}  \(no name\)  created \S+  \(in use here\)\n$/.test(list.out));

  const rotated = m.ok(await m.e401(['token', 'rotate'], { input }), 'rotate');
  await m.must('nothing is said of names', /keeps no names/.test(rotated.err));
  await m.must('the old one lives', !await m.lives(made) && await m.lives(secretIn(m)));
  await m.in('after rotating');
  await m.tidy();
  const kept = secretIn(m);
  m.fails(await m.e401(['token', 'rotate', '--expires', '30'], { input }), 'rotate to what cannot be', /without --expires.*it was revoked again; the old token is in use as before/);
  await m.must('the token has changed', secretIn(m) === kept && await m.lives(kept));

  const check = JSON.parse(m.ok(await m.e401(['token', 'check', '--json']), 'check').out);
  await m.must('check is wrong', check.ok && check.credentials.length === 1 && check.credentials[0].state === 'alive' && check.credentials[0].name === 'alice');
  m.ok(await m.e401(['token', 'create', '--output', 'other.txt'], { input }), 'create another');
  const other = fs.readFileSync(path.join(m.project, 'other.txt'), 'utf8').trim();
  m.secrets.add(other);
  const id = JSON.parse((await m.e401(['token', 'list', '--json'])).out).tokens.find(t => !t.in_use).id;
  await m.must('the other one does not live', await m.lives(other));
  m.ok(await m.e401(['token', 'revoke', id]), 'revoke');
  await m.must('the other one lives on', !await m.lives(other) && await m.lives(kept));
  await m.in('after revoking another one');
}

async function logoutStory(m) {
  const made = secretIn(m);
  const really = m.ok(await m.e401(['logout']), 'logout of a made token');
  await m.must('a token of the token API is not ended by a logout', !await m.lives(made) && /^Logged out of/m.test(really.out));
  await m.out('after the logout');
  m.fails(await m.e401(['logout']), 'logout twice', /not logged in/);
  m.ok(await m.e401(['login', '--auth-type=legacy'], { input: legacyInput }), 'login');
  await m.in('after the login');
  const token = secretIn(m);
  const done = m.ok(await m.e401(['logout']), 'logout of a login\'s token');
  await m.must('Verdaccio ended it after all: this story is out of date', await m.lives(token));
  await m.must('it is not said that Verdaccio only pretends', /still takes it/.test(done.err) && /^Removed the credential/m.test(done.out));
  await m.out('after the logout');
  await m.tidy();
}

async function checkStory(m) {
  m.configure();
  m.ok(await m.e401(['login', '--auth-type=legacy'], { input: legacyInput }), 'login');
  const [c] = JSON.parse(m.ok(await m.e401(['token', 'check', '--json', '--fail-if-expiring', '14d']), 'check').out).credentials;
  await m.must('the end of the JSON Web Token is not known', Math.abs(c.expires_s - Date.now() / 1000 - 20 * 86400) < 3600);
  m.fails(await m.e401(['token', 'check', '--fail-if-expiring', '30d']), 'check for 30 days', /expires in (19|20) days/);
}

let failed = 0;
const began = Date.now();
async function tell(name, jwt, ...stories) {
  const registry = new Verdaccio();
  try {
    await registry.start(name, jwt);
    const m = new At(registry, { tool: path.resolve(opt.tool), npm, top, name: 'machine-' + name, verbose: opt.verbose });
    console.log(`npm ${m.versionOfNpm()}, ${name}`);
    for (const story of stories) {
      await story(m);
      console.log('ok    ', story.name.replace('Story', ''));
    }
  } catch (e) {
    failed++;
    console.log('FAILED', '\n  ' + (e instanceof Check ? e.message : e.stack).replace(/\n/g, '\n  '));
  } finally {
    registry.stop();
  }
}
await tell('tokens of its own kind', null, loginStory, tokenStory, logoutStory);
if (opt.npm === '12' || process.env.E401_FULL === '1') await tell('JSON Web Tokens', { expiresIn: '20d' }, loginStory, tokenStory, logoutStory, checkStory);
fs.rmSync(top, { recursive: true, force: true });
console.log(`${failed} failed, ${((Date.now() - began) / 1000).toFixed(1)} s`);
process.exit(failed ? 1 : 0);
