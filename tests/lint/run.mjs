#!/usr/bin/env node
// `e401 lint` in real checkouts: what it says (golden/NAME.txt), its exit code, its four formats, its baseline. Nothing that it prints may
// hold a secret, nothing in the checkout may change, and git is never started by it.
//   node run.mjs --tool build/release/e401 [-v]      E401_ACCEPT=1 writes the goldens anew
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cases, secrets, token } from './cases.mjs';

const { values: opt } = parseArgs({ options: { tool: { type: 'string' }, verbose: { type: 'boolean', short: 'v' } } });
if (!opt.tool) { console.error('usage: node run.mjs --tool E401 [-v]'); process.exit(2); }
const tool = path.resolve(opt.tool), here = path.dirname(fileURLToPath(import.meta.url));
const top = fs.mkdtempSync(path.join(os.tmpdir(), 'e401-lint-'));

// A git on PATH that tells on whoever starts it.
const bin = path.join(top, 'bin'), started = path.join(top, 'git-was-started');
fs.mkdirSync(bin);
fs.writeFileSync(path.join(bin, 'git'), `#!/bin/sh\necho "$@" >> '${started}'\n`, { mode: 0o755 });

function git(cwd, ...args) {
  const r = spawnSync('git', args, { cwd, encoding: 'utf8', env: { PATH: '/usr/bin:/bin', HOME: top, GIT_CONFIG_NOSYSTEM: '1' } });
  if (r.status !== 0) throw new Error(`git ${args.join(' ')}: ${r.stderr}`);
}

function layOut(c) {
  const home = path.join(top, c.name), work = path.join(home, 'shop');
  fs.mkdirSync(work, { recursive: true });
  for (const [name, text] of Object.entries(c.files)) {
    const file = path.join(name.startsWith('home/') ? home : work, name.replace(/^home\//, ''));
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text, { mode: 0o644 });
  }
  git(work, 'init', '-q');
  if (c.track) git(work, 'add', '-f', '--', ...c.track);
  for (const [name, text] of Object.entries(c.then ?? {})) fs.writeFileSync(path.join(work, name), text);
  for (const [name, mode] of Object.entries(c.mode ?? {})) fs.chmodSync(path.join(work, name), mode);
  return { home, work };
}

function run(c, place, args) {
  const env = { PATH: `${bin}:/usr/bin:/bin`, HOME: place.home, npm_config_globalconfig: path.join(top, 'none'), ...c.env };
  const r = spawnSync(tool, ['lint', ...args, ...c.args ?? []], { cwd: place.work, encoding: 'utf8', env });
  return { exit: r.status, out: r.stdout, err: r.stderr };
}

const bytesOf = folder => fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter(e => e.isFile() && (e.parentPath ?? e.path).indexOf('.git/') < 0)
  .map(e => path.join(e.parentPath ?? e.path, e.name)).sort().map(f => { try { return f + '\0' + fs.readFileSync(f, 'latin1'); } catch { return f; } }).join('\0');

function check(c) {
  const problems = [], place = layOut(c), before = bytesOf(place.work);
  const say = (holds, what) => { if (!holds) problems.push(what); };
  const text = run(c, place, []);
  const golden = path.join(here, 'golden', c.name + '.txt');
  if (process.env.E401_ACCEPT) fs.writeFileSync(golden, (text.out + text.err).replaceAll(place.work, 'WORK'));
  say(fs.existsSync(golden) && fs.readFileSync(golden, 'utf8') === (text.out + text.err).replaceAll(place.work, 'WORK'), `says something else than ${path.basename(golden)}:\n${text.out}${text.err}`);
  const answers = { text };
  for (const format of ['json', 'sarif', 'github']) answers[format] = run(c, place, ['--format', format]);
  for (const [format, r] of Object.entries(answers)) {
    say(r.exit === c.exit, `${format}: exit code ${r.exit}, not ${c.exit}: ${r.err}`);
    for (const s of secrets) say(!(r.out + r.err).includes(s), `${format}: a secret is shown (${s.slice(0, 4)}...)`);
  }
  const json = JSON.parse(answers.json.out);
  say(json.schema === 'e401.lint/1' && !('failure' in json), `schema ${json.schema}`);
  say(json.exit_code === c.exit, `exit_code ${json.exit_code}`);
  say(JSON.parse(answers.sarif.out).runs[0].results.length === json.findings.length, 'SARIF has other findings');

  // A baseline of today's findings: nothing is left, also when lines move; a new one is seen.
  if (json.findings.length) {
    const baseline = path.join(top, c.name + '.json');
    const wrote = run(c, place, ['--write-baseline', baseline]);
    say(wrote.exit === 0, `--write-baseline: ${wrote.exit} ${wrote.err}`);
    const kept = fs.readFileSync(baseline, 'utf8');
    for (const s of secrets) say(!kept.includes(s), 'the baseline holds a secret');
    say(run(c, place, ['--write-baseline', baseline]).exit === 3, 'a baseline is overwritten');
    const file = json.findings[0].evidence[0].file, whole = fs.readFileSync(file, 'utf8');
    const comment = file.endsWith('.js') ? '//' : '#';
    fs.writeFileSync(file, `${comment} one\n${comment} two\n${whole}`);
    const quiet = run(c, place, ['--baseline', baseline, '--json']);
    say(quiet.exit === 0 && JSON.parse(quiet.out).findings.length === 0, `with its baseline: ${quiet.exit} ${quiet.out}`);
    fs.writeFileSync(file, whole);
    const extra = path.join(place.work, 'more.sh');
    fs.writeFileSync(extra, `export A=${token}\n`);
    const loud = run(c, place, ['--baseline', baseline, '--json']);
    say(loud.exit === 1 && JSON.parse(loud.out).findings.length === 1, `a new finding beside the baseline: ${loud.exit} ${loud.out}`);
    fs.rmSync(extra);
  }
  say(bytesOf(place.work) === before, 'something in the checkout has changed');
  say(!fs.existsSync(started), 'git was started');
  if (opt.verbose) console.log(text.out);
  return problems;
}

let failed = 0;
for (const c of cases) {
  if (c.notRoot && process.getuid() === 0) { console.log(`skipped ${c.name} (root reads everything)`); continue; }
  let problems;
  try { problems = check(c); } catch (e) { problems = [e.stack]; }
  if (problems.length) failed++;
  console.log(`${problems.length ? 'FAILED' : 'ok    '} ${c.name}`);
  for (const p of problems) console.log('       ' + p);
}
fs.rmSync(top, { recursive: true, force: true });
console.log(`${cases.length - failed} passed, ${failed} failed`);
process.exit(failed || !cases.length ? 1 : 0);
