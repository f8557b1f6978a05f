"""Writes PyTorch files in the layouts of public code bases, with PyTorch itself, and the logits that PyTorch computes for them.

Usage: torch_files.py OUT. Networks are small reimplementations, written for this test from the papers' descriptions, with the
parameter names that the public checkpoints have.
"""
import argparse
import collections
import os
import sys

import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(7)
out = sys.argv[1]


def randomise(net):
    """Random running statistics, so that a forgotten batch norm shows."""
    for m in net.modules():
        if isinstance(m, nn.BatchNorm2d):
            m.running_mean.normal_(0, 0.2)
            m.running_var.uniform_(0.5, 1.5)
            nn.init.uniform_(m.weight, 0.5, 1.5)
            nn.init.normal_(m.bias, 0, 0.2)
    return net.eval()


class Block(nn.Module):
    """Basic or bottleneck residual block; the shortcut's name differs between code bases."""

    def __init__(self, inp, planes, stride, bottleneck, shortcut):
        super().__init__()
        outp = planes * (4 if bottleneck else 1)
        if bottleneck:
            self.conv1 = nn.Conv2d(inp, planes, 1, bias=False)
            self.conv2 = nn.Conv2d(planes, planes, 3, stride, 1, bias=False)
            self.conv3 = nn.Conv2d(planes, outp, 1, bias=False)
            self.bn3 = nn.BatchNorm2d(outp)
        else:
            self.conv1 = nn.Conv2d(inp, planes, 3, stride, 1, bias=False)
            self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.bn2 = nn.BatchNorm2d(planes)
        self.bottleneck = bottleneck
        self.short = shortcut if stride != 1 or inp != outp else None
        if self.short:
            setattr(self, shortcut, nn.Sequential(nn.Conv2d(inp, outp, 1, stride, bias=False), nn.BatchNorm2d(outp)))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        if self.bottleneck:
            y = self.bn3(self.conv3(F.relu(y)))
        return F.relu(y + (getattr(self, self.short)(x) if self.short else x))


class CifarResNet(nn.Module):
    """Depth 6n+2, as Cohen et al. 2019 use it."""

    def __init__(self, n):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        inp = 16
        for stage, planes in enumerate((16, 32, 64), 1):
            blocks = []
            for k in range(n):
                blocks.append(Block(inp, planes, 2 if stage > 1 and k == 0 else 1, False, "downsample"))
                inp = planes
            setattr(self, f"layer{stage}", nn.Sequential(*blocks))
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.fc(F.avg_pool2d(x, 8).flatten(1))


class ResNet(nn.Module):
    """Four stages; ImageNet's start and names, or CIFAR's."""

    def __init__(self, blocks, bottleneck, imagenet, classes):
        super().__init__()
        self.imagenet = imagenet
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False) if imagenet else nn.Conv2d(3, 64, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        inp = 64
        for stage, planes in enumerate((64, 128, 256, 512), 1):
            layers = []
            for k in range(blocks[stage - 1]):
                layers.append(Block(inp, planes, 2 if stage > 1 and k == 0 else 1, bottleneck, "downsample" if imagenet else "shortcut"))
                inp = planes * (4 if bottleneck else 1)
            setattr(self, f"layer{stage}", nn.Sequential(*layers))
        setattr(self, "fc" if imagenet else "linear", nn.Linear(inp, classes))

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        if self.imagenet:
            x = F.max_pool2d(x, 3, 2, 1)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return (self.fc if self.imagenet else self.linear)(x.mean((2, 3)))


class PreActBlock(nn.Module):
    def __init__(self, inp, planes, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inp)
        self.conv1 = nn.Conv2d(inp, planes, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        if stride != 1 or inp != planes:
            self.shortcut = nn.Sequential(nn.Conv2d(inp, planes, 1, stride, bias=False))

    def forward(self, x):
        a = F.relu(self.bn1(x))
        s = self.shortcut(a) if hasattr(self, "shortcut") else x
        return self.conv2(F.relu(self.bn2(self.conv1(a)))) + s


class PreActResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
        inp = 64
        for stage, planes in enumerate((64, 128, 256, 512), 1):
            setattr(self, f"layer{stage}", nn.Sequential(PreActBlock(inp, planes, 1 if stage == 1 else 2), PreActBlock(planes, planes, 1)))
            inp = planes
        self.linear = nn.Linear(512, 10)

    def forward(self, x):
        x = self.layer4(self.layer3(self.layer2(self.layer1(self.conv1(x)))))
        return self.linear(F.avg_pool2d(x, 4).flatten(1))


class WideBlock(nn.Module):
    def __init__(self, inp, planes, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inp)
        self.conv1 = nn.Conv2d(inp, planes, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.convShortcut = nn.Conv2d(inp, planes, 1, stride, bias=False) if inp != planes else None

    def forward(self, x):
        a = F.relu(self.bn1(x))
        y = self.conv2(F.relu(self.bn2(self.conv1(a))))
        return y + (x if self.convShortcut is None else self.convShortcut(a))


class Stage(nn.Module):
    def __init__(self, n, inp, planes, stride):
        super().__init__()
        self.layer = nn.Sequential(*[WideBlock(inp if k == 0 else planes, planes, stride if k == 0 else 1) for k in range(n)])

    def forward(self, x):
        return self.layer(x)


class WideResNet(nn.Module):
    def __init__(self, depth, widen):
        super().__init__()
        n, w = (depth - 4) // 6, [16, 16 * widen, 32 * widen, 64 * widen]
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.block1 = Stage(n, w[0], w[1], 1)
        self.block2 = Stage(n, w[1], w[2], 2)
        self.block3 = Stage(n, w[2], w[3], 2)
        self.bn1 = nn.BatchNorm2d(w[3])
        self.fc = nn.Linear(w[3], 10)

    def forward(self, x):
        x = self.block3(self.block2(self.block1(self.conv1(x))))
        return self.fc(F.avg_pool2d(F.relu(self.bn1(x)), 8).flatten(1))


class CifarVgg(nn.Module):
    def __init__(self, plan):
        super().__init__()
        layers, inp = [], 3
        for p in plan:
            if p == 0:
                layers.append(nn.MaxPool2d(2))
            else:
                layers += [nn.Conv2d(inp, p, 3, 1, 1), nn.BatchNorm2d(p), nn.ReLU()]
                inp = p
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Linear(512, 10)

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


def golden(name, net, shape, count=4):
    x = torch.rand(count, *shape)
    with torch.no_grad():
        np.savez(os.path.join(out, name + ".npz"), x=x.numpy(), y=net(x).numpy())


def save(name, value, legacy=False):
    torch.save(value, os.path.join(out, name), _use_new_zipfile_serialization=not legacy)


class Normalise(nn.Module):
    """Stores nothing, like the one of locuslab/smoothing."""

    def __init__(self, mean, std):
        super().__init__()
        self.means, self.sds = torch.tensor(mean).view(1, -1, 1, 1), torch.tensor(std).view(1, -1, 1, 1)

    def forward(self, x):
        return (x - self.means) / self.sds


CIFAR = Normalise([0.4914, 0.4822, 0.4465], [0.2023, 0.1994, 0.2010])
IMAGENET = Normalise([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])

# locuslab/smoothing: Sequential(normalise, net), the zip form and the old one, plain and behind DataParallel.
net = randomise(CifarResNet(3))
whole = nn.Sequential(CIFAR, net).eval()
optimizer = torch.optim.SGD(whole.parameters(), lr=0.1, momentum=0.9)
whole(torch.rand(2, 3, 32, 32)).sum().backward()
optimizer.step()
net.eval()
state = {"epoch": 90, "arch": "cifar_resnet20", "state_dict": whole.state_dict(), "optimizer": optimizer.state_dict()}
save("smoothing20.pth.tar", state)
save("smoothing20-legacy.pth.tar", state, legacy=True)
golden("smoothing20", whole, (3, 32, 32))
parallel = nn.Sequential(CIFAR, nn.DataParallel(net))
save("smoothing20-parallel.pth.tar", {**state, "state_dict": parallel.state_dict()})
# What training scripts add, and must not be in the way.
extras = {**state, "args": argparse.Namespace(lr=0.1, data=["a", "b"]), "best": np.float64(0.5), "rng": torch.get_rng_state(),
          "device": torch.device("cuda:0"), "dtype": torch.float32, "size": torch.Size([1, 2]), "history": collections.defaultdict(list, {"loss": [1.0, 2.0]}),
          "schedule": torch.optim.lr_scheduler.StepLR(optimizer, 30).state_dict(), "array": np.arange(5), "set": {1, 2}}
save("extras.pth", extras)
save("extras-legacy.pth", extras, legacy=True)

deep = randomise(CifarResNet(18))
save("smoothing110.pth.tar", {"arch": "cifar_resnet110", "state_dict": nn.Sequential(CIFAR, deep).state_dict()})
golden("smoothing110", nn.Sequential(CIFAR, deep).eval(), (3, 32, 32), 2)

if "--large" in sys.argv:
    r50 = randomise(ResNet([3, 4, 6, 3], True, True, 1000))
    save("smoothing50.pth.tar", {"arch": "resnet50", "state_dict": nn.Sequential(IMAGENET, nn.DataParallel(r50)).state_dict()})
    golden("smoothing50", nn.Sequential(IMAGENET, r50).eval(), (3, 224, 224), 1)
    for name, n in (("resnet18", ResNet([2, 2, 2, 2], False, True, 1000)), ("resnet34", ResNet([3, 4, 6, 3], False, True, 1000))):
        save(name + ".pth", randomise(n).state_dict())
        golden(name, n, (3, 224, 224), 1)
    for name, n in (("cifar-resnet18", ResNet([2, 2, 2, 2], False, False, 10)), ("preact-resnet18", PreActResNet()), ("wideresnet28-10", WideResNet(28, 10)),
                    ("cifar-vgg11", CifarVgg([64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0]))):
        save(name + ".pth", {"net": {"module." + k: v for k, v in randomise(n).state_dict().items()}})
        golden(name, n, (3, 32, 32), 2)

# Chains: three layers of CROWN-IBP (no ReLU between the last two), half precision, bfloat16, views, shared storage, a whole module.
chain = nn.Sequential(nn.Conv2d(1, 4, 3, 1, 1), nn.ReLU(), nn.Conv2d(4, 8, 3, 1, 1), nn.ReLU(), nn.Conv2d(8, 8, 4, 4), nn.ReLU(), nn.Flatten(),
                      nn.Linear(392, 64), nn.Linear(64, 10)).eval()
save("chain.pth", {"state_dict": chain.state_dict()})
golden("chain", chain, (1, 28, 28))
save("module.pth", chain)
save("module-legacy.pth", chain, legacy=True)

small = nn.Sequential(nn.Flatten(), nn.Linear(784, 16), nn.ReLU(), nn.Linear(16, 10)).eval()
half = {k: v.half() for k, v in small.state_dict().items()}
save("half.pth", half)
save("bfloat16-legacy.pth", {k: v.bfloat16() for k, v in small.state_dict().items()}, legacy=True)
rounded = nn.Sequential(nn.Flatten(), nn.Linear(784, 16), nn.ReLU(), nn.Linear(16, 10)).eval()
rounded.load_state_dict({k: v.float() for k, v in half.items()})
golden("half", rounded, (1, 28, 28))
rounded.load_state_dict({k: v.bfloat16().float() for k, v in small.state_dict().items()})
golden("bfloat16-legacy", rounded, (1, 28, 28))
base = torch.randn(784 * 16 + 40)
views = {"1.weight": base[8:8 + 784 * 16].view(784, 16).t(), "1.bias": base[::2][:16], "3.weight": base[100:260].view(10, 16), "3.bias": base[:10]}
save("views.pth", views)
save("views-legacy.pth", views, legacy=True)
small.load_state_dict(views)
golden("views", small, (1, 28, 28))
types = {"float64": torch.float64, "int64": torch.int64, "int32": torch.int32, "int16": torch.int16, "int8": torch.int8, "uint8": torch.uint8, "bool": torch.bool}
save("types.pth", {k: torch.tensor([[0, 1], [2, 100]]).to(t) for k, t in types.items()})
save("types-legacy.pth", {k: torch.tensor([[0, 1], [2, 100]]).to(t) for k, t in types.items()}, legacy=True)

# One weight is no number.
class Flat(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)

    def forward(self, x):
        return self.fc(x.flatten(1))


flat = Flat()
with torch.no_grad():
    flat.fc.weight[3, 5] = float("nan")
save("nan.pt", flat.state_dict())
torch.jit.script(flat).save(os.path.join(out, "nan-script.pt"))

# TorchScript, saved in training mode and not; one that writes files; one of the size that is audited.
torch.jit.trace(net, torch.rand(2, 3, 32, 32)).save(os.path.join(out, "script-resnet20.pt"))
script = nn.Sequential(nn.Conv2d(1, 4, 3, 2, 1), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(784, 10))
randomise(script)
torch.jit.script(script).save(os.path.join(out, "script.pt"))
golden("script", script, (1, 28, 28))
torch.jit.script(script.train()).save(os.path.join(out, "script-training.pt"))


class Writes(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        torch.save(x, "written")
        return x.flatten(1)


try:
    torch.jit.script(Writes()).save(os.path.join(out, "script-writes.pt"))
except Exception as error:  # versions of PyTorch differ in whether scripts may call it
    print("script-writes:", error)


class Reads(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.from_file("secret", False, 10).expand(x.size(0), 10)


torch.jit.script(Reads()).save(os.path.join(out, "script-reads.pt"))
