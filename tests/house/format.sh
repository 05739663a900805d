#!/usr/bin/env bash
# Are all C++ sources formatted as .clang-format says? 77: there is no clang-format-19, or no git to list them.
set -euo pipefail
cd "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."
command -v clang-format-19 > /dev/null && git rev-parse --git-dir > /dev/null 2>&1 || exit 77
bad=$(git ls-files --cached --others --exclude-standard -- '*.h' '*.cpp' | xargs -r -P 2 -n 40 clang-format-19 --dry-run -Werror 2>&1 | grep -oE '^[^: ]+\.(h|cpp)' | sort -u || true)
[[ -z $bad ]] && exit
printf 'not formatted (./dev format): %s\n' $bad
exit 1
