#!/usr/bin/env bash
# Runs the study; DATA is a folder with CIFAR-10's binary version. Stopped runs are continued. About an hour on two cores.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
data=${1:?usage: run.sh DATA [RUNS [OPTIONS OF audit run...]]}
exec "${AUDIT:-$here/../../audit}" run "$here/run.yaml" --set "cifar=$data" --out "${2:-$here/../../runs/table1-smoothing}" "${@:3}"
