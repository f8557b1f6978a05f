#!/usr/bin/env bash
# Runs the study: CIFAR and MNIST are folders of data, NETS holds the networks that the README names. Stopped runs are continued.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
usage="usage: run.sh CIFAR MNIST NETS [RUNS [OPTIONS OF audit run...]]"
exec "${AUDIT:-$here/../../audit}" run "$here/run.yaml" --set "cifar=${1:?$usage}" "mnist=${2:?$usage}" "nets=$(readlink -f "${3:?$usage}")" \
    --out "${4:-$here/../../runs/table2-crown-ibp}" "${@:5}"
