#!/bin/sh
# Care proof: that each care rule's test fails when the rule is broken. Takes a copy of the tree, sees the tests pass
# there, then makes one change after another (proofs/care/ruleN.patch), builds, and sees that rule's test fail. Run by
# ./dev prove, which has built the release and the page before; doc/care.md says what each change breaks. Numbers of
# rules may be given: then only those. 11page is of rule 11 what the page does; fills is of rule 1 what "hours or
# presence?" does.
set -eu
cd -- "$(dirname -- "$(readlink -f -- "$0")")/.."
root=$PWD
copy=$root/build/care
mkdir -p "$copy/build/wasm"
# The build of an earlier run stays: only what differs is compiled again.
find "$copy" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
git ls-files -z -co --exclude-standard | tar -c --null --files-from=- | tar -x -C "$copy"
cp build/concertina "$copy/build/"
cp build/wasm/concertina.wasm build/wasm/mirror.wasm build/wasm/study.wasm "$copy/build/wasm/"
ln -sfn "$root/web/node_modules" "$copy/web/node_modules"
cd "$copy"
log=build/care.log
: >"$log"

built() {
  cmake --preset release >>"$log" 2>&1 && cmake --build --preset release --target cli_test >>"$log" 2>&1
}
# rule_test N: 0 if the tests of rule N pass, 1 if one of them fails; 2 if they could not be run.
rule_test() {
  case $1 in
    7 | 10 | 11page)
      case $1 in
        7) file=src/look.test.ts ;;
        10) file=test/exit.test.ts ;;
        *) file=test/quiet.test.ts ;;
      esac
      (cd web && npx --no-install vite build) >>"$log" 2>&1 || return 2
      (cd web && npx --no-install vitest run "$file") >build/care.said 2>&1 && verdict=0 || verdict=1
      mark='Tests .* failed'
      ;;
    *)
      built || return 2
      [ "$1" = fills ] && name=WhatFills || name=Rule$(printf %02d "$1")
      build/cli/cli_test --gtest_filter="Care.$name*" >build/care.said 2>&1 && verdict=0 || verdict=1
      grep -q '] 1 test .* ran\.' build/care.said || return 2
      mark='\[  FAILED  \]'
      ;;
  esac
  cat build/care.said >>"$log"
  [ "$verdict" -eq 0 ] || grep -q "$mark" build/care.said || return 2
  return "$verdict"
}

bad=0
[ $# -gt 0 ] || set -- 1 fills 2 3 4 5 6 7 8 9 10 11 11page 12
for rule in "$@"; do
  patch=proofs/care/rule$rule.patch
  rule_test "$rule" && whole=0 || whole=$?
  if ! patch -s -p1 <"$patch" >>"$log" 2>&1; then
    echo "rule $rule: $patch no longer fits the code. Please write it anew."
    bad=1
    continue
  fi
  rule_test "$rule" && broken=0 || broken=$?
  patch -s -R -p1 <"$patch" >>"$log" 2>&1
  if [ "$whole" -eq 0 ] && [ "$broken" -eq 1 ]; then
    echo "rule $rule: its test passes, and fails when the rule is broken"
  else
    echo "rule $rule: the test ended with $whole as it is and with $broken when broken; it should be 0 and 1. See build/care/$log."
    bad=1
  fi
done
[ "$bad" -eq 0 ] && echo "It holds."
exit "$bad"
