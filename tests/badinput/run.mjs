#!/usr/bin/env node
// Bad input: files that are no files, too big, endless, nested or in another encoding (files.mjs), and registries that hang, lie, flood
// and redirect in circles (hosts.mjs). For every command: an exit code of the table, the file or host named where it matters, done
// in bounded time and memory, no signal, no secret and no order to the terminal in what is printed.
//   node run.mjs --tool E401 --measure PROGRAM [--only TEXT] [--no-bounds] [-v]
// --no-bounds: time and memory are not judged (a build with sanitizers). Exit 0 all hold, 1 not.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'
import { Authority } from '../scenarios/lib/certs.mjs'
import * as files from './files.mjs'
import * as hosts from './hosts.mjs'

const { values: opt } = parseArgs({ options: { tool: { type: 'string' }, measure: { type: 'string' }, only: { type: 'string' }, 'no-bounds': { type: 'boolean' }, verbose: { type: 'boolean', short: 'v' } } })
if (!opt.tool || !opt.measure) { console.error('usage: node run.mjs --tool E401 --measure PROGRAM [--only TEXT] [--no-bounds] [-v]'); process.exit(2) }

const seconds_max = 14          // doctor's deadline is 10 s; the rest is for a busy machine
const mib_max = 64              // of any command, unless the case allows what the file itself takes
const two_bodies_mib = 192      // doctor asks with and without the credential, takes 32 MiB of a package's document each, and a growing buffer is up to twice as big
const hosts_at_once = 12        // they wait, they do not work
const token = 'npm_' + 'badinput'.repeat(5).slice(0, 36)
const nobody = 65534            // root may read everything: the commands run as somebody who may not

const top = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'e401-badinput-'))
fs.chmodSync(top, 0o755)
process.on('exit', () => fs.rmSync(top, { recursive: true, force: true }))
const tools = Object.fromEntries(['tool', 'measure'].map(name => {   // where nobody may run them
  const copy = path.join(top, name)
  fs.copyFileSync(opt[name], copy)
  fs.chmodSync(copy, 0o755)
  return [name, copy]
}))

let number = 0
function run (words, root) {
  return new Promise(resolve => {
    const report = path.join(root, `report-${number++}`)
    const as = process.getuid() === 0 ? { uid: nobody, gid: nobody } : {}
    const child = spawn(tools.measure, ['--to', report, tools.tool, ...words], {
      cwd: path.join(root, 'project'), stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...as,
      env: { HOME: path.join(root, 'home'), PATH: '/usr/bin:/bin', NO_COLOR: '1', TMPDIR: root },
    })
    let out = ''; let stdout = ''; let late = false
    for (const name of ['stdout', 'stderr']) child[name].on('data', chunk => { out += chunk.toString('latin1'); if (name === 'stdout') stdout += chunk })
    const timer = setTimeout(() => { late = true; try { process.kill(-child.pid, 'SIGKILL') } catch {} }, seconds_max * 3000)
    child.on('close', () => {
      clearTimeout(timer)
      const used = late ? { code: 'killed', ms: Infinity, rss_kib: 0 } : JSON.parse(fs.readFileSync(report, 'utf8'))
      resolve({ ...used, stdout, out: Buffer.from(out, 'latin1').toString() })
    })
  })
}

// C0 but line end and tab, DEL, C1, and what turns or hides text.
// eslint-disable-next-line no-control-regex
const orders = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/

function faults (got, want) {
  const out = []
  if (!want.exit.includes(got.code)) out.push(`exit ${got.code}, not ${want.exit.join(' or ')}`)
  for (const pattern of want.says) if (!pattern.test(got.out)) out.push(`does not say ${pattern}`)
  if (!opt['no-bounds'] && got.ms > seconds_max * 1000) out.push(`took ${(got.ms / 1000).toFixed(1)} s`)
  if (!opt['no-bounds'] && got.rss_kib > (want.mib ?? mib_max) * 1024) out.push(`took ${(got.rss_kib / 1024).toFixed(0)} MiB`)
  if (got.out.includes(token)) out.push('shows the token')
  if (orders.test(got.out)) out.push(`steers the terminal: ${JSON.stringify(orders.exec(got.out)[0])}`)
  if (want.json) try { JSON.parse(got.stdout) } catch { out.push('is no JSON') }
  return out
}

const failures = []; let runs = 0; let slowest = { ms: 0 }; let biggest = { rss_kib: 0 }
async function check (name, root, wants) {
  for (const want of wants) {
    const got = await run(want.words, root)
    runs++
    const what = `${name}: ${want.words.join(' ').replace(root, '')}`
    if (got.ms > slowest.ms) slowest = { ...got, what }
    if (got.rss_kib > biggest.rss_kib) biggest = { ...got, what }
    const wrong = faults(got, want)
    if (opt.verbose || wrong.length) console.log(`${wrong.length ? 'FAIL' : 'ok  '} ${what}: exit ${got.code}, ${got.ms.toFixed(0)} ms, ${(got.rss_kib / 1024).toFixed(0)} MiB${wrong.map(w => `\n     ${w}`).join('')}`)
    if (wrong.length) { failures.push(what); console.log(got.out.slice(0, 700).replace(/^/gm, '       | ')) }
  }
}

function machine (name, npmrc) {
  const root = path.join(top, name)
  for (const folder of ['home/.npm/_logs', 'project']) fs.mkdirSync(path.join(root, folder), { recursive: true })
  fs.writeFileSync(path.join(root, 'project/package.json'), '{"name":"x","version":"1.0.0","dependencies":{"left":"1.0.0"}}')
  if (npmrc) fs.writeFileSync(path.join(root, 'home/.npmrc'), npmrc)
  return root
}
function hand_over (root) {
  if (process.getuid() !== 0) return
  for (const entry of ['.', ...fs.readdirSync(root, { recursive: true })]) fs.lchownSync(path.join(root, entry), entry.includes('0000-unreadable') ? 0 : nobody, nobody)
}

async function checkFile (kind, placeName) {
  const place = files.places[placeName]
  const settings = 'registry=http://127.0.0.1:9/\n//127.0.0.1:9/:_authToken=' + token + '\n'
  const root = machine(`f${number++}`, settings + (place.cafile ? `cafile=${path.join(top, `f${number - 1}`, place.file)}\n` : ''))
  const file = path.join(root, place.file)
  fs.rmSync(file, { force: true })
  await files.kinds[kind].make(file, place.text.replaceAll('{{TOKEN}}', token))
  hand_over(root)
  await check(`${placeName}: ${kind}`, root, place.commands(kind).map(c => ({ ...c, words: c.words.map(w => w === '{{FILE}}' ? file : w) })))
  fs.rmSync(root, { recursive: true, force: true })
}

async function checkHost (name, authority) {
  const kind = hosts.kinds[name]
  const server = kind.serve && await kind.serve(authority)
  const sockets = new Set()
  server?.on('connection', socket => { socket.on('error', () => {}); sockets.add(socket) })
  if (server) await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${server ? server.address().port : 9}`
  const root = machine(`h${number++}`, `registry=${kind.tls ? 'https' : 'http'}://${host}/\n//${host}/:_authToken=${token}\n${kind.trusted ? `cafile=${path.join(top, 'ca/trusted.pem')}\n` : ''}`)
  hand_over(root)
  const named = [new RegExp(host.replaceAll('.', '\\.'))]
  await check(`a registry that ${name}`, root, [
    { words: ['doctor'], mib: two_bodies_mib, exit: kind.exit ?? [1, 3], says: [...named, ...kind.says ? [kind.says] : []] },
    { words: ['doctor', '--json'], mib: two_bodies_mib, exit: kind.exit ?? [1, 3], says: named, json: true },
    { words: ['whoami'], exit: kind.whoami ?? [1], says: kind.quiet ? [] : named },
    { words: ['ping'], exit: kind.ping ?? [0, 1], says: named },
    { words: ['token', 'check'], exit: [0, 1, 3], says: [] },
  ])
  for (const socket of sockets) socket.destroy()
  server?.close()
  fs.rmSync(root, { recursive: true, force: true })
}

const wanted = name => !opt.only || name.includes(opt.only)
for (const [placeName, place] of Object.entries(files.places))
  for (const kind of place.kinds) if (wanted(`${placeName}: ${kind}`)) await checkFile(kind, placeName)

const authority = await new Authority(path.join(top, 'ca')).init()
const queue = Object.keys(hosts.kinds).filter(name => wanted(`a registry that ${name}`))
fs.writeFileSync(path.join(top, 'ca/trusted.pem'), [authority.caFile].map(f => fs.readFileSync(f)).join('') + (await authority.cert('127.0.0.1', 'expired')).cert)
for (const entry of ['ca', 'ca/trusted.pem']) fs.chmodSync(path.join(top, entry), 0o755)
await Promise.all(Array.from({ length: hosts_at_once }, async () => { while (queue.length) await checkHost(queue.shift(), authority) }))

if (runs) console.log(`slowest: ${(slowest.ms / 1000).toFixed(1)} s, ${slowest.what}\nbiggest: ${(biggest.rss_kib / 1024).toFixed(0)} MiB, ${biggest.what}`)
console.log(`${runs - failures.length} of ${runs} runs hold`)
process.exit(runs > 0 && failures.length === 0 ? 0 : 1)
