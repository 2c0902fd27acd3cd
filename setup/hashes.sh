#!/bin/sh
# Lists every file of a built web app with its size and hash, as JSON on standard output:
#
#   setup/hashes.sh FOLDER >FOLDER/hashes.json
#
# One line a file, in the order of the paths' bytes, so that the same files always give the same text. The hash is
# BLAKE2b of 32 bytes, as `b2sum -l 256 FILE` prints it. Left out are hashes.json itself and the packed twin NAME.gz
# of a file NAME, which is the same file. `concertina verify-web` reads it; doc/format.md has its grammar.
# A folder that has no index.html, or a name that JSON or an address would have to escape, ends it with 1.
set -eu
LC_ALL=C
export LC_ALL
cd -- "${1:?'setup/hashes.sh takes the folder of a built web app.'}"
[ -f index.html ] || {
  echo "There is no index.html in $1. Build the web app first." >&2
  exit 1
}
find . -type f | sed 's|^\./||' | sort | {
  between=
  printf '{"version":1,"hash":"blake2b-256","files":['
  while IFS= read -r file; do
    case $file in
      hashes.json | .* | */.*) continue ;;
      *[!A-Za-z0-9._/-]*)
        echo "The name “$file” can't stand in the list: only letters, digits and . _ - / may be in it." >&2
        exit 1
        ;;
      *.gz) [ ! -f "${file%.gz}" ] || continue ;;
    esac
    hash=$(b2sum -l 256 <"$file")
    printf '%s\n  {"path":"%s","size":%d,"hash":"%s"}' "$between" "$file" "$(wc -c <"$file")" "${hash%% *}"
    between=,
  done
  printf '\n]}\n'
}
