#!/usr/bin/env bash
# Attacks and diagnoses of honest and obfuscated networks. Continues where it was stopped.
#   MNIST=DIR [IMAGES=100] [OUT=runs/obfuscation] ./run.sh [OPTIONS OF audit run...]
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
exec "${AUDIT:-$here/../../audit}" run "$here/run.yaml" --set "mnist=${MNIST:?the folder of the MNIST files}" "images=${IMAGES:-100}" \
    "nets=${MODELS:-../../models}" --out "${OUT:-$here/../../runs/obfuscation}" "$@"
