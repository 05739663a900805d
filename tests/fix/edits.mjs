#!/usr/bin/env node
// Any single edit changes only its own line, and the real npm's reader then sees what was meant and everything else as
// before. usage: edits.mjs EDIT_PAIRS CLIENTS [COUNT]. Exit 77 where no npm is installed there (tools/clients.sh).
import fs from 'node:fs';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

const [program, clients, count = process.env.E401_FULL === '1' ? '50000' : '4000'] = process.argv.slice(2);
const readers = ['npm11', 'npm12'].map(name => path.resolve(clients, name, 'node_modules/npm')).filter(p => fs.existsSync(p));
if (!readers.length) { console.error('no npm in ' + clients); process.exit(77); }
const pairs = JSON.parse(execFileSync(program, [count, '401'], { maxBuffer: 1 << 30 }));

const lines = text => text.match(/[^\n]*\n|[^\n]+$/g) || [];
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
// A dotted key whose value is null becomes a section of npm's (typeof null is 'object'): that section belongs to the key too.
const without = (object, key) => Object.fromEntries(Object.entries(object).filter(([k]) => k !== key && k !== key.split('.')[0]));
let failures = 0;
const fail = (pair, before, after, why) => {
  if (++failures > 5) return;
  console.error(`${why}: ${JSON.stringify({ ...pair, before, after })}`);
};

for (const reader of readers) {
  const ini = createRequire(path.join(reader, 'index.js'))('ini');
  const counts = {};
  for (const pair of pairs) {
    const before = Buffer.from(pair.before, 'base64').toString(), after = Buffer.from(pair.after, 'base64').toString();
    const was = lines(before), now = lines(after), i = pair.line - 1;
    counts[pair.kind] = (counts[pair.kind] || 0) + 1;

    // The bytes: only one line.
    const open = was.length && !was.at(-1).endsWith('\n');
    if (pair.kind === 'value' || pair.kind === 'key') {
      if (was.length !== now.length || was.some((l, n) => n !== i && l !== now[n])) fail(pair, before, after, 'other lines changed');
      if (/\r?\n?$/.exec(was[i])[0] !== /\r?\n?$/.exec(now[i])[0]) fail(pair, before, after, 'the line end changed');
    } else if (pair.kind === 'delete') {
      if (was.filter((_, n) => n !== i).join('') !== after) fail(pair, before, after, 'more than the line is gone');
    } else {
      const added = now.findIndex((l, n) => l.replace(/\r?\n$/, '') !== (was[n] ?? '').replace(/\r?\n$/, ''));
      const rest = now.filter((_, n) => n !== added).join('');
      if (rest !== before && !(open && rest.startsWith(before) && /^\r?\n$/.test(rest.slice(before.length)))) fail(pair, before, after, 'more than one line was added');
    }

    // What npm makes of it. Bare keys of one text may meet (the same key twice): then the last one counts, before and after.
    const old = ini.parse(before), got = ini.parse(after);
    const lone = ini.parse(lines(after)[pair.kind === 'value' || pair.kind === 'key' ? i : 0] || '');
    if (pair.kind === 'value' || pair.kind === 'insert' || pair.kind === 'append') {
      const later = now.slice(pair.kind === 'append' ? now.length : i + 1).some(l => Object.keys(ini.parse(l)).some(k => k === pair.key || k === pair.key.split('.')[0]));
      const wantedHere = pair.kind === 'value' ? Object.values(lone)[0] : pair.value;
      if (pair.kind === 'value' && wantedHere !== pair.value) fail(pair, before, after, 'npm reads another value');
      if (!later && got[pair.key] !== pair.value && !Array.isArray(got[pair.key])) fail(pair, before, after, 'npm does not read the value');
      if (!same(without(got, pair.key), without(old, pair.key))) fail(pair, before, after, 'npm reads something else differently');
    } else if (pair.kind === 'key') {
      const isSplit = pair.key.split('.')[0] in lone;   // null again
      if (!(pair.key in lone) && !isSplit) fail(pair, before, after, 'npm does not read the key');
    } else if (!same(without(got, pair.key), without(old, pair.key))) {
      fail(pair, before, after, 'npm reads something else differently');
    }
  }
  console.log(`${reader.split('/').at(-3)}: ${pairs.length} edits (${Object.entries(counts).map(([k, n]) => `${k} ${n}`).join(', ')})`);
}
if (failures) console.error(`${failures} failures`);
process.exit(failures || !pairs.length ? 1 : 0);
