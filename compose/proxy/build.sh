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

base=${BASE:-node:22-bookworm-slim}
own_base=chaos/jre:17-bookworm
label=chaos.image.checksum
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
is_here() { docker image inspect "$1" >/dev/null 2>&1; }
checksum_of_image() { docker image inspect --format "{{index .Config.Labels \"$label\"}}" "$1" 2>/dev/null || true; }

docker version >/dev/null 2>&1 || fail "no Docker engine answers: $(docker version 2>&1 | tail -n 1)"
[[ -d $root/dist ]] || fail "chaos itself is not built yet: npm install"
image=chaos/proxy:$(node -p 'require(process.argv[1]).version' "$root/package.json")

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/node"
node "$here/context.mjs" "$scratch"
cp "$here/Dockerfile" "$scratch/"
if ! is_here "$base" && { [[ -n ${BASE:-} ]] || ! is_here "$own_base"; }; then
  say "pulling $base"
  docker pull --quiet "$base" >/dev/null ||
    fail "$base cannot be pulled: set BASE to an image with Node, or run compose/image/build.sh, whose base will do"
elif ! is_here "$base"; then
  base=$own_base
fi

recipe=$({
  docker image inspect --format '{{.Id}}' "$base"
  if [[ $base == "$own_base" ]]; then node --version; fi
  tar -c -C "$scratch" --sort=name --mtime=@0 --owner=0 --group=0 .
} | sha256sum | cut -d ' ' -f 1)
if [[ $(checksum_of_image "$image") == "$recipe" ]]; then
  say "$image is there, built from the same files"
  exit
fi
began=$SECONDS
say "building $image from $base"
if [[ $base == "$own_base" ]]; then cp "$(readlink -f "$(command -v node)")" "$scratch/node/node"; fi
if ! docker build --build-arg BASE="$base" --label "$label=$recipe" --tag "$image" "$scratch" >"$scratch.log" 2>&1; then
  tail -n 15 "$scratch.log" >&2
  fail "docker build failed; its last lines are above"
fi
rm -f "$scratch.log"
say "built $image in $((SECONDS - began)) s"
