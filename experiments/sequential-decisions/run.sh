#!/usr/bin/env bash
# Runs the study; DATA is a folder with CIFAR-10's binary version. Stopped runs are continued.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$here/../..
data=cifar10:${1:?usage: run.sh DATA [RUNS]}
runs=${2:-$root/runs/sequential-decisions}

for sigma in 0.25 0.50; do
    "$root/audit" certify --model "$root/models/cifar10-resnet20-sigma$sigma.safetensors" --data "$data" \
        --sigma $sigma --skip 20 --decide 0.25,0.5 --out "$runs/decide-$sigma"
done
"$root/audit" table "$runs/decide-0.25" "$runs/decide-0.50" --kind certified-accuracy > "$here/certified-accuracy.md"
python3 "$here/undecided.py" "$runs/decide-0.25" "$runs/decide-0.50" > "$here/undecided.md"
