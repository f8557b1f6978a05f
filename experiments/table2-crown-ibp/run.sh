#!/usr/bin/env bash
# Runs the study: CIFAR and MNIST are folders of data, NETS holds the networks that the README names. Stopped runs are continued.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$here/../..
usage="usage: run.sh CIFAR MNIST NETS [RUNS]"
cifar=cifar10:${1:?$usage}
mnist=mnist:${2:?$usage}
nets=${3:?$usage}
runs=${4:-$root/runs/table2-crown-ibp}

spoof() { # name model data epsilon options...
    local name=$1 model=$2 data=$3 epsilon=$4
    shift 4
    "$root/audit" spoof --certifier ibp --model "$model" --data "$data" --epsilon "$epsilon" --skip 20 --threads 1 "$@" --out "$runs/$name"
}
spoof citrus-cpu "$nets/citrus_convsmall_8.onnx" "$cifar" 8/255
spoof citrus-paper "$nets/citrus_convsmall_8.onnx" "$cifar" 8/255 --preset paper
spoof sabr-cpu "$nets/sabr_convsmall_1.onnx" "$mnist" 0.1
spoof cnn-small-cpu "$nets/mnist_cnn_small.pth" "$mnist" 0.3

for format in md csv; do
    "$root/audit" table "$runs"/*-cpu --kind robust-error --format $format > "$here/robust-error-cpu.$format"
    "$root/audit" table "$runs"/*-paper --kind robust-error --format $format > "$here/robust-error-paper.$format"
done
