"""Unpacks from a wheel what matches one of the patterns, streaming.

usage: unpack_wheel.py WHEEL FOLDER PATTERN...
"""

import fnmatch
import os
import shutil
import sys
import zipfile


def unpack(wheel, folder, patterns):
    root = os.path.realpath(folder)
    with zipfile.ZipFile(wheel) as archive:
        for item in archive.infolist():
            if item.is_dir() or not any(fnmatch.fnmatchcase(item.filename, pattern) for pattern in patterns):
                continue
            target = os.path.realpath(os.path.join(root, item.filename))
            if not target.startswith(root + os.sep):
                raise ValueError("a name leaves the folder: " + item.filename)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with archive.open(item) as source, open(target, "wb") as destination:
                shutil.copyfileobj(source, destination, 1 << 20)


unpack(sys.argv[1], sys.argv[2], sys.argv[3:])
