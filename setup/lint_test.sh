#!/bin/sh
# Tests setup/lint.sh: a clean tree passes, and each kind of fault is found where it stands.
set -eu
lint=$(cd -- "$(dirname -- "$0")" && pwd)/lint.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cd "$tree"
faults=0
checks=0

wrong() {
  echo "lint_test: $*" >&2
  faults=$((faults + 1))
}

# put FILE LINE...: writes the file anew.
put() {
  file=$1
  shift
  mkdir -p "$(dirname "$file")"
  printf '%s\n' "$@" >"$file"
}

look() { sh "$lint" "$tree" >"$tree/.git/said" 2>&1; }

# finds WHERE WORDS: the lint must fail, name the place and use these words, and find nothing else.
finds() {
  checks=$((checks + 1))
  if look; then wrong "nothing was found at $1 ($2)"; return 0; fi
  if ! grep -F "$1: " .git/said | grep -qF "$2" || ! grep -q 'found 1 fault' .git/said; then
    wrong "expected one fault at $1 ($2), but it said:"
    cat .git/said >&2
  fi
}

passes() {
  checks=$((checks + 1))
  look || { wrong "$1 should pass, but it said:"; cat .git/said >&2; }
}

# fault FILE WORDS LINE...: the file with these lines has one fault, on its last line.
fault() {
  file=$1 words=$2
  shift 2
  [ ! -f "$file" ] || cp "$file" .git/kept
  put "$file" "$@"
  finds "$file:$(wc -l <"$file")" "$words"
  rm "$file"
  [ ! -f .git/kept ] || mv .git/kept "$file"
}

# fine FILE LINE...: the file with these lines has no fault.
fine() {
  file=$1
  put "$@"
  passes "$file with: $2"
  rm "$file"
}

git init -q .
for folder in core core/record core/seal core/house capi relay cli; do
  put "$folder/README.md" "# $folder"
  put "$folder/a.cc" '// A clean file.' '#include <vector>'
done
passes "A clean tree"

# 1. The core is pure.
for header in iostream fstream sstream iomanip cstdio stdio.h filesystem ctime time.h random thread \
  mutex atomic future condition_variable shared_mutex locale clocale regex format print stdexcept exception \
  unistd.h sys/types.h; do
  fault core/house/x.h 'must stay pure' '#pragma once' "#include <$header>"
done
fault core/house/x.h 'no such library' '#include <boost/asio.hpp>'
fault core/x.cc 'must not throw' 'void f() { throw 1; }'
fault core/x.cc 'must not use try' 'void f() {' '  try {'
fault core/x.cc 'must not catch' '  } catch (...) {'
for call in 'rand()' 'std::srand(1)'; do fault core/x.cc 'must not use chance' "int x = $call;"; done
fault core/x.cc 'must not use chance' 'std::random_device d;'
fault core/x.cc 'environment' 'auto x = std::getenv("HOME");'
fault core/x.cc 'locales' 'setlocale(0, "");'
fault core/x.cc 'start programs' 'system("ls");'
for call in 'printf("x")' 'snprintf(a, 1, "x")' 'fopen("x", "r")' 'std::cout << 1' 'std::cerr << 1'; do
  fault core/x.cc 'must not read, write or print' "$call;"
done
for call in 'std::time(nullptr)' 'std::chrono::system_clock::now()'; do fault core/x.cc 'know the time' "auto t = $call;"; done
for call in 'std::thread t' 'thread_local int x'; do fault core/x.cc 'know of threads' "$call;"; done
fault relay/x.cc 'primitives_sodium.cc may include' '#include <sodium.h>'
fault core/seal/x.cc 'primitives_sodium.cc may include' '#include <sodium.h>'
fine core/seal/primitives_sodium.cc '#include <sodium.h>'
fine core/seal/x_test.cc '#include <sodium.h>' '#include <thread>' 'void f() { throw 1; }'
fine core/x.cc '// We never throw; try { } catch (x) and rand() are for others.' 'auto x = "throw rand()";'
fine core/x.cc '/* throw' '   throw */ int x = 0; // steady_clock' 'int brand(int); int y = brand(1); void retry();'
fine relay/x.cc '#include <thread>' 'void f() { throw 1; }'

# 2. The arrows.
fault core/x.cc 'core must not include' '#include "relay/server.h"'
fault core/x.cc 'core must not include' '#include <cli/x.h>'
fault core/x.cc 'core must not include' '#include "near.h"'
fault capi/x.cc 'capi must not include' '#include "relay/server.h"'
fault relay/x.cc 'relay must not include' '#include "core/house/house.h"'
fault relay/x.cc 'relay must not include' '#include "core/record/op.h"'
fault relay/x.cc 'relay must not include' '#include "cli/x.h"'
fault cli/x.cc 'cli must not include' '#include "relay/store.h"'
fault cli/x.cc 'cli must not include' '#include "web/x.h"'
fault core/record/x.cc 'stands below' '#include "core/seal/seal.h"'
fault core/record/x.cc 'stands below' '#include "core/house/house.h"'
fault core/seal/x.cc 'stands below' '#include "core/house/house.h"'
fine core/house/x.cc '#include "core/record/op.h"' '#include "core/seal/seal.h"'
fine capi/x.cc '#include "core/house/house.h"' '#include "capi/c.h"'
fine relay/x.cc '#include "core/record/cbor.h"' '#include "core/record/bytes.h"' '#include "core/record/error.h"' \
  '#include "core/seal/seal.h"' '#include "relay/store.h"'
fine cli/x.cc '#include "relay/server.h"' '#include "relay/options.h"' '#include "core/house/house.h"' \
  '#include "relay/page.h"' '#include "relay/elsewhere.h"'
fine relay/x_test.cc '#include "core/house/house.h"' '#include "cli/x.h"'

# 3. Small pieces.
rm capi/README.md
finds capi/README.md:1 'is missing'
put capi/README.md '# capi'
rm core/seal/README.md
finds core/seal/README.md:1 'is missing'
put core/seal/README.md '# seal'
# shellcheck disable=SC2046
fault relay/README.md 'at most 15 lines' $(seq 16)
# shellcheck disable=SC2046
for ending in h cc ts svelte; do fault relay/x.$ending 'at most 400 lines' $(seq 401); done
# shellcheck disable=SC2046
fine relay/x.inc $(seq 401)
fault relay/x.cc 'no tabs' 'int x;' "$(printf 'int\ty;')"
fault relay/x.ts 'blanks at the end' 'let x; '

# 4. Paths of one machine, put together here so that this file has none.
for home in work root; do fault notes.txt 'one machine' "see /$home/main"; done
fine notes.txt 'homework/ and their/work/ are fine'

# 5. The threat model names what there is.
put core/seal/kept_test.cc 'TEST_F(KeptTest, NothingIsLost) {}'
put capi/kept.test.ts "it('keeps: all of it', () => {})"
fine doc/threat-model.md 'Shown by `core/seal/kept_test.cc: KeptTest.NothingIsLost`, `capi/kept.test.ts: keeps: all of it`,' \
  'and all of `core/seal/kept_test.cc`; `words: and more` are none.'
fault doc/threat-model.md 'has no test KeptTest.AllIsLost' 'It can not.' 'By `core/seal/kept_test.cc: KeptTest.AllIsLost`.'
fault doc/threat-model.md 'has no test keeps nothing' 'By `capi/kept.test.ts: keeps nothing`.'
fault doc/threat-model.md 'there is no file core/seal/gone_test.cc' 'By `core/seal/gone_test.cc`.'

# What git ignores is not looked at, nor what is gone from the folder but still known to git.
put .gitignore build/
fine build/x.cc 'int x; '
put relay/gone.cc 'int x; '
git add relay/gone.cc
rm relay/gone.cc
passes "A deleted file"

[ "$faults" -eq 0 ] || { echo "lint_test: $faults of $checks checks failed." >&2; exit 1; }
