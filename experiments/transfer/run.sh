#!/usr/bin/env bash
# Transfer between four small networks; MNIST is a folder with the idx files. About ten minutes on two quiet cores, training included.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
data=${1:?usage: run.sh MNIST [RUNS [NETS [OPTIONS OF audit run...]]]}
runs=$(realpath -m "${2:-$here/../../runs/transfer}")
nets=$(realpath -m "${3:-$runs/nets}")
mkdir -p "$nets"
exec "${AUDIT:-$here/../../audit}" run "$here/run.yaml" --set "mnist=$data" "nets=$nets" --out "$runs" "${@:4}"
