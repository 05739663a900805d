#!/usr/bin/env node
// The life of a credential, end to end on loopback: e401 logs in and out, lists, makes, rotates and revokes tokens at registries of each
// shape, and after every step the real npm, without further help, is in or out. Then the registry lies, and e401 is killed in between.
//   node tests/account/run.mjs --tool build/release/e401 [--npm 11|12] [--clients FOLDER] [--match REGEX] [--kills N] [-v]
// E401_FULL=1: 200 kills of `login` and of `token rotate` each. Exit code 77: this npm is not here (tools/clients.sh).
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Authority } from '../scenarios/lib/certs.mjs';
import { Check, Machine, clientsFolder, pinnedNpm } from './machine.mjs';
import { serve } from './registry.mjs';
import { stories } from './stories.mjs';
import { killStories } from './kills.mjs';

const { values: opt } = parseArgs({ options: { tool: { type: 'string' }, npm: { type: 'string', default: '12' }, clients: { type: 'string' }, match: { type: 'string', default: '' }, kills: { type: 'string' }, verbose: { type: 'boolean', short: 'v' } } });
const npm = pinnedNpm(clientsFolder(opt.clients), opt.npm);
if (!opt.tool || !fs.existsSync(opt.tool) || !npm) { console.error('skipped: --tool and an npm are needed'); process.exit(77); }
const top = fs.mkdtempSync(path.join(os.tmpdir(), 'e401-account-'));
const authority = await new Authority(path.join(top, 'ca')).init();

const kills = Number(opt.kills ?? (opt.npm !== '12' ? 0 : process.env.E401_FULL === '1' ? 200 : 10));   // npm takes no part in them: once is enough
let failed = 0, ran = 0;
const started = Date.now();
// Most stories need the real npm as a witness only: both of them see every login and logout, one the rest, unless E401_FULL=1.
const chosen = opt.npm === '12' || process.env.E401_FULL === '1' || opt.match ? stories : stories.filter(s => s.name.endsWith('then logout'));
for (const story of [...chosen, ...kills ? killStories(kills) : []]) {
  if (!new RegExp(opt.match).test(story.name)) continue;
  const { net, registries } = await serve(authority, [story.spec]);
  const machine = new Machine(registries[0], { tool: path.resolve(opt.tool), npm, top, name: story.name, verbose: opt.verbose });
  if (!ran && !failed) console.log('npm', machine.versionOfNpm());
  try {
    await story.tell(machine, registries[0], net);
    ran++;
    console.log('ok    ', story.name);
  } catch (e) {
    failed++;
    console.log('FAILED', story.name, '\n  ' + (e instanceof Check ? e.message : e.stack).replace(/\n/g, '\n  '));
  }
  await net.stop();
}
fs.rmSync(top, { recursive: true, force: true });
console.log(`${ran} stories held, ${failed} failed, ${((Date.now() - started) / 1000).toFixed(1)} s`);
process.exit(failed || !ran ? 1 : 0);
