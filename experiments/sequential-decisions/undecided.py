"""Samples that --decide drew, and what a fixed n would have made of the images that stayed undecided.

An image that is undecided at the cap has had all n votes counted, and the noise of a sample has the same address in both kinds of run:
a run with fixed n counts the same votes. Its exact bound (Clopper-Pearson) therefore says whether it certifies the image. Only
Python's standard library is used.   usage: undecided.py RUN...
"""
import json
import math
import sys


def tail(k, n, p):
    """P(X >= k) for X ~ Binomial(n, p), p below k / n."""
    whole = math.lgamma(n + 1)
    return math.fsum(math.exp(whole - math.lgamma(i + 1) - math.lgamma(n - i + 1) + i * math.log(p) + (n - i) * math.log1p(-p))
                     for i in range(k, min(n, k + 20000) + 1))


def certifies(k, n, alpha, p):
    """Whether the one-sided lower bound on the probability is above p: P(X >= k) at p is then below alpha."""
    return k / n > p and tail(k, n, p) < alpha


def main():
    print("| sigma | r | images | certified | with the right class | undecided | of these, fixed n certifies | mean samples | median | saving |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for folder in sys.argv[1:]:
        with open(f"{folder}/records.jsonl") as file:
            records = [json.loads(line) for line in file]
        for k in range(len(records[0]["sequential"]["decisions"])):
            rows = [(r, r["sequential"]["decisions"][k]) for r in records]
            radius, sigma, n, alpha = rows[0][1]["radius"], records[0]["sigma"], records[0]["n"], records[0]["alpha"]
            p = 0.5 * math.erfc(-radius / sigma / math.sqrt(2))
            drawn = sorted(d.get("at", r["sequential"]["samples"]) for r, d in rows)
            certified = [r for r, d in rows if d["verdict"] == "certified"]
            undecided = [r for r, d in rows if d["verdict"] == "undecided"]
            lost = [r["index"] for r in undecided if certifies(r["count"], n, alpha, p)]
            print(f"| {sigma:g} | {radius:g} | {len(rows)} | {len(certified)} | {sum(r['correct'] for r in certified)} | {len(undecided)} "
                  f"| {len(lost)}{' (' + ', '.join(f'image {i}' for i in lost) + ')' if lost else ''} | {sum(drawn) / len(drawn):.0f} "
                  f"| {drawn[len(drawn) // 2]} | {n * len(drawn) / sum(drawn):.1f} |")


main()
