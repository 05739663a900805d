// The scenarios' fake registry with a memory for what it is told: npm's token API, and lies on demand. On loopback only.
import crypto from 'node:crypto';
import { Network } from '../scenarios/lib/network.mjs';
import { FakeRegistry } from '../scenarios/lib/fake-registry.mjs';
import { profiles } from '../scenarios/lib/profiles.mjs';

const json = (status, body, headers = {}) => ({ status, headers, body });
export const sha = text => crypto.createHash('sha256').update(text).digest('hex');
export const newToken = () => 'npm_' + sha(crypto.randomUUID()).slice(0, 36);

export class Registry extends FakeRegistry {
  lie = null;            // see #lying
  patience = 0;          // how often doneUrl says 202
  otp = null;            // logins and new tokens want this one-time password
  polls = 0;

  names(token) { return this.tokens.some(t => t.token === token); }

  async answer(req) {
    const rel = decodeURIComponent(req.url.pathname.startsWith(this.base) ? req.url.pathname.slice(this.base.length) : '');
    const lie = this.#lying(req, rel);
    if (lie) return lie;
    const wantsOtp = this.otp && (req.method === 'PUT' && rel.startsWith('-/user/') || req.method !== 'GET' && rel.startsWith('-/npm/v1/tokens'));
    if (wantsOtp && req.headers['npm-otp'] !== this.otp) return json(401, { error: 'You must provide a one-time pass.' }, { 'www-authenticate': 'OTP' });
    if (rel.startsWith('-/v1/done/') && this.patience > 0) {
      this.patience--;
      this.polls++;
      return json(202, {}, { 'retry-after': '0' });
    }
    if (rel.startsWith('-/npm/v1/tokens') && !this.profile.noTokens) return this.#tokenApi(req, rel);
    const loggedIn = this.profile.tokensAreUsers && req.method === 'DELETE' && rel.startsWith('-/user/token/');
    return loggedIn ? this.#forgetUser(rel) : super.answer(req);
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
    return json(200, { objects: own.map(t => ({ key: sha(t.token), token: `${t.token.slice(0, 8)}...${t.token.slice(-4)}`, name: t.name, readonly: !(t.can || 'rw').includes('w'), created: '2026-01-01T00:00:00.000Z' })), urls: {} });
  }

  #lying(req, rel) {
    const done = rel.startsWith('-/v1/done/');
    const start = rel === '-/v1/login' && req.method === 'POST';
    switch (this.lie) {
      case 'garbage': return start ? { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>welcome</html>' } : null;
      case 'done-garbage': return done ? { status: 200, headers: {}, body: '<html>thanks</html>' } : null;
      case 'endless': return done ? (this.polls++, json(202, {}, { 'retry-after': '0' })) : null;
      case 'elsewhere': return start ? json(200, { loginUrl: 'http://login.evil.example/', doneUrl: `${this.origin}-/v1/done/x` }) : null;
      case 'done-elsewhere': return start ? json(200, { loginUrl: `${this.origin}login/x`, doneUrl: 'http://done.evil.example/x' }) : null;
      case 'script': return start ? json(200, { loginUrl: 'javascript:alert(1)', doneUrl: `${this.origin}-/v1/done/x` }) : null;
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
  return { net, registries };
}
