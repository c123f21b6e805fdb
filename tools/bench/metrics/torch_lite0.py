"""Seconds that PyTorch takes for images through EfficientNet-Lite0, beside `npm run bench -- features --python`.

usage: torch_lite0.py WEIGHTS IMAGES BATCH THREADS [--channels-last]
WEIGHTS is the published .pth file. Prints the seconds as JSON, after a first batch. Needs PyTorch.
"""

import json
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional

# kernel, stride, expansion, channels out, blocks
GROUPS = [(3, 1, 1, 16, 1), (3, 2, 6, 24, 2), (5, 2, 6, 40, 2), (3, 2, 6, 80, 3), (5, 1, 6, 112, 3), (5, 2, 6, 192, 4), (3, 1, 6, 320, 1)]


def padding(kernel, stride, size):
    """TensorFlow's SAME: zeros before and after."""
    total = max(kernel - stride if size % stride == 0 else kernel - size % stride, 0)
    return total // 2, total - total // 2


class Convolution(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride, size, depthwise=False, clipped=True):
        super().__init__()
        before, after = padding(kernel, stride, size)
        even = before == after
        self.pad = None if even else nn.ZeroPad2d((before, after, before, after))
        groups = inputs if depthwise else 1
        self.convolution = nn.Conv2d(inputs, outputs, kernel, stride, before if even else 0, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(outputs, eps=1e-3)
        self.activation = nn.ReLU6(inplace=True) if clipped else None

    def forward(self, x):
        x = self.norm(self.convolution(x if self.pad is None else self.pad(x)))
        return x if self.activation is None else self.activation(x)


class Block(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride, expansion, size):
        super().__init__()
        wide = inputs * expansion
        self.expand = None if expansion == 1 else Convolution(inputs, wide, 1, 1, size)
        self.filter = Convolution(wide, wide, kernel, stride, size, depthwise=True)
        self.project = Convolution(wide, outputs, 1, 1, size, clipped=False)
        self.shortcut = stride == 1 and inputs == outputs

    def forward(self, x):
        y = x if self.expand is None else self.expand(x)
        y = self.project(self.filter(y))
        return x + y if self.shortcut else y


class Lite0(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = Convolution(3, 32, 3, 2, 224)
        inputs, size, blocks = 32, 112, []
        for kernel, stride, expansion, outputs, count in GROUPS:
            for i in range(count):
                blocks.append(Block(inputs, outputs, kernel, stride if i == 0 else 1, expansion, size))
                size = -(-size // (stride if i == 0 else 1))
                inputs = outputs
        self.blocks = nn.Sequential(*blocks)
        self.head = Convolution(320, 1280, 1, 1, 7)
        self.classes = nn.Linear(1280, 1000)

    def forward(self, images):
        x = functional.interpolate(images, size=(224, 224), mode="bilinear", align_corners=False)
        features = self.head(self.blocks(self.stem((x - 127) / 128))).mean((2, 3))
        return features, torch.softmax(self.classes(features), 1)


def load(path):
    """The published tensors by our names: both lists have the same order."""
    published = [t for name, t in torch.load(path, map_location="cpu", weights_only=True).items()]
    network = Lite0()
    own = network.state_dict()
    for name, tensor in zip(own, published, strict=True):
        assert own[name].shape == tensor.shape, (name, own[name].shape, tensor.shape)
    network.load_state_dict(dict(zip(own, (t.contiguous() for t in published))))
    return network.eval()


def main(weights, images, batch, threads, channels_last):
    torch.set_num_threads(threads)
    network = load(weights)
    layout = torch.channels_last if channels_last else torch.contiguous_format
    network = network.to(memory_format=layout)
    pictures = (torch.arange(batch * 3 * 32 * 32).reshape(batch, 3, 32, 32) * 7919 % 256).float().to(memory_format=layout)
    with torch.inference_mode():
        network(pictures)
        began, cpu = time.perf_counter(), time.process_time()
        for _ in range(images // batch):
            network(pictures)
        seconds = {"seconds": time.perf_counter() - began, "cpu_seconds": time.process_time() - cpu}
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({**seconds, "peak_mib": peak, "torch": torch.__version__}))


main(sys.argv[1], *(int(text) for text in sys.argv[2:5]), "--channels-last" in sys.argv)
