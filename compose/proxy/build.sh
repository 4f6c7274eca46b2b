#!/usr/bin/env bash
# Builds chaos/proxy:<version of chaos>, the image of the docker engine's proxy:
#
#     compose/proxy/build.sh
#
# On node:22-bookworm-slim, or on BASE=<another with Node>. Where no registry can be reached, on the base that
# compose/image/build.sh has made, with this machine's own Node put into it.
# The image carries the checksum of what it was made from, and is made again only when that has changed.
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=compose/build-common.sh
. "$here/../build-common.sh"
root=$here/../..

need_engine
[[ -d $root/dist ]] || fail "chaos itself is not built yet: npm install"
image=chaos/proxy:$(node -p 'require(process.argv[1]).version' "$root/package.json")

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/node"
node "$here/context.mjs" "$scratch"
cp "$here/Dockerfile" "$scratch/"
choose_base node:22-bookworm-slim Node

recipe=$({
  docker image inspect --format '{{.Id}}' "$base"
  if [[ $base == "$own_base" ]]; then node --version; fi
  tar -c -C "$scratch" --sort=name --mtime=@0 --owner=0 --group=0 .
} | checksum)
if [[ $(checksum_of_image "$image") == "$recipe" ]]; then
  say "$image is there, built from the same files"
  exit
fi
say "building $image from $base"
if [[ $base == "$own_base" ]]; then cp "$(readlink -f "$(command -v node)")" "$scratch/node/node"; fi
build "$image" "$base" "$recipe" "$scratch"
