# Reads tables by pandas: python3 read_tables.py FOLDER NAME...; prints schema and rows of both forms as JSON.
import json
import math
import sys

import pandas
import pyarrow.parquet


def cell(value):
    if value is None or value is pandas.NA or value is pandas.NaT:
        return None
    if isinstance(value, pandas.Timestamp):
        return round(value.timestamp() * 1000)
    if isinstance(value, float) and math.isinf(value):
        return "inf"
    return value.item() if hasattr(value, "item") else value


def rows(frame):
    return [[cell(value) for value in row] for row in frame.itertuples(index=False, name=None)]


def read(folder, name):
    path = f"{folder}/{name}.parquet"
    schema = pyarrow.parquet.read_schema(path)
    parquet = pandas.read_parquet(path, dtype_backend="pyarrow")
    types = {field.name: pandas.ArrowDtype(field.type) for field in schema if "time" not in str(field.type)}
    csv = pandas.read_csv(f"{folder}/{name}.csv", dtype=types, float_precision="round_trip")
    for field in schema:
        if "time" in str(field.type):
            csv[field.name] = pandas.to_datetime(csv[field.name], utc=True, format="ISO8601")
    return {
        "schema": [[field.name, str(field.type)] for field in schema],
        "rows": rows(parquet),
        "csv": rows(csv),
    }


print(json.dumps({name: read(sys.argv[1], name) for name in sys.argv[2:]}))
