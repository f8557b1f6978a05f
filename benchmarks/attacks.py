"""audit's attacks against PyTorch loops: CPU seconds of one thread, the same networks, images and budgets, in turn.

Each attack runs at two lengths on both sides; what is compared is the difference, per image shown to the network, so that starting,
loading and the first compilation drop out, and equal passes are compared wherever one side stops earlier.
"""
import argparse
import gzip
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import torch
import torch.nn.functional as F

import naive
import peers

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
AUDIT = os.environ.get("AUDIT", os.path.join(ROOT, "audit"))
CIFAR_MEAN, CIFAR_STD = (0.485, 0.456, 0.406), (0.225, 0.225, 0.225)

# Where the network stands, how it is read, what it sees and the budget: one that most images stand.
NETWORKS = {
    "mnist_cnn_small": ("{models}/pytorch/mnist_cnn_small.pth", "chain", "mnist", 0.05, []),
    "cifar_cnn_a_adv": ("{models}/pytorch/cifar_cnn_a_adv.model", "normalised", "cifar10", 0.002,
                        ["--mean", ",".join(map(str, CIFAR_MEAN)), "--std", ",".join(map(str, CIFAR_STD))]),
    "cifar10-kw-small": (ROOT + "/models/cifar10-kw-small-ibp2.safetensors", "own", "cifar10", 0.002, []),
    "resnet20": (ROOT + "/models/cifar10-resnet20-sigma0.25.safetensors", "resnet", "cifar10", 0.002, []),
}

# Two lengths: steps, queries.
LENGTHS = {"pgd": (20, 220), "apgd-ce": (20, 170), "fab-t": (5, 35), "square": (50, 450), "auto": (4, 14)}
TARGETS = 3


def chain(tensors, mean=None, std=None):
    """Convolutions 4x4 with stride 2 and padding 1, then linear layers, rectifiers between."""
    layers = list(zip(tensors[::2], tensors[1::2]))

    def logits(x):
        if mean is not None:
            x = (x - torch.tensor(mean).view(1, 3, 1, 1)) / torch.tensor(std).view(1, 3, 1, 1)
        for k, (w, b) in enumerate(layers):
            x = F.conv2d(x, w, b, stride=2, padding=1) if w.dim() == 4 else F.linear(x.flatten(1), w, b)
            if k < len(layers) - 1:
                x = F.relu(x)
        return x

    return logits


def network(path, kind):
    if kind == "resnet":
        net = naive.load(path)
        for parameter in net.parameters():
            parameter.requires_grad_(False)
        return net
    if kind == "own":
        raw = open(path, "rb").read()
        size = int.from_bytes(raw[:8], "little")
        header = json.loads(raw[8:8 + size])
        about, tensors = header.pop("__metadata__", {}), []
        for _, entry in sorted(header.items(), key=lambda pair: pair[1]["data_offsets"][0]):
            begin, end = entry["data_offsets"]
            tensors.append(torch.frombuffer(bytearray(raw[8 + size + begin:8 + size + end]), dtype=torch.float32).reshape(entry["shape"]))
        given = [[float(v) for v in about[key].split(",")] for key in ("mean", "std") if key in about]
        return chain(paired(tensors), *given)
    stored = torch.load(path, map_location="cpu")
    stored = stored.get("state_dict", stored) if isinstance(stored, dict) else stored.state_dict()
    if isinstance(stored, (list, tuple)):
        stored = stored[0]
    tensors = [t.float() for t in stored.values() if t.dim() > 0]
    return chain(tensors, CIFAR_MEAN, CIFAR_STD) if kind == "normalised" else chain(tensors)


def paired(tensors):
    """Weights, each with the bias of as many rows beside it in the file."""
    weights, biases = [t for t in tensors if t.dim() > 1], [t for t in tensors if t.dim() == 1]
    convolutions = sorted((t for t in weights if t.dim() == 4), key=lambda t: t.shape[1])
    linear = sorted((t for t in weights if t.dim() == 2), key=lambda t: -t.shape[1])
    return [u for t in convolutions + linear for u in (t, next(b for b in biases if b.shape[0] == t.shape[0]))]


def images(options, data, count):
    if data == "mnist":
        with gzip.open(f"{options.mnist}/t10k-images-idx3-ubyte.gz") as file:
            x = torch.frombuffer(bytearray(file.read()[16:16 + 784 * count]), dtype=torch.uint8).reshape(-1, 1, 28, 28).float() / 255
        with gzip.open(f"{options.mnist}/t10k-labels-idx1-ubyte.gz") as file:
            return x, torch.frombuffer(bytearray(file.read()[8:8 + count]), dtype=torch.uint8).long()
    pairs = [naive.image(options.cifar10, k) for k in range(count)]
    return torch.stack([x for x, _ in pairs]), torch.tensor([y for _, y in pairs])


def ours(options, name, attack, length, folder):
    """(CPU seconds, images shown to the network) of a whole run of audit."""
    path, _, data, epsilon, more = NETWORKS[name]
    arguments = [AUDIT, "attack", "--model", path.format(models=options.models), "--attack", attack, "--epsilon", str(epsilon),
                 "--data", f"{data}:{getattr(options, data)}", "--max", str(options.images), "--block", str(options.images),
                 "--threads", "1", "--out", folder, *more]
    if attack != "square":
        arguments += ["--steps", str(length)]
    if attack in ("square", "auto"):
        arguments += ["--queries", str(length * 20 if attack == "auto" else length)]
    if attack in ("fab-t", "auto"):
        arguments += ["--classes", str(TARGETS)]
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"benchmarks: {' '.join(arguments)}\n{error}")
    rows = 0
    with open(os.path.join(folder, "records.jsonl")) as file:
        for record in map(json.loads, file):
            rows += record.get("queries", 0) + record.get("gradient_passes", 0)
    return usage.ru_utime + usage.ru_stime, rows


def theirs(net, x, y, epsilon, attack, length):
    """The same of a loop of peers.py."""
    counted = peers.Counted(net)
    start = time.process_time()
    if attack == "pgd":
        peers.pgd(counted, x, y, epsilon, length)
    elif attack == "apgd-ce":
        peers.apgd(counted, x, y, epsilon, length)
    elif attack == "fab-t":
        peers.fab_t(counted, x, y, epsilon, length, TARGETS)
    elif attack == "square":
        peers.square(counted, x, y, epsilon, length)
    else:  # the members one after the other, each on what is left
        for member, count in (("apgd-ce", length), ("fab-t", length), ("square", length * 20)):
            adversarial = {"apgd-ce": lambda: peers.apgd(counted, x, y, epsilon, count),
                           "fab-t": lambda: peers.fab_t(counted, x, y, epsilon, count, TARGETS),
                           "square": lambda: peers.square(counted, x, y, epsilon, count)}[member]()
            inside = (adversarial - x).flatten(1).abs().amax(1) <= epsilon * 1.0001
            with torch.no_grad():
                left = (net(adversarial).argmax(1) == y) | ~inside
            x, y = x[left], y[left]
    return time.process_time() - start, counted.rows


def published(net, x, y, epsilon, attack, length):
    """The same of AutoAttack's own code, where a folder of it is given."""
    from autoattack import AutoAttack
    counted = peers.Counted(net)
    whole = AutoAttack(counted, norm="Linf", eps=epsilon, version="standard", device="cpu", verbose=False)
    whole.apgd.n_iter = whole.apgd_targeted.n_iter = whole.fab.n_iter = length
    whole.fab.n_target_classes = whole.apgd_targeted.n_target_classes = TARGETS
    whole.square.n_queries = length * 20 if attack == "auto" else length
    whole.attacks_to_run = {"apgd-ce": ["apgd-ce"], "fab-t": ["fab-t"], "square": ["square"],
                            "auto": ["apgd-ce", "apgd-t", "fab-t", "square"]}[attack]
    start = time.process_time()
    whole.run_standard_evaluation(x, y, bs=x.shape[0])
    return time.process_time() - start, counted.rows


def each(short, long):
    """Microseconds for an image shown to the network."""
    return 1e6 * (long[0] - short[0]) / max(1, long[1] - short[1])


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/attacks", description=__doc__.splitlines()[0])
    parser.add_argument("--models", required=True, help="folder of the networks that others trained (pytorch/mnist_cnn_small.pth, ...)")
    parser.add_argument("--mnist", required=True, help="folder of MNIST")
    parser.add_argument("--cifar10", required=True, help="folder of CIFAR-10, binary version")
    parser.add_argument("--networks", default=",".join(NETWORKS), help="which of them [default: %(default)s]")
    parser.add_argument("--attacks", default=",".join(LENGTHS), help="which attacks [default: %(default)s]")
    parser.add_argument("--images", type=int, default=100, help="images, attacked together")
    parser.add_argument("--autoattack", metavar="DIR", help="a checkout of fra31/auto-attack, to run its own code too")
    parser.add_argument("--quick", action="store_true", help="one pair instead of three")
    parser.add_argument("--json", metavar="FILE", help="also write what was measured here")
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.autoattack:
        sys.path.insert(0, options.autoattack)
    print(f"PyTorch {torch.__version__}, one thread, {options.images} images in a batch; load {os.getloadavg()[0]:.1f} at the start of "
          f"{os.cpu_count()} cores\n\nCPU microseconds for an image shown to the network (medians)\n")
    print("| network | attack | audit | PyTorch loop | ratio | AutoAttack's code | ratio |\n|---|---|---|---|---|---|---|", flush=True)
    out = []
    work = tempfile.mkdtemp(prefix="audit-attacks-")
    for name in options.networks.split(","):
        path, kind, data, epsilon, _ = NETWORKS[name]
        net = network(path.format(models=options.models), kind)
        x, y = images(options, data, options.images)
        with torch.no_grad():
            right = net(x).argmax(1) == y
        x, y = x[right], y[right]  # audit leaves the others alone, too
        for attack in options.attacks.split(","):
            # A pass through the residual network is as long as forty of the others.
            lengths = [max(3, n // 10) if kind == "resnet" else n for n in LENGTHS[attack]]
            rows = []
            for turn in range(1 if options.quick else 3):
                a = each(*[ours(options, name, attack, n, os.path.join(work, f"{name}-{attack}-{n}-{turn}")) for n in lengths])
                b = each(*[theirs(net, x, y, epsilon, attack, n) for n in lengths])
                c = each(*[published(net, x, y, epsilon, attack, n) for n in lengths]) if options.autoattack and attack != "pgd" else None
                rows.append((a, b, c))
            a, b = (statistics.median(r[k] for r in rows) for k in (0, 1))
            c = statistics.median(r[2] for r in rows) if rows[0][2] is not None else None
            print(f"| {name} | {attack} | {a:.1f} | {b:.1f} | {a / b:.2f} | {'' if c is None else f'{c:.1f}'} | "
                  f"{'' if c is None else f'{a / c:.2f}'} |", flush=True)
            out.append({"network": name, "attack": attack, "audit": a, "loop": b, "autoattack": c, "pairs": rows})
    print(f"\nload {os.getloadavg()[0]:.1f} at the end")
    if options.json:
        with open(options.json, "w") as file:
            json.dump(out, file, indent=1)


if __name__ == "__main__":
    main()
