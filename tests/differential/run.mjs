#!/usr/bin/env node
// The differential test: the real npm's own libraries and e401 are asked the same freshly made cases, and must agree in
// everything: layers, values, provenance by layer, lists, validation, warnings, registries, credentials.
//   node run.mjs --tool E401 [--clients FOLDER] [--npm 11|12] [--seed N] [--cases N] [--only ID] [--show N]
// 50 cases by default, 300 and the hand-made ones with E401_FULL=1. Exit 0 all agree, 1 not, 77 no npm here (tools/clients.sh).
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { askE401, compare, expectation } from './compare.mjs'
import { makeCase } from './gen.mjs'
import { handCases } from './hand.mjs'
import { findClient } from './clients.mjs'
import { materialise, runCase } from './oracle.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const full = process.env.E401_FULL === '1'
const { values: opt } = parseArgs({
  options: {
    tool: { type: 'string' }, clients: { type: 'string', default: process.env.E401_CLIENTS || path.join(here, '../../build/clients') },
    npm: { type: 'string', multiple: true, default: ['12', '11'] }, seed: { type: 'string', default: '20261' },
    cases: { type: 'string', default: full ? '300' : '50' }, only: { type: 'string' }, show: { type: 'string', default: '5' },
  },
})
if (!opt.tool) { console.error('usage: node run.mjs --tool E401 [--npm 11|12] [--seed N] [--cases N] [--only ID] [--show N]'); process.exit(2) }
const tool = path.resolve(opt.tool)

const clients = opt.npm.map(v => findClient(opt.clients, v)).filter(Boolean)
if (clients.length < opt.npm.length) { console.log(`not all of npm ${opt.npm.join(', ')} below ${opt.clients}: tools/clients.sh installs them`); process.exit(77) }
for (const c of clients) console.log(`npm ${c.version}, node ${spawnSync(c.node, ['--version'], { encoding: 'utf8' }).stdout.trim()}`)

const cases = Array.from({ length: +opt.cases }, (_, i) => ({ id: `g${opt.seed}-${i}`, ...makeCase(+opt.seed * 100000 + i) }))
if (full || opt.only) cases.push(...handCases)

// A busy machine may let npm's own libraries run into the time limit: they are asked once more.
function askNpm (c, client) {
  for (let again = 1; ; again--) {
    const root = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'e401-orc-'))
    try {
      materialise(c, root)
      const real = runCase(c, { root, npm: client.root, node: client.node })
      if (!real.oracleError || again === 0) return real
    } finally { fs.rmSync(root, { recursive: true, force: true }) }
  }
}

const totals = {}; const failures = []; let answers = 0
for (const c of cases) {
  if (opt.only && c.id !== opt.only) continue
  for (const client of clients) {
    const real = askNpm(c, client)
    if (real.oracleError) { failures.push({ id: c.id, npm: client.version, bad: [{ aspect: 'oracle', detail: real.oracleError }] }); continue }
    const list = compare(expectation(real), askE401(tool, c, client.version))
    answers++
    for (const x of list) { const t = totals[x.aspect] ||= { n: 0, ok: 0 }; t.n++; if (x.ok) t.ok++ }
    const bad = list.filter(x => !x.ok)
    if (bad.length) failures.push({ id: c.id, npm: client.version, bad })
  }
}
for (const f of failures.slice(0, +opt.show)) console.log(`${f.id} npm ${f.npm}\n  ` + f.bad.slice(0, 4).map(b => `${b.aspect}: ${JSON.stringify(b.detail).slice(0, 800)}`).join('\n  '))
console.log(Object.entries(totals).map(([k, t]) => `${k.padEnd(14)} ${String(t.ok).padStart(6)} / ${t.n}`).join('\n'))
console.log(`${answers - failures.length} of ${answers} answers agree wholly (seed ${opt.seed})`)
process.exitCode = answers > 0 && failures.length === 0 ? 0 : 1
