// Files that are not what they should be, in every place that e401 reads. A kind makes one at a path; a place says where it lies,
// which commands are run, and what each must say. `says` are patterns of which every one must be found in what is printed.
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { execFileSync } from 'node:child_process'

const mib = 1 << 20

// size bytes of a text over and over, in pieces.
function fill (file, text, size) {
  const piece = Buffer.from(text.repeat(Math.ceil(mib / text.length)))
  const to = fs.openSync(file, 'w')
  for (let done = 0; done < size; done += piece.length) fs.writeSync(to, piece, 0, Math.min(piece.length, size - done))
  fs.closeSync(to)
}

// Bytes that repeat only after long: no text, no ini, no JSON.
function noise (size) {
  const bytes = Buffer.alloc(size)
  for (let i = 0, x = 401; i < size; i++) { x = Math.imul(x, 1103515245) + 12345 >>> 0; bytes[i] = x >>> 16 }
  return bytes
}

export const kinds = {
  unreadable: { make (file, text) { fs.writeFileSync(file, text); fs.chmodSync(file, 0) }, why: /Permission denied/ },
  binary: { make: file => fs.writeFileSync(file, noise(300_000)) },
  '100 MB': { make: (file, text) => fill(file, text, 100 * mib) },
  'one line of 50 MB': { make: file => fill(file, 'a=', 50 * mib) },
  'one line of 3 MB': { make: file => fill(file, 'a=', 3 * mib) },
  'UTF-16': { make: (file, text) => fs.writeFileSync(file, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])) },
  '4 MB of line ends': { make: file => fill(file, '\n', 4 * mib - 1) },
  '4,900 keys': { make: file => fs.writeFileSync(file, Array.from({ length: 4_900 }, (_, i) => `key-${i}=value\n`).join('')) },
  '2,450 sections': { make: file => fs.writeFileSync(file, Array.from({ length: 2_450 }, (_, i) => `[a.b.c${i}]\nx=null\n`).join('')) },
  '6,000 keys': { make: file => fs.writeFileSync(file, Array.from({ length: 6_000 }, (_, i) => `key-${i}=value\n`).join('')), why: /more than 5000 lines/ },
  '100,000 brackets': { make: file => fs.writeFileSync(file, '['.repeat(100_000) + ']'.repeat(100_000)) },
  '100,000 objects': { make: file => fs.writeFileSync(file, '{"packages":'.repeat(100_000) + '1' + '}'.repeat(100_000)) },
  'a value of 100,000 brackets': { make: file => fs.writeFileSync(file, `a='${'['.repeat(100_000)}${']'.repeat(100_000)}'\n`) },
  FIFO: { make: file => execFileSync('mkfifo', [file]), why: /pipe, socket or device/ },
  folder: { make: file => fs.mkdirSync(file), why: /Is a directory/ },
  '/dev/zero': { make: file => fs.symlinkSync('/dev/zero', file), why: /pipe, socket or device/ },
  'a link to itself': { make: file => fs.symlinkSync(path.basename(file), file), why: /Too many levels/ },
  socket: { make: file => new Promise(resolve => net.createServer().listen(file, resolve).unref()), why: /pipe, socket or device/ },
}
const json = ['unreadable', 'binary', '100 MB', 'one line of 50 MB', 'UTF-16', '4 MB of line ends', '100,000 brackets', '100,000 objects', 'FIFO', 'folder', '/dev/zero', 'a link to itself', 'socket']
const rc = Object.keys(kinds).filter(kind => !kind.startsWith('100,000'))
// What e401 must name, where npm reads the file and makes nothing of it.
const silent = ['one line of 3 MB', '4,900 keys', '2,450 sections', 'a value of 100,000 brackets']

const npmrc = (file, shown) => ({
  file, text: 'registry=http://127.0.0.1:9/\n//127.0.0.1:9/:_authToken={{TOKEN}}\n', kinds: rc,
  commands: kind => {
    const named = silent.includes(kind) ? [] : [shown, ...kinds[kind].why ? [kinds[kind].why] : []]
    const beyond = ['100 MB', 'one line of 50 MB', '4 MB of line ends', '6,000 keys', 'FIFO', '/dev/zero', 'socket'].includes(kind)
    return [
      { words: ['doctor', '--offline'], exit: [3], says: named },
      { words: ['doctor', '--offline', '--json'], exit: [3], says: named.slice(0, 1), json: true },
      { words: ['config', 'list'], exit: [0], says: beyond ? [shown] : [] },
      { words: ['whoami'], exit: [1], says: beyond ? [shown] : [] },
      { words: ['why', 'left'], exit: [0, 3], says: beyond ? [shown] : [] },
      { words: ['token', 'check'], exit: [0, 1, 3], says: [] },
    ]
  },
})

export const places = {
  'the user\'s .npmrc': npmrc('home/.npmrc', /~\/\.npmrc|home\/\.npmrc/),
  'the project\'s .npmrc': npmrc('project/.npmrc', /\.npmrc/),
  'package-lock.json': {
    file: 'project/package-lock.json', text: '{"lockfileVersion":3}\n', kinds: json,
    commands: kind => [
      { words: ['doctor', '--offline'], exit: [3], says: [/package-lock\.json/, ...kinds[kind].why ? [kinds[kind].why] : []], mib: 180 },
      { words: ['doctor', '--offline', '--json'], exit: [3], says: [/package-lock\.json/], json: true, mib: 180 },
      { words: ['why', 'left'], exit: [0, 3], says: [], mib: 180 },
    ],
  },
  'package.json': {
    file: 'project/package.json', text: '{"name":"x"}\n', kinds: json,
    commands: kind => [
      { words: ['doctor', '--offline'], exit: [3], says: [/package\.json/, ...kinds[kind].why ? [kinds[kind].why] : []] },
      { words: ['config', 'list'], exit: [0], says: [] },
      { words: ['why', 'left'], exit: [0, 3], says: [] },
    ],
  },
  cafile: {
    file: 'home/ca.pem', text: '-----BEGIN CERTIFICATE-----\nAAAA\n', kinds: ['unreadable', 'binary', '100 MB', '4 MB of line ends', 'FIFO', 'folder', '/dev/zero', 'a link to itself'], cafile: true,
    commands: () => [
      { words: ['config', 'list'], exit: [0, 1], says: [] },
      { words: ['doctor'], exit: [1, 3], says: [/127\.0\.0\.1:9|home\/ca\.pem/] },
      { words: ['ping'], exit: [1], says: [/127\.0\.0\.1:9|\.npmrc:3/] },
    ],
  },
  'npm\'s debug log': {
    file: 'home/.npm/_logs/2026-11-20T10_00_00_000Z-debug-0.log', text: '0 verbose cli /usr/bin/node /usr/bin/npm\n', kinds: json,
    commands: kind => [
      { words: ['doctor', '--offline'], exit: [3], says: kinds[kind].why && kind !== 'folder' ? [/debug-0\.log/, kinds[kind].why] : [], mib: 180 },
      // 2: no file that can be read, as far as the command line goes
      { words: ['explain', '{{FILE}}'], exit: kinds[kind].why ? [2] : [3], says: kinds[kind].why ? [/debug-0\.log/, kinds[kind].why] : [], mib: 180 },
      { words: ['report'], exit: [0, 1, 3], says: [], mib: 180 },
    ],
  },
}
