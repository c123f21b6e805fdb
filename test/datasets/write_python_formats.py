"""The formats of write_formats.py, and those of Python's own libraries: pickles, NumPy arrays, tar shards.

    python3 write_python_formats.py FORMAT FOLDER
"""
import gzip
import os
import struct
import sys
import zipfile
import zlib

from write_formats import CIFAR10, FORMATS, archived, cifar10_images, interleaved, main, picture, planes, write

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "formats"))
from write_samples import array, dtype, npy, python2, tar


def cifar10_python(folder):
    """As Python 2 pickled it, with NumPy of that time."""
    batches = cifar10_images()
    names = ["data_batch_%d" % (i + 1) for i in range(5)] + ["test_batch"]
    for name, batch in zip(names, batches):
        data = array((len(batch), 3072), dtype("u1"), b"".join(planes(rows) for _, rows in batch))
        labels = [label for label, _ in batch]
        write(folder, name, python2({"batch_label": "a batch", "labels": labels, "data": data, "filenames": [name]}))
    write(folder, "batches.meta", python2({"num_cases_per_batch": 4, "label_names": CIFAR10, "num_vis": 3072}))
    return CIFAR10, sum(batches[:5], []), batches[5]


def array_images(channels=3, side=32):
    train = [(i % 3, picture(i, side, channels)) for i in range(12)]
    return train, [((i * 2) % 3, picture(60 + i, side, channels)) for i in range(4)]


def arrays_of(images, descr="<i8", in_planes=False, column=False):
    """The images and their labels as contents of .npy files."""
    count, side, channels = len(images), len(images[0][1]), len(images[0][1][0][0])
    shape = (count, channels, side, side) if in_planes else (count, side, side, channels)
    pixels = b"".join(planes(rows) if in_planes else interleaved(rows) for _, rows in images)
    labels = struct.pack({"<i8": "<%dq", "|u1": "<%dB", ">i4": ">%di"}[descr] % count, *[label for label, _ in images])
    if channels == 1:
        shape = (count, side, side)
    return npy("|u1", shape, pixels), npy(descr, (count, 1) if column else (count,), labels)


def arrays_in_zip(folder, method=zipfile.ZIP_DEFLATED, in_planes=False, channels=3):
    train, test = array_images(channels)
    with zipfile.ZipFile(os.path.join(folder, "images.npz"), "w", method) as file:
        for split, images in (("train", train), ("test", test)):
            pixels, labels = arrays_of(images, "<i8", in_planes, column=True)
            file.writestr("x_%s.npy" % split, pixels)
            file.writestr("y_%s.npy" % split, labels)
    return ["0", "1", "2"], train, test


def arrays_in_folder(folder):
    train, test = array_images(channels=1)
    for split, images in (("train", train), ("test", test)):
        pixels, labels = arrays_of(images, ">i4")
        write(folder, "x_%s.npy" % split, pixels)
        write(folder, "y_%s.npy" % split, labels)
    return ["0", "1", "2"], train, test


def without_fifths(images):
    """Every fifth image of a class is held out."""
    seen, split = {}, ([], [])
    for label, rows in images:
        seen[label] = seen.get(label, 0) + 1
        split[seen[label] % 5 == 0].append((label, rows))
    return split


def arrays_without_test(folder):
    images = [(i % 2, picture(i, 32)) for i in range(13)]
    pixels, labels = arrays_of(images, "|u1")
    write(folder, "images.npy", pixels)
    write(folder, "labels.npy", labels)
    return (["0", "1"],) + tuple(without_fifths(images))


def arrays_without_labels(folder):
    images = [(None, picture(i, 32)) for i in range(7)]
    write(folder, "x_train.npy", npy("|u1", (7, 32, 32, 3), b"".join(interleaved(rows) for _, rows in images)))
    return ([],) + tuple(without_fifths(images))


def png(rows):
    side = len(rows)
    lines = b"".join(b"\0" + bytes(value for pixel in row for value in pixel) for row in rows)
    parts = ((b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    chunks = [struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def shard(images, first):
    members = [("README", b"no image")]
    for number, (label, rows) in enumerate(images, first):
        members += [("%06d.json" % number, b"{}"), ("%06d.png" % number, png(rows))]
        if label is not None:
            members.append(("%06d.cls" % number, b"%d\n" % label))
    return tar(members)


def tar_shards(folder):
    train, test = array_images()
    write(folder, "train/shard-000000.tar", shard(train[:7], 0))
    write(folder, "train/shard-000001.tar.gz", gzip.compress(shard(train[7:], 7), mtime=0))
    write(folder, "test/shard-000000.tar", shard(test, 0))
    return ["0", "1", "2"], train, test


def tar_shards_without_test(folder):
    images = [(None if i % 4 == 3 else i % 2, picture(i, 32)) for i in range(25)]
    write(folder, "a.tar", shard(images[:10], 0))
    write(folder, "b.tar", shard(images[10:], 10))
    return (["0", "1"],) + tuple(without_fifths(images))


FORMATS.update(
    {
        "cifar10Python": cifar10_python,
        "arrays": arrays_in_folder,
        "arrays.npz": arrays_in_zip,
        "arrays.npz.stored": lambda folder: arrays_in_zip(folder, zipfile.ZIP_STORED),
        "arrays.planes": lambda folder: arrays_in_zip(folder, in_planes=True),
        "arrays.grey": lambda folder: arrays_in_zip(folder, channels=1),
        "arrays.one": arrays_without_test,
        "arrays.unlabeled": arrays_without_labels,
        "tarShards": tar_shards,
        "tarShards.one": tar_shards_without_test,
        "cifar10Python.tar.gz": archived(cifar10_python, "cifar-10-batches-py", "cifar-10-python.tar.gz"),
    }
)

if __name__ == "__main__":
    main(*sys.argv[1:])
