#!/usr/bin/env node
// The scenarios as a test: runs them with one pinned npm and demands what e401 promises.
//   node check.mjs --tool build/release/e401 --npm 12 [--shuffle SEED] [--fix]
// By default a fixed fourth of the scenarios; all of them with E401_FULL=1. Exit 0 as promised, 1 short of it, 77 no such npm here.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = path.dirname(fileURLToPath(import.meta.url));
const { values: opt } = parseArgs({
  options: { tool: { type: 'string' }, npm: { type: 'string', default: '12' }, shuffle: { type: 'string', default: '' }, fix: { type: 'boolean' }, clients: { type: 'string' } },
});
if (!opt.tool) { console.error('usage: node check.mjs --tool E401 [--npm 11|12] [--shuffle SEED] [--fix] [--clients FOLDER]'); process.exit(2); }

// What the issue demands, in percent of the scenarios that a column applies to.
const demands = [
  { column: 'cause', least: 95 },
  { column: 'evidence', least: 90 },
  { column: 'not-wrong', least: 99 },       // wrong, first and sure of it: at most 1 %
  { column: 'no-false-alarm', least: 100 },
  { column: 'no-leak', least: 100 },
  { column: 'never', least: 100 },
  { column: 'untouched', least: 100 },
  ...opt.fix ? [{ column: 'fixed', least: 95 }, { column: 'advice', least: 95 }] : [],
];

const clients = opt.clients || process.env.E401_CLIENTS || path.join(here, '../../build/clients');
const there = (...paths) => paths.find(p => p && fs.existsSync(p));
const npm = there(process.env[`E401_NPM${opt.npm}`], `${clients}/npm${opt.npm}/node_modules/.bin/npm`, `${clients}/npm${opt.npm}/bin/npm`);
if (!npm) { console.log(`no npm ${opt.npm} below ${clients}: tools/clients.sh installs it`); process.exit(77); }
// npm 12 wants a newer node than the machine may have; it comes with it.
const node = there(process.env[`E401_NODE${opt.npm}`], ...['x64', 'arm64'].map(a => `${clients}/npm${opt.npm}/node_modules/node-linux-${a}/bin/node`)) || process.execPath;
const env = { ...process.env, E401_NPM: npm, PATH: `${path.dirname(node)}:${process.env.PATH}` };
console.log(`npm ${spawnSync(npm, ['--version'], { env, encoding: 'utf8' }).stdout.trim()}, node ${spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()}`);

const out = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'e401-scn-')), 'out.json');
const args = [path.join(here, 'runner.mjs'), '--tool', opt.tool, '--client', 'npm', '--json', out];
if (process.env.E401_FULL !== '1') args.push('--sample', '4');
if (opt.shuffle) args.push('--shuffle', opt.shuffle);
const run = spawnSync(node, [...args, path.join(here, 'cases')], { env, encoding: 'utf8', maxBuffer: 1 << 28 });
process.stdout.write(run.stdout);
process.stderr.write(run.stderr);
if (!fs.existsSync(out)) { console.log('the runner ended without a result'); process.exit(1); }
const { results } = JSON.parse(fs.readFileSync(out, 'utf8'));
fs.rmSync(path.dirname(out), { recursive: true });

let short = 0;
const untrue = results.filter(r => r.problems.some(p => /^(before|runner|client)/.test(p)));
if (untrue.length) { short++; console.log(`SHORT: the scenario itself does not hold: ${untrue.map(r => r.id)}`); }
for (const { column, least } of demands) {
  const asked = results.filter(r => r.checks[column] !== undefined);
  const right = asked.filter(r => r.checks[column]).length;
  const percent = asked.length ? 100 * right / asked.length : 0;
  const fine = percent >= least;
  if (!fine) short++;
  console.log(`${fine ? 'ok   ' : 'SHORT'} ${column}: ${right} of ${asked.length}, ${percent.toFixed(1)} % (at least ${least} %)${fine ? '' : ': ' + asked.filter(r => !r.checks[column]).map(r => r.id).join(' ')}`);
}
process.exit(short ? 1 : 0);
