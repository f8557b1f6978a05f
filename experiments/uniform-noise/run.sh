#!/usr/bin/env bash
# Uniform noise from training to figures: an L1 certificate in every step. Writes the tables beside this file; continues where it
# was stopped.
#   MNIST=DIR [IMAGES=50] [OUT=runs/uniform-noise] ./run.sh
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
audit=${AUDIT:-$here/../../audit}
out=${OUT:-$here/../../runs/uniform-noise}
images=${IMAGES:-50}
data=mnist:${MNIST:?the folder of the MNIST files}
mkdir -p "$out"

model=$out/mnist-kw-small-uniform0.5.safetensors
[[ -e $model ]] || "$audit" train --recipe uniform --sigma 0.5 --data "$data" --arch kw-small --epochs 2 --threads 2 --out "$model"

noise=(--sigma 0.5 --noise uniform)
subject=(--model "$model" --data "$data" --skip 197)
"$audit" certify "${subject[@]}" "${noise[@]}" --max "$images" --n 10000 --out "$out/certify" > /dev/null
"$audit" certify "${subject[@]}" "${noise[@]}" --max "$images" --n 10000 --decide 0.25,0.5 --out "$out/decide" > /dev/null
"$audit" spoof "${subject[@]}" "${noise[@]}" --max 3 --n 1000 --steps 60 --copies 64 --targets 1 --out "$out/spoof" > /dev/null
"$audit" attack "${subject[@]}" --max 3 --attack pgd --norm l1 --steps 10 --certificates "$out/certify" --out "$out/examined" > /dev/null

"$audit" table "$out/certify" "$out/decide" --kind certified-accuracy --radii 0,0.25,0.5,0.75 > "$here/certified-accuracy.md"
"$audit" table "$out/decide" "$out/certify" --kind decisions > "$here/decisions.md"
"$audit" table "$out/spoof" --kind spoofed-radius > "$here/spoofed-radius.md"
"$audit" table "$out/examined" --kind attack > "$here/examined.md"
"$audit" plot "$out/certify" --kind certified-accuracy --out "$here/certified-accuracy.svg" > /dev/null
"$here/closed-form.py" "$out/certify" > "$here/closed-form.md"
