// A registry on loopback that answers /-/whoami and /-/ping by a script, below any path, and notes what was asked with which credential.
// A request through it as a proxy (an absolute address in the request line) is answered alike.
import http from 'node:http'

// What a registry may say. body: bytes; need: the credential without which it says 401.
export const answers = {
  whoami: {
    name: { body: '{"username":"joe"}' },
    'name of its own alphabet': { body: '{"username":"jö e–\\u65e5"}' },
    'name with controls': { body: '{"username":"a\\u0007b\\u001b[31mc\\u0085d\\te"}' },
    'more than a name': { body: '{"name":"x","username":"joe.b","email":"j@b.example","tfa":false}' },
    'no name': { body: '{}' },
    'name is a number': { body: '{"username":7}' },
    'name is null': { body: '{"username":null}' },
    'empty name': { body: '{"username":""}' },
    'name twice': { body: '{"username":"one","username":"two"}' },
    null: { body: 'null' },
    list: { body: '["joe"]' },
    string: { body: '"joe"' },
    html: { type: 'text/html', body: '<!doctype html><title>Sign in</title><p>username' },
    'html as json': { body: '<html><title>Sign in</title></html>' },
    text: { type: 'text/plain', body: 'joe' },
    'cut off': { body: '{"username":"jo' },
    'bytes behind': { body: '{"username":"joe"} x' },
    'byte order mark': { body: '\ufeff{"username":"joe"}' },
    empty: { body: '' },
    201: { status: 201, body: '{"username":"joe"}' },
    202: { status: 202, body: '{"username":"joe"}' },
    204: { status: 204 },
    400: { status: 400, body: '{"error":"bad"}' },
    '401 bearer': { status: 401, headers: { 'www-authenticate': 'Bearer realm="x"' }, body: '{"error":"unauthorized"}' },
    '401 basic': { status: 401, headers: { 'www-authenticate': 'Basic realm="x", Bearer' }, body: '{"errors":[{"message":"Bad credentials"}]}' },
    '401 bare': { status: 401, body: 'no' },
    '401 otp': { status: 401, headers: { 'www-authenticate': 'OTP' }, body: '{"error":"one-time pass needed"}' },
    '401 with a name': { status: 401, body: '{"username":"joe"}' },
    403: { status: 403, body: '{"error":"forbidden"}' },
    404: { status: 404, body: '{"error":"not found"}' },
    '404 html': { status: 404, type: 'text/html', body: '<h1>404</h1>' },
    405: { status: 405, body: '' },
    418: { status: 418, body: '{"username":"teapot"}' },
    500: { status: 500, body: '{"error":"oops"}' },
    503: { status: 503, type: 'text/html', body: '<h1>down</h1>' },
    '302 on': { status: 302, to: 'here' },
    '302 to its other name': { status: 302, to: 'away' },
    '302 nowhere': { status: 302 },
    '302 in a circle': { status: 302, to: 'self' },
  },
  ping: {
    object: { body: '{}' },
    members: { body: '{"uptime":3,"tags":["a",null,1.50],"ok":true,"big":1e21,"é":"\\u00e9"}' },
    list: { body: '[1,2]' },
    null: { body: 'null' },
    string: { body: '"pong"' },
    number: { body: '7' },
    empty: { body: '' },
    text: { type: 'text/plain', body: 'pong' },
    html: { type: 'text/html', body: '<html><title>Welcome</title></html>' },
    204: { status: 204 },
    201: { status: 201, body: '{"a":1}' },
    401: { status: 401, headers: { 'www-authenticate': 'Bearer' }, body: '{}' },
    403: { status: 403, body: '{"error":"no"}' },
    404: { status: 404, body: '{"error":"no such thing"}' },
    500: { status: 500, body: '' },
    502: { status: 502, type: 'text/html', body: '<h1>bad gateway</h1>' },
    '307 on': { status: 307, to: 'here' },
  },
}

export async function startLoopback () {
  let script = {}
  let seen = []
  const server = http.createServer((request, response) => {
    const target = request.url.replace(/^https?:\/\/[^/]+/i, '')
    const what = /\/-\/(whoami|ping)$/.exec(target)?.[1]
    if (what) seen.push({ what, path: target, authorization: request.headers.authorization ?? null })
    const onward = /\/onward-(whoami|ping)$/.exec(target)?.[1]
    const answer = onward ? { body: onward === 'ping' ? '{"moved":true}' : request.headers.authorization ? '{"username":"moved"}' : '{"username":"nobody"}' }
      : what ? answers[what][script[what]] : { status: 404, body: '{}' }
    if (what === 'whoami' && script.need && request.headers.authorization !== script.need) {
      response.writeHead(401, { 'content-type': 'application/json' })
      return response.end('{"error":"who are you"}')
    }
    const { port } = server.address()
    const places = { here: `/x/onward-${what}`, away: `http://localhost:${port}/x/onward-${what}`, self: target }
    response.writeHead(answer.status ?? 200, {
      'content-type': answer.type ?? 'application/json', ...answer.headers, ...(answer.to && { location: places[answer.to] }),
    })
    response.end(answer.body ?? '')
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: server.address().port,
    play (next) { script = next; seen = [] },
    seen () { const was = seen; seen = []; return was },
    stop () { server.closeAllConnections(); return new Promise(resolve => server.close(resolve)) },
  }
}
