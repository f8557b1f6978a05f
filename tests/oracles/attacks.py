"""Attacks of the literature, written independently of the C# code, on real networks with PyTorch.

attacks.py MODEL GOLDEN OUT: reads weights and the 16 stored inputs; writes what each attack gives, step for step, to the .npz OUT.
Labels are the network's own classes. The start of PGD is epsilon * cos(i + 1) at element i of each image.
"""
import sys
import numpy as np
import torch
import torch.nn.functional as F

EPSILON, STEPS = 0.1, 5


def network(path):
    stored = torch.load(path, map_location="cpu")
    stored = stored.get("state_dict", stored) if isinstance(stored, dict) else stored.state_dict()
    if isinstance(stored, (list, tuple)):
        stored = stored[0]
    tensors = [t for t in stored.values() if t.dim() > 0]
    layers = list(zip(tensors[::2], tensors[1::2]))

    def logits(x):
        for k, (w, b) in enumerate(layers):
            x = F.conv2d(x, w, b, stride=2, padding=1) if w.dim() == 4 else F.linear(x.flatten(1), w, b)
            if k < len(layers) - 1:
                x = F.relu(x)
        return x

    return logits


def gradient(net, x, labels):
    x = x.clone().requires_grad_()
    return torch.autograd.grad(F.cross_entropy(net(x), labels, reduction="sum"), x)[0]


def per_image(values):
    return values.view(-1, 1, 1, 1)


def inside(x, start):
    return torch.max(torch.min(x, start + EPSILON), start - EPSILON).clamp(0, 1)


def main(model, golden, out):
    net = network(model)
    x = torch.from_numpy(np.load(golden)["x"].astype(np.float32))
    labels = net(x).argmax(1)
    g = gradient(net, x, labels)

    results = {}

    def save(name, value):
        results[name] = value.detach().numpy().astype(np.float32)

    save("x", x)
    save("labels", labels.float())
    save("fgm-linf", (x + EPSILON * g.sign()).clamp(0, 1))
    save("fgm-l2", (x + EPSILON * g / per_image(g.flatten(1).norm(dim=1))).clamp(0, 1))
    top = torch.zeros_like(g).flatten(1)
    at = g.flatten(1).abs().argmax(1)
    top[torch.arange(len(x)), at] = g.flatten(1)[torch.arange(len(x)), at].sign()
    save("fgm-l1", (x + EPSILON * top.view_as(x)).clamp(0, 1))

    # PGD from a fixed start, steps of epsilon / 4.
    n = x[0].numel()
    now = inside(x + EPSILON * torch.cos(torch.arange(1, n + 1).float()).view_as(x[0]), x)
    for k in range(STEPS):
        now = inside(now + EPSILON / 4 * gradient(net, now, labels).sign(), x)
        save(f"pgd-{k + 1}", now)

    # PGD in L2 from the image, steps of epsilon / 2.
    delta = torch.zeros_like(x)
    for k in range(STEPS):
        g = gradient(net, x + delta, labels)
        delta = delta + EPSILON / 2 * g / per_image(g.flatten(1).norm(dim=1))
        delta = delta * (EPSILON / per_image(delta.flatten(1).norm(dim=1))).clamp(max=1)
        delta = (x + delta).clamp(0, 1) - x
        save(f"pgd-l2-{k + 1}", x + delta)

    # MI-FGSM, Algorithm 1 of Dong et al. 2018.
    now, velocity = x.clone(), torch.zeros_like(x)
    for k in range(STEPS):
        g = gradient(net, now, labels)
        velocity = 1.0 * velocity + g / per_image(g.flatten(1).abs().sum(1))
        now = inside(now + EPSILON / STEPS * velocity.sign(), x)
        save(f"mi-fgsm-{k + 1}", now)
    np.savez(out, **results)


main(*sys.argv[1:])
