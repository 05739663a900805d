// The scenarios' fake registry with a memory for what it is told: npm's token API, and lies on demand. On loopback only.
import crypto from 'node:crypto';
import { Network } from '../scenarios/lib/network.mjs';
import { FakeRegistry } from '../scenarios/lib/fake-registry.mjs';
import { profiles } from '../scenarios/lib/profiles.mjs';

const json = (status, body, headers = {}) => ({ status, headers, body });
export const sha = text => crypto.createHash('sha256').update(text).digest('hex');
const giant = 'x'.repeat(30 << 20);
// What the list says of a token that was made in the present form.
const listedOf = ({ made: { expires, ...made } = {} }) => made;
export const newToken = () => 'npm_' + sha(crypto.randomUUID()).slice(0, 36);

export class Registry extends FakeRegistry {
  lie = null;            // see #lying
  patience = 0;          // how often doneUrl says 202
  wait_s = 0;            // and what its retry-after says
  otp = null;            // logins and new tokens want this one-time password
  otpPage = false;       // and a web page of the registry gives it
  polls = 0;

  /** Another host name for this machine: a request that follows it shows in the network's record. */
  strangers(page) { return `http://localhost:${this.port}/stolen/${page}`; }
  names(token) { return this.tokens.some(t => t.token === token); }

  // Azure: a personal access token is a password; as a Bearer only what Entra and the build give is taken.
  identify(auth) {
    if (this.spec.profile === 'azure-artifacts' && auth.type === 'bearer' && !auth.token.startsWith('eyJ')) return { state: 'invalid', type: 'bearer' };
    return super.identify(auth);
  }

  // GitLab's own API beside the registry: a token asks about itself.
  outside(url) {
    if (this.spec.profile !== 'gitlab' || url.pathname !== '/api/v4/personal_access_tokens/self') return super.outside(url);
    const t = this.tokens.find(t => t.token === this.net.record.at(-1).auth.token);
    return t ? json(200, { id: 1, name: t.name || 'ci', revoked: false, active: true, scopes: ['api'], created_at: '2026-01-01T00:00:00.000Z', expires_at: t.expires }) : json(401, { message: '401 Unauthorized' });
  }

  async answer(req) {
    const rel = decodeURIComponent(req.url.pathname.startsWith(this.base) ? req.url.pathname.slice(this.base.length) : '');
    const lie = this.#lying(req, rel);
    if (lie) return lie;
    const wantsOtp = this.otp && (req.method === 'PUT' && rel.startsWith('-/user/') || req.method !== 'GET' && rel.startsWith('-/npm/v1/tokens'));
    const pages = this.otpPage ? { authUrl: `${this.origin}auth/otp`, doneUrl: `${this.origin}-/v1/done/otp` } : {};
    if (wantsOtp && req.headers['npm-otp'] !== this.otp) return json(401, { error: 'You must provide a one-time pass.', ...pages }, { 'www-authenticate': 'OTP' });
    if (rel.startsWith('-/v1/done/') && this.patience > 0) {
      this.patience--;
      this.polls++;
      return json(202, {}, { 'retry-after': String(this.wait_s) });
    }
    if (this.otpPage && rel === '-/v1/done/otp') return json(200, { token: this.otp });
    if (rel.startsWith('-/npm/v1/tokens') && !this.profile.noTokens) return this.#tokenApi(req, rel);
    const loggedIn = this.profile.tokensAreUsers && req.method === 'DELETE' && rel.startsWith('-/user/token/');
    const answer = await (loggedIn ? this.#forgetUser(rel) : super.answer(req));
    for (const t of this.tokens) t.created ??= new Date().toISOString();
    return answer;
  }

  // Nexus: one token a user, so a logout is one everywhere.
  #forgetUser(rel) {
    const owner = this.tokens.find(t => t.token === rel.split('/').pop())?.user;
    this.tokens = this.tokens.filter(t => t.user !== owner);
    return json(200, { ok: 'true' });
  }

  #tokenApi(req, rel) {
    const cred = this.identify(req.auth);
    if (cred.state !== 'ok') return json(401, {});
    const own = this.tokens.filter(t => t.user === cred.user && (t.made || !this.profile.logoutKeepsToken));   // Verdaccio lists no logins
    const one = /^-\/npm\/v1\/tokens\/token\/(.+)$/.exec(rel);
    if (one && req.method === 'DELETE') {
      const i = this.tokens.findIndex(t => t.user === cred.user && (sha(t.token) === one[1] || t.token === one[1]));
      if (i < 0) return json(404, { error: 'Not found' });
      this.tokens.splice(i, 1);
      return json(200, {});
    }
    if (req.method === 'POST') {
      let doc = {};
      try { doc = JSON.parse(req.body.toString()); } catch {}
      if (this.users[cred.user]?.password !== doc.password) return json(401, { error: 'wrong password' });
      const t = { token: newToken(), user: cred.user, can: doc.readonly || doc.packages_and_scopes_permission === 'read-only' ? 'r' : 'rw', name: doc.name, made: doc };
      delete t.made.password;
      this.tokens.push(t);
      return json(201, { token: t.token, key: sha(t.token), name: t.name, expires: doc.expires ? '2027-01-01T00:00:00.000Z' : undefined });
    }
    return json(200, { objects: own.map(t => ({ key: sha(t.token), token: `${t.token.slice(0, 8)}...${t.token.slice(-4)}`, name: t.name, readonly: !(t.can || 'rw').includes('w'), created: t.created, expires: t.expires, ...listedOf(t) })), urls: {} });
  }

  #lying(req, rel) {
    const done = rel.startsWith('-/v1/done/');
    const start = rel === '-/v1/login' && req.method === 'POST';
    const put = rel.startsWith('-/user/') && req.method === 'PUT';
    switch (this.lie) {
      case 'garbage': return start ? { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>welcome</html>' } : null;
      case 'done-garbage': return done ? { status: 200, headers: {}, body: '<html>thanks</html>' } : null;
      case 'endless': return done ? (this.polls++, json(202, {}, { 'retry-after': '0' })) : null;
      case 'elsewhere': return start ? json(200, { loginUrl: 'http://login.evil.example/', doneUrl: `${this.origin}-/v1/done/x` }) : null;
      case 'done-elsewhere': return start ? json(200, { loginUrl: `${this.origin}login/x`, doneUrl: 'http://done.evil.example/x' }) : null;
      case 'script': return start ? json(200, { loginUrl: 'javascript:alert(1)', doneUrl: `${this.origin}-/v1/done/x` }) : null;
      case 'endless-slow': return done ? (this.polls++, json(202, {}, { 'retry-after': '999999999' })) : null;
      case 'endless-odd': return done ? (this.polls++, json(202, {}, { 'retry-after': 'tomorrow' })) : null;
      case 'failing': return done ? (this.polls++, json(503, {}, { 'retry-after': '0' })) : null;
      case 'giant': return start ? json(200, { loginUrl: this.origin, doneUrl: this.origin, more: giant }) : null;
      case 'done-giant': return done ? json(200, { token: newToken(), more: giant }) : null;
      case 'deep': return start ? { status: 200, headers: { 'content-type': 'application/json' }, body: '['.repeat(60_000) } : null;
      case 'redirect': return start ? json(307, {}, { location: this.strangers('login') }) : null;
      case 'done-redirect': return done ? json(302, {}, { location: this.strangers('done') }) : null;
      case 'no-address': return start ? json(200, { loginUrl: `${this.origin}\u001b]0;x\u0007`, doneUrl: 'x' }) : null;
      case 'file': return start ? json(200, { loginUrl: 'file:///etc/passwd', doneUrl: `${this.origin}-/v1/done/x` }) : null;
      case 'with-password': return start ? json(200, { loginUrl: this.origin.replace('//', '//alice:x@'), doneUrl: `${this.origin}-/v1/done/x` }) : null;
      case 'control': return done ? json(200, { token: `npm_\u001b[2J${newToken()}` }) : null;
      case 'variable': return done ? json(200, { token: '${HOME}' }) : null;
      case 'no-text': return done ? json(200, { token: { toString: 1 } }) : null;
      case 'put-garbage': return put ? { status: 201, headers: { 'content-type': 'text/html' }, body: '<html>welcome</html>' } : null;
      case 'put-line-break': return put ? json(201, { ok: true, token: `${newToken()}\r\nregistry=http://evil.example/` }) : null;
      case 'put-redirect': return put ? json(307, {}, { location: this.strangers('user') }) : null;
      case 'put-giant': return put ? json(201, { ok: true, token: giant }) : null;
      case 'put-otp-elsewhere': return put ? json(401, { authUrl: this.strangers('auth'), doneUrl: this.strangers('otp') }, { 'www-authenticate': 'OTP' }) : null;
      case 'whoami-garbage': return rel === '-/whoami' ? { status: 200, headers: {}, body: '<html>hello</html>' } : null;
      case 'line-break': return done ? json(200, { token: `${newToken()}\n//evil.example/:_authToken=x` }) : null;
      case 'dead-token': return done ? json(200, { token: newToken() }) : null;
      default: return null;
    }
  }
}

/** spec: { profile, path, users, packages, ... }, on a port of its own. */
export async function serve(authority, specs) {
  const registries = specs.map((s, i) => new Registry({ name: `r${i}`, direct: true, packages: { '@priv/p': { access: 'private' } }, users: { alice: { password: 'correct horse battery' } }, ...s }));
  for (const r of registries) if (r.spec.profile === 'nexus') r.profile = { ...profiles.nexus, ...r.profile, tokensAreUsers: true };
  const net = await new Network(authority, registries).start();
  for (const r of registries) r.net = net;
  return { net, registries };
}
