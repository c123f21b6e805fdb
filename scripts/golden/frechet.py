"""Fréchet distances by NumPy and SciPy, independent of this program: prints test/metrics/frechet-golden.json.

Needs numpy and scipy. Features come from whole numbers by a formula that test/metrics/frechet-golden.test.ts has too, so
the file holds only distances. `sqrtm`: the published formula, with scipy.linalg.sqrtm. `factored`: singular values of
the product of two centred tables, which needs no square root of a singular matrix.
"""
import json
import sys

import numpy as np
import scipy
from scipy import linalg


def table(seed, images, features):
    """(i, j) -> a whole number below 1009, mixed enough to have full rank; divided by 1009."""
    i = np.arange(1, images + 1, dtype=np.int64)[:, None]
    j = np.arange(1, features + 1, dtype=np.int64)[None, :]
    mixed = (i * i * 7919 + j * j * 104729 + i * j * (31 + seed) + seed * 1299709) % 1000003
    mixed = (mixed * mixed + i * 17 + j * 13) % 1000003
    return (mixed % 1009) / 1009.0


def prepared(case, seed, images):
    x = table(seed, images, case["features"])
    if case.get("constant"):
        x[:, : case["constant"]] = 0.25
    if case.get("twins"):
        half = case["features"] // 2
        x[:, half : 2 * half] = x[:, :half] + x[:, half : 2 * half] * case["twins"]
    if seed == 2:
        x = x * case.get("scale", 1.0)
    return (x + case.get("offset", 0.0)).astype(np.float32).astype(np.float64)


def by_sqrtm(a, b):
    mu1, mu2 = a.mean(0), b.mean(0)
    s1, s2 = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = linalg.sqrtm(s1.dot(s2))
    if not np.isfinite(root).all():
        offset = np.eye(len(s1)) * 1e-6
        root = linalg.sqrtm((s1 + offset).dot(s2 + offset))
    return float(((mu1 - mu2) ** 2).sum() + np.trace(s1) + np.trace(s2) - 2 * np.trace(np.real(root)))


def factored(a, b):
    ca, cb = a - a.mean(0), b - b.mean(0)
    cross = linalg.svdvals(ca @ cb.T) / np.sqrt((len(a) - 1) * (len(b) - 1))
    traces = (ca**2).sum() / (len(a) - 1) + (cb**2).sum() / (len(b) - 1)
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + traces - 2 * cross.sum())


CASES = [
    {"name": "full rank", "features": 16, "images": [200, 150]},
    {"name": "wide spread", "features": 16, "images": [200, 150], "scale": 40.0},
    {"name": "rank-deficient", "features": 64, "images": [30, 25]},
    {"name": "one set rank-deficient", "features": 64, "images": [300, 20]},
    {"name": "near-singular", "features": 40, "images": [300, 280], "twins": 1e-4},
    {"name": "constant features", "features": 24, "images": [120, 130], "constant": 6},
    {"name": "all features constant", "features": 5, "images": [20, 20], "constant": 5},
    {"name": "far from the origin", "features": 16, "images": [200, 150], "offset": 4096.0},
    {"name": "equal sets", "features": 32, "images": [100, 100], "same": True},
    {"name": "2,048 features, fewer images", "features": 2048, "images": [500, 400]},
    {"name": "2,048 features, more images", "features": 2048, "images": [2500, 2400]},
]


def main():
    found = []
    for case in CASES:
        n, m = case["images"]
        a = prepared(case, 1, n)
        b = a if case.get("same") else prepared(case, 2, m)
        found.append({**case, "sqrtm": by_sqrtm(a, b), "factored": factored(a, b)})
        print(case["name"], found[-1]["sqrtm"], found[-1]["factored"], file=sys.stderr, flush=True)
    print(json.dumps({"numpy": np.__version__, "scipy": scipy.__version__, "cases": found}, indent=2))


main()
