"""Writes files in formats of other programs, by the standard library alone: python3 write_samples.py FOLDER.

Independent of the code that is tested. NumPy's and PyTorch's classes are stand-ins with the same names, because only
the names go into a pickle.
"""

import io
import os
import pickle
import struct
import sys
import tarfile
import types
import warnings
import zipfile
import zlib
from collections import OrderedDict

FOLDER = None
# Of a zip with two entries of a name.
warnings.simplefilter("ignore", UserWarning)


def write(name, contents):
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(contents)


# Stand-ins ------------------------------------------------------------------------------------------------------------


def module(name):
    if name not in sys.modules:
        sys.modules[name] = types.ModuleType(name)
    return sys.modules[name]


def stand_in(full):
    """A class with a name of another library: pickle only checks that the module has it."""
    place, _, name = full.rpartition(".")
    if hasattr(module(place), name):
        return getattr(module(place), name)
    made = type(name, (), {"__module__": place, "__qualname__": name, "__init__": lambda self, *_: None})
    setattr(module(place), name, made)
    return made


class Call:
    """Pickled as a call of a name with arguments, and a state."""

    def __init__(self, callee, args, state=None):
        self.reduced = (callee, args) if state is None else (callee, args, state)

    def __reduce__(self):
        return self.reduced


for parent in ("numpy", "numpy.core", "numpy._core", "torch"):
    module(parent)
NDARRAY, DTYPE = stand_in("numpy.ndarray"), stand_in("numpy.dtype")


def dtype(name, order="|"):
    size = -1
    return Call(DTYPE, (name, False, True), (3, order, None, None, None, size, size, 0))


def array(shape, type_, contents, core="numpy.core", fortran=False):
    reconstruct = stand_in(core + ".multiarray._reconstruct")
    return Call(reconstruct, (NDARRAY, (0,), b"b"), (1, shape, type_, fortran, contents))


class Python2Pickler(pickle._Pickler):
    """Writes texts and bytes as Python 2 did: both are bytes."""

    dispatch = dict(pickle._Pickler.dispatch)

    def save_text(self, value):
        contents = value if isinstance(value, bytes) else value.encode("latin-1")
        if not self.bin:
            self.write(b"S" + repr(contents)[1:].encode("latin-1") + b"\n")
        elif len(contents) < 256:
            self.write(b"U" + bytes([len(contents)]) + contents)
        else:
            self.write(b"T" + struct.pack("<i", len(contents)) + contents)
        self.memoize(value)

    dispatch[bytes] = save_text
    dispatch[str] = save_text


def python2(value, protocol=2):
    out = io.BytesIO()
    Python2Pickler(out, protocol, fix_imports=True).dump(value)
    return out.getvalue()


# Pickles --------------------------------------------------------------------------------------------------------------


def plain(protocol):
    shared = ["shared"]
    value = {
        "none": None,
        "flags": [True, False],
        "numbers": [0, 1, -1, 255, 256, 65535, 65536, 2**31 - 1, -(2**31), 2**31, 2**53 - 1, 2**63, -(2**70), 0.5, -1e300],
        "infinite": float("inf"),
        "text": "a\u00e4\u20ac\U0001f600\n\\u0041",
        "long": "x" * 300,
        "bytes": b"\x00\xff\n'",
        "array": bytearray(b"abc"),
        "tuples": ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)),
        "ordered": OrderedDict([("b", 1), ("a", 2)]),
        "first": shared,
        "second": shared,
        "nested": {1: {2: {3: []}}},
        "many": list(range(2000)),
    }
    if protocol >= 4:
        value["set"] = {1, 2}
        value["frozen"] = frozenset([3])
    return value


PIXELS = bytes((7 * i + 3) % 256 for i in range(12))


def write_pickles():
    for protocol in range(6):
        write(f"plain-{protocol}.pkl", pickle.dumps(plain(protocol), protocol))
        for core in ("numpy.core", "numpy._core"):
            scalar = stand_in(core + ".multiarray.scalar")
            arrays = {
                "bytes": array((2, 6), dtype("u1"), PIXELS, core),
                "big": array((3,), dtype("i4", ">"), struct.pack(">3i", 1, -2, 3), core),
                "fortran": array((2, 3), dtype("f8", "<"), struct.pack("<6d", *range(6)), core, True),
                "scalar": Call(scalar, (dtype("f4", "<"), struct.pack("<f", 1.5))),
            }
            write(f"{core}-{protocol}.pkl", pickle.dumps(arrays, protocol))
    from_buffer = stand_in("numpy._core.numeric._frombuffer")
    buffered = Call(from_buffer, (bytearray(PIXELS), dtype("u1"), (3, 4), "C"))
    write("buffer-5.pkl", pickle.dumps(buffered, 5))
    batch = {"batch_label": "training batch 1 of 5", "labels": [3, 9], "data": array((2, 6), dtype("u1"), PIXELS)}
    write("python2-0.pkl", python2(batch, 0))
    write("python2-1.pkl", python2(batch, 1))
    write("python2-2.pkl", python2(batch, 2))
    write("python2-ordered.pkl", python2(Call(OrderedDict, ([["one", 1], ["two", 2]],))))
    write("three.pkl", pickle.dumps("first", 2) + pickle.dumps([2], 4) + pickle.dumps({3: 3}, 0))


def write_hostile_pickles():
    for protocol in range(6):
        write(f"system-{protocol}.pkl", pickle.dumps(Call(os.system, ("touch owned",)), protocol))
    write("eval.pkl", pickle.dumps(Call(eval, ("1",)), 2))
    write("instance.pkl", b"(S'touch owned'\nios\nsystem\n.")
    write("object.pkl", b"(cos\nsystem\nS'touch owned'\no.")
    write("persistent.pkl", b"Pstorage\n.")
    write("extension.pkl", b"\x80\x02\x82\x01.")
    write("marks.pkl", b"(" * 5000 + b".")
    write("maps.pkl", b"}" * 1_500_000 + b".")
    text = b"X" + struct.pack("<I", 1_000_000) + b"a" * 1_000_000
    encode = b"c_codecs\nencode\nh\x00X\x06\x00\x00\x00latin1\x86R"
    write("calls.pkl", b"\x80\x02" + text + b"q\x00" + encode * 1000 + b".")
    write("long.pkl", b"\x80\x02\x8b" + struct.pack("<i", 100_000) + b"\x01" * 100_000 + b".")
    huge = array((2**20, 2**20), dtype("u1"), b"abc")
    write("huge-shape.pkl", pickle.dumps(huge, 2))
    write("object-type.pkl", pickle.dumps(array((1,), dtype("O8"), [1]), 2))


# PyTorch --------------------------------------------------------------------------------------------------------------

FLOAT, LONG, HALF = (stand_in(f"torch.{name}Storage") for name in ("Float", "Long", "Half"))
REBUILD = stand_in("torch._utils._rebuild_tensor_v2")
PARAMETER = stand_in("torch._utils._rebuild_parameter")
FORMS = {FLOAT: ("f", 4), LONG: ("q", 8), HALF: ("e", 2)}


class Storage:
    def __init__(self, key, kind, values):
        self.key, self.kind, self.values = key, kind, values

    def contents(self):
        return struct.pack(f"<{len(self.values)}{FORMS[self.kind][0]}", *self.values)


def tensor(storage, offset, shape, strides):
    return Call(REBUILD, (storage, offset, shape, strides, False, OrderedDict()))


class TorchPickler(pickle._Pickler):
    def persistent_id(self, value):
        if isinstance(value, Storage):
            return ("storage", value.kind, value.key, "cpu", len(value.values)) + self.ending
        return None


def torch_pickle(value, ending):
    out = io.BytesIO()
    pickler = TorchPickler(out, 2)
    pickler.ending = ending
    pickler.dump(value)
    return out.getvalue()


def state():
    weights = Storage("94001", FLOAT, [float(i) for i in range(26)])
    counts = Storage("94002", LONG, [5, -(2**40)])
    half = Storage("94003", HALF, [0.5, -2.0, 65504.0, 2.0**-24])
    saved = OrderedDict(
        [
            # Channels last: the elements of a shape [2, 3, 2, 2] lie as [2, 2, 2, 3].
            ("conv.weight", tensor(weights, 2, (2, 3, 2, 2), (12, 1, 6, 3))),
            ("conv.bias", Call(PARAMETER, (tensor(weights, 0, (2,), (1,)), True, OrderedDict()))),
            ("count", tensor(counts, 1, (), ())),
            ("half", tensor(half, 0, (4,), (1,))),
        ]
    )
    return saved, [weights, counts, half]


def old_form(value, storages):
    machine = {"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}
    parts = [pickle.dumps(each, 2) for each in (0x1950A86A20F9469CFC6C, 1001, machine)]
    parts.append(torch_pickle(value, (None,)))
    parts.append(pickle.dumps([each.key for each in storages], 2))
    for each in storages:
        parts += [struct.pack("<q", len(each.values)), each.contents()]
    return b"".join(parts)


def zip_form(value, storages, folder="archive", method=zipfile.ZIP_STORED, order=b"little"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        file.writestr(f"{folder}/data.pkl", torch_pickle(value, ()))
        file.writestr(f"{folder}/byteorder", order)
        for each in storages:
            file.writestr(f"{folder}/data/{each.key}", each.contents())
        file.writestr(f"{folder}/version", b"3\n")
    return out.getvalue()


def write_torch():
    saved, storages = state()
    write("old.pth", old_form(saved, storages))
    write("new.pth", zip_form(saved, storages))
    write("packed.pth", zip_form(saved, storages, "model_best", zipfile.ZIP_DEFLATED))
    write("big-endian.pth", zip_form(saved, storages, order=b"big"))
    write("nested.pth", zip_form({"epoch": 3, "state_dict": saved}, storages))
    write("missing-storage.pth", zip_form(saved, storages[1:]))
    outside = tensor(storages[0], 2, (5, 5), (5, 1))
    write("outside.pth", old_form({"a": outside}, storages))
    write("repeated.pth", old_form({"a": tensor(storages[0], 0, (1000, 1000), (0, 0))}, storages))
    write("no-tensors.pth", old_form({"epoch": 3}, []))
    write("system.pth", old_form({"a": Call(os.system, ("touch owned",))}, []))
    itself = {}
    itself["a"], itself["b"] = itself, itself
    write("itself.pth", old_form(itself, []))


# NumPy ----------------------------------------------------------------------------------------------------------------

FORMATS = {"b1": "?", "u1": "B", "i1": "b", "u2": "H", "i2": "h", "u4": "I", "i4": "i", "u8": "Q", "i8": "q", "f2": "e", "f4": "f", "f8": "d"}  # fmt: skip


def npy(descr, shape, contents, fortran=False, version=1, header=None):
    text = header or repr({"descr": descr, "fortran_order": fortran, "shape": shape})
    length = "<H" if version == 1 else "<I"
    start = 8 + struct.calcsize(length)
    text += " " * (-(start + len(text) + 1) % 64) + "\n"
    return b"\x93NUMPY" + bytes([version, 0]) + struct.pack(length, len(text)) + text.encode("utf-8") + contents


def packed(descr, values):
    return struct.pack((">" if descr[0] == ">" else "<") + str(len(values)) + FORMATS[descr[1:]], *values)


def write_arrays():
    for type_ in FORMATS:
        for order in "|" if type_.endswith("1") else "<>":
            values = [0, 1, 1, 0, 1, 1] if type_ == "b1" else [0, 1, 2, 3, 100, 127]
            write(f"{'big' if order == '>' else 'little'}-{type_}.npy", npy(order + type_, (2, 3), packed(order + type_, values)))
    for version in (1, 2, 3):
        write(f"version-{version}.npy", npy("<f8", (3,), packed("<f8", [0.5, -1, 1e300]), version=version))
    # Columns first: [[0, 1, 2], [3, 4, 5]].
    write("fortran.npy", npy("<i4", (2, 3), packed("<i4", [0, 3, 1, 4, 2, 5]), fortran=True))
    write("scalar.npy", npy("<f8", (), packed("<f8", [2.5])))
    write("empty.npy", npy("|u1", (0, 32, 32, 3), b""))
    write("python2.npy", npy("<f8", (), packed("<f8", [1, 2]), header="{'descr': '<f8', 'fortran_order': False, 'shape': (2L,), }"))
    write("large-integer.npy", npy("<i8", (1,), packed("<i8", [2**53 + 1])))
    write("objects.npy", npy("|O", (1,), pickle.dumps([1], 2)))
    write("fields.npy", npy([("a", "<f8")], (1,), packed("<f8", [1])))
    write("huge.npy", npy("|u1", (2**60, 2**60), b"abc"))
    write("version-4.npy", npy("|u1", (1,), b"a", version=4))


def npz(method=zipfile.ZIP_STORED, names=("mu", "sigma"), force_zip64=True):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, allowZip64=True) as file:
        for name in names:
            contents = npy("<f8", (2,), packed("<f8", [1, 2])) if name == "mu" else npy("<f4", (2, 2), packed("<f4", [4, 1, 1, 3]))
            # As numpy.savez does: sizes of 64 bits in the entry's own header.
            with file.open(f"{name}.npy", "w", force_zip64=force_zip64) as entry:
                entry.write(contents)
    return bytearray(out.getvalue())


def zip64_end(contents):
    """The same file with a directory of 64 bits."""
    end = contents.rindex(b"PK\x05\x06")
    count, size, offset = struct.unpack("<HII", contents[end + 10 : end + 20])
    wide = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<IIQI", 0x07064B50, 0, end, 1)
    short = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return contents[:end] + wide + locator + short


def write_zips():
    write("stored.npz", npz())
    write("deflated.npz", npz(zipfile.ZIP_DEFLATED))
    write("wide.npz", zip64_end(npz()))
    write("comment.npz", npz()[:-2] + struct.pack("<H", 6) + b"hello!")
    changed = npz()
    changed[changed.index(b"\x93NUMPY") + 130] ^= 1
    write("changed.npz", changed)
    write("lzma.npz", npz(zipfile.ZIP_LZMA))
    write("twice.npz", npz(names=("mu", "mu")))
    # A mebibyte of zeros, whose directory says that it has 100 bytes; and one that says the truth.
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mu.npy", b"\0" * 2**20)
    write("bomb.npz", bomb.getvalue())
    lying = bytearray(bomb.getvalue())
    row = lying.rindex(b"PK\x01\x02")
    lying[row + 24 : row + 28] = struct.pack("<I", 100)
    write("lying.npz", lying)


# Tar ------------------------------------------------------------------------------------------------------------------


def tar(members, form=tarfile.PAX_FORMAT, **options):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form, **options) as file:
        for name, contents in members:
            info = tarfile.TarInfo(name)
            if isinstance(contents, bytes):
                info.size = len(contents)
                file.addfile(info, io.BytesIO(contents))
            else:
                for field, value in contents.items():
                    setattr(info, field, value)
                file.addfile(info)
    return out.getvalue()


def gzipped(contents):
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packer.compress(contents) + packer.flush()


def write_tars():
    long_name = "/".join(["a" * 60] * 4) + "/file.bin"
    members = [
        ("./folder", {"type": tarfile.DIRTYPE}),
        ("./folder/first.txt", b"first"),
        ("folder/empty", b""),
        ("folder/large.bin", bytes(i % 251 for i in range(200_000))),
        ("folder/link", {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"}),
        ("folder/hard", {"type": tarfile.LNKTYPE, "linkname": "folder/first.txt"}),
        ("folder/pipe", {"type": tarfile.FIFOTYPE}),
        (long_name, b"far"),
        ("\u00e4\u20ac.txt", b"text"),
    ]
    for name, form in (("pax", tarfile.PAX_FORMAT), ("gnu", tarfile.GNU_FORMAT)):
        write(f"{name}.tar", tar(members, form))
        write(f"{name}.tar.gz", gzipped(tar(members, form)))
    # ustar's own names end at 255 bytes, in two fields.
    shorter = [(name.replace("a" * 60 + "/", "", 2), contents) for name, contents in members]
    write("ustar.tar", tar(shorter, tarfile.USTAR_FORMAT))
    write("comment.tar", tar([("a", b"a")], pax_headers={"comment": "an archive"}))
    cut = gzipped(tar(members))
    write("two-parts.tar.gz", gzipped(tar(members)[:1000]) + gzipped(tar(members)[1000:]))
    write("changed.tar.gz", cut[:-8] + bytes([cut[-8] ^ 1]) + cut[-7:])
    write("no-end.tar", tar([("a", b"a" * 512)])[:1024])
    for name, hostile in (("parent", "../x"), ("inner-parent", "a/../../x"), ("absolute", "/tmp/x"), ("drive", "C:\\x")):
        write(f"{name}.tar", tar([("fine.txt", b"fine"), (hostile, b"owned")]))
    write("sparse.tar", tar([("a", {"type": tarfile.GNUTYPE_SPARSE})]))
    write("global.tar", tar([("a", b"a")], pax_headers={"path": "b"}))
    header = bytearray(tar([("a", b"a")]))
    header[0] ^= 1
    write("checksum.tar", header)
    name = tarfile.TarInfo("././@LongLink")
    name.type, name.size = b"L", 2**30
    write("long-name-bomb.tar", name.tobuf(tarfile.GNU_FORMAT) + b"a" * 5000)
    write("zeros.tar.gz", gzipped(tar([("zeros", b"\0" * 3_000_000)])))
    huge = tarfile.TarInfo("huge")
    huge.size = 2**43
    write("huge.tar", huge.tobuf(tarfile.GNU_FORMAT) + b"a" * 5000)


if __name__ == "__main__":
    FOLDER = sys.argv[1]
    write_pickles()
    write_hostile_pickles()
    write_torch()
    write_arrays()
    write_zips()
    write_tars()
