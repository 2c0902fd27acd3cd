#!/usr/bin/env bash
# The proof that Concertina builds on a bare Debian 12: makes one that has only git and ca-certificates,
# clones this checkout's HEAD into an empty folder there, and runs a command in the clone.
set -euo pipefail

usage() {
  cat <<'TEXT'
setup/bare-debian.sh [options] [command...]      (as root; the command is ./dev test if none is given)
  --folder DIR       make the Debian there and keep it (else in a new folder, removed at the end)
  --pristine TAR     unpack this saved Debian; if there is no such file yet, make one and save it there
  --wait HOST:PORT   run the command in the background until this address answers HTTP, then stop it
DEBIAN_MIRROR and DEBIAN_SECURITY_MIRROR say where Debian comes from.
TEXT
}

say() { printf '%s\n' "== $*"; }
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
security=${DEBIAN_SECURITY_MIRROR:-${mirror%/debian}/debian-security}
folder='' pristine='' wait_for='' inside=''
while [[ $# -gt 0 ]]; do
  case $1 in
    --folder | --pristine | --wait)
      [[ $# -ge 2 ]] || fail "$1 needs a value after it."
      case $1 in
        --folder) folder=$2 ;;
        --pristine) pristine=$(realpath -- "$2") ;;
        --wait) wait_for=$2 ;;
      esac
      shift
      ;;
    --inside) inside=yes ;; # only for this script's call of itself
    --help | -h) usage && exit 0 ;;
    --) shift && break ;;
    -*) usage >&2 && exit 2 ;;
    *) break ;;
  esac
  shift
done
[[ $# -gt 0 ]] || set -- ./dev test
[[ $(id -u) -eq 0 ]] || fail "Only root can make a Debian in a folder; please run this as root."
[[ -z $wait_for || $wait_for == *:* ]] || fail "--wait takes HOST:PORT, not '$wait_for'."

# Everything happens in mounts and processes of its own: whatever the command leaves behind, running or
# mounted, goes when this ends, and removing the folder can never reach the host's /dev.
if [[ -z $inside ]]; then
  command -v debootstrap >/dev/null || [[ -n $pristine && -f $pristine ]] ||
    fail "This needs debootstrap: apt-get install debootstrap"
  unshare --mount --pid --fork true 2>/dev/null || fail "This machine does not let root unshare mounts."
  keep=$folder
  if [[ -z $folder ]]; then
    folder=$(mktemp -d)
    trap 'rm -rf --one-file-system -- "$folder"' EXIT
  fi
  mkdir -p -- "$folder"
  folder=$(realpath -- "$folder")
  # In the background, for only so does bash hear a signal while it waits.
  unshare --mount --pid --fork --kill-child --mount-proc -- "$(realpath -- "$0")" --inside \
    --folder "$folder" ${pristine:+--pristine "$pristine"} ${wait_for:+--wait "$wait_for"} -- "$@" &
  guarded=$!
  trap 'kill -KILL "$guarded"; exit 130' INT TERM
  verdict=0
  wait "$guarded" || verdict=$?
  [[ -z $keep ]] || say "The Debian is kept in $folder."
  exit "$verdict"
fi

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# root may look at a checkout that is somebody else's.
host_git() { git -c safe.directory='*' -C "$here" "$@"; }
commit=$(host_git rev-parse --verify -q HEAD) || fail "There is no commit to clone yet."
store=$(host_git rev-parse --path-format=absolute --git-common-dir)
[[ -z $(host_git status --porcelain) ]] || say "Note: what is not committed here is not part of this run."

make_debian() {
  debootstrap --variant=minbase --include=git,ca-certificates bookworm "$folder" "$mirror" >"$folder.log" 2>&1 ||
    { tail -n 20 "$folder.log" >&2 && fail "debootstrap failed; its log is $folder.log."; }
  rm -f "$folder.log" "$folder"/var/cache/apt/archives/*.deb
  cat >"$folder/etc/apt/sources.list" <<LIST
deb $mirror bookworm main
deb $mirror bookworm-updates main
deb $security bookworm-security main
LIST
}

# How this machine reaches the network is this machine's affair; the guest is told at run time.
tell_network() {
  cp -L /etc/resolv.conf "$folder/etc/resolv.conf"
  cp -L /etc/hosts "$folder/etc/hosts"
  # Whom this machine trusts on its way out, npm asks too.
  [[ ! -f ${NODE_EXTRA_CA_CERTS-} ]] || cp -L "$NODE_EXTRA_CA_CERTS" "$folder/etc/ssl/extra-ca.pem"
  apt-config dump 2>/dev/null |
    grep -E '^Acquire::(https?::|Retries|Check-Valid-Until|Check-Date)' >"$folder/etc/apt/apt.conf.d/90host" || true
}

guest() {
  local -a pass=()
  local name
  for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY CI TERM; do
    [[ -z ${!name-} ]] || pass+=("$name=${!name}")
  done
  [[ ! -f $folder/etc/ssl/extra-ca.pem ]] || pass+=(NODE_EXTRA_CA_CERTS=/etc/ssl/extra-ca.pem)
  env -i "${pass[@]}" HOME=/home/guest LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    chroot "$folder" "$@" </dev/null
}

began=$SECONDS
if [[ -x $folder/bin/sh ]]; then
  say "Using the Debian that is already in $folder."
elif [[ -n $pristine && -f $pristine ]]; then
  tar -xpf "$pristine" --numeric-owner -C "$folder"
  say "Unpacked Debian from $pristine in $((SECONDS - began)) s."
else
  say "Making a bare Debian 12 from $mirror ..."
  make_debian
  say "Made in $((SECONDS - began)) s."
  [[ -z $pristine ]] || tar -cpf "$pristine" --numeric-owner -C "$folder" .
fi

mount -t proc proc "$folder/proc"
mount --rbind /sys "$folder/sys"
mount --rbind /dev "$folder/dev"
tell_network
mkdir -p "$folder/mnt/source"
mount --bind -o ro "$store" "$folder/mnt/source"

rm -rf --one-file-system "$folder/home/guest"
mkdir -p "$folder/home/guest"
began=$SECONDS
guest git config --global --add safe.directory '*'
guest git clone -q --no-checkout file:///mnt/source /home/guest/concertina
guest git -C /home/guest/concertina checkout -q --detach "$commit"
say "Cloned ${commit:0:12} in $((SECONDS - began)) s."

say "Running: $*"
began=$SECONDS
# shellcheck disable=SC2016
in_clone=(sh -c 'cd /home/guest/concertina && exec "$@"' sh "$@")
if [[ -z $wait_for ]]; then
  verdict=0
  guest "${in_clone[@]}" || verdict=$?
  say "Ended with $verdict after $((SECONDS - began)) s."
  exit "$verdict"
fi

# The guest shares this machine's network, so the host itself can knock.
answer() {
  exec 3<>"/dev/tcp/${wait_for%:*}/${wait_for##*:}" || return 1
  printf 'GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$wait_for" >&3
  IFS= read -r -t 10 line <&3 && printf '%s\n' "${line%$'\r'}"
}
if (answer) >/dev/null 2>&1; then fail "Something answers at $wait_for already, so this would prove nothing."; fi
guest "${in_clone[@]}" &
running=$!
while kill -0 "$running" 2>/dev/null; do
  if heard=$( (answer) 2>/dev/null) && [[ $heard == HTTP/* ]]; then
    say "$wait_for answered '$heard' after $((SECONDS - began)) s."
    exit 0 # which ends the command too, with all else that runs in here
  fi
  sleep 1
done
fail "The command ended before $wait_for answered, after $((SECONDS - began)) s."
