#!/bin/sh
# Reproducible proof: that the web app's bytes follow from the source alone, and that verify-web sees every other byte.
# Builds it in two clean folders whose paths, zones of time, languages and masks differ, and compares every byte, also
# with the build that stands here. Then the relay serves the one build and `concertina verify-web` holds it against the
# list of the other: it must say yes; and no, naming that file alone, for each file with one byte changed. Run by
# ./dev prove, which has built the release and the page before.
set -eu
cd -- "$(dirname -- "$(readlink -f -- "$0")")/.."
root=$PWD
rm -rf build/twice
relay=
stop() {
  [ -n "$relay" ] || return 0
  kill "$relay" 2>/dev/null || true
  wait "$relay" 2>/dev/null || true
  relay=
}
trap 'stop; rm -rf "$root/build/twice"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
first=$root/build/twice/a
second=$root/build/twice/another-folder/with/a-longer-path

copy() {
  mkdir -p "$1"
  git ls-files -z -co --exclude-standard | tar -c --null --files-from=- | tar -x -m -C "$1"
  cp -r web/node_modules "$1/web/"
  rm -rf "$1/web/node_modules/.vite" "$1/web/node_modules/.vite-temp"
  # What is fetched is fixed by the lock file; the mark says that it is there.
  touch "$1/web/node_modules/.package-lock.json"
}
copy "$first"
copy "$second"
(cd "$first" && umask 022 && TZ=UTC LC_ALL=C ./dev web) || exit 1
(cd "$second" && umask 077 && TZ=Asia/Kathmandu LC_ALL=C.UTF-8 ./dev web) || exit 1

bad=0
compare() {
  diff -r "$1" "$2" && echo "$3: the same, byte for byte" || bad=1
}
compare "$first/build/web" "$second/build/web" 'two clean builds'
compare "$first/build/web" build/web 'a clean build and this one'

list=$second/build/web/hashes.json
site=$root/build/twice/site
log=$root/build/twice/relay.log
said=$root/build/twice/said

# look: what verify-web says of the site as it stands now goes into $said, its exit code is returned.
look() {
  stop
  : >"$log"
  build/concertina serve --listen 127.0.0.1:0 --data build/twice/data --web "$site" --quiet >>"$log" 2>&1 &
  relay=$!
  while ! grep -q 'ready at' "$log"; do
    kill -0 "$relay" 2>/dev/null || { cp "$log" "$said" && return 99; }
    sleep 0.02
  done
  build/concertina verify-web "$(sed -n 's/.*ready at //p' "$log")" --manifest "$list" >"$said" 2>/dev/null
}

cp -r "$first/build/web" "$site"
look && code=0 || code=$?
echo "verify-web, the one build by the list of the other: exit code $code"
[ "$code" -eq 0 ] || bad=1

sed -n 's/.*"path":"\([^"]*\)".*/\1/p' "$list" >build/twice/files
refused=0
while IFS= read -r file; do
  at=$(($(wc -c <"$site/$file") / 2))
  byte=$(dd if="$site/$file" bs=1 skip="$at" count=1 2>/dev/null | od -An -tu1)
  # shellcheck disable=SC2059
  printf "\\$(printf %03o $((byte ^ 1)))" | dd of="$site/$file" bs=1 seek="$at" conv=notrunc 2>/dev/null
  rm -f "$site/$file.gz"
  look && code=0 || code=$?
  # The page itself is there under two further names.
  if [ "$code" -eq 6 ] && grep -q "^/$file has other bytes" "$said" &&
    ! grep 'has other bytes' "$said" | grep -qv -e "^/$file " -e '^/ ' -e '^/join '; then
    refused=$((refused + 1))
  else
    echo "one byte changed in $file: exit code $code"
    cat "$said"
    bad=1
  fi
  cp "$first/build/web/$file" "$site/$file"
done <build/twice/files
echo "verify-web, one byte changed in each of $(wc -l <build/twice/files) files: refused and named $refused times"
[ "$bad" -eq 0 ] && echo "It holds."
exit "$bad"
