"""Clean and verified error of a committed chain network by interval bounds in PyTorch; shares no code with the program.

Usage: interval_error.py CHECKPOINT mnist|cifar10 DATA_FOLDER MAX_IMAGES EPSILON...   (EPSILON as 0.3 or 8/255; the box is clipped to [0,1])
Prints one line an epsilon: EPSILON VERIFIED IMAGES.
"""
import gzip
import json
import os
import re
import struct
import sys

import torch
import torch.nn.functional as F

KW_SMALL = "conv 16 4x4 s2 p1; relu; conv 32 4x4 s2 p1; relu; flatten; fc 100; relu; fc 10"


def read_checkpoint(path):
    raw = open(path, "rb").read()
    size = struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8:8 + size])
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        tensors[name] = torch.frombuffer(bytearray(raw[8 + size + start:8 + size + end]), dtype=torch.float32).reshape(entry["shape"])
    return metadata, tensors


def read_images(kind, folder):
    if kind == "mnist":
        def read(name, skip):
            return torch.frombuffer(bytearray(gzip.open(os.path.join(folder, name)).read()[skip:]), dtype=torch.uint8)
        return read("t10k-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28).float() / 255, read("t10k-labels-idx1-ubyte.gz", 8).long()
    raw = torch.frombuffer(bytearray(open(os.path.join(folder, "test_batch.bin"), "rb").read()), dtype=torch.uint8).reshape(-1, 3073)
    return raw[:, 1:].reshape(-1, 3, 32, 32).float() / 255, raw[:, 0].long()


def smallest_margin(layers, tensors, mean, std, x, y, epsilon):
    lower, upper = (x - epsilon).clamp(0, 1), (x + epsilon).clamp(0, 1)
    lower, upper = (lower - mean) / std, (upper - mean) / std
    last = max(i for i, layer in enumerate(layers) if layer.startswith("fc"))
    for i, layer in enumerate(layers):
        words = layer.split()
        centre, radius = (lower + upper) / 2, (upper - lower) / 2
        if words[0] == "relu":
            lower, upper = lower.relu(), upper.relu()
        elif words[0] == "flatten":
            lower, upper = lower.flatten(1), upper.flatten(1)
        else:
            weight, bias = tensors[f"{i}.weight"], tensors[f"{i}.bias"]
            if i == last:
                rows, offsets = weight[y].unsqueeze(1) - weight, bias[y].unsqueeze(1) - bias
                margins = torch.einsum("nkf,nf->nk", rows, centre) + offsets - torch.einsum("nkf,nf->nk", rows.abs(), radius)
                return margins.scatter(1, y.unsqueeze(1), float("inf")).min(1)[0]
            if words[0] == "conv":
                option = {word[0]: int(word[1:]) for word in words if re.match(r"[sp]\d", word)}
                stride, padding = option.get("s", 1), option.get("p", 0)
                centre, radius = F.conv2d(centre, weight, bias, stride, padding), F.conv2d(radius, weight.abs(), None, stride, padding)
            else:
                centre, radius = F.linear(centre, weight, bias), F.linear(radius, weight.abs())
            lower, upper = centre - radius, centre + radius
    raise ValueError("the network does not end in fc")


def main(path, kind, folder, count, epsilons):
    torch.set_num_threads(1)
    metadata, tensors = read_checkpoint(path)
    x, y = read_images(kind, folder)
    x, y = x[:count], y[:count]
    mean, std = (torch.tensor([float(v) for v in metadata[key].split(",")]).view(1, -1, 1, 1) for key in ("mean", "std"))
    chain = KW_SMALL if metadata["arch"] == "kw-small" else metadata["arch"]
    layers = [layer.strip() for layer in chain.split(";")]
    for text in epsilons:
        above, _, below = text.partition("/")
        epsilon = float(above) / float(below or 1)
        verified = sum((smallest_margin(layers, tensors, mean, std, x[k:k + 200], y[k:k + 200], epsilon) > 0).sum().item() for k in range(0, len(y), 200))
        print(text, verified, len(y))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5:])
