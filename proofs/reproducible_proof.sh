#!/bin/sh
# Reproducible proof: that the web app's bytes follow from the source alone. Builds it in two clean folders whose paths,
# zones of time, languages and masks differ, and compares every byte, also with the build that stands here. Run by
# ./dev prove.
set -eu
cd -- "$(dirname -- "$(readlink -f -- "$0")")/.."
root=$PWD
rm -rf build/twice
trap 'rm -rf "$root/build/twice"' EXIT
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
echo "$(grep -c '"path"' "$first/build/web/hashes.json") files; the list itself has $(b2sum -l 256 <"$first/build/web/hashes.json" | cut -c 1-16)…"
[ "$bad" -eq 0 ] && echo "It holds."
exit "$bad"
