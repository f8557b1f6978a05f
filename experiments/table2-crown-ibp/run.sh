#!/usr/bin/env bash
# Runs the study; DATA is a folder with CIFAR-10's binary version, ONNX (optional) one with citrus_convsmall_8.onnx. Stopped runs are continued.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$here/../..
data=cifar10:${1:?usage: run.sh DATA [ONNX] [RUNS]}
onnx=${2:-}
runs=${3:-$root/runs/table2-crown-ibp}

spoof() { # name model epsilon
    "$root/audit" spoof --certifier ibp --epsilon "$3" --model "$2" --data "$data" --skip 20 --out "$runs/$1"
}
spoof kw-small-ibp8 "$root/models/cifar10-kw-small-ibp8.safetensors" 8/255
spoof kw-small-ibp2 "$root/models/cifar10-kw-small-ibp2.safetensors" 2/255
folders=("$runs/kw-small-ibp8" "$runs/kw-small-ibp2")
if [[ -n $onnx ]]; then
    spoof citrus-convsmall-8 "$onnx/citrus_convsmall_8.onnx" 8/255
    folders+=("$runs/citrus-convsmall-8")
fi
for format in md csv; do
    "$root/audit" table "${folders[@]}" --kind robust-error --format $format > "$here/robust-error.$format"
done
