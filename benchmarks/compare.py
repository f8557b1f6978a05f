"""audit against the naive loops of naive.py: the same weights, the same images, in turn (A B A B), a ratio a pair, medians."""
import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import torch

import naive

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
AUDIT = os.environ.get("AUDIT", os.path.join(ROOT, "audit"))  # another build of it
MODEL = os.path.join(ROOT, "models", "cifar10-resnet20-sigma0.25.safetensors")
SIGMA, ALPHA = 0.25, 0.001


def run(arguments):
    """Runs audit; returns (seconds, peak memory in MiB). Ends the benchmark where audit fails."""
    start = time.perf_counter()
    process = subprocess.Popen([AUDIT, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"benchmarks: audit {' '.join(arguments)}\n{error}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


class Bench:
    def __init__(self, options):
        self.options = options
        self.work = tempfile.mkdtemp(prefix="audit-benchmark-")
        self.runs = 0
        self.net = naive.load(MODEL)
        self.x, self.label = naive.image(options.data, 0)
        self.results = {}

    def subject(self, command, *more):
        """Arguments of a command on image 0, into a folder of its own; and that folder."""
        self.runs += 1
        folder = os.path.join(self.work, str(self.runs))
        return [command, "--model", MODEL, "--data", f"cifar10:{self.options.data}", "--sigma", str(SIGMA), "--max", "1",
                "--threads", str(self.options.threads), "--out", folder, *more], folder

    def item_seconds(self, arguments, folder):
        """Seconds that audit says its one image took; its start and its reading of the data are not in it."""
        run(arguments)
        with open(os.path.join(folder, "timing.jsonl")) as file:
            return json.loads(file.readline())["seconds"]

    def certify_rate(self, precision, n):
        seconds = self.item_seconds(*self.subject("certify", "--n", str(n), "--precision", precision))
        return (n + 100) / seconds

    def naive_rate(self, n, batch):
        _, seconds = naive.certify(self.net, self.x, SIGMA, n, batch)
        return n / seconds

    def shadow_rate(self, precision, steps):
        """Passes a second, from two attacks of different length: what is not the attack drops out."""
        def seconds(count):
            return self.item_seconds(*self.subject("spoof", "--n", "100", "--copies", "64", "--targets", "1", "--steps", str(count),
                                                   "--lambda-dissim", "0", "--precision", precision))
        return 64 * steps / (seconds(2 + steps) - seconds(2))

    def naive_shadow_rate(self, steps):
        return 64 * steps / naive.shadow(self.net, self.x, (self.label + 1) % 10, SIGMA, steps, 64)


def pairs(count, ours, theirs):
    """Medians of both, and of their ratio, over pairs measured in turn."""
    measured = []
    for _ in range(count):
        a = ours()
        b = theirs()
        measured.append((a, b))
    ratios = [a / b for a, b in measured]
    return {"audit": statistics.median(a for a, _ in measured), "naive": statistics.median(b for _, b in measured),
            "ratio": statistics.median(ratios), "ratios": ratios}


def row(name, r):
    ratios = ", ".join(f"{v:.2f}" for v in r["ratios"])
    print(f"| {name} | {r['audit']:.0f} | {r['naive']:.0f} | {r['ratio']:.2f} | {ratios} |", flush=True)


def certify(bench, quick):
    n, count = (2000, 2) if quick else (20000, 5)
    naive.certify(bench.net, bench.x, SIGMA, 400, 400)  # warm
    batches = {b: bench.naive_rate(1200 if quick else 4000, b) for b in (64, 100, 200, 400, 1000)}
    best = max(batches, key=batches.get)
    print(f"\nNaive loop by batch, images/s: {', '.join(f'{b}: {r:.0f}' for b, r in batches.items())}\n")
    print("| certify, images/s | audit | naive | ratio | ratio of each pair |\n|---|---|---|---|---|")
    out = {"naive_by_batch": batches, "naive_best_batch": best, "n": n}
    for precision in ("float32", "bfloat16", "mixed"):
        for batch in (best, 1000):
            r = pairs(count if batch == best else max(1, count - 2), lambda: bench.certify_rate(precision, n), lambda: bench.naive_rate(n // 2, batch))
            row(f"{precision}, naive batch {batch}", r)
            out[f"{precision}_{batch}"] = r
    return out


def shadow(bench, quick):
    steps, count = (10, 2) if quick else (60, 5)
    naive.shadow(bench.net, bench.x, 1, SIGMA, 2, 64)
    print("\n| Shadow Attack, forward-backward passes/s | audit | naive | ratio | ratio of each pair |\n|---|---|---|---|---|")
    out = {"copies": 64}
    for precision in ("float32", "bfloat16"):
        out[precision] = pairs(count, lambda: bench.shadow_rate(precision, steps), lambda: bench.naive_shadow_rate(steps // 2))
        row(precision, out[precision])
    return out


def start_up(bench, quick):
    ours = [run(["--help"])[0] for _ in range(3 if quick else 9)]
    theirs = [timed([sys.executable, "-c", "import torch"]) for _ in range(1 if quick else 3)]
    out = {"help": statistics.median(ours), "import_torch": statistics.median(theirs)}
    print(f"\n`./audit --help`: {out['help']:.3f} s (`import torch` in Python: {out['import_torch']:.3f} s)")
    return out


def timed(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def memory(bench, quick):
    print("\n| peak memory, MiB | n | batch | MiB |\n|---|---|---|---|")
    out = []
    for n, batch in ((1000, "auto"), (2000 if quick else 40000, "auto"), (2000, "64"), (2000, "4096")):
        mib = run(bench.subject("certify", "--n", str(n), "--batch", batch)[0])[1]
        print(f"| certify | {n} | {batch} | {mib:.0f} |", flush=True)
        out.append({"n": n, "batch": batch, "mib": mib})
    return out


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/run", description="audit against a naive PyTorch loop, in turn. Example: benchmarks/run --data data/cifar10 --quick")
    parser.add_argument("--data", required=True, help="folder of CIFAR-10, binary version (test_batch.bin)")
    parser.add_argument("--quick", action="store_true", help="about two minutes: fewer and shorter pairs")
    parser.add_argument("--only", choices=["certify", "shadow", "start-up", "memory"], help="one part alone")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="cores for both sides")
    parser.add_argument("--json", metavar="FILE", help="also write what was measured here")
    options = parser.parse_args()
    if not os.path.exists(os.path.join(options.data, "test_batch.bin")):
        sys.exit(f"benchmarks: --data {options.data}: expected test_batch.bin there (CIFAR-10, binary version)")
    options.data = os.path.abspath(options.data)
    torch.set_num_threads(options.threads)
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.processor())
    print(f"{cpu}, {options.threads} threads, PyTorch {torch.__version__}; load before: {os.getloadavg()[0]:.2f}")
    bench = Bench(options)
    parts = {"certify": certify, "shadow": shadow, "start-up": start_up, "memory": memory}
    try:
        for name, part in parts.items():
            if options.only in (None, name):
                bench.results[name] = part(bench, options.quick)
    finally:
        shutil.rmtree(bench.work, ignore_errors=True)
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"cpu": cpu, "threads": options.threads, "torch": str(torch.__version__), **bench.results}, file, indent=1)


if __name__ == "__main__":
    main()
