#!/usr/bin/env python3
"""Compares a run's L1 certificates with Yang et al. 2020: radius 2 lambda (p - 1/2), lambda = sqrt(3) sigma, p the one-sided
Clopper-Pearson bound of the votes. Reads records.jsonl; shares no code with the program."""
import json
import math
import sys


def tail(count, n, p):
    """P(at least count of n), each with probability p."""
    logs = [math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * math.log(p) + (n - k) * math.log1p(-p)
            for k in range(count, n + 1)]
    return math.fsum(math.exp(v) for v in logs)


def bound(count, n, alpha):
    """The p at which this many votes are as rare as alpha."""
    low, high = 0.0, 1.0
    for _ in range(100):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if tail(count, n, middle) < alpha else (low, middle)
    return low


records = [json.loads(line) for line in open(sys.argv[1] + "/records.jsonl")]
certified = [r for r in records if r["verdict"] == "certified"]
assert certified and all(r["noise"] == "uniform" and r["norm"] == "l1" for r in certified)
rows = []
for r in certified:
    p = bound(r["count"], r["n"], r["alpha"])
    width = math.sqrt(3) * r["sigma"]
    rows.append((abs(r["radius"] - 2 * width * (p - 0.5)), r["radius"] <= 2 * width * (p - 0.5) + 1e-9, r["radius"], width))
print("| certified | images | largest radius | lambda | largest difference from 2 lambda (p - 1/2) |")
print("| --------: | -----: | -------------: | -----: | -----------------------------------------: |")
print(f"| {len(rows)} | {len(records)} | {max(r[2] for r in rows):.4f} | {rows[0][3]:.4f} | {max(r[0] for r in rows):.1e} |")
if not all(r[1] for r in rows):
    sys.exit("a radius is above the closed form")
