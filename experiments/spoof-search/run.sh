#!/bin/sh
# The efficient search against preset cpu and the papers' settings, attacks at equal L2, and screening.
# Usage: run.sh DATA [OUT [SKIP [PRESETS]]]     SKIP 200 is 50 images; add paper-cifar to PRESETS where a night of CPU is there for it
# (1.08 million passes an image: about 20 minutes on one idle core).
set -eu
data=$1 out=${2:-runs/spoof-search} skip=${3:-200} presets=${4:-"efficient cpu"}
here=$(dirname "$0")/../..
for sigma in 0.25 0.50; do
    model=$here/models/cifar10-resnet20-sigma$sigma.safetensors
    spoof() { name=$1; shift; "$here/audit" spoof --model "$model" --data "$data" --sigma $sigma --skip "$skip" --out "$out/$sigma-$name" "$@"; }
    for preset in $presets; do spoof "$preset" --preset "$preset" --n 1000; done
    for objective in vote radius; do spoof "objective-$objective" --objective $objective; done
    for preset in shadow-bounded region rs-aware abstention; do spoof "$preset" --preset $preset; done
    spoof evade --evade all
    "$here/audit" table "$out/$sigma-efficient" "$out/$sigma-cpu" "$out/$sigma-objective-vote" "$out/$sigma-objective-radius" --kind spoof-outcomes
    "$here/audit" table "$out/$sigma-shadow-bounded" "$out/$sigma-region" "$out/$sigma-rs-aware" --kind spoof-outcomes
    "$here/audit" screen "$out/$sigma-efficient" --model "$model" --adaptive "$out/$sigma-evade"
done
