"""APGD (Linf, L2, L1), targeted APGD, Square (Linf, L2, L1) and a bisected PGD, written from the papers with PyTorch.

strong_attacks.py MODEL DATA NORM EPSILON ATTACK COUNT [SEED]: prints, for the first COUNT test images, 'index label clean robust' and,
for pgd-bisected, the distance found. MODEL is a committed .safetensors of MNIST (convolutions 4x4 of stride 2 and linear layers,
inferred from the shapes; mean and deviation from the metadata), a state dictionary of PyTorch with the same kinds of layers, or 'cifar:PATH' for one that takes images
normalised by the means and deviations of cifar_cnn_a_adv. DATA is the folder of the idx files (MNIST) or of the binary batches
(CIFAR-10). Nothing here is taken from the C# code or from the authors' repositories.

Sources: Croce and Hein 2020 (arXiv:2003.01690), algorithm 1 and equations 6, 7; Croce and Hein 2021 (arXiv:2103.01208), section 3;
Andriushchenko et al. 2020 (arXiv:1912.00049), algorithms 1 to 3 and section 3.4.
"""
import gzip
import json
import math
import os
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)


# Networks and images ---------------------------------------------------------------------------------------------------------------

def header_of(file):
    return json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))


def safetensors(path):
    with open(path, "rb") as file:
        header = header_of(file)
        body = file.read()
    tensors = []
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        begin, end = entry["data_offsets"]
        values = np.frombuffer(body[begin:end], "<f4").reshape(entry["shape"])
        tensors.append((name, torch.from_numpy(values.copy())))
    return tensors


def layers_of(path):
    if path.endswith(".safetensors"):
        named = dict(safetensors(path))
        order = sorted({n.rsplit(".", 1)[0] for n in named if n.endswith(".weight")},
                       key=lambda n: [int(t) if t.isdigit() else t for t in n.replace("conv", "0.").replace("fc", "1.").split(".")])
        return [(named[n + ".weight"], named[n + ".bias"]) for n in order]
    stored = torch.load(path, map_location="cpu")
    while isinstance(stored, (list, tuple)):
        stored = stored[0]
    stored = stored.get("state_dict", stored) if isinstance(stored, dict) else stored.state_dict()
    while isinstance(stored, (list, tuple)):
        stored = stored[0]
    tensors = [t for t in stored.values() if t.dim() > 0]
    return list(zip(tensors[::2], tensors[1::2]))


def network(path):
    mean = std = None
    if path.endswith(".safetensors"):
        with open(path, "rb") as file:
            stored = header_of(file).get("__metadata__", {})
        if "mean" in stored:
            mean, std = (torch.tensor([float(v) for v in stored[k].split(",")]).view(-1, 1, 1) for k in ("mean", "std"))
    if path.startswith("cifar:"):
        path = path[6:]
        mean, std = torch.tensor([.485, .456, .406]).view(3, 1, 1), torch.tensor([.225] * 3).view(3, 1, 1)
    layers = layers_of(path)

    def logits(x):
        if mean is not None:
            x = (x - mean) / std
        for k, (w, b) in enumerate(layers):
            x = F.conv2d(x, w, b, stride=2 if w.size(2) == 4 else 1, padding=1) if w.dim() == 4 else F.linear(x.flatten(1), w, b)
            if k < len(layers) - 1:
                x = F.relu(x)
        return x

    return logits


def data(folder, count):
    bins = [os.path.join(r, f) for r, _, fs in os.walk(folder) for f in fs if f.startswith("test_batch")]
    if bins:
        raw = np.fromfile(bins[0], np.uint8)[:count * 3073].reshape(count, 3073)
        return torch.from_numpy(raw[:, 1:].reshape(count, 3, 32, 32).astype(np.float32) / 255), torch.from_numpy(raw[:, 0].astype(np.int64))

    def read(name, header):
        path = next(os.path.join(folder, n) for n in (name, name + ".gz", name.replace("-idx", ".idx")) if
                    os.path.exists(os.path.join(folder, n)))
        opened = gzip.open(path, "rb") if path.endswith(".gz") else open(path, "rb")
        with opened as file:
            return np.frombuffer(file.read(), np.uint8)[header:]

    x = read("t10k-images-idx3-ubyte", 16)[:count * 784].reshape(count, 1, 28, 28).astype(np.float32) / 255
    return torch.from_numpy(x), torch.from_numpy(read("t10k-labels-idx1-ubyte", 8)[:count].astype(np.int64))


# Parts -----------------------------------------------------------------------------------------------------------------------------

def spread(values):
    return values.view(-1, 1, 1, 1)


def length(d, norm):
    d = d.flatten(1).abs()
    return d.amax(1) if norm == "linf" else d.square().sum(1).sqrt() if norm == "l2" else d.sum(1)


def nearest_l1(d, x, epsilon):
    """The nearest perturbation in the L1 ball that keeps x + d in [0,1]."""
    flat, clean = d.flatten(1), x.flatten(1)
    size = flat.abs()
    room = torch.where(flat > 0, 1 - clean, clean)
    cut = torch.minimum(size, room)
    out = cut.clone()
    for i in torch.nonzero(cut.sum(1) > epsilon).flatten():
        # min(max(s_j - t, 0), r_j), with the t for which the norm is epsilon.
        s, r = size[i].double(), room[i].double()
        # The sum falls from above epsilon at t = 0 to zero at the largest s.
        low, high = torch.zeros((), dtype=torch.float64), s.max()
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if torch.minimum((s - middle).clamp(min=0), r).sum() > epsilon else (low, middle)
        out[i] = torch.minimum((s - high).clamp(min=0), r).float()
    return (flat.sign() * out).view_as(d)


def project(d, x, epsilon, norm):
    if norm == "linf":
        d = d.clamp(-epsilon, epsilon)
    elif norm == "l2":
        d = d * (epsilon / spread(length(d, "l2")).clamp(min=1e-12)).clamp(max=1)
    else:
        return nearest_l1(d, x, epsilon)
    return (x + d).clamp(0, 1) - x


def ce(z, y, target=None):
    return F.cross_entropy(z, y, reduction="none")


def dlr_targeted(z, y, target):
    top = z.sort(1, descending=True)[0]
    pick = lambda c: z.gather(1, c[:, None]).squeeze(1)
    return -(pick(y) - pick(target)) / (top[:, 0] - (top[:, 2] + top[:, 3]) / 2 + 1e-12)


def margin(z, y):
    own = z.gather(1, y[:, None]).squeeze(1)
    return own - z.scatter(1, y[:, None], -math.inf).amax(1)


def value_and_gradient(net, x, y, loss, target):
    x = x.clone().requires_grad_()
    z = net(x)
    values = loss(z, y, target)
    return values.detach(), torch.autograd.grad(values.sum(), x)[0], z.detach().argmax(1)


# APGD ------------------------------------------------------------------------------------------------------------------------------

def checkpoints(steps):
    p = [0.0, 0.22]
    while p[-1] < 1:
        p.append(p[-1] + max(p[-1] - p[-2] - 0.03, 0.06))
    return sorted({math.ceil(q * steps - 1e-9) for q in p if q <= 1})


def apgd(net, x, y, epsilon, norm, generator, loss=ce, target=None, steps=100, start=None):
    """Returns which images were fooled, and the point of the largest loss."""
    if start is None:
        noise = torch.randn(x.shape, generator=generator)
        if norm == "linf":
            noise = torch.rand(x.shape, generator=generator) * 2 - 1
        start = noise * (epsilon / spread(length(noise, norm))) if norm != "l1" else noise
    d = project(start, x, epsilon, norm)
    values, g, now = value_and_gradient(net, x + d, y, loss, target)
    fooled = now != y
    n = x[0].numel()
    best, best_d, best_g = values.clone(), d.clone(), g.clone()
    eta = torch.full((len(x),), epsilon * (1.0 if norm == "l1" else 2.0))
    last_d = d.clone()
    if norm == "l1":
        every = max(int(0.04 * steps), 1)
        moved = (d.abs() > 1e-12).flatten(1).sum(1).float()
        share = torch.full((len(x),), 0.2) if moved.min() > 0.9 * n or loss is None else (moved / n / 1.5)
        old = moved.clone() if moved.min() <= 0.9 * n else torch.full((len(x),), float(n))
    else:
        marks = checkpoints(steps)
        rises, previous, best_before, halved = torch.zeros(len(x)), values.clone(), best.clone(), torch.zeros(len(x), dtype=bool)
        mark = 1
    for k in range(1, steps + 1):
        if norm == "l1":
            count = (share * n).ceil().clamp(1, n).long()
            ordered = g.abs().flatten(1).sort(1, descending=True)[0]
            least = ordered.gather(1, (count - 1)[:, None]).view(-1, 1, 1, 1)
            s = g.sign() * (g.abs() >= least)
            new = project(d + s * spread(eta) / spread(length(s, "l1")).clamp(min=1e-10), x, epsilon, norm)
        else:
            unit = g.sign() if norm == "linf" else g / spread(length(g, "l2")).clamp(min=1e-30)
            z = project(d + unit * spread(eta), x, epsilon, norm)
            new = z if k == 1 else project(d + 0.75 * (z - d) + 0.25 * (d - last_d), x, epsilon, norm)
        last_d, d = d, new
        values, g, now = value_and_gradient(net, x + d, y, loss, target)
        fooled = fooled | (now != y)
        up = values > best
        best_d = torch.where(spread(up), d, best_d)
        best_g = torch.where(spread(up), g, best_g)
        if norm != "l1":
            rises += (values > previous).float()
            previous = values.clone()
        best = torch.where(up, values, best)
        if norm == "l1" and k % every == 0:
            moved = (best_d.abs() > 1e-12).flatten(1).sum(1).float()
            sparser = moved / old < 0.95
            share = moved / n / 1.5
            eta = torch.where(sparser, torch.full_like(eta, epsilon), (eta / 1.5).clamp(epsilon / 10, epsilon))
            old = moved
            d, g = torch.where(spread(sparser), best_d, d), torch.where(spread(sparser), best_g, g)
        elif norm != "l1" and mark < len(marks) and k == marks[mark]:
            stalled = (rises < 0.75 * (marks[mark] - marks[mark - 1])) | (~halved & (best <= best_before))
            eta = torch.where(stalled, eta / 2, eta)
            d, g = torch.where(spread(stalled), best_d, d), torch.where(spread(stalled), best_g, g)
            previous = torch.where(stalled, best, previous)
            halved, best_before = stalled, best.clone()
            rises.zero_()
            mark += 1
    return fooled, best_d


def apgd_run(net, x, y, epsilon, norm, generator, loss=ce, target=None, steps=100):
    if norm != "l1":
        return apgd(net, x, y, epsilon, norm, generator, loss, target, steps)[0]
    # Three radii, the largest first (section 3.4 there); only the last counts.
    start = None
    for factor, part in ((3, int(0.3 * steps)), (2, int(0.3 * steps)), (1, steps - 2 * int(0.3 * steps))):
        fooled, start = apgd(net, x, y, factor * epsilon, norm, generator, loss, target, part, start)
    return fooled


def apgd_t(net, x, y, epsilon, norm, generator, steps=100):
    fooled = torch.zeros(len(x), dtype=bool)
    wrong = net(x).detach().scatter(1, y[:, None], -math.inf).argsort(1, descending=True)
    for rank in range(min(9, wrong.size(1) - 1)):
        left = torch.nonzero(~fooled).flatten()
        if len(left) == 0:
            break
        fooled[left] |= apgd_run(net, x[left], y[left], epsilon, norm, generator, dlr_targeted, wrong[left, rank], steps)
    return fooled


# Square ----------------------------------------------------------------------------------------------------------------------------

def bump(height, width):
    """eta of equation 2, not yet normalised: the sum of 1 / (n + 1 - k)^2 over the rings that a pixel lies in."""
    n = height // 2
    values = torch.zeros(height, width)
    for r in range(height):
        for s in range(width):
            inside = max(n, width // 2) - max(abs(r - n), abs(s - width // 2))
            top = max(n, width // 2)
            values[r, s] = sum(1.0 / (top + 1 - k) ** 2 for k in range(inside + 1))
    return values


def pair(side, norm, generator):
    half = side // 2
    upper, lower = bump(half, side) if half else torch.zeros(0, side), bump(side - half, side)
    size = lambda v: v.abs().sum() if norm == "l1" else v.norm()
    e = torch.cat([upper / size(upper) if half else upper, -lower / size(lower)])
    e = e / size(e)
    return e.t() if torch.rand((), generator=generator) > 0.5 else e


def square(net, x, y, epsilon, norm, generator, queries=5000, p=0.8):
    out = torch.zeros(len(x), dtype=bool)
    for i in range(len(x)):
        out[i] = square_one(net, x[i:i + 1], y[i:i + 1], epsilon, norm, generator, queries, p)
    return out


def signs(channels, generator):
    return (torch.randint(0, 2, (channels, 1, 1), generator=generator) * 2 - 1).float()


def square_one(net, x, y, epsilon, norm, generator, queries, p):
    _, c, h, w = x.shape
    if norm == "linf":
        d = epsilon * (torch.randint(0, 2, (1, c, 1, w), generator=generator) * 2 - 1).float().expand_as(x)
    else:
        d, tile = torch.zeros_like(x), h // 5
        margin_h, margin_w = (h - 5 * tile) // 2, (w - 5 * (w // 5)) // 2
        for r in range(5):
            for s in range(w // tile):
                top, left = margin_h + r * tile, margin_w + s * tile
                if left + tile <= w:
                    d[0, :, top:top + tile, left:left + tile] += pair(tile, norm, generator) * signs(c, generator)
    size = lambda v: v.abs().sum() if norm == "l1" else v.norm()
    fit = lambda v: project(v if norm == "linf" else v * epsilon / size(v).clamp(min=1e-10), x, epsilon, norm)
    d = fit(d)
    with torch.no_grad():
        best = margin(net(x + d), y).item()
        for q in range(1, queries):
            if best < 0:
                return True
            at = int(q / queries * 10000)
            share = p / 2 ** sum(at > mark for mark in (10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000))
            side = int(round(math.sqrt(share * h * w)))
            place = lambda limit: int(torch.randint(0, limit + 1, (), generator=generator))
            new = d.clone()
            if norm == "linf":
                side = min(max(side, 1), h)
                top, left = place(h - side), place(w - side)
                new[0, :, top:top + side, left:left + side] = epsilon * signs(c, generator)
            else:
                side = min(max(side, 3), h)
                side += 1 - side % 2
                side = min(side, h)
                (t1, l1), (t2, l2) = (place(h - side), place(w - side)), (place(h - side), place(w - side))
                e = pair(side, norm, generator)
                sign = signs(c, generator)
                power = 1 if norm == "l1" else 2
                free = max(epsilon ** power - float(size(d)) ** power, 0) / c
                for k in range(c):
                    one = d[0, k, t1:t1 + side, l1:l1 + side]
                    union = torch.zeros(h, w, dtype=bool)
                    union[t1:t1 + side, l1:l1 + side] = True
                    union[t2:t2 + side, l2:l2 + side] = True
                    room = (d[0, k][union].abs() ** power).sum().item() + free
                    temp = sign[k] * e + one / size(one).clamp(min=1e-10)
                    new[0, k, t2:t2 + side, l2:l2 + side] = 0
                    new[0, k, t1:t1 + side, l1:l1 + side] = temp / size(temp).clamp(min=1e-10) * room ** (1 / power)
            new = fit(new)
            now = margin(net(x + new), y).item()
            if now < best:
                d, best = new, now
    return best < 0


# A bisected PGD --------------------------------------------------------------------------------------------------------------------

def pgd_wins(net, x, y, epsilon, norm, steps=100):
    d = torch.zeros_like(x)
    won, point = torch.zeros(len(x), dtype=bool), torch.zeros_like(x)
    for k in range(steps + 1):
        _, g, now = value_and_gradient(net, x + d, y, lambda z, y, t: -margin(z, y), None)
        hit = (now != y) & ~won
        point[hit] = d[hit]
        won |= hit
        d = d + g / spread(length(g, "l2")).clamp(min=1e-30) * spread(epsilon) * 2.5 / steps
        d = (x + d * (spread(epsilon) / spread(length(d, "l2")).clamp(min=1e-12)).clamp(max=1)).clamp(0, 1) - x
    return won, length(point, norm)


def pgd_bisected(net, x, y):
    low, high = torch.zeros(len(x)), torch.full((len(x),), 16.0)
    distance = torch.full((len(x),), math.inf)
    for _ in range(10):
        middle = (low + high) / 2
        won, size = pgd_wins(net, x, y, middle, "l2")
        distance = torch.where(won & (size < distance), size, distance)
        low, high = torch.where(won, low, middle), torch.where(won, torch.minimum(middle, size), high)
    return distance


def main(model, folder, norm, epsilon, attack, count, seed=0):
    net, (x, y), epsilon = network(model), data(folder, int(count)), float(epsilon)
    generator = torch.Generator().manual_seed(int(seed))
    correct = net(x).argmax(1) == y
    rows = torch.nonzero(correct).flatten()
    fooled, distance = torch.zeros(len(x), dtype=bool), torch.full((len(x),), math.inf)
    if attack == "pgd-bisected":
        distance[rows] = pgd_bisected(net, x[rows], y[rows])
    else:
        run = {"apgd-ce": apgd_run, "apgd-t": apgd_t, "square": square}[attack]
        fooled[rows] = run(net, x[rows], y[rows], epsilon, norm, generator)
    for i in range(len(x)):
        extra = f" {distance[i]:.5f}" if attack == "pgd-bisected" else ""
        print(i, int(y[i]), int(correct[i]), int(correct[i] and not fooled[i]), extra)
    if attack != "pgd-bisected":
        print(f"# robust {float((correct & ~fooled).float().mean()):.4f}", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
