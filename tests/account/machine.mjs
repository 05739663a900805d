// A person's machine for the stories: a home with an npmrc, a project, e401 and the real npm, and what must hold of them.
import fs from 'node:fs';
import path from 'node:path';
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export class Check extends Error {}

const timeout_ms = 240_000;   // of one program: a busy machine is slow, not wrong

/** Where the pinned npm of this major version is; null: not installed (tools/clients.sh does). */
export function pinnedNpm(clients, major) {
  const npm = path.join(clients, `npm${major}`, 'node_modules/.bin/npm');
  return fs.existsSync(npm) ? npm : null;
}
export const clientsFolder = given => path.resolve(given || process.env.E401_CLIENTS || path.join(path.dirname(fileURLToPath(import.meta.url)), '../../build/clients'));

/** One machine: a home, a project, and what was ever secret on it. registry: { origin, users, tokens }. */
export class Machine {
  constructor(registry, { tool, npm, top, name, verbose = false }) {
    this.registry = registry;
    this.tool = tool;
    this.npmPath = npm;
    this.verbose = verbose;
    this.dir = fs.mkdtempSync(path.join(top, name.replace(/\W+/g, '-') + '-'));
    this.home = path.join(this.dir, 'home');
    this.project = path.join(this.dir, 'project');
    for (const d of [this.home, this.project]) fs.mkdirSync(d);
    fs.writeFileSync(path.join(this.project, 'package.json'), '{"name":"p","version":"1.0.0"}');
    this.secrets = new Set(Object.values(registry.users).map(u => u.password));
    this.rc = path.join(this.home, '.npmrc');
    this.env = { PATH: `${path.dirname(this.npmPath)}:${path.dirname(process.execPath)}:/usr/bin:/bin`, HOME: this.home, npm_config_globalconfig: path.join(this.dir, 'none'),
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
    const r = await this.start([this.tool, ...args], how).ended;
    if (this.verbose) console.log('   $ e401', args.join(' '), '->', r.exit, '\n' + r.both.replace(/^/gm, '     '));
    for (const t of this.registry.tokens) this.secrets.add(t.token);
    for (const s of this.secrets) if (!how.shows?.includes(s) && !how.mayShow && r.both.includes(s)) throw new Check(`a secret was shown by e401 ${args.join(' ')}`);
    return r;
  }
  versionOfNpm() { return spawnSync(this.npmPath, ['--version'], { env: this.env, encoding: 'utf8' }).stdout.trim(); }
  npm(args, how) { return this.start([this.npmPath, ...args], how).ended; }

  /** Is the real npm in, as alice? Told by what the host lets it read. */
  async isIn() {
    const r = await this.npm(['view', '@priv/p', 'version']);
    if (r.signal) throw new Check(`npm was not done within ${timeout_ms / 1000} s`);
    return r.exit === 0;
  }
  async must(what, value) { if (!value) throw new Check(what + '\n' + this.text.replace(/(:_(?:authToken|auth|password)=)\S+/g, '$1***')); }
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
