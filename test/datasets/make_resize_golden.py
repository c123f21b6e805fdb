"""Makes resize-golden.json, the values that Pillow's bilinear resize gives. It needs Pillow; the tests do not.

    python3 make_resize_golden.py > resize-golden.json

Each image is noise that test and script draw in the same way: x = (x * 1664525 + 1013904223) mod 2^32, from the seed on,
and a byte is x >> 24; images of kind `edges` have only 0 and 255.
"""
import hashlib
import json

import PIL
from PIL import Image

SIZES = [(96, 48), (96, 32), (96, 80), (96, 256), (28, 32), (28, 16), (28, 48), (32, 16), (32, 48), (32, 64), (17, 16), (300, 48), (1, 16)]


def noise(seed, count, edges):
    x, values = seed, bytearray()
    for _ in range(count):
        x = (x * 1664525 + 1013904223) % 2**32
        values.append(255 * (x >> 31) if edges else x >> 24)
    return bytes(values)


def golden(seed, size, to, channels, edges):
    pixels = noise(seed, size * size * channels, edges)
    image = Image.frombytes("RGB" if channels == 3 else "L", (size, size), pixels)
    resized = image.resize((to, to), Image.Resampling.BILINEAR).tobytes()
    return {
        **{"seed": seed, "from": size, "to": to, "channels": channels, "edges": edges},
        **{"first": list(resized[:8]), "sha256": hashlib.sha256(resized).hexdigest()},
    }


cases = [
    golden(1000 * i + channels, size, to, channels, edges)
    for i, (size, to) in enumerate(SIZES)
    for channels in (1, 3)
    for edges in (False, True)
]
lines = ",\n    ".join(json.dumps(case) for case in cases)
print('{\n  "pillow": "%s",\n  "cases": [\n    %s\n  ]\n}' % (PIL.__version__, lines))
