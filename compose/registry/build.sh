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

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=compose/build-common.sh
. "$here/../build-common.sh"

need_engine
[[ -d $here/../../dist ]] || fail "chaos itself is not built yet, and its cache holds the jars: npm install"
libs=$(node "$here/../jars.mjs" registry)
version=$(basename "$(dirname "$libs")")
image=chaos/registry:$version

choose_base eclipse-temurin:17-jre "a JRE"

recipe=$({
  docker image inspect --format '{{.Id}}' "$base"
  cat "$here/Dockerfile"
  cd "$libs" && find . -name '*.jar' -print0 | sort -z | xargs -0 sha256sum
} | checksum)
if [[ $(checksum_of_image "$image") == "$recipe" ]]; then
  say "$image is there, built from the same jars and the same Dockerfile"
  exit
fi
say "building $image from $base and $libs"
tar -c -C "$here" Dockerfile -C "$(dirname "$libs")" libs | build "$image" "$base" "$recipe" -
