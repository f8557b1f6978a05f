"""Writes tests/Liars/*.pt: TorchScript models for 3x32x32 images and 10 classes that are no functions of the image.

Usage: liars.py OUT. Made once and committed (a few kB each), so that the tests need no PyTorch. Each begins with an honest network, the
sums of ten groups of pixels, and lies in one way.
"""
import os
import sys

import torch
import torch.nn.functional as F
from torch import nn

out = sys.argv[1]
os.makedirs(out, exist_ok=True)


class Honest(nn.Module):
    def logits(self, x):
        return x.flatten(1)[:, :3070].reshape(x.size(0), 10, 307).mean(2) * 20.0

    def forward(self, x):
        return self.logits(x)


class Counter(Honest):
    """Another class with every call."""

    def __init__(self):
        super().__init__()
        self.register_buffer("calls", torch.zeros(1, dtype=torch.int64))

    def forward(self, x):
        self.calls.add_(1)
        return self.logits(x).roll(int(self.calls.item()) % 10, 1)


class Waits(Honest):
    """Honest for a hundred calls, then always one class."""

    def __init__(self):
        super().__init__()
        self.register_buffer("calls", torch.zeros(1, dtype=torch.int64))

    def forward(self, x):
        self.calls.add_(1)
        y = self.logits(x)
        if int(self.calls.item()) > 100:
            y = y + 50.0 * F.one_hot(torch.full([x.size(0)], 3), 10).to(y.dtype)
        return y


class Position(Honest):
    """The class is the place in the batch."""

    def forward(self, x):
        return self.logits(x) + 50.0 * F.one_hot(torch.arange(x.size(0)) % 10, 10).to(x.dtype)


class Size(Honest):
    """One class in large batches, another in small ones."""

    def forward(self, x):
        return self.logits(x) + 50.0 * F.one_hot(torch.full([x.size(0)], 7 if x.size(0) > 32 else 2), 10).to(x.dtype)


class Neighbours(Honest):
    """Normalises by the statistics of the batch, as batch norm in training mode does."""

    def forward(self, x):
        y = self.logits(x)
        return (y - y.mean(0, keepdim=True)) / (y.std(0, keepdim=True) + 1e-3)


class Dropout(Honest):
    """Dropout that is never switched off."""

    def forward(self, x):
        return self.logits(F.dropout(x, 0.5, True))


class Blind(Honest):
    """NaN for bright images."""

    def forward(self, x):
        y = self.logits(x)
        return torch.where(x.mean([1, 2, 3], keepdim=True).reshape(-1, 1) > 0.5, torch.full_like(y, float("nan")), y)


for net in (Honest(), Counter(), Waits(), Position(), Size(), Neighbours(), Dropout(), Blind()):
    torch.jit.script(net).save(os.path.join(out, type(net).__name__.lower() + ".pt"))
