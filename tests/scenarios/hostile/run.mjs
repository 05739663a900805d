#!/usr/bin/env node
// Repositories by strangers. Each attack (attacks.mjs) is a cloned project whose files try to make e401 execute something, send a
// secret somewhere, or write orders to the terminal; the person at it has two credentials and runs e401 without --trust-project.
//   node run.mjs --tool build/release/e401 [--only NAME] [--keep] [-v]
//   node run.mjs --self-check                a program that does everything wrong is seen to do so
//
// What must hold for every command in every attack: no planted program ran; the person's credentials reached nobody but their own
// registry, in no header, path or host name, through no proxy that only the project names; nothing but GET and HEAD was sent; no
// control character is printed; no file changed (fix --yes: none outside of the project, and no key that the project invented);
// an answer came within the time, with an exit code of the table.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Authority } from '../lib/certs.mjs';
import { Network } from '../lib/network.mjs';
import { FakeRegistry } from '../lib/fake-registry.mjs';
import { token, writeFiles } from '../lib/scenario.mjs';
import { snapshot } from '../lib/score.mjs';
import { attacks } from './attacks.mjs';

const { values: opt } = parseArgs({ options: { 'self-check': { type: 'boolean' }, tool: { type: 'string' }, only: { type: 'string' }, keep: { type: 'boolean' }, verbose: { type: 'boolean', short: 'v' } } });
if (!opt.tool && !opt['self-check']) { console.error('usage: node run.mjs --tool E401 [--only NAME] [--keep] [-v]'); process.exit(2); }
const tool = opt['self-check'] ? [process.execPath, path.join(path.dirname(fileURLToPath(import.meta.url)), 'victim.mjs')] : [path.resolve(opt.tool)];
const seconds_max = 15;

// Records every header, and what a proxy was asked for: a secret may hide anywhere.
class Witness extends Network {
  constructor(...args) { super(...args); this.seen = []; }
  async serve(q, res, scheme, direct) {
    this.seen.push({ method: q.method, host: q.headers.host || '', text: `${q.method} ${scheme}://${q.headers.host}${q.url}\n${q.rawHeaders.join('\n')}` });
    return super.serve(q, res, scheme, direct);
  }
  async start() {
    await super.start();
    const look = q => this.seen.push({ method: q.method, host: q.url, via_proxy: true, text: `${q.method} ${q.url}\n${q.rawHeaders.join('\n')}` });
    this.proxyServer.prependListener('connect', look);
    this.proxyServer.prependListener('request', look);
    return this;
  }
}

const secrets = {
  mine: token('npm_', 'the-persons-own', 36),        // for npm.acme.example, in ~/.npmrc
  variable: token('ghp_', 'in-the-environment', 36), // NPM_TOKEN: no file of the person's refers to it
  password: 'correct-horse-battery',                 // for npm.acme.example's old path, in ~/.npmrc
};
const forms = Object.entries(secrets).flatMap(([name, s]) => [[name, s], [name, Buffer.from(s).toString('base64')], [name, encodeURIComponent(Buffer.from(s).toString('base64'))], [name, s.toLowerCase()]]);
const secretIn = text => forms.find(([, s]) => text.includes(s))?.[0];

const top = fs.mkdtempSync(path.join(os.tmpdir(), 'e401-hostile-'));
const authority = await new Authority(path.join(top, 'ca')).init();

function run(argv, { cwd, env }) {
  return new Promise(ok => {
    const child = spawn(argv[0], argv.slice(1), { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let out = '', late = false;
    const started = Date.now();
    for (const s of [child.stdout, child.stderr]) s.on('data', d => { if (out.length < 1 << 24) out += d.toString('latin1'); });
    const timer = setTimeout(() => { late = true; try { process.kill(-child.pid, 'SIGKILL'); } catch {} }, seconds_max * 1000);
    child.on('error', e => { clearTimeout(timer); ok({ exit: 127, out: e.message, ms: 0 }); });
    child.on('close', (code, signal) => { clearTimeout(timer); ok({ exit: code ?? signal, out, late, ms: Date.now() - started }); });
  });
}

const same = (a, b) => !!a && !!b && a.link === b.link && a.mode === b.mode && (a.link !== undefined || a.data.equals(b.data));

// Any byte that is an order to a terminal: C0 but line end and tab, DEL, C1 (as UTF-8 or raw), bidi and zero-width controls.
function ordersIn(latin1) {
  const bytes = Buffer.from(latin1, 'latin1');
  const text = bytes.toString('utf8');
  // eslint-disable-next-line no-control-regex
  const m = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/.exec(text);
  if (m) return `U+${m[0].codePointAt(0).toString(16).padStart(4, '0')} in ${JSON.stringify(text.slice(Math.max(0, m.index - 40), m.index + 20))}`;
  return text.includes('\ufffd') && !bytes.equals(Buffer.from(text, 'utf8')) ? 'bytes that are no UTF-8' : null;
}

async function attempt(attack) {
  const problems = [];
  const dir = path.join(top, attack.name);
  const project = path.join(dir, attack.folder || 'project');
  for (const d of ['home', 'cache', 'canary']) fs.mkdirSync(path.join(dir, d), { recursive: true });
  fs.mkdirSync(project, { recursive: true });
  const good = new FakeRegistry({ name: 'good', origin: 'https://npm.acme.example/', profile: 'generic', access: 'private', packages: ['@acme/widgets', 'left-pad'],
    tokens: [{ token: secrets.mine, user: 'person' }], users: { person: { password: secrets.password } }, overrides: attack.good_overrides });
  const evil = new FakeRegistry({ name: 'evil', origin: 'https://evil.example/', profile: 'generic', access: 'public', packages: ['@acme/widgets', 'left-pad'], overrides: attack.evil_overrides });
  const publicOne = new FakeRegistry({ name: 'public', origin: `https://${['registry', 'npmjs', 'org'].join('.')}/`, profile: 'npmjs', access: 'public', packages: ['left-pad'] });
  const net = await new Witness(authority, [good, evil, publicOne]).start();
  // The attacker's proxy: says it is everybody, with certificates of a CA that only the project's files name.
  const fake = new FakeRegistry({ name: 'fake', origin: 'https://npm.acme.example/', profile: 'generic', access: 'public', packages: ['@acme/widgets', 'left-pad'], tls: 'corp' });
  const evilNet = await new Witness(authority, [fake]).start();
  try {
    const ctx = { secrets, dir, project, home: path.join(dir, 'home'), evilProxy: `http://127.0.0.1:${evilNet.proxyPort}`, evilCa: fs.readFileSync(authority.corpFile, 'utf8'), canary: path.join(dir, 'canary') };
    writeFiles(path.join(dir, 'home'), {
      '.npmrc': ['@acme:registry=https://npm.acme.example/', `//npm.acme.example/:_authToken=${secrets.mine}`,
        '//npm.acme.example/old/:username=person', `//npm.acme.example/old/:_password=${Buffer.from(secrets.password).toString('base64')}`],
    }, { '.npmrc': '0600' });
    writeFiles(project, { 'package.json': { json: { name: 'cloned', version: '1.0.0', dependencies: { '@acme/widgets': '^1.0.0', 'left-pad': '^1.0.0' } } }, ...attack.files(ctx) });
    attack.prepare?.(ctx);
    plant(project, ctx.canary);
    attack.afterwards?.(ctx);
    const proxy = `http://127.0.0.1:${net.proxyPort}`;
    const env = {
      PATH: `${project}/node_modules/.bin:./node_modules/.bin:${path.dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
      HOME: path.join(dir, 'home'), npm_config_cache: path.join(dir, 'cache'), TMPDIR: top,
      HTTPS_PROXY: proxy, https_proxy: proxy, HTTP_PROXY: proxy, http_proxy: proxy, NODE_EXTRA_CA_CERTS: authority.caFile, SSL_CERT_FILE: authority.caFile,
      NPM_TOKEN: secrets.variable, LANG: 'C.UTF-8', TERM: 'xterm', ...(typeof attack.env === 'function' ? attack.env(ctx) : attack.env),
    };
    const before = snapshot(dir);
    const commands = [['doctor'], ['doctor', '--json'], ['doctor', '--format', 'sarif'], ['doctor', '--format', 'github'], ['doctor', '--for', 'publish'], ['doctor', '--offline'],
      ['why', '@acme/widgets', 'left-pad'], ['why', '--json', '@acme/widgets'], ['config', 'list'], ['config', 'list', '--json'], ['report'], ['lint'], ['lint', '--format', 'json'], ...attack.commands?.(ctx) || [], ['fix', '--dry-run'], ['fix', '--yes']];
    for (const command of commands) {
      const from = [net.seen.length, evilNet.seen.length];
      const r = await run([...tool, ...command], { cwd: project, env });
      const say = p => problems.push(`${command.join(' ')}: ${p}`);
      if (opt.verbose) console.log(`--- ${attack.name}: e401 ${command.join(' ')} (exit ${r.exit}, ${r.ms} ms)\n${r.out.replace(/[^\n\x20-\x7e]/g, '?')}`);
      if (r.late) say(`no answer within ${seconds_max} s`);
      else if (![0, 1, 2, 3, 70].includes(r.exit)) say(`exit ${r.exit}`);
      if (r.exit === 70) say('an internal error: ' + r.out.slice(0, 300));
      const order = ordersIn(r.out);
      if (order) say('prints an order to the terminal: ' + order);
      if (secretIn(r.out)) say(`prints the secret "${secretIn(r.out)}"`);
      for (const f of fs.readdirSync(ctx.canary)) { say(`executed ${f}`); fs.rmSync(path.join(ctx.canary, f)); }
      for (const q of net.seen.slice(from[0])) {
        const secret = secretIn(q.text);
        if (secret && (secret === 'variable' || q.via_proxy || q.host !== 'npm.acme.example')) say(`the secret "${secret}" went to ${q.host}: ${q.text.split('\n')[0]}`);
        if (!['GET', 'HEAD', 'CONNECT'].includes(q.method)) say(`sent ${q.method} to ${q.host}`);
      }
      for (const q of evilNet.seen.slice(from[1])) if (secretIn(q.text)) say(`the secret "${secretIn(q.text)}" went through the project's own proxy: ${q.text.split('\n')[0]}`);
      const now = snapshot(dir);
      for (const f of new Set([...Object.keys(before), ...Object.keys(now)])) {
        if (f.startsWith('canary/') || same(before[f], now[f])) continue;
        const inside = f.startsWith(path.relative(dir, project) + '/');
        if (command[0] === 'report' && now[f] && !before[f]) { if (secretIn(now[f].data?.toString('latin1') || '')) say(`the bundle ${f} holds a secret`); before[f] = now[f]; continue; }
        if (command.join(' ') === 'fix --yes' && inside && !secretIn(now[f]?.data?.toString('latin1') || '')) continue;
        say(`changed ${f}`);
      }
    }
  } finally {
    await net.stop();
    await evilNet.stop();
    if (!opt.keep) fs.rmSync(dir, { recursive: true, force: true });
  }
  return problems;
}

// Programs that tell when they are run, under every name that a diagnosis might call, and as npm's own package beside them.
function plant(project, canary) {
  const bin = path.join(project, 'node_modules/.bin');
  fs.mkdirSync(bin, { recursive: true });
  for (const name of ['npm', 'node', 'npx', 'yarn', 'pnpm', 'bun', 'corepack', 'git', 'sh', 'which', 'env', 'uname', 'getent', 'security', 'op', 'xdg-open', 'helper']) {
    fs.rmSync(path.join(bin, name), { force: true });
    fs.writeFileSync(path.join(bin, name), `#!/bin/sh\n: > '${canary}/${name}'\n`, { mode: 0o755 });
  }
  for (const f of ['evil.cjs', '.yarn/releases/yarn-4.0.0.cjs', '.pnpmfile.cjs']) {
    fs.mkdirSync(path.dirname(path.join(project, f)), { recursive: true });
    fs.writeFileSync(path.join(project, f), `#!/usr/bin/env node\nrequire('fs').writeFileSync('${canary}/${path.basename(f)}', '')\n`, { mode: 0o755 });
  }
}

if (opt['self-check']) {
  const problems = await attempt(attacks.find(a => a.name === 'orders-in-names'));
  const wanted = ['exit 9', 'prints an order', 'prints the secret', 'executed npm', 'the secret "variable" went to', 'sent PUT', 'changed project/package.json'];
  const unseen = wanted.filter(w => !problems.some(p => p.startsWith('doctor: ' + w)));
  fs.rmSync(top, { recursive: true, force: true });
  console.log(unseen.length ? `not seen: ${unseen.join(', ')}` : `all ${wanted.length} kinds of wrongs are seen`);
  process.exit(unseen.length ? 1 : 0);
}

let failed = 0, ran = 0;
for (const attack of attacks) {
  if (opt.only && attack.name !== opt.only) continue;
  ran++;
  const problems = await attempt(attack);
  if (problems.length) failed++;
  console.log(`${problems.length ? 'FAIL' : 'ok  '} ${attack.name}: ${attack.story}`);
  for (const p of problems) console.log('       ' + p);
}
if (!opt.keep) fs.rmSync(top, { recursive: true, force: true });
console.log(`${ran - failed} of ${ran} attacks came to nothing`);
process.exit(failed || !ran ? 1 : 0);
