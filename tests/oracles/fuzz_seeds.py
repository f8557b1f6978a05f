"""Writes the pickles from which tests/Import/Fuzz starts: what torch.save and CIFAR's authors write, in every protocol of Python's pickle.

No PyTorch is needed: pickle stores the names of classes, and modules of those names are made up here.
Run: python3 tests/oracles/fuzz_seeds.py tests/Import/Fuzz/Seeds
"""
import argparse
import collections
import io
import os
import pickle
import sys
import types


def module(name, **members):
    made = types.ModuleType(name)
    for key, value in members.items():
        value.__module__ = name
        value.__qualname__ = value.__name__ = key
        setattr(made, key, value)
    sys.modules[name] = made
    return made


class FloatStorage:
    pass


class LongStorage:
    pass


class Linear:
    pass


class float32:
    pass


def rebuild(*arguments):
    pass


def parameter(*arguments):
    pass


def reconstruct(*arguments):
    pass


class dtype:
    def __reduce__(self):
        return (dtype, ("u1", False, True), (3, "|", None, None, None, -1, -1, 0))


module("torch", FloatStorage=FloatStorage, LongStorage=LongStorage, float32=float32)
module("torch._utils", _rebuild_tensor_v2=rebuild, _rebuild_parameter=parameter)
module("torch.nn.modules.linear", Linear=Linear)
module("numpy", dtype=dtype)
module("numpy.core.multiarray", _reconstruct=reconstruct)


class Storage:
    def __init__(self, kind, key, count):
        self.id = ("storage", kind, key, "cpu", count)


class Tensor:
    def __init__(self, storage, offset, size):
        stride, step = [], 1
        for s in reversed(size):
            stride.insert(0, step)
            step *= s
        self.arguments = (storage, offset, size, tuple(stride), False, collections.OrderedDict())

    def __reduce__(self):
        return (rebuild, self.arguments)


class Parameter:
    def __init__(self, tensor):
        self.tensor = tensor

    def __reduce__(self):
        return (parameter, (self.tensor, True, collections.OrderedDict()))


class Array:
    def __init__(self, shape, data):
        self.state = (1, shape, dtype(), False, data)

    def __reduce__(self):
        return (reconstruct, (bytes, (0,), b"b"), self.state)


class Pickler(pickle.Pickler if False else pickle._Pickler):
    """The one written in Python: persistent ids work in protocol 0 too."""

    def persistent_id(self, value):
        return value.id if isinstance(value, Storage) else None


def dump(value, protocol):
    stream = io.BytesIO()
    Pickler(stream, protocol).dump(value)
    return stream.getvalue()


def weights():
    first, second = Storage(FloatStorage, "0", 640), Storage(FloatStorage, "1", 10)
    return first, second


def state_dict():
    first, second = weights()
    state = collections.OrderedDict([("0.weight", Tensor(first, 0, (10, 64))), ("0.bias", Tensor(second, 0, (10,)))])
    return {"epoch": 3, "arch": "mlp", "best": 91.5, "large": 2 ** 80, "state_dict": state,
            "optimizer": {"state": {0: {"step": 7, "momentum": Tensor(second, 0, (10,))}}, "param_groups": [{"lr": 0.1, "params": [0, 1]}]},
            "args": argparse.Namespace(lr=0.1, data="x")}


def module_saved_whole():
    first, second = weights()
    layer = Linear()
    layer.__dict__ = {"training": False, "_parameters": collections.OrderedDict(weight=Parameter(Tensor(first, 0, (10, 64))), bias=Parameter(Tensor(second, 0, (10,)))),
                      "_buffers": collections.OrderedDict(), "_modules": collections.OrderedDict()}
    root = Linear()
    root.__dict__ = {"training": True, "_parameters": collections.OrderedDict(), "_buffers": collections.OrderedDict(), "_modules": collections.OrderedDict([("0", layer)])}
    return root


def cifar_batch():
    return {b"batch_label": b"one", b"labels": [3, 5], b"data": Array((2, 3072), bytes(range(256)) * 24), b"filenames": [b"a.png", b"b.png"]}


if __name__ == "__main__":
    folder = sys.argv[1]
    for protocol in (2, 3, 4):
        for name, value in (("state-dict", state_dict()), ("module", module_saved_whole())):
            with open(os.path.join(folder, f"{name}-{protocol}.pkl"), "wb") as file:
                file.write(dump(value, protocol))
    with open(os.path.join(folder, "cifar-2.pkl"), "wb") as file:
        file.write(dump(cifar_batch(), 2))
