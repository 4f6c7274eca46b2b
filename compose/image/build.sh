#!/usr/bin/env bash
# Builds chaos/kafka:<version>, an image for the docker engine's nodes, where no image registry can be reached:
#
#     compose/image/build.sh [kafka version, 4.4.0 unless told]
#
# A Debian with a JRE (debootstrap) becomes chaos/jre:17-bookworm; Kafka's jars, from chaos' own cache, go on top (Dockerfile).
# Each image carries the checksum of what it was made from, and is made again only when that has changed.
set -euo pipefail
# The order of `*` decides a checksum.
export LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=compose/build-common.sh
. "$here/../build-common.sh"

version=${1:-4.4.0}
image=chaos/kafka:$version
base=$own_base
suite=bookworm
packages=openjdk-17-jre-headless,nftables,iproute2,procps

scratch=$(mktemp -d)
clean_up() {
  # An interrupted debootstrap leaves these mounted, and what is below them is the machine's own.
  umount -q "$scratch/root/proc" "$scratch/root/sys" 2>/dev/null || true
  rm -rf --one-file-system "$scratch"
}
trap clean_up EXIT

build_base() {
  local recipe=$1
  if [[ $(checksum_of_image "$base") == "$recipe" ]]; then return; fi
  command -v debootstrap >/dev/null || fail "$base is made with debootstrap, which is not here: apt-get install debootstrap"
  ((EUID == 0)) || fail "debootstrap needs root: run this as root, or build the Dockerfile on a base from a registry (see its first lines)"
  say "making $base with debootstrap: $suite with $packages (about a minute, once)"
  local began=$SECONDS
  if ! debootstrap --variant=minbase --include="$packages" "$suite" "$scratch/root" >"$scratch/debootstrap.log" 2>&1; then
    tail -n 15 "$scratch/debootstrap.log" >&2
    fail "debootstrap could not make a $suite; its last lines are above"
  fi
  tar -C "$scratch/root" --exclude='./var/cache/apt/*' --exclude='./var/lib/apt/lists/*' -c . |
    docker import --change "LABEL $label=$recipe" - "$base" >/dev/null
  say "made $base in $((SECONDS - began)) s"
}

need_engine
[[ -d $here/../../dist ]] || fail "chaos itself is not built yet, and its cache holds Kafka's jars: npm install"
libs=$(node "$here/../jars.mjs" kafka "$version")

base_recipe=$(printf '%s\n' "$suite" "$packages" | checksum)
recipe=$({ echo "$base_recipe"; cat "$here/Dockerfile"; cd "$libs" && sha256sum -- *.jar; } | checksum)
if [[ $(checksum_of_image "$image") == "$recipe" ]]; then
  say "$image is there, built from the same jars and the same Dockerfile"
else
  build_base "$base_recipe"
  say "building $image from $base and $libs"
  tar -c -C "$here" Dockerfile -C "$(dirname "$libs")" libs | build "$image" "$base" "$recipe" -
fi
