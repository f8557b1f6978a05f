"""The attacks of the literature as a user without this project writes them: PyTorch loops over a batch, float32, one after the other.

Written for comparison from the papers, each in a few lines; nothing is tuned. PGD: Madry et al. 2018. APGD: Croce and Hein 2020,
arXiv:2003.01690, algorithm 1 with the cross entropy. FAB-T: Croce and Hein 2020, arXiv:1907.02044, its projection by sorting.
Square: Andriushchenko et al. 2020, arXiv:1912.00049, algorithm 2. All in Linf.
"""
import math

import torch
import torch.nn.functional as F


class Counted:
    """A network that counts the rows shown to it."""

    def __init__(self, net):
        self.net, self.rows = net, 0

    def __call__(self, x):
        self.rows += x.shape[0]
        return self.net(x)


def cross_entropy(net, x, y):
    x = x.detach().requires_grad_()
    logits = net(x)
    loss = F.cross_entropy(logits, y, reduction="none")
    return loss.detach(), torch.autograd.grad(loss.sum(), x)[0], logits.detach()


def pgd(net, x, y, epsilon, steps):
    best = x.clone()
    at = (x + (2 * torch.rand_like(x) - 1) * epsilon).clamp(0, 1)
    for _ in range(steps):
        _, gradient, logits = cross_entropy(net, at, y)
        won = logits.argmax(1) != y
        best[won] = at[won]
        at = torch.min(torch.max(at + epsilon / 4 * gradient.sign(), x - epsilon), x + epsilon).clamp(0, 1)
    return best


def checkpoints(steps):
    points, before, now = [], 0, 0.22
    while now < 1:
        points.append(math.ceil(now * steps))
        before, now = now, now + max(now - before - 0.03, 0.06)
    return points


def apgd(net, x, y, epsilon, steps):
    def inside(z):
        return torch.min(torch.max(z, x - epsilon), x + epsilon).clamp(0, 1)

    def spread(v):
        return v.view(-1, 1, 1, 1)

    n = x.shape[0]
    noise = 2 * torch.rand_like(x) - 1
    at = inside(x + epsilon * noise / spread(noise.flatten(1).abs().amax(1)))
    last, found = at.clone(), at.clone()
    best_loss, gradient, _ = cross_entropy(net, at, y)
    best, best_gradient = at.clone(), gradient.clone()
    size = torch.full((n,), 2 * epsilon)
    rose, best_before, halved, previous = torch.zeros(n), best_loss.clone(), torch.zeros(n, dtype=torch.bool), best_loss.clone()
    begin, points = 0, checkpoints(steps)
    for step in range(1, steps + 1):
        z = inside(at + spread(size) * gradient.sign())
        momentum = 1.0 if step == 1 else 0.75
        z = inside(at + (z - at) * momentum + (at - last) * (1 - momentum))
        last, at = at, z
        loss, gradient, logits = cross_entropy(net, at, y)
        won = logits.argmax(1) != y
        found[won] = at[won]
        rose += (loss > previous).float()
        previous = loss
        higher = loss > best_loss
        best[higher], best_gradient[higher], best_loss[higher] = at[higher], gradient[higher], loss[higher]
        if step in points:
            stalled = (rose < 0.75 * (step - begin)) | (~halved & (best_loss <= best_before))
            size[stalled] /= 2
            at = at.clone()
            at[stalled], gradient[stalled] = best[stalled], best_gradient[stalled]
            halved, best_before, rose, begin = stalled, best_loss.clone(), torch.zeros(n), step
    return found


def onto_plane(x, w, b):
    """Smallest Linf perturbation that brings rows of [N,D] in the box onto w.d = -b: kinks sorted, then a search among their sums."""
    up = w * torch.where(b <= 0, 1.0, -1.0).unsqueeze(1)
    room = torch.where(up > 0, 1 - x, x)
    kinks, order = room.sort(1)
    slopes = up.abs().gather(1, order)
    beyond = slopes.sum(1, keepdim=True) - slopes.cumsum(1)
    reached = (slopes * kinks).cumsum(1) + beyond * kinks  # the sum at each kink
    k = torch.searchsorted(reached, b.abs().unsqueeze(1)).clamp(max=x.shape[1] - 1)
    before = (slopes * kinks).cumsum(1).gather(1, k) - (slopes * kinks).gather(1, k)
    t = (b.abs().unsqueeze(1) - before) / (beyond.gather(1, k) + slopes.gather(1, k)).clamp(min=1e-30)
    return up.sign() * torch.min(t, room)


def fab_t(net, x, y, epsilon, steps, targets):
    n, flat = x.shape[0], x.flatten(1)
    best, best_size = x.clone(), torch.full((n,), math.inf)
    order = net(x).scatter(1, y.unsqueeze(1), -math.inf).argsort(1, descending=True)
    for k in range(targets):
        target, at = order[:, k], x.clone()
        for _ in range(steps):
            leaf = at.detach().requires_grad_()
            logits = net(leaf)
            difference = logits.gather(1, target.unsqueeze(1)).squeeze(1) - logits.gather(1, y.unsqueeze(1)).squeeze(1)
            w = torch.autograd.grad(difference.sum(), leaf)[0].flatten(1)
            b, here = difference.detach(), at.flatten(1)
            d = onto_plane(torch.cat([here, flat]), torch.cat([w, w]), torch.cat([b, b + (w * (flat - here)).sum(1)]))
            d1, d2 = d[:n], d[n:]
            a1, a2 = d1.abs().amax(1), d2.abs().amax(1)
            alpha = (a1 / (a1 + a2).clamp(min=1e-30)).clamp(max=0.1).unsqueeze(1)
            at = ((here + 1.05 * d1) * (1 - alpha) + (flat + 1.05 * d2) * alpha).clamp(0, 1).view_as(x)
            with torch.no_grad():
                won = net(at).argmax(1) != y
            size = (at - x).flatten(1).abs().amax(1)
            better = won & (size < best_size)
            best[better], best_size[better] = at[better], size[better]
            at[won] = x[won] * 0.1 + at[won] * 0.9
    return best


def square(net, x, y, epsilon, queries):
    def margin(z):
        logits = net(z)
        return logits.scatter(1, y.unsqueeze(1), -math.inf).amax(1) - logits.gather(1, y.unsqueeze(1)).squeeze(1)

    n, c, h, w = x.shape
    with torch.no_grad():
        best = (x + epsilon * torch.sign(torch.rand(n, c, 1, w) - 0.5)).clamp(0, 1)
        value = margin(best)
        for query in range(1, queries):
            part = query / queries * 10000
            share = 0.8 / 2 ** sum(part > halving for halving in (10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000))
            side = max(1, round(math.sqrt(share * h * w)))
            rows = (value <= 0).nonzero().squeeze(1)
            if rows.numel() == 0:
                break
            # As in the authors' code, one square for the whole batch: one image at a time would cost Python far more.
            top, left = int(torch.randint(h - side + 1, ())), int(torch.randint(w - side + 1, ()))
            tried, window = best[rows].clone(), (..., slice(top, top + side), slice(left, left + side))
            tried[window] = (x[rows][window] + epsilon * torch.sign(torch.rand(c, 1, 1) - 0.5)).clamp(0, 1)
            labels = y[rows].unsqueeze(1)
            logits = net(tried)
            now = logits.scatter(1, labels, -math.inf).amax(1) - logits.gather(1, labels).squeeze(1)
            better = now > value[rows]
            best[rows[better]], value[rows[better]] = tried[better], now[better]
    return best
