#!/usr/bin/env node
// What machines read: `e401 doctor` and `e401 lint` with --format sarif|github|json on real folders. SARIF is checked against the 2.1.0 schema (which an npm
// package carries: tools/clients.sh) and against what the schema does not say: every address is an existing file, every line and column
// is in it. Annotations are read as GitHub's runner reads them. All formats must tell of the same findings, and none a secret.
//   node run.mjs --tool build/release/e401 [--clients FOLDER] [-v]
// Exit 0 all holds, 1 something does not. Without the packages the schema is left out, and that is said.
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cases, secrets } from './cases.mjs';

const { values: opt } = parseArgs({ options: { tool: { type: 'string' }, clients: { type: 'string' }, verbose: { type: 'boolean', short: 'v' } } });
if (!opt.tool) { console.error('usage: node run.mjs --tool E401 [--clients FOLDER] [-v]'); process.exit(2); }
const tool = path.resolve(opt.tool);
const clients = path.resolve(opt.clients || process.env.E401_CLIENTS || path.join(path.dirname(fileURLToPath(import.meta.url)), '../../build/clients'));
const severities = { error: ['error', 'error'], warning: ['warning', 'warning'], info: ['note', 'notice'] };   // SARIF, GitHub

function schemaCheck() {
  const modules = path.join(clients, 'sarif/node_modules');
  if (!fs.existsSync(modules)) return null;
  const require = createRequire(path.join(modules, 'x.js'));
  const folder = path.join(modules, '@microsoft/jest-sarif/lib/schemas');
  const schema = JSON.parse(fs.readFileSync(path.join(folder, fs.readdirSync(folder)[0]), 'utf8'));
  const ajv = new (require('ajv'))({ schemaId: 'auto', allErrors: true, meta: false });
  ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'));
  ajv._opts.defaultMeta = 'http://json-schema.org/draft-04/schema';
  const validate = ajv.compile(schema);
  return json => validate(json) ? [] : validate.errors.map(e => `schema: ${e.dataPath} ${e.message}`);
}
const against = schemaCheck();

// A registry on loopback: 200 for the one good token, 401 else; a second address that nobody trusts.
const server = http.createServer((q, s) => {
  const ok = q.headers.authorization === `Bearer ${secrets.good}`;
  s.writeHead(ok ? 200 : 401, { 'content-type': 'application/json' });
  s.end(JSON.stringify(ok ? { name: '@acme/widgets', 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': { name: '@acme/widgets', version: '1.0.0', dist: {} } } } : { error: 'authentication token not provided' }));
});
await new Promise(ok => server.listen(0, '127.0.0.1', ok));
const host = `127.0.0.1:${server.address().port}`;
const top = fs.mkdtempSync(path.join(os.tmpdir(), 'e401-formats-'));

function run(args, cwd, env) {
  return new Promise((ok, bad) => {
    const child = spawn(tool, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '', err = '';
    child.stdout.on('data', d => { out += d; });
    child.stderr.on('data', d => { err += d; });
    child.on('error', bad);
    child.on('close', exit => ok({ exit, out, err }));
  });
}

/** The file and line that a SARIF location names, as a reader of SARIF finds it. */
function placeOf(location, bases) {
  const { uri, uriBaseId } = location.physicalLocation.artifactLocation;
  const problems = [];
  if (uriBaseId && (/^[a-z]+:/i.test(uri) || uri.startsWith('/') || uri.split('/').includes('..'))) problems.push(`${uri} leaves ${uriBaseId}`);
  const url = uriBaseId ? new URL(uri, bases[uriBaseId].uri) : new URL(uri);
  if (url.search || url.hash) problems.push(`${uri} has a query or a fragment`);
  const file = fileURLToPath(url);
  if (!fs.existsSync(file)) problems.push(`${uri}: no such file (${file})`);
  return { file, problems };
}

function checkRegion(file, line, column, problems) {
  if (line === undefined) return;
  if (!(Number.isInteger(line) && line >= 1)) problems.push(`line ${line}`);
  const text = fs.existsSync(file) && fs.statSync(file).isFile() ? fs.readFileSync(file, 'utf8').split(/\r\n|\n|\r/) : null;
  if (text && line > text.length) problems.push(`${file} has no line ${line}`);
  if (text && column !== undefined && !(column >= 1 && column <= [...text[line - 1] ?? ''].length + 1)) problems.push(`${file}:${line} has no column ${column}`);
}

function checkSarif(text, json, c) {
  const sarif = JSON.parse(text), [r] = sarif.runs, problems = against ? against(sarif) : [];
  const say = p => problems.push(p);
  if (sarif.version !== '2.1.0' || sarif.runs.length !== 1) say('not one run of SARIF 2.1.0');
  const { rules } = r.tool.driver;
  if (new Set(rules.map(x => x.id)).size !== rules.length) say('a rule is there twice');
  for (const rule of rules)
    if (!rule.shortDescription?.text || !rule.fullDescription?.text || !(rule.help?.text.length > 40) || !rule.help.markdown || rule.help.text.includes('## Examples')) say(`rule ${rule.id} lacks its texts`);
  if (!/^\d+\.\d+\.\d+/.test(r.tool.driver.semanticVersion)) say('no version');
  if (r.columnKind !== 'unicodeCodePoints') say('columnKind');
  const bases = r.originalUriBaseIds;
  if (!/^file:\/\/\/.*\/$/.test(bases['%SRCROOT%']?.uri)) say('%SRCROOT% is no folder');
  if (fileURLToPath(bases['%SRCROOT%'].uri) !== c.root + '/') say(`%SRCROOT% is ${bases['%SRCROOT%'].uri}`);
  if (r.results.map(x => x.ruleId).join() !== json.findings.map(f => f.code).join()) say('other findings than JSON has');
  r.results.forEach((result, i) => {
    const finding = json.findings[i];
    if (rules[result.ruleIndex]?.id !== result.ruleId) say(`ruleIndex of ${result.ruleId}`);
    if (result.level !== severities[finding.severity][0]) say(`level of ${result.ruleId}: ${result.level}`);
    const files = finding.evidence.filter(e => e.file.startsWith('/'));
    const locations = [...result.locations ?? [], ...result.relatedLocations ?? []];
    if (locations.length !== files.length) say(`${result.ruleId}: ${locations.length} places, JSON has ${files.length}`);
    locations.forEach((l, n) => {
      const { file, problems: p } = placeOf(l, bases);
      problems.push(...p);
      if (path.resolve(files[n].file) !== file) say(`${file} is not ${files[n].file}`);
      const inside = file.startsWith(c.root + '/');
      if (inside !== (l.physicalLocation.artifactLocation.uriBaseId === '%SRCROOT%')) say(`${file}: uriBaseId`);
      if ((l.physicalLocation.region?.startLine ?? null) !== files[n].line) say(`${file}: line ${l.physicalLocation.region?.startLine}`);
      checkRegion(file, l.physicalLocation.region?.startLine, l.physicalLocation.region?.startColumn, problems);
    });
    for (const e of finding.evidence.filter(e => e.file.startsWith('env:')))
      if (!result.message.text.includes(e.file.slice(4))) say(`${result.ruleId} does not name ${e.file}`);
  });
  const prints = r.results.map(x => x.partialFingerprints?.['e401/v1']);
  if (prints.some(p => !/^[0-9a-f]{64}/.test(p)) || new Set(prints).size !== prints.length) say('fingerprints');
  const said = r.invocations[0].toolExecutionNotifications;
  if (said.length < json.skipped.length || !json.skipped.every((s, i) => said[i].message.text.includes(s.what.replaceAll('](', '] (')))) say('what was skipped is not told');
  return { problems, prints, sarif };
}

// As GitHub's runner takes a line apart.
const unescape = (s, more = []) => [...more, ['%0D', '\r'], ['%0A', '\n'], ['%25', '%']].reduce((t, [from, to]) => t.replaceAll(from, to), s);
function commandOf(line) {
  const m = /^::([^ :]+)(?: ([^]*?))?::([^]*)$/.exec(line);
  if (!m) return null;
  const properties = Object.fromEntries((m[2] ?? '').split(',').filter(Boolean).map(p => [p.slice(0, p.indexOf('=')), unescape(p.slice(p.indexOf('=') + 1), [['%3A', ':'], ['%2C', ',']])]));
  return { command: m[1], properties, message: unescape(m[3]) };
}

function checkGitHub(text, json, c) {
  const problems = [], say = p => problems.push(p);
  const commands = text.split('\n').filter(Boolean).map(commandOf);
  if (commands.some(x => !x)) say('a line that is no command');
  const told = commands.filter(x => x && !x.properties.title?.startsWith('e401: '));
  if (told.length !== json.findings.length) say(`${told.length} annotations for ${json.findings.length} findings`);
  told.forEach(({ command, properties, message }, i) => {
    const finding = json.findings[i];
    if (command !== severities[finding?.severity]?.[1]) say(`${properties.title}: ${command}`);
    if (!properties.title.startsWith(finding.code + ': ')) say(`title: ${properties.title}`);
    if (Object.keys(properties).some(k => !['file', 'line', 'col', 'title'].includes(k))) say(`properties: ${Object.keys(properties)}`);
    const first = finding.evidence.find(e => e.file.startsWith(c.root + '/'));
    if (!first !== (properties.file === undefined)) say(`${finding.code}: file ${properties.file}`);
    if (properties.file && path.join(c.root, properties.file) !== path.resolve(first.file) && !c.odd) say(`${finding.code}: ${properties.file} is not ${first.file}`);
    if (properties.line && Number(properties.line) !== first.line) say(`${finding.code}: line ${properties.line}`);
    for (const e of finding.evidence.filter(e => e.file.startsWith('env:')))
      if (!message.includes(e.file.slice(4))) say(`${finding.code} does not name ${e.file}`);
  });
  if (json.skipped.filter(s => s.mattered).length !== commands.filter(x => x?.properties.title === 'e401: not looked at').length) say('what was skipped is not told');
  return problems;
}

let failed = 0, ran = 0, last;
for (const [n, make] of cases.entries()) {
  const dir = path.join(top, String(n)), c = make({ dir, host });
  for (const [name, text] of Object.entries(c.files)) {
    fs.mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    fs.writeFileSync(path.join(dir, name), text, { mode: 0o600 });
  }
  c.root = path.join(dir, c.root);
  const cwd = path.join(dir, c.cwd);
  const env = { PATH: '/usr/bin:/bin', HOME: path.join(dir, 'home'), npm_config_globalconfig: path.join(dir, 'none'), ...c.env };
  const problems = [];
  const answer = {};
  const command = format => [c.command ?? 'doctor', '--format', format, ...c.args ?? (c.command ? [] : ['--for', 'install'])];
  for (const format of ['json', 'sarif', 'github']) {
    const r = await run(command(format), cwd, env);
    answer[format] = r;
    for (const [name, s] of Object.entries(secrets)) if ((r.out + r.err).includes(s)) problems.push(`the secret '${name}' is in ${format}`);
    if (r.exit !== c.exit) problems.push(`${format}: exit code ${r.exit}, not ${c.exit}: ${r.err}`);
  }
  try {
    const json = JSON.parse(answer.json.out);
    if (c.finds && !c.finds.every(code => json.findings.some(f => f.code === code))) problems.push(`found ${json.findings.map(f => f.code)}`);
    const { problems: p, prints, sarif } = checkSarif(answer.sarif.out, json, c);
    problems.push(...p, ...checkGitHub(answer.github.out, json, c));
    if (c.check) problems.push(...c.check({ json, sarif, github: answer.github.out, prints }) ?? []);
    last ??= sarif;
    if (c.moved) {   // the same fault some lines further down
      fs.writeFileSync(path.join(dir, c.moved), '# one\n# two\n' + fs.readFileSync(path.join(dir, c.moved)));
      const again = JSON.parse((await run(command('sarif'), cwd, env)).out);
      if (again.runs[0].results.map(x => x.partialFingerprints['e401/v1']).join() !== prints.join()) problems.push('fingerprints move with the lines');
    }
  } catch (e) { problems.push(e.stack); }
  ran++;
  if (problems.length) failed++;
  console.log(`${problems.length ? 'FAILED' : 'ok    '} ${c.name}`);
  for (const p of new Set(problems)) console.log('         ' + p);
  if (opt.verbose) console.log(answer.sarif.out + answer.github.out);
}

// The schema is worth something: what it forbids is noticed.
const spoiled = [s => { s.version = '2.0.0'; }, s => { s.runs[0].results[0].level = 'fatal'; }, s => { delete s.runs[0].results[0].message; }, s => { s.runs[0].results[0].locations[0].physicalLocation.region.startLine = 0; },
  s => { s.runs[0].results[0].ruleIndex = -2; }, s => { s.runs[0].columnKind = 'bytes'; }, s => { s.runs[0].tool.driver.rules[0].helpUrl = 'x'; }];
for (const spoil of against ? spoiled : []) {
  const copy = structuredClone(last);
  spoil(copy);
  ran++;
  if (!against(copy).length) { failed++; console.log(`FAILED the schema does not notice ${spoil}`); }
}
server.close();
fs.rmSync(top, { recursive: true, force: true });
console.log(against ? 'SARIF was checked against the schema of 2.1.0.' : 'No SARIF schema here (tools/clients.sh): left out.');
console.log(`${ran - failed} passed, ${failed} failed`);
process.exit(failed || !ran ? 1 : 0);
