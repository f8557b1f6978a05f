"""What a user without this project writes: PyTorch loops for CERTIFY's sampling and for the Shadow Attack.

Independent of the project's code: own network, own reader of safetensors and of CIFAR-10. Nothing is tuned but the batch: batch
norm as it is, NCHW, float32, every logit kept until argmax.
"""
import json
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        x = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(x)) + shortcut)


class ResNet20(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean).reshape(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(std).reshape(1, 3, 1, 1), persistent=False)
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1 = nn.Sequential(Block(16, 16, 1), Block(16, 16, 1), Block(16, 16, 1))
        self.layer2 = nn.Sequential(Block(16, 32, 2), Block(32, 32, 1), Block(32, 32, 1))
        self.layer3 = nn.Sequential(Block(32, 64, 2), Block(64, 64, 1), Block(64, 64, 1))
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = (x - self.mean) / self.std
        x = F.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.fc(x.mean((2, 3)))


def load(path):
    """The network of a cifar-resnet20 checkpoint of `audit train`."""
    raw = open(path, "rb").read()
    size = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8:8 + size])
    about = header.pop("__metadata__")
    weights = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        if entry["dtype"] == "F32":
            data = bytearray(raw[8 + size + begin:8 + size + end])
            weights[name] = torch.frombuffer(data, dtype=torch.float32).reshape(entry["shape"])
    net = ResNet20(*[[float(v) for v in about[key].split(",")] for key in ("mean", "std")])
    wanted = {k for k in net.state_dict() if not k.endswith("num_batches_tracked")}
    if not wanted <= set(weights):
        raise SystemExit(f"benchmarks: {path} lacks {sorted(wanted - set(weights))[:3]}: expected a cifar-resnet20")
    net.load_state_dict({k: v for k, v in weights.items() if k in wanted}, strict=False)
    return net.eval()


def image(folder, index):
    """One image of CIFAR-10's test split (binary version), [3,32,32] in [0,1], and its label."""
    with open(f"{folder}/test_batch.bin", "rb") as file:
        file.seek(3073 * index)
        record = bytearray(file.read(3073))
    return torch.frombuffer(record, dtype=torch.uint8)[1:].reshape(3, 32, 32).float() / 255, record[0]


@torch.no_grad()
def certify(net, x, sigma, n, batch):
    """SAMPLEUNDERNOISE of Cohen et al. 2019. Returns (counts, seconds)."""
    start = time.perf_counter()
    counts = torch.zeros(10, dtype=torch.long)
    for first in range(0, n, batch):
        size = min(batch, n - first)
        copies = x.repeat(size, 1, 1, 1)
        logits = net(copies + torch.randn_like(copies) * sigma)
        counts += torch.bincount(logits.argmax(1), minlength=10)
    return counts, time.perf_counter() - start


def shadow(net, x, target, sigma, steps, copies):
    """Equation (2) of the Shadow Attack climbed by plain gradient steps. Returns seconds."""
    start = time.perf_counter()
    delta = (torch.rand(1, 1, 32, 32) - 0.5).requires_grad_()
    labels = torch.full((copies,), target)
    for _ in range(steps):
        d = delta.expand(1, 3, 32, 32)
        batch = (x + d).repeat(copies, 1, 1, 1)
        loss = -F.cross_entropy(net(batch + torch.randn_like(batch) * sigma), labels)
        tv = (d[..., 1:] - d[..., :-1]).pow(2).sum() + (d[..., 1:, :] - d[..., :-1, :]).pow(2).sum()
        color = d.abs().mean((0, 2, 3)).pow(2).sum()
        (loss - 0.3 * tv - 1.0 * color).backward()
        with torch.no_grad():
            delta += 0.1 * delta.grad
            delta.grad = None
    return time.perf_counter() - start
