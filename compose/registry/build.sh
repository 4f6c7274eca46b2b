#!/usr/bin/env bash
# Builds chaos/registry:<version of Apicurio>, the image of the docker engine's schema registry:
#
#     compose/registry/build.sh
#
# On eclipse-temurin:17-jre, or on BASE=<another with a JRE>. Where no image registry can be reached, on the base that
# compose/image/build.sh has made. The jars come from chaos' own cache, which Maven fills once.
# The image carries the checksum of what it was made from, and is made again only when that has changed.
set -euo pipefail
# The order of `*` decides a checksum.
export LC_ALL=C

base=${BASE:-eclipse-temurin:17-jre}
own_base=chaos/jre:17-bookworm
label=chaos.image.checksum
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
is_here() { docker image inspect "$1" >/dev/null 2>&1; }
checksum_of_image() { docker image inspect --format "{{index .Config.Labels \"$label\"}}" "$1" 2>/dev/null || true; }

docker version >/dev/null 2>&1 || fail "no Docker engine answers: $(docker version 2>&1 | tail -n 1)"
[[ -d $here/../../dist ]] || fail "chaos itself is not built yet, and its cache holds the jars: npm install"
libs=$(node "$here/../jars.mjs" registry)
version=$(basename "$(dirname "$libs")")
image=chaos/registry:$version

if ! is_here "$base" && { [[ -n ${BASE:-} ]] || ! is_here "$own_base"; }; then
  say "pulling $base"
  docker pull --quiet "$base" >/dev/null ||
    fail "$base cannot be pulled: set BASE to an image with a JRE, or run compose/image/build.sh, whose base will do"
elif ! is_here "$base"; then
  base=$own_base
fi

recipe=$({
  docker image inspect --format '{{.Id}}' "$base"
  cat "$here/Dockerfile"
  cd "$libs" && find . -name '*.jar' -print0 | sort -z | xargs -0 sha256sum
} | sha256sum | cut -d ' ' -f 1)
if [[ $(checksum_of_image "$image") == "$recipe" ]]; then
  say "$image is there, built from the same jars and the same Dockerfile"
  exit
fi
began=$SECONDS
log=$(mktemp)
trap 'rm -f "$log"' EXIT
say "building $image from $base and $libs"
if ! tar -c -C "$here" Dockerfile -C "$(dirname "$libs")" libs |
  docker build --build-arg BASE="$base" --label "$label=$recipe" --tag "$image" - >"$log" 2>&1; then
  tail -n 15 "$log" >&2
  fail "docker build failed; its last lines are above"
fi
say "built $image in $((SECONDS - began)) s"
