#!/usr/bin/env bash
# Transfer between four small networks; MNIST is a folder with the idx files. About ten minutes on two quiet cores, training included.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$here/../..
data=mnist:${1:?usage: run.sh MNIST [RUNS [NETS]]}
runs=${2:-$root/runs/transfer}
nets=${3:-$runs/nets}
audit=${AUDIT:-$root/audit}
mkdir -p "$runs" "$nets"

train() { # name epochs batch
    local out=$nets/mnist-$1.safetensors
    [[ -f $out ]] || "$audit" train --data "$data" --arch "$1" --sigma 0 --epochs "$2" --batch "$3" --threads 1 --out "$out"
}
train lenet 3 128
train crown-ibp-2layer 2 256
train cnn-small 2 256
[[ -f $nets/mnist-kw-small.safetensors ]] || cp "$root/models/mnist-kw-small-standard.safetensors" "$nets/mnist-kw-small.safetensors"

names=(lenet crown-ibp-2layer cnn-small kw-small)
craft() { # run attack models... -- holdouts...
    local run=$1 attack=$2 words=() option=--model
    shift 2
    for name; do
        if [[ $name == -- ]]; then option=--holdout; else words+=("$option" "$nets/mnist-$name.safetensors"); fi
    done
    "$audit" attack "${words[@]}" ${FUSION:+--fusion "$FUSION"} --data "$data" --attack "$attack" --epsilon 0.2 --max 500 --block 100 --threads 1 --out "$runs/$run" > /dev/null
}
others() { for name in "${names[@]}"; do [[ $name == "$1" ]] || echo "$name"; done; }

for source in "${names[@]}"; do
    for attack in fgm i-fgsm mi-fgsm; do
        craft "$source-$attack" $attack "$source" -- $(others "$source")
    done
done
for held in "${names[@]}"; do
    for fusion in logits probabilities loss; do
        FUSION=$fusion craft "all-but-$held-$fusion" mi-fgsm $(others "$held") -- "$held"
    done
done
folders=()
for source in "${names[@]}"; do for attack in fgm i-fgsm mi-fgsm; do folders+=("$runs/$source-$attack"); done; done
ensembles=()
for held in "${names[@]}"; do for fusion in logits probabilities loss; do ensembles+=("$runs/all-but-$held-$fusion"); done; done
for format in md csv; do
    "$audit" table "${folders[@]}" --kind transfer --format $format > "$here/single.$format"
    "$audit" table "${ensembles[@]}" --kind transfer --format $format > "$here/ensembles.$format"
done
