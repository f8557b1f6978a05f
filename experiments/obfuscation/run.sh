#!/usr/bin/env bash
# Attacks and diagnoses of honest and obfuscated networks; writes the tables beside this file. Continues where it was stopped.
#   MNIST=DIR [IMAGES=100] [OUT=runs/obfuscation] ./run.sh
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
audit=${AUDIT:-$here/../../audit}
models=${MODELS:-$here/../../models}
out=${OUT:-$here/../../runs/obfuscation}
images=${IMAGES:-100}
epsilon=0.15
data=mnist:${MNIST:?the folder of the MNIST files}
mkdir -p "$out"

declare -A model=(
    [standard]=mnist-kw-small-standard [pgd]=mnist-kw-small-pgd0.1 [ibp]=mnist-cnn-small-ibp0.3 [gaussian]=mnist-kw-small-sigma0.25)

# victim NAME: the options that name a network and what stands around it.
victim() {
    case $1 in
        standard | pgd | ibp | gaussian) echo "--model $models/${model[$1]}.safetensors" ;;
        *) echo "--model $models/${model[standard]}.safetensors --defence $1" ;;
    esac
}

attack() { # attack NAME RUN OPTION...
    local name=$1 run=$2
    shift 2
    # shellcheck disable=SC2046
    "$audit" attack $(victim "$name") --data "$data" --max "$images" --norm linf --epsilon $epsilon --threads 1 --out "$out/attack-${name%%:*}-$run" "$@" > /dev/null
}

diagnose() { # diagnose NAME
    # shellcheck disable=SC2046
    "$audit" diagnose $(victim "$1") --data "$data" --max 50 --epsilon $epsilon --random 500 --queries 500 --threads 1 --out "$out/diagnose-${1%%:*}" \
        > "$out/diagnose-${1%%:*}.md"
}

six=(standard pgd ibp gaussian jpeg:20 resize-pad:0.9)
for name in "${six[@]}"; do
    judge=()
    if [[ $name == resize-pad* ]]; then judge=(--judge-samples 100); fi
    attack "$name" fgm --attack fgm "${judge[@]}"
    attack "$name" pgd --attack pgd "${judge[@]}"
    attack "$name" square --attack square --queries 1000 "${judge[@]}"
    case $name in
        jpeg*) attack "$name" bpda --attack pgd --loss margin --bpda defence ;;
        resize-pad*) attack "$name" eot --attack pgd --loss margin --draws 16 "${judge[@]}" ;;
        *) attack "$name" margin --attack pgd --loss margin ;;
    esac
done

for name in "${six[@]}" bits:1 thermometer:4 label-only saturate:100 prune:1; do
    diagnose "$name"
done

runs=()
for name in "${six[@]}"; do runs+=("$out"/attack-"${name%%:*}"-*); done
"$audit" table "${runs[@]}" --kind attack > "$here/attacks.md"
runs=()
for name in "${six[@]}" bits thermometer label-only saturate prune; do runs+=("$out/diagnose-${name%%:*}"); done
"$audit" table "${runs[@]}" --kind diagnosis > "$here/diagnoses.md"
"$audit" table "${runs[@]}" --kind diagnosis --format csv > "$here/diagnoses.csv"
"$audit" plot "$out"/diagnose-{standard,pgd,jpeg,resize-pad,label-only} --kind distortion --out "$here/distortion.svg"
