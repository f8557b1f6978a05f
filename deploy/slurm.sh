#!/bin/bash
# One run in parts on a slurm cluster: an array job, each task one part (--shard i/n), then one job that merges them.
#
#   deploy/slurm.sh PARTS OUT COMMAND...
#   deploy/slurm.sh 8 runs/c25 certify model.safetensors --data cifar10:/data/cifar10 --sigma 0.25 --skip 20
#
# Give COMMAND without --out and --shard. Options of sbatch go into SBATCH_OPTIONS ("--partition gpu --gres gpu:1"),
# the program into AUDIT. A part that was stopped resumes when it is requeued; submit again to do the parts that failed.
set -euo pipefail

if [ $# -lt 3 ]; then
    sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
parts=$1 out=$2
shift 2
[[ $parts =~ ^[1-9][0-9]*$ ]] || { echo "slurm.sh: PARTS must be a whole number of at least 1, got '$parts'" >&2; exit 2; }
audit=${AUDIT:-audit}
read -ra options <<< "${SBATCH_OPTIONS:-}"
mkdir -p "$(dirname "$out")"

printf -v command '%q ' "$audit" "$@"
array=$(sbatch --parsable --job-name=audit --array="1-$parts" --requeue --output="$out-%a.log" "${options[@]}" \
    --wrap="exec $command --quiet --out $(printf %q "$out")-\$SLURM_ARRAY_TASK_ID --shard \$SLURM_ARRAY_TASK_ID/$parts")
array=${array%%;*}

folders=
for ((i = 1; i <= parts; i++)); do
    folders+="$(printf %q "$out-$i") "
done
merge=$(sbatch --parsable --job-name=audit-merge --dependency="afterok:$array" --output="$out-merge.log" "${options[@]}" \
    --wrap="exec $(printf %q "$audit") merge $folders --out $(printf %q "$out")")
echo "parts: job $array, merge: job ${merge%%;*}, result: $out"
