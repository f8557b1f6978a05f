#!/usr/bin/env bash
# Runs the study; DATA is a folder with CIFAR-10's binary version. Stopped runs are continued.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
data=${1:?usage: run.sh DATA [RUNS [OPTIONS OF audit run...]]}
runs=${2:-$here/../../runs/sequential-decisions}
"${AUDIT:-$here/../../audit}" run "$here/run.yaml" --set "cifar=$data" --out "$runs" "${@:3}"
python3 "$here/undecided.py" "$runs/decide-0.25" "$runs/decide-0.50" > "$runs/undecided.md"
