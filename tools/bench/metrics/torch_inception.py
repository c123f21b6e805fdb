"""Seconds that PyTorch takes for images through the Inception graph of 2015, beside `npm run bench -- features`.

usage: torch_inception.py GRAPH IMAGES BATCH THREADS [--channels-last] [--features FILE]
GRAPH is a frozen graph in the dialect of 2015, which is read here byte by byte. Prints the seconds as JSON, after a
first batch. --features writes the pooled features of the images as float32, to compare them. Needs PyTorch.
"""

import json
import resource
import struct
import sys
import time

import torch
from torch.nn import functional

SIZE = 32
RESIZED = 299


def varint(data, at):
    value, shift = 0, 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def fields(data):
    """(number, value) of each field of a message: whole numbers, or the bytes of anything longer."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = varint(data, at)
        else:
            length, at = {1: (8, at), 5: (4, at)}.get(wire) or varint(data, at)
            value, at = data[at : at + length], at + length
        yield number, value


def first(message, number):
    return next((value for found, value in fields(message) if found == number), None)


def tensor_of(attribute):
    """The tensor of a constant: float32 (1) or int32 (3)."""
    message = first(attribute, 8)
    kind, content = first(message, 1), first(message, 4)
    shape = [first(size, 1) or 0 for number, size in fields(first(message, 2) or b"") if number == 2]
    if content is None or kind not in (1, 3):
        return None
    dtype = torch.float32 if kind == 1 else torch.int32
    return torch.frombuffer(bytearray(content), dtype=dtype).reshape(shape)


def nodes_of(data):
    for number, node in fields(data):
        if number != 1:
            continue
        texts = [(found, value) for found, value in fields(node)]
        attributes = {}
        for found, entry in texts:
            if found == 5:
                attributes[bytes(first(entry, 1)).decode()] = first(entry, 2)
        inputs = [bytes(value).decode() for found, value in texts if found == 3]
        yield bytes(first(node, 1)).decode(), bytes(first(node, 2)).decode(), inputs, attributes


def integers(attribute):
    return [value for number, value in fields(first(attribute, 1)) if number == 3]


class Inception:
    """The nodes from the scaled image to the pooled features, in the order of the file."""

    def __init__(self, path, layout):
        constants, self.steps = {}, []
        for name, op, inputs, attributes in nodes_of(memoryview(open(path, "rb").read())):
            inputs = [one for one in inputs if not one.startswith("^")]
            if op == "Const":
                constants[name] = tensor_of(attributes["value"])
            elif name.startswith("softmax") or name in ("DecodeJpeg", "Cast", "ExpandDims", "ResizeBilinear", "Sub", "Mul", "pool_3/_reshape"):
                continue
            else:
                self.steps.append((name, self.step(op, inputs, attributes, constants, layout), [one for one in inputs if one not in constants]))

    def step(self, op, inputs, attributes, constants, layout):
        if op == "Conv2D":
            weight = constants[inputs[1]].permute(3, 2, 0, 1).contiguous(memory_format=layout)
            stride, same = integers(attributes["strides"])[1], bytes(first(attributes["padding"], 2)) == b"SAME"
            padding = (weight.shape[2] // 2, weight.shape[3] // 2) if same else 0
            return lambda x: functional.conv2d(x, weight, None, stride, padding)
        if op == "BatchNormWithGlobalNormalization":
            mean, variance, beta = (constants[one] for one in inputs[1:4])
            return lambda x: functional.batch_norm(x, mean, variance, None, beta, False, 0.0, 1e-3)
        if op == "Relu":
            return functional.relu_
        if op in ("MaxPool", "AvgPool"):
            size, stride = integers(attributes["ksize"])[1], integers(attributes["strides"])[1]
            padding = size // 2 if bytes(first(attributes["padding"], 2)) == b"SAME" else 0
            if op == "MaxPool":
                return lambda x: functional.max_pool2d(x, size, stride, padding)
            return lambda x: functional.avg_pool2d(x, size, stride, padding, count_include_pad=False)
        if op == "Concat":
            return lambda *parts: torch.cat(parts, 1)
        if op in ("CheckNumerics", "Identity"):
            return lambda x: x
        raise SystemExit(f"the graph must have known operations (got {op})")

    def __call__(self, scaled):
        values = {"Mul": scaled}
        for name, step, inputs in self.steps:
            values[name] = step(*(values[one] for one in inputs))
        return values["pool_3"].flatten(1)


def resized(images):
    """TensorFlow's old bilinear resize: the corner of a pixel is its place."""
    places = torch.arange(RESIZED, dtype=torch.float32) * (SIZE / RESIZED)
    low = places.floor().long()
    high, share = (low + 1).clamp(max=SIZE - 1), places - low
    rows = images[:, :, low] + (images[:, :, high] - images[:, :, low]) * share[:, None]
    return rows[..., low] + (rows[..., high] - rows[..., low]) * share


def main(path, images, batch, threads, *options):
    torch.set_num_threads(int(threads))
    layout = torch.channels_last if "--channels-last" in options else torch.contiguous_format
    network = Inception(path, layout)
    count, batch = int(images), int(batch)
    total = count * SIZE * SIZE * 3
    pixels = (torch.arange(total) * 7919 % 256).to(torch.uint8).reshape(count, SIZE, SIZE, 3)

    def features(some):
        scaled = (resized(some.permute(0, 3, 1, 2).float()) - 128) * 0.0078125
        return network(scaled.contiguous(memory_format=layout))

    with torch.inference_mode():
        features(pixels[:batch])
        began = time.perf_counter()
        found = [features(pixels[at : at + batch]) for at in range(0, count, batch)]
        seconds = time.perf_counter() - began
    if "--features" in options:
        values = torch.cat(found).flatten().tolist()
        open(options[options.index("--features") + 1], "wb").write(struct.pack(f"<{len(values)}f", *values))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mib": peak}))


main(*sys.argv[1:])
