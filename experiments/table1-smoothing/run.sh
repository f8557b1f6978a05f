#!/usr/bin/env bash
# Runs the study; DATA is a folder with CIFAR-10's binary version. Stopped runs are continued. About an hour on two cores.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$here/../..
data=cifar10:${1:?usage: run.sh DATA [RUNS]}
runs=${2:-$root/runs/table1-smoothing}

certify() { # sigma n
    "$root/audit" certify --model "$root/models/cifar10-resnet20-sigma$1.safetensors" --data "$data" \
        --sigma "$1" --n "$2" --skip 20 --out "$runs/certify-$1"
}
spoof() { # sigma
    "$root/audit" spoof --model "$root/models/cifar10-resnet20-sigma$1.safetensors" --data "$data" \
        --sigma "$1" --preset cpu --skip 200 --out "$runs/spoof-$1"
}
certify 0.50 10000
certify 0.25 1000
spoof 0.25
spoof 0.50

for format in md csv; do
    "$root/audit" table "$runs/certify-0.25" "$runs/certify-0.50" --kind certified-accuracy --format $format > "$here/certified-accuracy.$format"
    "$root/audit" table "$runs/spoof-0.25" "$runs/spoof-0.50" --kind spoofed-radius --format $format > "$here/spoofed-radius.$format"
done
