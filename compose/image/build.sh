#!/usr/bin/env bash
# Builds chaos/kafka:<version>, an image for the docker engine's nodes, where no image registry can be reached:
#
#     compose/image/build.sh [kafka version, 3.9.1 unless told]
#
# A Debian with a JRE (debootstrap) becomes chaos/jre:17-bookworm; Kafka's jars, from chaos' own cache, go on top (Dockerfile).
# Each image carries the checksum of what it was made from, and is made again only when that has changed.
set -euo pipefail
# The order of `*` decides a checksum.
export LC_ALL=C

version=${1:-3.9.1}
image=chaos/kafka:$version
base=chaos/jre:17-bookworm
suite=bookworm
packages=openjdk-17-jre-headless,nftables,iproute2,procps
label=chaos.image.checksum
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
checksum() { sha256sum | cut -d ' ' -f 1; }
checksum_of_image() { docker image inspect --format "{{index .Config.Labels \"$label\"}}" "$1" 2>/dev/null || true; }

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

build_image() {
  local recipe=$1 libs=$2 began=$SECONDS
  say "building $image from $base and $libs"
  if ! tar -c -C "$here" Dockerfile -C "$(dirname "$libs")" libs |
    docker build --build-arg BASE="$base" --label "$label=$recipe" --tag "$image" - >"$scratch/build.log" 2>&1; then
    tail -n 15 "$scratch/build.log" >&2
    fail "docker build failed; its last lines are above"
  fi
  say "built $image in $((SECONDS - began)) s"
}

docker version >/dev/null 2>&1 || fail "no Docker engine answers: $(docker version 2>&1 | tail -n 1)"
[[ -d $here/../../dist ]] || fail "chaos itself is not built yet, and its cache holds Kafka's jars: npm install"
libs=$(node "$here/../jars.mjs" kafka "$version")

base_recipe=$(printf '%s\n' "$suite" "$packages" | checksum)
recipe=$({ echo "$base_recipe"; cat "$here/Dockerfile"; cd "$libs" && sha256sum -- *.jar; } | checksum)
if [[ $(checksum_of_image "$image") == "$recipe" ]]; then
  say "$image is there, built from the same jars and the same Dockerfile"
else
  build_base "$base_recipe"
  build_image "$recipe" "$libs"
fi
