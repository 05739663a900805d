// `login` and `token rotate`, killed at random points: the file has the old or the new credential, one that works is there, nobody else
// can read anything, and the next run is as if nothing had happened.
import fs from 'node:fs';
import path from 'node:path';
import { newToken, sha } from './registry.mjs';

const dart = r => r.origin.replace(/^http:/, '');
const spec = { profile: 'npmjs', packages: { '@priv/p': { access: 'private' } } };
const inFile = m => /:_authToken=(\S*)/.exec(m.text)?.[1];

// Everything below the home that is a file and could be read by others.
function openToOthers(folder) {
  return fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter(f => f.isFile())
    .map(f => path.join(f.parentPath ?? f.path, f.name)).filter(f => fs.statSync(f).mode & 0o077);
}

async function killed(m, args, input, after_ms) {
  const { child, ended } = m.start([m.tool, ...args], { input });
  const timer = setTimeout(() => child.kill('SIGKILL'), after_ms);
  const end = await ended;
  clearTimeout(timer);
  return end.signal === 'SIGKILL';
}

// How long a whole run takes here, so that the points lie within it.
async function wholeRun(m, args, input) {
  const t = performance.now();
  m.ok(await m.e401(args, { input }), args.join(' '));
  return performance.now() - t;
}

function tell(args, input, n) {
  return async (m, r) => {
    const reset = (mode = 0o600) => {
      const old = newToken();
      r.tokens = [{ token: old, user: 'alice', can: 'rw', name: 'old', created: '2026-01-01T00:00:00.000Z' }];
      m.configure(`${dart(r)}:_authToken=${old}\n`);
      fs.chmodSync(m.rc, mode);
      return old;
    };
    let whole = Infinity;   // the fastest of a few, or most points would lie behind the end
    for (let i = 0; i < 4; ++i) {
      reset();
      whole = Math.min(whole, await wholeRun(m, args, input));
    }
    let runs = 0, hit = 0, orphans = 0, placed = 0, said = 0;
    for (let i = 0; hit < n && i < 6 * n; ++i, ++runs) {   // a point may lie behind the end: n kills, however many runs
      // A file that others may read is theirs as long as it is the old one.
      const isOpen = i % 3 === 2;
      const old = reset(isOpen ? 0o644 : 0o600);
      // Every other one near the end, where the files are written.
      const point = i % 2 ? Math.random() * 1.1 : 1.05 - Math.random() * 0.3;
      const wasKilled = await killed(m, args, input, whole * point);
      if (wasKilled) hit++;
      if (wasKilled !== point < 1) whole *= wasKilled ? 1.03 : 0.97;   // the machine has become busier, or quieter
      const now = inFile(m);
      await m.must(`kill ${i}: the file has neither the old nor a new token`, now === old || r.names(now));
      await m.must(`kill ${i}: no working credential is left`, r.names(now));
      await m.must(`kill ${i}: others can read ${openToOthers(m.home)}`, openToOthers(m.home).every(f => f === m.rc && isOpen && now === old));
      if (now !== old) placed++;
      if (r.tokens.length > 1) orphans++;
      const lost = r.tokens.find(t => t.token !== old && t.token !== now);
      const next = m.ok(await m.e401(args, { input }), `kill ${i}: the next run`);
      await m.must(`kill ${i}: the next run left no working credential`, r.names(inFile(m)));
      const stays = fs.readdirSync(path.join(m.home, '.local/state/e401')).filter(n => /journal|way|tmp/.test(n));
      await m.must(`kill ${i}: the next run left ${stays} in the state folder`, stays.length === 0);
      // A login's token has no name; the registry's list tells when it was made.
      if (args[0] === 'login' && lost) {
        said++;
        await m.must(`kill ${i}: nothing is said of the token that is in no file:\n${next.err}`, /was killed/.test(next.err) && next.err.includes(`e401 token revoke ${sha(lost.token).slice(0, 6)}`));
      }
      // rotate knows its own: after the next run there is one token again.
      if (args[0] === 'token') await m.must(`kill ${i}: ${r.tokens.length - 1} orphans stay`, r.tokens.length === 1);
      await m.tidy();
    }
    await m.must(`only ${hit} of ${runs} runs were killed in time`, hit === n);
    console.log(`         ${hit} kills (${runs} runs), ${placed} with the new one in place, ${orphans} with two tokens alive${said ? `, ${said} times the one in no file was named` : ''}`);
  };
}

export const killStories = n => [
  { name: `login killed at ${n} random points`, spec, tell: tell(['login', '--no-browser'], '', n) },
  { name: `token rotate killed at ${n} random points`, spec, tell: tell(['token', 'rotate'], 'correct horse battery\n', n) },
];
