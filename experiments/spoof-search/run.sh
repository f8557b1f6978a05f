#!/usr/bin/env bash
# The efficient search against preset cpu, attacks at equal L2, and screening.
# Usage: run.sh DATA [OUT [SKIP [OPTIONS OF audit run...]]]     DATA is a folder with CIFAR-10's binary version; SKIP 200 is 50 images.
# The papers' settings (1.08 million passes an image: about 20 minutes on one idle core) are one line more under sweep, preset.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
exec "${AUDIT:-$here/../../audit}" run "$here/run.yaml" --set "cifar=${1:?usage: run.sh DATA [OUT [SKIP]]}" "skip=${3:-200}" \
    --out "${2:-runs/spoof-search}" "${@:4}"
