"""Writes a small data set in one of the formats that eagan reads, and prints what the packed form must hold.

    python3 write_formats.py FORMAT FOLDER

It is independent of the program: it uses the standard library only and knows each format from its description. A
format is one function, named in FORMATS at the end. It writes its files into the folder and returns the two splits as
lists of (label or None, pixels), where pixels are rows of (red, green, blue) in the size of the format.
"""
import gzip
import hashlib
import json
import os
import struct
import sys
import tarfile
import tempfile

CIFAR10 = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
STL10 = ["airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck"]


def picture(number, side, channels=3):
    """Rows of pixels. Each row, column and channel differs, so that no wrong order gives the same bytes."""
    return [
        [
            tuple((number * 41 + row * 7 + column * 13 + channel * 89 + row * column) % 256 for channel in range(channels))
            for column in range(side)
        ]
        for row in range(side)
    ]


def write(folder, name, data):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def planes(rows, by_columns=False):
    """The pixels as one plane for each channel."""
    side = len(rows)
    result = bytearray()
    for channel in range(3):
        for outer in range(side):
            for inner in range(side):
                row, column = (inner, outer) if by_columns else (outer, inner)
                result.append(rows[row][column][channel])
    return bytes(result)


def cifar10_images(per_batch=4):
    """Five batches for training and the test batch, as [(label, rows)] each."""
    return [
        [((batch * per_batch + i) * 3 % 10, picture(batch * per_batch + i, 32)) for i in range(per_batch)]
        for batch in range(6)
    ]


def cifar10_binary(folder):
    batches = cifar10_images()
    names = ["data_batch_%d.bin" % (i + 1) for i in range(5)] + ["test_batch.bin"]
    for name, batch in zip(names, batches):
        write(folder, name, b"".join(bytes([label]) + planes(rows) for label, rows in batch))
    write(folder, "batches.meta.txt", ("\n".join(CIFAR10) + "\n\n").encode())
    return CIFAR10, sum(batches[:5], []), batches[5]


def stl10_binary(folder):
    train = [(i % 10, picture(i, 96)) for i in range(5)]
    unlabeled = [(None, picture(100 + i, 96)) for i in range(4)]
    test = [((i * 3) % 10, picture(200 + i, 96)) for i in range(3)]
    for name, images in (("train", train), ("test", test)):
        write(folder, name + "_X.bin", b"".join(planes(rows, by_columns=True) for _, rows in images))
        write(folder, name + "_y.bin", bytes(label + 1 for label, _ in images))
    write(folder, "unlabeled_X.bin", b"".join(planes(rows, by_columns=True) for _, rows in unlabeled))
    write(folder, "class_names.txt", ("\n".join(STL10) + "\n").encode())
    return STL10, train + unlabeled, test


def idx_bytes(*sizes, values):
    return struct.pack(">HBB", 0, 8, len(sizes)) + struct.pack(">%dI" % len(sizes), *sizes) + values


def interleaved(rows):
    return bytes(value for row in rows for pixel in row for value in pixel)


def idx(folder, channels=1, pack=lambda name, data: (name, data)):
    train = [(i % 4, picture(i, 28, channels)) for i in range(6)]
    test = [((i * 3) % 4, picture(50 + i, 28, channels)) for i in range(3)]
    for prefix, images in (("train", train), ("t10k", test)):
        sizes = (len(images), 28, 28) + ((3,) if channels == 3 else ())
        pixels = idx_bytes(*sizes, values=b"".join(interleaved(rows) for _, rows in images))
        labels = idx_bytes(len(images), values=bytes(label for label, _ in images))
        write(folder, *pack("%s-images-idx%d-ubyte" % (prefix, len(sizes)), pixels))
        write(folder, *pack(prefix + "-labels-idx1-ubyte", labels))
    return ["0", "1", "2", "3"], train, test


def idx_packed(folder):
    return idx(folder, pack=lambda name, data: (name + ".gz", gzip.compress(data, mtime=0)))


def idx_rgb(folder):
    return idx(folder, channels=3)


def archived(write_files, top, name):
    """The files of a format as one archive, in an order that is not the order in which they are read."""

    def write_archive(folder):
        with tempfile.TemporaryDirectory() as place:
            result = write_files(os.path.join(place, top))
            with tarfile.open(os.path.join(folder, name), "w:gz") as archive:
                archive.add(os.path.join(place, top), top, recursive=False)
                for file in sorted(os.listdir(os.path.join(place, top)), reverse=True):
                    archive.add(os.path.join(place, top, file), top + "/" + file)
        return result

    return write_archive


FORMATS = {
    "cifar10Binary": cifar10_binary,
    "stl10Binary": stl10_binary,
    "idx": idx,
    "idx.gz": idx_packed,
    "idx.rgb": idx_rgb,
    "cifar10Binary.tar.gz": archived(cifar10_binary, "cifar-10-batches-bin", "cifar-10-binary.tar.gz"),
    "stl10Binary.tar.gz": archived(stl10_binary, "stl10_binary", "stl10_binary.tar.gz"),
}


def described(classes, images):
    """A grey pixel stands for three equal values; an image without a class has the number of classes as its label."""
    rgb = [[[pixel * 3 if len(pixel) == 1 else pixel for pixel in row] for row in rows] for _, rows in images]
    return {
        "labels": [len(classes) if label is None else label for label, _ in images],
        "sha256": [hashlib.sha256(interleaved(rows)).hexdigest() for rows in rgb],
        "first": list(interleaved(rgb[0])[:12]),
    }


def main(name, folder):
    classes, train, held_out = FORMATS[name](folder)
    told = {"classes": classes, "train": described(classes, train), "heldOut": described(classes, held_out)}
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
