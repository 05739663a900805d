#!/usr/bin/env node
// Nothing that e401 prints holds a secret, steers a terminal, or runs a stranger's code when it is pasted into a shell; and no
// stranger's word takes a word of ours away.
//   node run.mjs --tool build/release/e401 [--only TEXT]
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { spawn, spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { base64, cases, npmLog, ordered, orders, ourWords, shellCode, token } from './cases.mjs';

const { values: opt } = parseArgs({ options: { tool: { type: 'string' }, only: { type: 'string', default: '' } } });
if (!opt.tool) { console.error('usage: node run.mjs --tool E401 [--only TEXT]'); process.exit(2); }
const tool = path.resolve(opt.tool);
const top = fs.mkdtempSync(path.join(os.tmpdir(), 'e401-leaks-'));
const visible_part = 8;  // so many characters of a secret in a row are a leak
const packageJson = JSON.stringify({ name: 'a', version: '1.0.0', dependencies: { zz: '1' } });

let failed = 0, checked = 0;
function check(holds, what, detail = '') {
  ++checked;
  if (holds) return;
  ++failed;
  console.log(`FAIL ${what}${detail ? '\n       ' + detail : ''}`);
}

function place(npmrc = []) {
  const dir = fs.mkdtempSync(path.join(top, 'p-'));
  const at = { dir, home: path.join(dir, 'home'), project: path.join(dir, 'project') };
  fs.mkdirSync(at.home);
  fs.mkdirSync(at.project);
  fs.writeFileSync(path.join(at.home, '.npmrc'), npmrc.join('\n') + '\n', { mode: 0o600 });
  fs.writeFileSync(path.join(at.project, 'package.json'), packageJson);
  return at;
}

function run(at, words, input = '') {
  return new Promise(done => {
    // The public registry is behind a proxy that is not there: no test asks it.
    const env = { PATH: '/usr/bin:/bin', HOME: at.home, HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: '127.0.0.1' };
    const child = spawn(tool, words, { cwd: at.project, env, timeout: 30_000, killSignal: 'SIGKILL' });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', data => { out += data; });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('close', code => done({ code, out }));
  });
}

async function withServer(answer, use) {
  const server = http.createServer((request, response) => request.resume().on('end', () => {
    const [status, body] = answer(request);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  }));
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  try {
    await use(`127.0.0.1:${server.address().port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function leak(text, secrets) {
  for (const secret of secrets)
    for (let i = 0; i + visible_part <= secret.length; ++i) {
      const at = text.indexOf(secret.slice(i, i + visible_part));
      if (at >= 0) return JSON.stringify(text.slice(Math.max(0, at - 60), at + 40));
    }
  return '';
}

async function leaks() {
  for (const c of cases.filter(c => c.name.includes(opt.only)))
    await withServer(request => [401, { error: c.says(request.headers.authorization || '') }], async at => {
      for (const command of c.commands) {
        const machine = place(c.npmrc(at));
        const log = c.log ? npmLog(machine.project, c.log(at)) : '';
        if (log) {
          const logs = path.join(machine.home, '.npm/_logs');
          fs.mkdirSync(logs, { recursive: true });
          fs.writeFileSync(path.join(logs, '2026-09-21T10_00_00_000Z-debug-0.log'), log);
        }
        const { code, out } = await run(machine, command, c.input || log);
        const shown = leak(out, c.secrets);
        check(!shown, `${c.name}: ${command.join(' ')}`, shown);
        check([0, 1, 2, 3].includes(code), `${c.name}: ${command.join(' ')} ends with ${code}`);
      }
    });
}

async function terminalOrders() {
  const body = { username: orders, [orders]: orders, objects: [{ token: orders, key: orders, name: orders, created: orders }] };
  await withServer(() => [200, body], async at => {
    for (const command of ordered) {
      const { out } = await run(place([`registry=http://${at}/`, `//${at}/:_authToken=${token}`]), command);
      const found = out.match(/[\u0080-\u009f\u061c\u202e]/u);
      check(!found, `an order to the terminal: ${command.join(' ')}`, found ? JSON.stringify(out) : '');
    }
  });
}

const commandsIn = report => JSON.parse(report).findings.flatMap(f => f.fixes.flatMap(fix => fix.commands || []));

async function pastedCommands() {
  await withServer(() => [401, { error: 'log in' }], async at => {
    for (const code of shellCode) {
      const machine = place();
      fs.writeFileSync(path.join(machine.project, '.npmrc'), `registry=http://${at}/${code}/\n//${at}/x/:_authToken=\${X${code}Y}\n`);
      const { out } = await run(machine, ['doctor', '--json', '--trust-project']);
      const commands = commandsIn(out);
      check(commands.length > 0, `a command to paste for ${code}`, out);
      for (const command of commands) {
        // e401 and npm themselves are stand-ins here: only what the shell makes of the line counts.
        const harmless = 'e401() { :; }; npm() { :; }; read() { :; };';
        spawnSync('sh', ['-c', harmless + command], { cwd: machine.project, env: { PATH: '/usr/bin:/bin', HOME: machine.home }, input: '' });
      }
      check(!fs.existsSync(path.join(machine.project, 'pwned')), `a pasted command runs ${code}`, commands.join('\n       '));
    }
  });
}

async function wordsOfOurs() {
  await withServer(() => [401, { error: 'log in' }], async at => {
    const report = async word => {
      const machine = place([`registry=http://${at}/`, `# the _authToken ${word} comes from the vault`]);
      fs.writeFileSync(path.join(machine.project, '.npmrc'), `# _authToken ${word}\n//other.example/:_authToken=${word}\n`);
      return JSON.parse((await run(machine, ['doctor', '--json'])).out);
    };
    const frame = ({ findings, ...rest }) => [...Object.keys(rest), ...findings.flatMap(f => [f.code, ...Object.keys(f), f.title])].join();
    const usual = frame(await report(token));
    for (const word of ourWords) {
      const now = frame(await report(word));
      check(now === usual, `"${word}" takes words of ours away`, now);
    }
  });
}

async function shortPasswords() {
  await withServer(() => [401, { error: 'log in' }], async at => {
    const { out } = await run(place([`registry=http://${at}/`, `//${at}/:username=deploybot-at-acme`, `//${at}/:_password=${base64('hunter2')}`]), ['why', 'zz']);
    check(out.includes('basic') && !out.includes('fingerprint'), 'a password of seven characters has a fingerprint by which it is guessed', out);
  });
}

await leaks();
if (!opt.only) for (const part of [terminalOrders, pastedCommands, wordsOfOurs, shortPasswords]) await part();
fs.rmSync(top, { recursive: true, force: true });
console.log(`${checked - failed} of ${checked} hold`);
process.exit(failed || !checked ? 1 : 0);
