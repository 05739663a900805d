// Registries that do what no registry should. Each kind serves on loopback and says what e401 must make of it.
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import zlib from 'node:zlib'

const raw = each => () => net.createServer(socket => { socket.on('error', () => {}); each(socket) })
const onRequest = answer => raw(socket => socket.once('data', () => answer(socket)))
const web = answer => () => http.createServer(answer)
const drip = (socket, text, every_ms) => {
  let at = 0
  const timer = setInterval(() => { if (socket.destroyed || at === text.length) clearInterval(timer); else socket.write(text[at++]) }, every_ms)
  socket.on('close', () => clearInterval(timer))
}
// A body without end, as fast as it is taken.
function flood (stream, piece) {
  const pour = () => { while (!stream.destroyed && stream.write(piece)); }
  stream.on('drain', pour)
  pour()
}
const zeros = Buffer.alloc(1 << 16)
const tls = (kind, host) => authority => authority.cert(host, kind).then(pair => https.createServer(pair, (request, response) => response.end('{}')))

// As large packages have them: thousands of versions with their dependencies.
const made = new Map()
function packument (size) {
  if (made.has(size)) return made.get(size)
  const versions = Array.from({ length: Math.ceil(size / 400) }, (_, i) => `"1.0.${i}":{"name":"left","version":"1.0.${i}","dependencies":{${'"a-dependency":"^1.0.0",'.repeat(8)}"b":"1"},"dist":{"tarball":"http://127.0.0.1:9/left/-/left-1.0.${i}.tgz","integrity":"sha512-${'A'.repeat(86)}=="}}`)
  made.set(size, Buffer.from(`{"name":"left","dist-tags":{"latest":"1.0.0"},"versions":{${versions.join(',')}}}`))
  return made.get(size)
}

// says: what doctor must name beside the host; asked: it waits, so all of the time may pass. exit: of doctor.
export const kinds = {
  'hangs after the connection': { serve: raw(() => {}), says: /did not answer|no answer|time/i },
  'hangs after the headers': { serve: onRequest(s => s.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{')) },
  'resets the connection': { serve: raw(s => s.once('data', () => s.resetAndDestroy())), says: /reset|closed/i },
  'closes at once': { serve: raw(s => s.end()), says: /reset|closed/i },
  'resets in the middle of the body': { serve: onRequest(s => { s.write('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"a":'); setTimeout(() => s.resetAndDestroy(), 20) }) },
  'promises more than it sends': { serve: onRequest(s => s.end('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{}')) },
  'sends 1 GB and more': { serve: web((q, r) => { r.writeHead(200, { 'content-type': 'application/json' }); flood(r, zeros) }) },
  'refuses with 1 GB and more': { serve: web((q, r) => { r.writeHead(401, { 'content-type': 'application/json' }); flood(r, zeros) }), says: /401/ },
  'sends a gzip bomb': { serve: web((q, r) => { r.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }); const z = zlib.createGzip(); z.pipe(r); flood(z, zeros) }) },
  'claims a length of 10^18': { serve: onRequest(s => { s.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000000000000000\r\n\r\n{}') }) },
  'claims a length of -1': { serve: onRequest(s => s.end('HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}')) },
  'drips its headers': { serve: onRequest(s => drip(s, 'HTTP/1.1 200 OK\r\n' + 'x-drip: y\r\n'.repeat(1000), 50)), says: /did not answer|no answer|time/i },
  'drips its body': { serve: onRequest(s => { s.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n'); drip(s, ' '.repeat(100000), 50) }) },
  'headers without end': { serve: onRequest(s => { s.write('HTTP/1.1 200 OK\r\n'); flood(s, Buffer.from('x-more: ' + 'y'.repeat(4000) + '\r\n')) }) },
  'a header line without end': { serve: onRequest(s => { s.write('HTTP/1.1 200 OK\r\nx-long: '); flood(s, Buffer.alloc(1 << 16, 'y')) }) },
  '100 Continue without end': { serve: onRequest(s => flood(s, Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'.repeat(100)))) },
  'chunks that are none': { serve: onRequest(s => s.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n')) },
  'a chunk of 2^64': { serve: onRequest(s => s.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n{}')) },
  'speaks SSH': { serve: raw(s => s.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n')), says: /HTTP|understood|answer/i },
  'speaks HTTP/2': { serve: onRequest(s => s.end(Buffer.from('000012040000000000000300000064', 'hex'))) },
  'a status of 99999': { serve: onRequest(s => s.end('HTTP/1.1 99999 What\r\n\r\n')) },
  'redirects to itself': { serve: web((q, r) => r.writeHead(302, { location: q.url }).end()), says: /redirect/i },
  'redirects for ever': { serve: web((q, r) => r.writeHead(307, { location: q.url + '/x' }).end()), says: /redirect/i },
  'redirects between two': { serve: web((q, r) => r.writeHead(301, { location: q.url.endsWith('?b') ? q.url.slice(0, -2) : q.url + '?b' }).end()), says: /redirect/i },
  'redirects to a file': { serve: web((q, r) => r.writeHead(302, { location: 'file:///etc/passwd' }).end()) },
  'a location of 1 MB': { serve: onRequest(s => s.end('HTTP/1.1 302 Found\r\nlocation: /' + 'x'.repeat(1 << 20) + '\r\n\r\n')) },
  'answers HTML': { serve: web((q, r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>')), says: /HTML|page|Sign in/i, ping: [0], whoami: [1] },
  'has a packument of 15 MB': { serve: web((q, r) => r.writeHead(200, { 'content-type': 'application/json' }).end(q.url.endsWith('/left') ? packument(15 << 20) : '{"username":"joe"}')), ping: [0], whoami: [0], exit: [0, 1, 3], quiet: true },
  'has a packument of 80 MB': { serve: web((q, r) => r.writeHead(200, { 'content-type': 'application/json' }).end(q.url.endsWith('/left') ? packument(80 << 20) : '{"username":"joe"}')), ping: [0], whoami: [0], exit: [0, 1, 3], quiet: true },
  'answers JSON of 100,000 brackets': { serve: web((q, r) => r.writeHead(200, { 'content-type': 'application/json' }).end('['.repeat(100_000))), ping: [0] },
  'refuses with a text for the terminal': { serve: web((q, r) => r.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"\\u001b]0;owned\\u0007\\u001b[2J\\u202e"}')), says: /401/ },
  'has a self-signed certificate': { serve: tls('self', '127.0.0.1'), tls: true, says: /self-signed|certificate/i },
  'has a certificate of nobody\'s': { serve: tls('corp', '127.0.0.1'), tls: true, says: /certificate|trust/i },
  'has another host\'s certificate': { serve: tls('wrong-name', '127.0.0.1'), tls: true, trusted: true, says: /certificate|name/i },
  'has an expired certificate': { serve: tls('expired', '127.0.0.1'), tls: true, trusted: true, says: /expired/i },
  'speaks no TLS': { serve: web((q, r) => r.end('{}')), tls: true, says: /TLS|certificate|HTTP/i },
  'hangs in the TLS handshake': { serve: raw(() => {}), tls: true, says: /did not answer|no answer|time/i },
  'is not there': { serve: null, says: /refused/i },
}
