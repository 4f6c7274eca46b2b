# shellcheck shell=bash
# What the scripts share that build images here; sourced by them.

# Debian with a JRE, made by compose/image/build.sh.
own_base=chaos/jre:17-bookworm
label=chaos.image.checksum

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
is_here() { docker image inspect "$1" >/dev/null 2>&1; }
checksum() { sha256sum | cut -d ' ' -f 1; }
checksum_of_image() { docker image inspect --format "{{index .Config.Labels \"$label\"}}" "$1" 2>/dev/null || true; }

need_engine() { docker version >/dev/null 2>&1 || fail "no Docker engine answers: $(docker version 2>&1 | tail -n 1)"; }

# choose_base <image, unless BASE names one> <what it has to have>: sets base, pulled if it has to be; our own where it is not here.
choose_base() {
  base=${BASE:-$1}
  if is_here "$base"; then return; fi
  if [[ -z ${BASE:-} ]] && is_here "$own_base"; then
    base=$own_base
    return
  fi
  say "pulling $base"
  docker pull --quiet "$base" >/dev/null ||
    fail "$base cannot be pulled: set BASE to an image with $2, or run compose/image/build.sh, whose base will do"
}

# build <image> <base> <checksum> <context: a folder, or - for a tar on standard input>
build() {
  local image=$1 base=$2 recipe=$3 context=$4 began=$SECONDS log
  log=$(mktemp)
  if ! docker build --build-arg BASE="$base" --label "$label=$recipe" --tag "$image" "$context" >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    rm -f "$log"
    fail "docker build failed; its last lines are above"
  fi
  rm -f "$log"
  say "built $image in $((SECONDS - began)) s"
}
