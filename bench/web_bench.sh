#!/bin/sh
# The page in Debian's Chromium: bytes, openings, tasks and the way to the partner's screen (web/bench).
# Usage: bench/web_bench.sh [load] [usable] [years] [partner] [mirror] [circle]; needs build/concertina, build/web and build/bench.
set -eu
cd -- "$(dirname -- "$0")/../web"
# Playwright tells what a service worker fetches only when asked to.
export PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS=1
exec node_modules/.bin/vite-node bench/web_bench.ts "$@"
