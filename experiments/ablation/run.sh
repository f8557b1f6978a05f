#!/bin/sh
# The paper's figures 4 to 7: terms of equation (2) by step on the first test image of each class, over lambda_s and lambda_tv.
# Usage: run.sh DATA [OUT [STEPS [COPIES]]]     DATA such as cifar10:DIR. On two idle cores about a minute per setting by default.
set -eu
data=$1 out=${2:-runs/ablation} steps=${3:-60} copies=${4:-64}
here=$(dirname "$0")/../..
spoof() {
    name=$1; shift
    "$here/audit" spoof --model "$here/models/cifar10-resnet20-sigma0.25.safetensors" --data "$data" --sigma 0.25 --preset cpu \
        --images first-of-each-class --steps "$steps" --copies "$copies" --trace --out "$out/$name" "$@"
    "$here/audit" plot "$out/$name" --kind ascent --out "$out/$name.svg"
}
for s in 0 0.5 5; do spoof "dissim-$s" --channels 3 --lambda-dissim "$s"; done
for tv in 0.03 0.3 3; do spoof "tv-$tv" --lambda-tv "$tv"; done
