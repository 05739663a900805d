#!/usr/bin/env node
// The life of a credential, end to end on loopback: e401 logs in and out, lists, makes, rotates and revokes tokens at registries of each
// shape, and after every step the real npm, without further help, is in or out. Then the registry lies, and e401 is killed in between.
//   node tests/account/run.mjs --tool build/release/e401 [--match REGEX] [--kills N] [-v]
// npm: $E401_NPM, else from PATH. E401_FULL=1: 200 kills of `login` and of `token rotate` each.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { Authority } from '../scenarios/lib/certs.mjs';
import { findClient } from '../scenarios/lib/clients.mjs';
import { serve } from './registry.mjs';
import { stories } from './stories.mjs';
import { killStories } from './kills.mjs';

const { values: opt } = parseArgs({ options: { tool: { type: 'string' }, match: { type: 'string', default: '' }, kills: { type: 'string' }, verbose: { type: 'boolean', short: 'v' } } });
const npm = process.env.E401_NPM || findClient('npm');
if (!opt.tool || !fs.existsSync(opt.tool) || !npm) { console.error('skipped: --tool and an npm are needed'); process.exit(77); }
const tool = path.resolve(opt.tool);
const top = fs.mkdtempSync(path.join(os.tmpdir(), 'e401-account-'));
const authority = await new Authority(path.join(top, 'ca')).init();
const timeout_ms = 240_000;   // of one program: a busy machine is slow, not wrong

export class Check extends Error {}

/** One machine: a home, a project, and what was ever secret on it. */
class Machine {
  constructor(registry, name) {
    this.registry = registry;
    this.tool = tool;
    this.dir = fs.mkdtempSync(path.join(top, name.replace(/\W+/g, '-') + '-'));
    this.home = path.join(this.dir, 'home');
    this.project = path.join(this.dir, 'project');
    for (const d of [this.home, this.project]) fs.mkdirSync(d);
    fs.writeFileSync(path.join(this.project, 'package.json'), '{"name":"p","version":"1.0.0"}');
    this.secrets = new Set(Object.values(registry.users).map(u => u.password));
    this.rc = path.join(this.home, '.npmrc');
    this.env = { PATH: `${path.dirname(npm)}:${path.dirname(process.execPath)}:/usr/bin:/bin`, HOME: this.home, npm_config_globalconfig: path.join(this.dir, 'none'),
      npm_config_cache: path.join(this.dir, 'cache'), npm_config_update_notifier: 'false', npm_config_fetch_retries: '0', NO_COLOR: '1' };
  }
  get text() { return fs.existsSync(this.rc) ? fs.readFileSync(this.rc, 'utf8') : ''; }
  write(text, mode = 0o600) { fs.writeFileSync(this.rc, text, { mode }); }
  configure(more = '') { this.write(`registry=${this.registry.origin}\n${more}`); }

  start(argv, { input = '', env = {} } = {}) {
    const child = spawn(argv[0], argv.slice(1), { cwd: this.project, env: { ...this.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    let out = '', err = '';
    child.stdout.on('data', d => { out += d; });
    child.stderr.on('data', d => { err += d; });
    const timer = setTimeout(() => child.kill('SIGKILL'), timeout_ms);
    const ended = new Promise((ok, bad) => {
      child.on('error', bad);
      child.on('close', (code, signal) => { clearTimeout(timer); ok({ exit: code, signal, out, err, both: out + err }); });
    });
    return { child, ended };
  }
  async e401(args, how = {}) {
    const r = await this.start([tool, ...args], how).ended;
    if (opt.verbose) console.log('   $ e401', args.join(' '), '->', r.exit, '\n' + r.both.replace(/^/gm, '     '));
    for (const t of this.registry.tokens) this.secrets.add(t.token);
    for (const s of this.secrets) if (!how.shows?.includes(s) && !how.mayShow && r.both.includes(s)) throw new Check(`a secret was shown by e401 ${args.join(' ')}`);
    return r;
  }
  npm(args, how) { return this.start([npm, ...args], how).ended; }

  /** Is the real npm in, as alice? Told by what the host lets it read. */
  async isIn() {
    const r = await this.npm(['view', '@priv/p', 'version']);
    if (r.signal) throw new Check(`npm was not done within ${timeout_ms / 1000} s`);
    return r.exit === 0;
  }
  async must(what, value) { if (!value) throw new Check(what + '\n' + this.text.replace(/=npm_\w+/g, '=npm_***')); }
  async in(where) { await this.must(`npm is out ${where}`, await this.isIn()); }
  async out(where) { await this.must(`npm is in ${where}`, !await this.isIn()); }
  ok(r, what) { if (r.exit !== 0) throw new Check(`${what}: exit code ${r.exit}\n${r.both}`); return r; }
  fails(r, what, words) {
    if (r.exit === 0 || r.signal) throw new Check(`${what}: exit code ${r.exit} ${r.signal || ''}\n${r.both}`);
    if (words && !words.test(r.both)) throw new Check(`${what}: does not say ${words}\n${r.both}`);
    return r;
  }
  /** Nobody else can read it, and nothing half-written lies beside it. */
  async tidy() {
    const left = fs.readdirSync(this.home).filter(n => n !== '.npmrc' && n !== '.local' && n !== '.npm');
    await this.must(`left behind in the home folder: ${left}`, left.length === 0);
    if (fs.existsSync(this.rc)) await this.must('others may read the npmrc', (fs.statSync(this.rc).mode & 0o077) === 0);
  }
}

const kills = Number(opt.kills ?? (process.env.E401_FULL === '1' ? 200 : 5));
let failed = 0, ran = 0;
const started = Date.now();
for (const story of [...stories, ...killStories(kills)]) {
  if (!new RegExp(opt.match).test(story.name)) continue;
  const { net, registries } = await serve(authority, [story.spec]);
  const machine = new Machine(registries[0], story.name);
  try {
    await story.tell(machine, registries[0], net);
    ran++;
    console.log('ok    ', story.name);
  } catch (e) {
    failed++;
    console.log('FAILED', story.name, '\n  ' + (e instanceof Check ? e.message : e.stack).replace(/\n/g, '\n  '));
  }
  await net.stop();
}
fs.rmSync(top, { recursive: true, force: true });
console.log(`${ran} stories held, ${failed} failed, ${((Date.now() - started) / 1000).toFixed(1)} s`);
process.exit(failed ? 1 : 0);
