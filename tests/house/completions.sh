#!/usr/bin/env bash
# The completions and manual pages of the real table: each shell that is here must accept its script, bash must complete with it,
# and groff must find nothing to warn of.   completions.sh E401
set -uo pipefail
e401=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0
check() { if "${@:2}"; then echo "ok    $1"; else echo "FAIL  $1"; failed=1; fi; }
skip() { echo "left out: $1"; }

for shell in bash zsh fish; do "$e401" generate $shell > "$folder/e401.$shell" || exit 1; done
check "bash accepts its script" bash -n "$folder/e401.bash"
if command -v zsh > /dev/null; then check "zsh accepts its script" zsh -n "$folder/e401.zsh"; else skip "zsh is not here"; fi
if command -v fish > /dev/null; then check "fish accepts its script" fish -n "$folder/e401.fish"; else skip "fish is not here"; fi

# What bash offers for a line, sorted.
offers() {
  bash -c '
    complete() { :; }
    source "$1"; shift
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _e401; printf "%s\n" "${COMPREPLY[@]}" | sort | tr "\n" " "' _ "$folder/e401.bash" "$@"
}
same() { [[ $1 == "$2" ]] || { echo "  got '$1', wanted '$2'"; return 1; }; }
has() { [[ " $1" == *" $2 "* ]] || { echo "  '$2' is not in '$1'"; return 1; }; }
check "a command is completed" same "$(offers e401 doc)" "doctor "
check "hidden commands are not offered" same "$(offers e401 config dum)" " "
check "an option of a command is offered" has "$(offers e401 doctor --)" --json
check "an option's choices are offered" same "$(offers e401 doctor --format sa)" "sarif "
check "codes of causes are offered" same "$(offers e401 fix --only auth-field)" "auth-field-typo "
check "without a command, doctor's options are" has "$(offers e401 --)" --json
check "every command offers --help" has "$(offers e401 whoami --h)" --help

mapfile -t pages < <("$e401" generate bash | sed -n "s/^    '\(.*\)')$/\1/p")
check "there are commands" test ${#pages[@]} -gt 5
for page in "${pages[@]}"; do
  # shellcheck disable=SC2086
  "$e401" generate man $page > "$folder/page.1" || { echo "FAIL  manual page of $page"; failed=1; continue; }
  if command -v groff > /dev/null; then
    check "manual page of $page" same "$(groff -man -ww -Tutf8 "$folder/page.1" 2>&1 > /dev/null)" ""
  fi
done
command -v groff > /dev/null || skip "groff is not here"
exit $failed
