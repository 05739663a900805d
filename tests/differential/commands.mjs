#!/usr/bin/env node
// The commands that npm has too: `config get`, `config list`, `whoami` and `ping` of the real npm and of e401 run in the same freshly
// made environment, one after the other, against the same scripted registry on loopback; stdout, exit code and the credential sent
// must be the same. The deliberate differences of docs/COMPATIBILITY.md are `exceptions` below, each as narrow as it can be, and counted.
//   node commands.mjs --tool E401 [--clients FOLDER] [--npm 11|12] [--seed N] [--cases N] [--only N] [--show N]
// 12 environments by default, 120 with E401_FULL=1. Exit 0 all agree, 1 not, 77 no npm here (tools/clients.sh).
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { findClient } from './clients.mjs'
import { makeEnvironment, secrets } from './environments.mjs'
import { startLoopback } from './loopback.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const { values: opt } = parseArgs({
  options: {
    tool: { type: 'string' }, clients: { type: 'string', default: process.env.E401_CLIENTS || path.join(here, '../../build/clients') },
    npm: { type: 'string', multiple: true, default: ['12', '11'] }, seed: { type: 'string', default: '401' },
    cases: { type: 'string', default: process.env.E401_FULL === '1' ? '120' : '12' }, only: { type: 'string' }, show: { type: 'string', default: '6' },
  },
})
if (!opt.tool) { console.error('usage: node commands.mjs --tool E401 [--npm 11|12] [--seed N] [--cases N] [--only N] [--show N]'); process.exit(2) }
const tool = path.resolve(opt.tool)
const clients = opt.npm.map(v => findClient(opt.clients, v)).filter(Boolean)
if (clients.length < opt.npm.length) { console.log(`not all of npm ${opt.npm.join(', ')} below ${opt.clients}: tools/clients.sh installs them`); process.exit(77) }

const program_limit_ms = 60000
const temp = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'e401-commands-'))
process.on('exit', () => fs.rmSync(temp, { recursive: true, force: true }))

// An installation of its own for each npm, as a distribution lays it out: its global and built-in npmrc are the environment's.
function install (client) {
  const stage = path.join(temp, `npm-${client.version}`)
  const header = 'include/node/node_version.h'
  for (const folder of ['bin', 'etc', 'lib/node_modules', path.dirname(header)]) fs.mkdirSync(path.join(stage, folder), { recursive: true })
  try { fs.linkSync(client.node, path.join(stage, 'bin/node')) } catch { fs.copyFileSync(client.node, path.join(stage, 'bin/node'), fs.constants.COPYFILE_FICLONE) }
  fs.copyFileSync(path.join(client.node, '../..', header), path.join(stage, header))
  fs.cpSync(client.root, path.join(stage, 'lib/node_modules/npm'), { recursive: true })
  fs.symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', path.join(stage, 'bin/npm'))
  return { ...client, stage }
}

function layOut (environment, put, root) {
  for (const [name, text] of Object.entries(environment.files)) {
    const file = path.resolve(root, put(name))
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, put(text))
  }
  for (const folder of ['home', 'project']) fs.mkdirSync(path.join(root, folder), { recursive: true })
}

function run (program, words, cwd, env) {
  return new Promise(resolve => {
    const child = spawn(program, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const out = { stdout: [], stderr: [] }
    const timer = setTimeout(() => child.kill('SIGKILL'), program_limit_ms)
    for (const name of ['stdout', 'stderr']) child[name].on('data', chunk => out[name].push(chunk))
    child.on('close', code => {
      clearTimeout(timer)
      resolve({ code, stdout: Buffer.concat(out.stdout).toString(), stderr: Buffer.concat(out.stderr).toString() })
    })
  })
}

const bare = text => secrets.some(s => text.includes(s))
const holdsSecret = text => bare(text) || (text.match(/[\w+/=]{8,}/g) ?? []).some(word => bare(Buffer.from(word, 'base64').toString('latin1')))
const jsonOf = text => { try { return JSON.parse(text) } catch { return undefined } }

// A line of e401 with its masks, or (protected), stands for npm's line that holds a secret there.
function isMasked (npm, e401) {
  if (!holdsSecret(npm)) return false
  if (e401.endsWith(' = (protected)')) return npm.startsWith(e401.slice(0, -'(protected)'.length))
  const parts = e401.split('***')
  return parts.length > 1 && new RegExp('^' + parts.map(s => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*') + '$').test(npm)
}

const forStrangers = 'no secret for a stranger'
// Each deliberate difference: does it explain that npm said `npm` and e401 `e401`? (docs/COMPATIBILITY.md has them by these names.)
const exceptions = {
  // e401 shows no secret: its line is masked, or in JSON (where npm leaves out what it calls private) not there.
  'secret masked': (npm, e401) => {
    const lines = e401.stdout.split('\n')
    const explained = npm.stdout.split('\n').every(line => {
      if (line === lines[0] || isMasked(line, lines[0] ?? '')) return lines.shift() !== undefined
      return holdsSecret(line) && /^ {2}"/.test(line)
    })
    return npm.code === e401.code && explained && lines.length === 0
  },
  // In JSON mode npm says an error on stdout, too: e401 does so in the same shape and with the same code, in its own words.
  'words of a JSON error': (npm, e401) => {
    const [a, b] = [jsonOf(npm.stdout)?.error, jsonOf(e401.stdout)?.error]
    return npm.code === e401.code && !!a && !!b && a.code === b.code && typeof b.summary === 'string' && typeof b.detail === 'string'
  },
  // `config get KEY --json` is JSON; npm prints the same text as without.
  'config get --json': (npm, e401, words) => /^config get \S.* --json\b/.test(words) && npm.code === 0 && e401.code === 0 && jsonOf(e401.stdout) !== undefined,
  // npm lets colours in a user name through; e401 lets no text from outside steer the terminal.
  'no colours from outside': (npm, e401) => npm.code === e401.code && npm.stdout.replace(/\x1b(?=\[[0-9;]{0,8}m)/g, '^[') === e401.stdout,
  // `whoami --scope @x` asks the scope's registry; npm's whoami looks at no scope.
  'whoami --scope': (npm, e401, words) => /^whoami .*--scope/.test(words),
  // What npm would give to a host, or through a proxy, that only the project's files name: e401 sends nothing.
  [forStrangers]: (npm, e401) => e401.code === 3 && e401.stderr.includes('EUNTRUSTED: '),
}

// How long a ping took is not compared.
const timeless = text => text.replace(/^( {2}"time": )\d+(,?)$/m, '$1…$2')

async function judge (environment, client, registry, number) {
  const root = path.join(temp, `e${number}`)
  const put = text => text.replaceAll('{{ROOT}}', root).replaceAll('{{STAGE}}', client.stage).replaceAll('{{PORT}}', registry.port)
  for (const own of ['etc/npmrc', 'lib/node_modules/npm/npmrc']) fs.rmSync(path.join(client.stage, own), { force: true })
  fs.rmSync(root, { recursive: true, force: true })
  layOut(environment, put, root)
  const env = { HOME: path.join(root, 'home'), PATH: `${client.stage}/bin:/usr/bin:/bin`, TMPDIR: root }
  for (const [name, value] of Object.entries(environment.env)) env[put(name)] = put(value)
  const cwd = path.join(root, environment.cwd)
  const npmDoes = words => run(path.join(client.stage, 'bin/node'), [path.join(client.stage, 'bin/npm'), ...words], cwd, env)
  registry.play(environment.script)
  const out = []
  let reaches = null   // is npm's registry on loopback? Nothing else is asked.
  for (const command of environment.commands) {
    const words = [...command, ...environment.argv].map(put)
    if (command[0] === 'whoami' || command[0] === 'ping') {
      reaches ??= /^https?:\/\/([^/]*@)?(127\.0\.0\.1|localhost)[:/]/i.test((await npmDoes(['config', 'get', 'registry', ...environment.argv.map(put), '--no-workspaces', '--no-json'])).stdout)
      if (!reaches) continue
    }
    registry.seen()
    const npm = await npmDoes(words)
    const npmSent = registry.seen()
    const e401 = await run(tool, words, cwd, env)
    const sent = registry.seen()
    for (const side of [npm, e401]) side.stdout = timeless(side.stdout)
    const said = { command: words.join(' '), npm, e401 }
    if (npm.stdout !== e401.stdout || npm.code !== e401.code) {
      said.exception = Object.keys(exceptions).find(name => exceptions[name](npm, e401, said.command))
      said.bad = said.exception ? undefined : 'said'
    }
    // npm asks again after an answer like 500; e401 shows it.
    const distinct = list => JSON.stringify([...new Set(list.map(x => JSON.stringify(x)))])
    if (said.exception === forStrangers) {
      if (sent.length) Object.assign(said, { bad: 'sent', npmSent, sent })
    } else if (!said.bad && distinct(npmSent) !== distinct(sent)) Object.assign(said, { bad: 'sent', npmSent, sent })
    const shows = (e401.stdout + e401.stderr).split('\n').filter(holdsSecret)
    if (shows.length) Object.assign(said, { bad: 'secret shown', shows })
    out.push(said)
  }
  fs.rmSync(root, { recursive: true, force: true })
  return out
}

const registry = await startLoopback()
const staged = clients.map(install)
for (const client of staged) console.log(`npm ${client.version}, node ${(await run(client.node, ['--version'], temp, {})).stdout.trim()}`)
const numbers = opt.only ? [+opt.only] : Array.from({ length: +opt.cases }, (_, i) => +opt.seed * 10000 + i)
const counts = { environments: 0, agree: 0, runs: 0, same: 0 }
const byCommand = {}; const excused = {}
let shown = 0
for (const number of numbers) {
  let whole = true
  for (const client of staged) {
    for (const said of await judge(makeEnvironment(number), client, registry, number)) {
      counts.runs++
      const name = said.command.split(' ').slice(0, said.command.startsWith('config') ? 2 : 1).join(' ')
      const tally = byCommand[name] ||= { same: 0, of: 0 }
      tally.of++
      if (said.exception) excused[said.exception] = (excused[said.exception] || 0) + 1
      if (!said.bad) { counts.same++; tally.same++; continue }
      whole = false
      if (shown++ < +opt.show) console.log(`${number} npm ${client.version}: ${said.command}: ${said.bad}\n${difference(said)}`)
    }
  }
  counts.environments++
  if (whole) counts.agree++
}
await registry.stop()
for (const [name, tally] of Object.entries(byCommand)) console.log(`${name.padEnd(12)} ${tally.same} of ${tally.of} runs`)
for (const name of Object.keys(exceptions)) console.log(`deliberate: ${name}: ${excused[name] || 0}`)
console.log(`${counts.agree} of ${counts.environments} environments agree wholly, ${counts.same} of ${counts.runs} runs (seed ${opt.seed})`)
process.exitCode = counts.environments > 0 && counts.agree === counts.environments ? 0 : 1

function difference ({ npm, e401, npmSent, sent, shows = [] }) {
  const [a, b] = [npm.stdout.split('\n'), e401.stdout.split('\n')]
  const lines = [`  exit ${npm.code} / ${e401.code}`]
  lines.push(...shows.map(line => `  shown: ${line}`))
  if (sent) lines.push(`  sent ${JSON.stringify(npmSent)} / ${JSON.stringify(sent)}`)
  for (let i = 0; i < Math.max(a.length, b.length) && lines.length < 8; i++) if (a[i] !== b[i]) lines.push(`  npm : ${a[i]}`, `  e401: ${b[i]}`)
  return lines.concat([npm, e401].map((x, i) => `  ${['npm ', 'e401'][i]} stderr: ${x.stderr.trim().slice(0, 400).replaceAll('\n', '\n    ')}`)).join('\n')
}
