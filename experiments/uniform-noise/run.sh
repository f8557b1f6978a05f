#!/usr/bin/env bash
# Uniform noise from training to figures: an L1 certificate in every step. Continues where it was stopped.
#   MNIST=DIR [IMAGES=50] [OUT=runs/uniform-noise] ./run.sh [OPTIONS OF audit run...]
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
out=$(realpath -m "${OUT:-$here/../../runs/uniform-noise}")
"${AUDIT:-$here/../../audit}" run "$here/run.yaml" --set "mnist=${MNIST:?the folder of the MNIST files}" "images=${IMAGES:-50}" --out "$out" "$@"
"$here/closed-form.py" "$out/certify-uniform" > "$out/closed-form.md"
