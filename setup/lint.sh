#!/bin/sh
# The house rules that no compiler checks, each finding as file:line: sentence. They are:
#   1. core/ is pure: no input or output, no clock, no chance, no threads, no locale, no exceptions;
#      and libsodium is seen by one file alone.
#   2. The arrows: which folder may include which.
#   3. Small pieces: a README of at most 15 lines in each source folder, files of at most 400 lines,
#      no tabs, no trailing blanks.
#   4. No path of one particular machine.
#   5. doc/threat-model.md names tests and files that there are: `FILE: TEST` and `FILE`.
# Usage: setup/lint.sh [folder]      (the folder is a git checkout; this one if none is given)
set -eu
cd -- "${1:-$(dirname -- "$0")/..}"

files=$(mktemp)
found=$(mktemp)
trap 'rm -f "$files" "$found"' EXIT

git -c core.quotePath=off ls-files -co --exclude-standard >"$found" ||
  { echo "The lint needs a git checkout, and git cannot read this one." >&2; exit 2; }
# A file that was deleted but not yet committed is still listed; it has no faults.
sort -u "$found" | while IFS= read -r file; do
  if [ -f "$file" ] && [ ! -L "$file" ]; then printf '%s\n' "$file"; fi
done >"$files"
: >"$found"

# matching PATTERN PROGRAM: runs the awk program over the files whose names match.
matching() {
  grep -E "$1" "$files" | xargs -r -d '\n' awk "$2" >>"$found"
}

# 1 and 2, over the C++ files. What is in comments and strings does not count.
# shellcheck disable=SC2016
cpp_rules='
function say(sentence) { printf "%s:%d: %s\n", FILENAME, FNR, sentence }

function begins(text, start) { return substr(text, 1, length(start)) == start }

# The line without its strings and comments; a block comment may go on over lines.
function code_of(line,   out, at) {
  if (in_comment) {
    at = index(line, "*/")
    if (!at) return ""
    line = substr(line, at + 2)
    in_comment = 0
  }
  gsub(/\\./, "", line)
  gsub(/"[^"]*"/, "\"\"", line)
  gsub(/\047[^\047]\047/, "0", line)
  out = ""
  while (match(line, /\/[\/*]/)) {
    out = out substr(line, 1, RSTART - 1)
    if (substr(line, RSTART, 2) == "//") return out
    line = substr(line, RSTART + 2)
    at = index(line, "*/")
    if (!at) { in_comment = 1; return out }
    line = " " substr(line, at + 2)
  }
  return out line
}

# has(code, WORD): WORD, a pattern, stands in the code as a word of its own and not as a member.
function has(code, word) { return match(code, "(^|[^A-Za-z0-9_.>])(" word ")") }

function purity_of_include(name) {
  if (name ~ /^sys\// || (name in impure))
    say("core must stay pure, so it must not include <" name ">.")
  else if (name ~ /^(boost|curl|CLI|gtest|gmock|benchmark)\// || name ~ /^sqlite3/)
    say("core knows no such library: <" name ">.")
}

function purity_of_code(code) {
  if (has(code, "throw([^A-Za-z0-9_]|$)")) say("core must not throw; return an error instead.")
  if (has(code, "try[ \t]*([{:]|$)")) say("core must not use try; nothing it calls may throw.")
  if (has(code, "catch[ \t]*\\(")) say("core must not catch; nothing it calls may throw.")
  if (has(code, "s?rand[ \t]*\\(|random_device")) say("core must not use chance; it is handed its randomness.")
  if (has(code, "getenv[ \t]*\\(")) say("core must not read the environment.")
  if (has(code, "setlocale[ \t]*\\(")) say("core must not know of locales.")
  if (has(code, "system[ \t]*\\(")) say("core must not start programs.")
  if (has(code, "v?[fsn]?n?printf[ \t]*\\(|fopen[ \t]*\\(|std::(cout|cerr|clog|cin)")) say("core must not read, write or print.")
  if (has(code, "std::time[ \t]*\\(|[a-z_]+_clock")) say("core must not know the time; it is handed it.")
  if (has(code, "std::j?thread|thread_local")) say("core must not know of threads.")
}

function allowed(name) {
  if (top == "core") return begins(name, "core/")
  if (top == "capi") return begins(name, "capi/") || begins(name, "core/")
  if (top == "relay")
    return begins(name, "relay/") || begins(name, "core/seal/") || \
           name ~ /^core\/record\/(cbor|bytes|error)\.h$/
  if (top == "cli")
    return begins(name, "cli/") || begins(name, "core/") || \
           name ~ /^relay\/(server|options|page|elsewhere)\.h$/
  return 1
}

function arrow(name) {
  if (!allowed(name)) say(top " must not include \"" name "\"; " may[top])
  else if (begins(FILENAME, "core/record/") && name ~ /^core\/(seal|house)\//)
    say("core/record must not include \"" name "\": it stands below the seal and the house.")
  else if (begins(FILENAME, "core/seal/") && begins(name, "core/house/"))
    say("core/seal must not include \"" name "\": it stands below the house.")
}

BEGIN {
  n = split("iostream istream ostream fstream sstream iomanip cstdio stdio.h filesystem ctime time.h " \
            "random thread mutex atomic future condition_variable shared_mutex stop_token semaphore latch " \
            "barrier locale clocale locale.h regex format print stdexcept exception unistd.h", names, " ")
  for (i = 1; i <= n; i++) impure[names[i]] = 1
  may["core"] = "it may include only core/ and the system\047s headers, by their full paths."
  may["capi"] = "it may include only capi/ and core/, by their full paths."
  may["relay"] = "it may include only relay/, core/seal/, and cbor.h, bytes.h and error.h of core/record/."
  may["cli"] = "it may include only cli/, core/, and server.h, options.h, page.h and elsewhere.h of relay/, by their full paths."
}

FNR == 1 {
  in_comment = 0
  top = FILENAME
  sub(/\/.*/, "", top)
  is_test = FILENAME ~ /_test\.cc$|\/test_[a-z_]+\.h$/
  is_seal_of_sodium = FILENAME == "core/seal/primitives_sodium.cc"
  is_pure = top == "core" && !is_test && !is_seal_of_sodium
}

is_test { next }

!in_comment && /^[ \t]*#[ \t]*include[ \t]*[<"]/ {
  name = $0
  sub(/^[^<"]*[<"]/, "", name)
  quoted = $0 ~ /^[^<"]*"/
  sub(/[>"].*/, "", name)
  if (name ~ /^sodium(\.h$|\/)/ && !is_seal_of_sodium)
    say("only core/seal/primitives_sodium.cc may include <" name ">.")
  if (quoted || name ~ /^(core|capi|relay|cli|web|bench|proofs|fuzz)\//) {
    if (name !~ /^sodium\.h$/) arrow(name)
  } else if (is_pure) purity_of_include(name)
  next
}

{
  code = code_of($0)
  if (is_pure) purity_of_code(code)
}'
matching '^(core|capi|relay|cli|web|bench|proofs|fuzz)/.*\.(h|cc)$' "$cpp_rules"

# 3. Sizes and blanks.
# shellcheck disable=SC2016
matching '\.(h|cc|ts|svelte)$' '
FNR == 401 { printf "%s:401: a source file has at most 400 lines; split this one.\n", FILENAME }'
# shellcheck disable=SC2016
matching '\.(h|cc|ts|js|mjs|svelte|css|html|md|sh|py|txt|cmake|json|yml|service)$|^(dev|\.ci/run)$' '
/\t/ { printf "%s:%d: no tabs, please; indent with spaces.\n", FILENAME, FNR }
/[ \t\r]$/ { printf "%s:%d: there are blanks at the end of the line.\n", FILENAME, FNR }'

# A source folder is one at the top, or one of core/, that holds source.
grep -E '^[^./][^/]*/.*(\.(h|cc|ts|svelte|sh|py)|/CMakeLists\.txt)$' "$files" |
  sed -n -e 's|^\(core/[^/]*\)/.*|\1|p' -e 's|/.*||p' | sort -u |
  while IFS= read -r folder; do
    if [ ! -f "$folder/README.md" ]; then
      echo "$folder/README.md:1: each source folder has a README.md that says what is in it; this one is missing."
    elif [ "$(awk 'END { print NR }' "$folder/README.md")" -gt 15 ]; then
      echo "$folder/README.md:16: a folder's README.md has at most 15 lines."
    fi
  done >>"$found"

# 4. Paths of one machine. (-I: data files are not text.)
{ xargs -r -d '\n' grep -HInE '(^|[^A-Za-z0-9_.-])/(work|root)/' <"$files" || true; } |
  sed 's/^\([^:]*:[0-9]*\):.*/\1: this path belongs to one machine only./' >>"$found"

# 5. What the threat model rests on is there. A test of C++ is SUITE.NAME, any other the words that it is called by.
page=doc/threat-model.md
if [ -f "$page" ]; then
  grep -noE '`[a-z]+/[A-Za-z0-9_./-]+\.[a-z]+(: [^`]+)?`' "$page" | tr -d '`' |
    while IFS=: read -r line file test; do
      test=${test# }
      case $file in *.cc) words="(${test%%.*}, ${test#*.})" ;; *) words=$test ;; esac
      if [ ! -f "$file" ]; then
        echo "$page:$line: there is no file $file."
      elif [ -n "$test" ] && ! grep -qF -- "$words" "$file"; then
        echo "$page:$line: $file has no test $test."
      fi
    done >>"$found"
fi

[ -s "$found" ] || exit 0
sort -t: -k1,1 -k2,2n "$found" >&2
echo "The house rules found $(wc -l <"$found") fault(s); setup/lint.sh says what they are for." >&2
exit 1
