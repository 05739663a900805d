// Asks e401 (`config dump`) about a case and compares with what the real npm answered, aspect by aspect.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import crypto from 'node:crypto'
import { spawnSync } from 'node:child_process'

const sha = v => crypto.createHash('sha256').update(typeof v === 'string' ? v : JSON.stringify(v)).digest('hex')
const secretKey = k => /^_/.test(k) || /:_/.test(k) || /:(password|authToken|auth)$/.test(k)
// e401 shows no password of a URL and no credential of an ini section: both sides are masked before they are compared.
const veil = v => typeof v === 'string' ? v.replace(/:\/\/([^:@\/\s"]*):([^@\/\s"]*)@/g, '://$1:***@')
  : Array.isArray(v) ? v.map(veil)
  : v && typeof v === 'object' ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, secretKey(k) && typeof x === 'string' ? '***' : veil(x)])) : v
const canon = v => JSON.stringify(veil(v), (k, x) => x && typeof x === 'object' && !Array.isArray(x) ? Object.fromEntries(Object.entries(x).sort(([a], [b]) => a < b ? -1 : 1)) : x)
const same = (a, b) => canon(a ?? null) === canon(b ?? null)

// npm's answer in the shape of e401's.
export function expectation (e) {
  const dies = e.loadError || e.flatError || e.displayError
  if (dies) return { dies: true, loadError: e.loadError ? { code: e.loadError.code ?? null } : null }
  return {
    dies: false,
    localPrefix: e.localPrefix,
    globalPrefix: e.globalPrefix,
    positionals: e.positionals,
    warnings: [...e.loadLogs, ...e.validateLogs].filter(l => l[0] === 'warn' || l[0] === 'error').map(l => l.slice(1).join(' ')),
    layers: Object.fromEntries(Object.entries(e.sources).filter(([k]) => !['default', 'cli', 'env'].includes(k)).map(([k, s]) => [k,
      { source: s.source, status: s.source.startsWith('(') ? 'ignored' : !s.loadError ? 'read' : s.loadError === 'ENOENT' ? 'missing' : 'unreadable' }])),
    values: Object.fromEntries(Object.entries(e.loaded).map(([k, v]) => [k, v.value && v.value.$undefined ? { undefined: true, layer: v.where } : { value: v.value, layer: v.where }])),
    listText: e.listText,
    listJson: e.listJson,
    validateError: e.validateError ? { code: e.validateError.code ?? null, message: e.validateError.message, problems: e.validateError.problems ?? null } : null,
    nerfDart: e.nerfDart,
    identity: e.creds?.identity ?? null,
    specs: e.specs,
    requests: (e.requests || []).map(r => r.fullUrl === undefined ? null : ({ url: r.url, fullUrl: r.fullUrl, key: r.regKey || null, type: r.type, authorizationSha256: r.authorization ? sha(r.authorization) : null, mtls: !!r.mtls, layer: r.source ?? null })),
  }
}

// [{ aspect, ok, detail }]
export function compare (want, got) {
  const out = []
  const say = (aspect, ok, detail) => out.push({ aspect, ok, detail: ok ? undefined : detail })
  if (want.dies || got.loadError) {
    const code = !want.loadError || same(want.loadError.code, got.loadError?.code ?? null)
    say('loadError', want.dies && !!got.loadError && code, { want: want.dies && (want.loadError ?? 'npm dies'), got: got.loadError })
    return out
  }
  say('loadError', true)
  for (const k of ['localPrefix', 'globalPrefix', 'positionals', 'nerfDart', 'identity']) say(k, same(want[k], got[k]), { want: want[k], got: got[k] })
  say('warnings', same(want.warnings, got.warnings), { want: want.warnings, got: got.warnings })
  for (const [l, w] of Object.entries(want.layers)) {
    if (!got.layers?.[l] && w.status === 'missing') continue
    say('layers', same(w, { source: got.layers?.[l]?.source, status: got.layers?.[l]?.status }), { layer: l, want: w, got: got.layers?.[l] })
  }
  const keys = new Set([...Object.keys(want.values), ...Object.keys(got.values || {}).filter(k => got.values[k].layer !== 'default')])
  for (const k of keys) {
    const w = want.values[k]; const g = got.values?.[k]
    if (!w || !g) { say('values', !w && !g ? true : !!(w && w.undefined && !g), { key: k, want: w, got: g }); continue }
    const ok = w.layer === g.layer && (w.undefined ? !!g.undefined || g.value == null : g.sha256 !== undefined ? g.sha256 === sha(w.value) : same(w.value, g.value))
    say('values', ok, { key: k, want: w, got: g })
    if (secretKey(k) && typeof g.value === 'string' && g.value !== '') say('secret-shown', false, { key: k })
  }
  if (want.listText !== undefined) say('listText', veil(want.listText) === veil(got.listText), { want: want.listText, got: got.listText })
  if (want.listJson !== undefined) {
    const diff = Object.keys(want.listJson).filter(k => !same(want.listJson[k], got.listJson?.[k]))
    say('listJson', diff.length === 0, { keys: diff, want: want.listJson, got: Object.fromEntries(diff.map(k => [k, got.listJson?.[k]])) })
  }
  const [w, g] = [want.validateError, got.validateError]
  const coded = w?.code === 'ERR_INVALID_AUTH' || w?.code === 'EUNKNOWNCONFIG'   // else the words are the engine's
  say('validateError', same(w && w.code, g && (g.code ?? null)) && (!coded || (same(w.problems, g.problems) && veil(w.message) === veil(g.message))), { want: w, got: g })
  if (want.specs) say('specs', same(want.specs, (got.specs || []).map(s => ({ spec: s.spec, registry: s.registry }))), { want: want.specs, got: got.specs })
  want.requests.forEach((r, i) => {
    if (!r) return                                    // npm cannot form this URL
    const answer = (got.requests || [])[i] || {}
    const pick = Object.fromEntries(Object.keys(r).map(k => [k, answer[k] ?? (k === 'mtls' ? false : null)]))
    say('requests', same(r, pick), { want: r, got: pick })
  })
  return out
}

const substitute = (c, root) => s => typeof s === 'string' ? s.split('{{ROOT}}').join(root) : s

export function layOut (c, root) {
  const sub = substitute(c, root)
  for (const d of c.dirs || []) fs.mkdirSync(path.join(root, d), { recursive: true })
  for (const [p, text] of Object.entries(c.files || {})) {
    const f = path.join(root, p)
    fs.mkdirSync(path.dirname(f), { recursive: true })
    fs.writeFileSync(f, sub(text))
  }
  return sub
}

// What e401 says, with {{ROOT}} put back.
export function askE401 (tool, c, npmVersion) {
  const root = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'e401-diff-'))
  try {
    const sub = layOut(c, root)
    const env = Object.fromEntries(Object.entries(c.env).map(([k, x]) => [sub(k), sub(x)]))
    const own = fs.existsSync(path.join(root, 'npmroot'))
    const npmRoot = path.join(root, own ? 'npmroot' : 'no-npm')
    const query = {
      digests: 'full', npmVersion, npmRoot, node: sub(c.execPath || '{{ROOT}}/node/bin/node'), argv: (c.argv || []).map(sub),
      specs: c.specs || [], requests: (c.requests || []).map(r => ({ ...r, url: sub(r.url) })),
    }
    const r = spawnSync(tool, ['config', 'dump'], { cwd: sub(c.cwd || '{{ROOT}}/project'), env, input: JSON.stringify(query), encoding: 'utf8', timeout: 20000, maxBuffer: 1 << 26 })
    try {
      const got = JSON.parse(r.stdout.split(JSON.stringify(npmRoot).slice(1, -1)).join(own ? '{{ROOT}}/npmroot' : '{{NPM}}').split(JSON.stringify(root).slice(1, -1)).join('{{ROOT}}'))
      if (typeof got.listText === 'string') got.listText = got.listText.replace(/^; node bin location = .*$/m, '; node bin location = {{NODE}}').replace(/^; node version = .*$/m, '; node version = {{NODE_VERSION}}').replace(/^; npm version = .*$/m, '; npm version = {{NPM_VERSION}}')
      return got
    } catch {
      return { loadError: { code: 'NO-JSON', message: `exit ${r.status} ${(r.stderr || '').slice(0, 200)}` } }
    }
  } finally { fs.rmSync(root, { recursive: true, force: true }) }
}
