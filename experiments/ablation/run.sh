#!/usr/bin/env bash
# The paper's figures 4 to 7: terms of equation (2) by step on the first test image of each class, over lambda_s and lambda_tv.
# Usage: run.sh DATA [OUT [STEPS [COPIES]]]     DATA such as cifar10:DIR. On two idle cores about a minute per setting by default.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
exec "${AUDIT:-$here/../../audit}" run "$here/run.yaml" --set "data=${1:?usage: run.sh DATA [OUT [STEPS [COPIES]]]}" "steps=${3:-60}" \
    "copies=${4:-64}" --out "${2:-runs/ablation}" "${@:5}"
