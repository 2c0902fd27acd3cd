# What must be installed: on Debian 12 what packages.txt lists is, at the first use; elsewhere it is asked for.
# Sourced by ./dev, which has say, refuse, seconds and a scratch folder.

is_debian_12() {
  [ -r /etc/os-release ] && command -v dpkg-query >/dev/null || return 1
  # A subshell, so that the file's variables stay out of ours.
  # shellcheck disable=SC1091
  (. /etc/os-release && [ "${ID:-} ${VERSION_ID:-}" = "debian 12" ])
}

# `package/command` in the list: needed only where there is no such command yet.
missing_packages() {
  sed 's/#.*//' setup/packages.txt | tr -s '[:space:]' '\n' | sed '/^$/d' | while IFS= read -r one; do
    case $one in
      */*) command -v "${one#*/}" >/dev/null || printf '%s\n' "${one%/*}" ;;
      *) printf '%s\n' "$one" ;;
    esac
  done >"$scratch/wanted"
  # dpkg-query fails when it does not know one of the names; that one is simply missing.
  # shellcheck disable=SC2046
  dpkg-query -W -f '${Package} ${db:Status-Status}\n' $(cat "$scratch/wanted") 2>/dev/null |
    sed -n 's/ installed$//p' | sort -u >"$scratch/present" || true
  sort -u "$scratch/wanted" | comm -23 - "$scratch/present" | tr '\n' ' ' | sed 's/ $//'
}

install_packages() {
  as_root=
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null ||
      refuse "These Debian packages are missing: $1. Please have them installed (apt-get install $1), then try again."
    as_root=sudo
  fi
  say "Installing from Debian, once: $1"
  began=$(seconds)
  apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120"
  # shellcheck disable=SC2086
  if ! { $apt update && $apt install --no-install-recommends $1; } >"$scratch/apt" 2>&1 </dev/null; then
    tail -n 15 "$scratch/apt" >&2
    refuse "The packages could not be installed; apt's own words are above. Is the network there? Try again, or install them yourself: apt-get install $1"
  fi
  say "Installed in $(($(seconds) - began)) s."
}

need_packages() {
  need_scratch
  if is_debian_12; then
    missing=$(missing_packages)
    [ -z "$missing" ] || install_packages "$missing"
    return 0
  fi
  absent=
  for tool in clang++-19 cmake ninja pkg-config git node npm; do
    command -v "$tool" >/dev/null || absent="$absent $tool"
  done
  [ -z "$absent" ] ||
    refuse "This is not Debian 12, and these tools are missing:$absent. Please install what setup/packages.txt lists, under the names your system has for it."
}

# need_tool NAME: where the packages do not vouch for it, ask.
need_tool() { command -v "$1" >/dev/null || refuse "This needs $1, which is not installed."; }
