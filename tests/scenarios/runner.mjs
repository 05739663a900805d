#!/usr/bin/env node
// Runs npm authentication scenarios: the real client fails, e401 diagnoses and repairs, the real client succeeds.
// See README.md.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawn, spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import crypto from 'node:crypto';
import { Authority } from './lib/certs.mjs';
import { Network } from './lib/network.mjs';
import { FakeRegistry } from './lib/fake-registry.mjs';
import { findClient, baseEnv, errorCode } from './lib/clients.mjs';
import { load, expand, writeFiles, merge } from './lib/scenario.mjs';
import { snapshot, scoreTool, checkNever } from './lib/score.mjs';

const { values: opt, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tool: { type: 'string' }, 'self-check': { type: 'boolean' }, only: { type: 'string' }, match: { type: 'string' }, client: { type: 'string' }, causes: { type: 'string' }, shuffle: { type: 'string', default: '' }, 'no-trust': { type: 'boolean' },
    jobs: { type: 'string', default: '2' }, json: { type: 'string' }, keep: { type: 'boolean' }, verbose: { type: 'boolean', short: 'v' },
    timeout: { type: 'string', default: '60' }, 'list': { type: 'boolean' },
    sample: { type: 'string', default: '1' },
  },
});
if (!positionals.length) {
  console.error('usage: node runner.mjs [--tool E401] [--self-check] [--only ID,ID | --match REGEX] [--client NAME] [--causes FILE] [--shuffle SEED] [--sample N] [--jobs N] [--json OUT] [--keep] [-v] FILES_OR_FOLDERS...');
  process.exit(2);
}
let scenarios = load(positionals, opt.shuffle);
if (opt.causes) { const codes = new Set(fs.readFileSync(opt.causes, 'utf8').split(/\s+/)); scenarios = scenarios.filter(s => s.expect.cause === null || codes.has(s.expect.cause)); }
if (opt.only) { const ids = opt.only.split(','); scenarios = scenarios.filter(s => ids.includes(s.id)); }
if (opt.client) scenarios = scenarios.filter(s => s.client === opt.client);
if (opt.match) scenarios = scenarios.filter(s => new RegExp(opt.match).test(`${s.id} ${s.client} ${s.expect.cause} ${s.title}`));
// --sample N: a fixed N-th of them. By the id's digest, so that a new scenario changes nothing for the others.
if (Number(opt.sample) > 1) scenarios = scenarios.filter(s => crypto.createHash('sha256').update(s.id).digest()[0] % Number(opt.sample) === 0);
if (opt.list) { for (const s of scenarios) console.log([s.id, s.client, s.expect.cause ?? 'healthy', s.title].join('\t')); process.exit(0); }

const top = fs.mkdtempSync(path.join(os.tmpdir(), 'e401-scn-'));
const authority = await new Authority(path.join(top, 'ca')).init();
const tool = opt.tool && path.resolve(opt.tool);
const started = Date.now();

function exec(argv, { cwd, env, uid }) {
  return new Promise(ok => {
    const t = Date.now();
    const child = spawn(argv[0], argv.slice(1), { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...(uid ? { uid, gid: uid } : {}) });
    let out = '', err = '', timedOut = false;
    child.stdout.on('data', d => { out += d; });
    child.stderr.on('data', d => { err += d; });
    const timer = setTimeout(() => { timedOut = true; try { process.kill(-child.pid, 'SIGKILL'); } catch {} }, Number(opt.timeout) * 1000);
    child.on('error', e => { clearTimeout(timer); ok({ exit: 127, out, err: err + e.message, ms: Date.now() - t }); });
    child.on('close', code => { clearTimeout(timer); ok({ exit: code ?? (timedOut ? 124 : 128), out, err, timedOut, ms: Date.now() - t }); });
  });
}

const majors = {};
const npmMajor = p => majors[p] ??= Number(spawnSync(p, ['--version'], { encoding: 'utf8', env: { ...process.env, PATH: `${path.dirname(process.execPath)}:${process.env.PATH}` } }).stdout.split('.')[0]);

async function runScenario(raw) {
  const result = { id: raw.id, path: raw.path, client: raw.client, cause: raw.expect.cause ?? null, problems: [], checks: {} };
  const dir = path.join(top, 'w' + raw.id.split('-')[0]); // a name that does not tell the cause
  for (const d of ['home', 'project', 'global', 'cache']) fs.mkdirSync(path.join(dir, d), { recursive: true });
  const clientPath = findClient(raw.client);
  if (!clientPath) { result.problems.push(`client ${raw.client} not found`); return result; }
  if (raw.as_user && process.getuid() !== 0) { result.skipped = 'needs root'; return result; }
  if (npmMajor(clientPath) > (raw.npm_major_max ?? Infinity) || npmMajor(clientPath) < (raw.npm_major_min ?? 0)) { result.skipped = `npm ${npmMajor(clientPath)} does otherwise`; return result; }
  const ctx = { dir, secrets: new Set(), registries: [], caFile: authority.caFile, corpFile: authority.corpFile };
  const withoutPorts = s => expand(s, { ...ctx, proxyPort: 0, registries: { find: () => ({ port: 0 }) } });
  ctx.registries = (raw.registries || []).map(r => new FakeRegistry(withoutPorts(r)));
  const net = await new Network(authority, ctx.registries, withoutPorts(raw.proxy || {})).start();
  try {
    ctx.proxyPort = net.proxyPort;
    const s = expand({ ...raw, title: '', source: '' }, ctx);
    for (const r of ctx.registries) r.reset(s.registries.find(x => x.name === r.name));
    for (const x of s.secrets || []) ctx.secrets.add(x);
    for (const r of s.registries || []) for (const u of Object.values(r.users || {})) if (u.password) ctx.secrets.add(u.password);
    writeFiles(dir, s.files, s.modes);
    const cwd = path.join(dir, s.cwd || 'project');
    fs.mkdirSync(cwd, { recursive: true });
    const makeEnv = extra => {
      const env = baseEnv({ dir, proxyPort: net.proxyPort, caFile: s.trust_ca === false ? path.join(top, 'ca', 'leaf.none') : authority.caFile, client: s.client, clientPath, proxyAuth: s.proxy?.env_auth, globalrc: Object.keys({ ...s.files, ...s.ideal_fix?.files }).some(f => f === 'global/npmrc') });
      for (const [k, v] of Object.entries({ ...s.env, ...extra })) { if (v === null) delete env[k]; else env[k] = v; }
      return env;
    };
    let env = makeEnv();
    const uid = s.as_user && process.getuid() === 0 ? s.as_user : 0;
    if (uid) { fs.chmodSync(top, 0o755); chown(dir, uid, s.root_owned || []); fs.chmodSync(path.join(top, 'ca'), 0o755); }
    const argv = (run, e) => [onEnvPath(run[0] === s.client || run[0] === 'yarn' ? clientPath : run[0], e), ...run.slice(1)];
    const client = (run = s.run) => exec(argv(run, env), { cwd, env, uid });

    // 1. the real client, as the user saw it
    net.phase = 'before';
    const before = await client();
    const text = before.out + before.err;
    result.before = { exit: before.exit, code: errorCode(s.client, text), ms: before.ms };
    const want = s.expect.before || { exit: s.expect.cause ? 'nonzero' : 'zero' };
    const fail = m => result.problems.push(m);
    if (before.timedOut) fail('before: timed out');
    if ((want.exit === 'zero') !== (before.exit === 0)) fail(`before: exit ${before.exit}, expected ${want.exit}`);
    if (want.code && ![].concat(want.code).some(c => s.client === 'npm' ? result.before.code === c : text.includes(c))) fail(`before: code ${result.before.code}, expected ${want.code}`);
    for (const t of [].concat(want.output || [])) if (!text.includes(t)) fail(`before: output lacks ${JSON.stringify(t)}`);
    if (opt.verbose || (result.problems.length && opt['self-check'])) result.beforeText = text;

    // 2. the tool
    let toolRan = false;
    if (tool) {
      toolRan = true;
      const cmd = /\.[mc]?js$/.test(tool) ? [process.execPath, tool] : [tool];
      const files0 = snapshot(dir);
      net.phase = 'doctor';
      const trust = opt['no-trust'] ? [] : ['--trust-project'];
      const doctor = await exec([...cmd, 'doctor', '--json', ...trust, ...(s.tool_args || [])], { cwd, env, uid });
      const files1 = snapshot(dir);
      net.phase = 'fix';
      const fix = await exec([...cmd, 'fix', '--yes', ...trust, ...(s.tool_args || [])], { cwd, env, uid });
      const files2 = snapshot(dir);
      net.phase = 'after';
      if (s.expect.cause === null) for (const r of ctx.registries) r.reset(r.spec); // so that a publish can be made again
      const after = s.expect.cause === null || s.expect.fix === 'auto' ? await client() : null;
      const score = scoreTool({ s, dir, doctor, fix, after, files0, files1, files2, record: net.record, registries: ctx.registries, secrets: ctx.secrets });
      Object.assign(result, score, { problems: [...result.problems, ...score.problems], ms: { doctor: doctor.ms, fix: fix.ms } });
      if (opt.verbose) result.toolText = { doctor: doctor.out + doctor.err, fix: fix.out + fix.err, after: after && after.out + after.err };
    }

    // 3. the scenario's own ideal fix (--self-check, or no tool)
    if (!toolRan) {
      const f = s.ideal_fix || {};
      if (s.expect.cause !== null && !s.ideal_fix) fail('scenario has no ideal_fix');
      writeFiles(dir, f.files, f.modes);
      if (uid) chown(dir, uid, f.root_owned || []);
      env = makeEnv(f.env);
      for (const [name, patch] of Object.entries(f.registries || {})) {
        const r = ctx.registries.find(r => r.name === name);
        r.reset(merge(r.spec, patch));
      }
      if (f.proxy) net.proxy = merge(net.proxy, f.proxy);
      if (f.env_proxy_auth !== undefined) for (const k of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']) env[k] = `http://${f.env_proxy_auth}@127.0.0.1:${net.proxyPort}`;
      net.phase = 'after';
      let after;
      for (const c of f.commands || []) { const r = await exec(argv(c, env), { cwd, env, uid }); if (r.exit) fail(`ideal_fix command ${c.join(' ')}: exit ${r.exit}: ${(r.out + r.err).slice(0, 400)}`); }
      if (s.expect.cause !== null) {
        after = await client(f.run);
        result.after = { exit: after.exit, code: errorCode(s.client, after.out + after.err), ms: after.ms };
        if (after.exit !== (s.expect.after?.exit ?? 0)) { fail(`after the ideal fix: exit ${after.exit}, expected ${s.expect.after?.exit ?? 0}`); result.afterText = after.out + after.err; }
        if (opt.verbose) result.afterText = after.out + after.err;
      }
      for (const p of checkNever(s.expect.never, net.record, [])) fail(p);
      for (const e of s.expect.evidence || []) {
        if (e.file.startsWith('env:')) { if (!(e.file.slice(4) in makeEnv())) fail(`evidence ${e.file} is not set`); continue; }
        const p = path.join(dir, e.file);
        if (f.files && e.file in f.files) continue;
        if (!fs.existsSync(p) && e.line) fail(`evidence file ${e.file} does not exist`);
      }
      for (const e of s.expect.evidence || []) {
        const c = s.files?.[e.file];
        const n = Array.isArray(c) ? c.length : typeof c === 'string' ? c.split(/\r\n|\n|\r/).length : Infinity;
        if (e.line && c !== undefined && e.line > n) fail(`evidence ${e.file}:${e.line} is beyond the end of the file`);
      }
    }
    if (opt.verbose || result.problems.length) result.record = net.record;
  } finally {
    await net.stop();
    if (!opt.keep) fs.rmSync(dir, { recursive: true, force: true });
  }
  return result;
}

function chown(dir, uid, except) {
  const skip = except.map(f => path.join(dir, f));
  const walk = p => {
    if (!skip.includes(p)) fs.lchownSync(p, uid, uid);
    if (fs.lstatSync(p).isDirectory()) for (const f of fs.readdirSync(p)) walk(path.join(p, f));
  };
  walk(dir);
}

function onEnvPath(name, env) {
  if (name.includes('/')) return name;
  return env.PATH.split(':').map(d => path.join(d, name)).find(p => fs.existsSync(p)) || name;
}

// ---- run them all ----
const results = [];
let next = 0;
async function worker() {
  while (next < scenarios.length) {
    const s = scenarios[next++];
    let r;
    try { r = await runScenario(s); } catch (e) { r = { id: s.id, path: s.path, client: s.client, cause: s.expect.cause ?? null, problems: ['runner: ' + e.stack], checks: {} }; }
    results.push(r);
    const bad = r.problems.length;
    if (r.skipped) console.log(`skip ${r.id}: ${r.skipped}`);
    if (bad || opt.verbose) {
      console.log(`${bad ? 'FAIL' : 'ok  '} ${r.id} (${r.client}, ${r.cause ?? 'healthy'})`);
      for (const p of r.problems) console.log('       ' + p);
      if (opt.verbose) {
        for (const k of ['beforeText', 'afterText']) if (r[k]) console.log(`  --- ${k}\n` + r[k].trim().replace(/^/gm, '     '));
        if (r.toolText) console.log(JSON.stringify(r.toolText, null, 1));
        for (const q of r.record || []) console.log(`     [${q.phase}] ${q.method} ${q.host} ${q.path} auth=${q.auth.type}${q.auth.token ? ' ' + q.auth.token.slice(0, 14) : ''} -> ${q.status}`);
      }
    }
  }
}
await Promise.all(Array.from({ length: Number(opt.jobs) }, worker));
results.sort((a, b) => a.path < b.path ? -1 : 1);
if (!opt.keep) fs.rmSync(top, { recursive: true, force: true }); else console.log('kept ' + top);

// ---- tables ----
const seconds = ((Date.now() - started) / 1000).toFixed(1);
const slow = tool && results.filter(r => r.ms).map(r => r.ms.doctor).sort((a, b) => a - b);
if (slow?.length) console.log(`\ndoctor took ${slow[slow.length >> 1]} ms (median), ${slow.at(-1)} ms (slowest)`);
const columns = tool ? ['before', 'cause', 'not-wrong', 'evidence', 'host', 'advice', 'no-leak', 'no-false-alarm', 'fixed', 'untouched', 'never'] : ['before', 'after'];
const rows = new Map();
const add = (key, r) => {
  if (!rows.has(key)) rows.set(key, { n: 0, ok: 0, c: Object.fromEntries(columns.map(c => [c, [0, 0]])) });
  const row = rows.get(key);
  row.n++; if (!r.problems.length) row.ok++;
  const checks = tool ? { ...r.checks, before: !r.problems.some(p => p.startsWith('before')) }
    : { before: !r.problems.some(p => p.startsWith('before')), after: r.cause === null ? undefined : !r.problems.some(p => !p.startsWith('before')) };
  for (const c of columns) if (checks[c] !== undefined) { row.c[c][1]++; if (checks[c]) row.c[c][0]++; }
};
for (const r of results) add(r.cause ?? '(healthy)', r);
for (const r of results) add('client ' + r.client, r);
for (const r of results) add('TOTAL', r);
const w = Math.max(...[...rows.keys()].map(k => k.length), 10);
console.log('\n' + 'cause'.padEnd(w) + '  n   pass ' + columns.map(c => c.padStart(Math.max(9, c.length + 1))).join(''));
for (const [k, row] of [...rows].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))) {
  console.log(k.padEnd(w) + String(row.n).padStart(4) + String(row.ok).padStart(6) + '  ' + columns.map(c => (row.c[c][1] ? row.c[c].join('/') : '-').padStart(Math.max(9, c.length + 1))).join(''));
}
function rank(k) { return k === 'TOTAL' ? 3 : k.startsWith('client ') ? 2 : k === '(healthy)' ? 1 : 0; }
const failed = results.filter(r => r.problems.length);
console.log(`\n${results.length - failed.length} of ${results.length} scenarios as expected${tool ? '' : ' (self-check)'}, ${seconds} s`);
const publicHost = ['registry', 'npmjs', 'org'].join('.');
if (opt.json) fs.writeFileSync(opt.json, JSON.stringify({ schema: 'e401.scenarios/1', tool: tool || null, seconds: Number(seconds), passed: results.length - failed.length, failed: failed.length, results }, null, 1).replaceAll(publicHost, '{{npmjs}}') + '\n');
process.exit(failed.length ? 1 : 0);
