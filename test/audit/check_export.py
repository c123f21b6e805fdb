#!/usr/bin/env python3
"""Checks an audit export of eagan. Written from docs/ledger.md alone, with Python's standard library: no Ed25519 there,
so a signature is handed to openssl.

  python3 check_export.py FOLDER [--head HEX|FILE] [--trust PUB.pem]
"""

import argparse
import base64
import functools
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

ZEROS = "0" * 64
JSON_OUTPUTS = {"dataset", "reference", "population", "evaluation", "selection", "winner", "score"}
EXPORTED = {
    "genotype": "genotype.json",
    "weights": "weights.safetensors",
    "samples": "samples.png",
    "manifest": "manifest.json",
}
PAYLOAD_TYPE = "application/vnd.eagan.audit+json"
problems = []


def must(holds, where, what):
    if not holds:
        problems.append(f"{where}  {what}")


class Number(str):
    """A number with the characters that the file has. Two are equal if their characters are: files are canonical."""


def parse(text):
    def constant(name):
        raise ValueError(f"{name} is no JSON")

    return json.loads(text, parse_int=Number, parse_float=Number, parse_constant=constant)


def canonical(value):
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)
        return re.sub("[\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text)
    return json.dumps(value)


def sha(data):
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


def lines(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        data = file.read()
    must(data == b"" or data.endswith(b"\n"), name, "the last line must end with a line break")
    return [(line, f"{name}:{number}") for number, line in enumerate(data.split(b"\n")[:-1], 1)]


def values(folder, name):
    for line, where in lines(folder, name):
        try:
            value = parse(line.decode())
        except ValueError as error:
            must(False, where, f"a line must be JSON: {error}")
            continue
        must(canonical(value).encode() == line, where, "a line must be canonical JSON")
        yield value, line, where


def value_of(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return parse(file.read())


def integer(value):
    return int(value) if isinstance(value, Number) else -1


def check_files(folder):
    """Check 1."""
    listed = {}
    for line, where in lines(folder, "files.sha256"):
        found = re.fullmatch(rb"([0-9a-f]{64})  ([A-Za-z0-9._/-]+)", line)
        if not found or any(part[:1] in (b".", b"") for part in found[2].split(b"/")):
            must(False, where, "a line must be DIGEST  NAME")
            continue
        listed[found[2].decode()] = found[1].decode()
    for name, digest in listed.items():
        path = os.path.join(folder, name)
        if not os.path.isfile(path):
            must(False, name, "the file must be here")
            continue
        with open(path, "rb") as file:
            must(sha(file.read()) == digest, name, f"its SHA-256 must be {digest}")
    for parent, _, names in os.walk(folder):
        for each in names:
            name = os.path.relpath(os.path.join(parent, each), folder).replace(os.sep, "/")
            must(name == "files.sha256" or name in listed, name, "files.sha256 must list it")
    return listed


def check_ledger(folder):
    """Check 2. Gives the step lines, the others, digests with their numbers, and the last line."""
    steps, others, heads = [], [], {}
    last, epoch = {"sequence": Number("0"), "digest": ZEROS}, 0
    for line, _, where in values(folder, "ledger.jsonl"):
        rest = {name: value for name, value in line.items() if name != "digest"}
        must(sha(canonical(rest)) == line.get("digest"), where, "the digest must be that of the other fields")
        must(integer(line.get("sequence")) == integer(last["sequence"]) + 1, where, "sequence must follow")
        must(line.get("previous") == last["digest"], where, "previous must be the digest of the line before")
        kind = line["kind"] if "schemaVersion" in line or "kind" in line else "step"
        if kind not in ("run", "attempt", "superseded"):
            must(integer(line["epoch"]) >= epoch, where, f"epoch must be at least {epoch}")
            epoch = max(epoch, integer(line["epoch"]))
        heads[line.get("digest")] = integer(line["sequence"])
        (steps if kind == "step" else others).append({**line, "kind": kind, "where": where})
        last = line
    return steps, others, heads, last


def check_frozen(frozen, others):
    """Check 3."""
    for line in others:
        if line["kind"] == "run":
            must(line["frozen"] == sha(canonical(frozen)), line["where"], "frozen must be the digest of frozen.json")


def check_records(folder, steps):
    """Check 4. Gives the records by key and fingerprint."""
    last_of = {(line["key"], line["fingerprint"]): line for line in steps}
    records = {}
    for value, _, where in values(folder, "records.jsonl"):
        record = value["record"]
        name = (record["key"], record["fingerprint"])
        must(sha(canonical(record)) == value["digest"], where, "the digest must be that of the record")
        must(sha(canonical(record["step"])) == record["key"], where, "the key must be the digest of the step")
        line = last_of.get(name)
        must(line and line["place"] == record["step"]["place"], where, "a line must name the record and its place")
        records[name] = {**record, "digest": value["digest"], "where": where}
    for line in steps:
        name = (line["key"], line["fingerprint"])
        record = records.get(name)
        must(record, line["where"], f"the record of {line['place']} must be there")
        is_gone = last_of[name] is not line
        if record and "record" in line and not is_gone:
            must(line["record"] == record["digest"], line["where"], "record must be the digest of the record")
    return records


def check_objects(folder, records, others, absent):
    """Check 5. Gives the objects by digest, and the digests that may be absent."""
    objects, where_of = {}, {}
    for value, line, where in values(folder, "objects.jsonl"):
        objects[sha(line)], where_of[sha(line)] = value, where
    outputs = {
        digest: record["step"]["place"]
        for record in records.values()
        for name, digest in record["outputs"].items()
        if name in JSON_OUTPUTS
    }
    named = set(outputs) | {record["fingerprint"] for record in records.values()}
    named |= {value.get("protocol") for value in objects.values() if isinstance(value, dict)}
    named |= {line.get(field) for line in others for field in ("program", "list")}
    excused = {item["digest"] for item in absent["missing"]}
    for item in absent["removed"]:
        must(item["digest"] not in outputs, "absent.json", f"gc removes only states, not {item['what']}")
    for digest, place in outputs.items():
        must(digest in objects or digest in excused, "objects.jsonl", f"{digest} of {place} must be here")
    for digest, where in where_of.items():
        must(digest in named, where, "something must name the object")
    for item in absent["missing"]:
        must(False, "absent.json", f"the store must have had {item['what']}")
    return objects, excused


def check_numbers(records, objects):
    """Check 6."""
    for record in records.values():
        place, outputs = record["step"]["place"], record["outputs"]
        made = objects.get(outputs.get("evaluation") or outputs.get("score")) or {}
        figures = made.get("figures") or {}
        for name, number in record["numbers"].items():
            said = figures.get(name, made.get(name, number))
            must(said == number, record["where"], f"{name} of {place} must be {said}, as in its object")
        selection = objects.get(outputs.get("selection")) or {}
        for ranked in selection.get("ranking", []):
            was = objects.get(record["step"]["inputs"].get(f"evaluation/{integer(ranked['slot']):02d}"))
            individual = ranked["individual"]["id"]
            if was is not None:
                same = [was["individual"], was["status"], was.get("figures")]
                is_same = same == [individual, ranked["status"], ranked.get("figures")]
                must(is_same, record["where"], f"{individual} must be ranked as it was evaluated")


def rank_of(place, stages):
    """The numbers of a place, from the table of the page."""
    data = {"dataset": 0, "extractor": 1, "reference": 2}
    if place in data:
        return [0, data[place]]
    n = len(stages)
    if place == "export":
        return [1 + n, 6]
    head, *rest = place.split("/")
    if head == "final":
        if not rest:
            return [1 + n]
        first = {"extractor": 0, "reference": 1, "open": 2}
        if rest[0] in first:
            return [1 + n, first[rest[0]]]
        if rest[0] == "train":
            return [1 + n, 4] + [int(part.split("-")[1]) for part in rest[1:]]
        if len(rest) == 1:
            return [1 + n, 3]
        before = {"noise": 0, "heldOut": 1, "untrained": 2}
        return [1 + n, 3, before[rest[1]]] if rest[1] in before else [1 + n, 5, int(rest[1].split("-")[1])]
    numbers = [1 + stages.index(head)]
    if not rest:
        return numbers
    if rest[0] in ("open", "close"):
        return numbers + [0 if rest[0] == "open" else float("inf")]
    if rest[0] == "warmup":
        return numbers + [1] + [int(part.split("-")[1]) for part in rest[1:]]
    numbers.append(2 + int(rest[0].split("-")[1]))
    if len(rest) > 1:
        numbers.append({"train": 0, "evaluate": 1, "select": 2}[rest[1]])
    return numbers + [int(part.split("-")[-1]) for part in rest[2:]]


def check_result(steps, others, records, frozen, refs):
    """Check 7. Gives the export's record and the result digest; None without a result."""
    stages = [stage["id"] for stage in frozen["pipeline"]["stages"]]
    rank = functools.lru_cache(None)(lambda place: rank_of(place, stages))
    taken_back = (refs["owner"] or {}).get("supersessions", [])
    for line in others:
        if line["kind"] == "superseded":
            is_known = any(one["epoch"] == line["epoch"] and one["from"] == line["from"] for one in taken_back)
            must(is_known, line["where"], "owner.supersessions must have it")
    standing = {}
    for line in steps:
        back = any(
            integer(line["epoch"]) < integer(one["epoch"]) and rank(line["place"]) >= rank(one["from"])
            for one in taken_back
        )
        if not back:
            standing[line["place"]] = records.get((line["key"], line["fingerprint"]))
    found = [record for record in standing.values() if record]
    result = refs["result"]
    if result is None:
        return None, None
    exported = next((record for record in found if record["key"] == result["exportKey"]), None)
    must(exported, "refs.json", "the export of the result must be there")
    if not exported:
        return None, None
    makers = {}
    for record in found:
        for digest in record["outputs"].values():
            makers.setdefault(digest, []).append(record)
    reached, waiting = {}, [exported]
    while waiting:
        record = waiting.pop()
        if record["step"]["place"] in reached:
            continue
        reached[record["step"]["place"]] = record
        for name, digest in record["step"]["inputs"].items():
            must(digest in makers, record["where"], f"input {name} of {record['step']['place']} must come from a step")
            waiting += makers.get(digest, [])
    entries = [
        {"place": place, **{name: reached[place][name] for name in ("key", "outputs", "numbers")}}
        for place in sorted(reached)
    ]
    digest = sha(canonical(entries))
    must(digest == result["resultDigest"], "refs.json", f"the result digest must be {digest}")
    ends = [line for line in others if line["kind"] == "ended" and "resultDigest" in line]
    if ends:
        must(ends[-1]["resultDigest"] == digest, ends[-1]["where"], f"resultDigest must be {digest}")
    return exported, digest


def check_results(listed, exported, excused):
    """Check 8."""
    for output, name in EXPORTED.items():
        digest = exported["outputs"].get(output) if exported else None
        if digest is not None and digest not in excused:
            must(listed.get(f"results/{name}") == digest, f"results/{name}", f"it must be the export's {output}")


def check_statement(statement, facts, listed, excused):
    """Check 9."""
    for name, value in facts.items():
        must(statement[name] == value, "audit.json", f"{name} must be {value}")
    for name, digest in statement["exports"].items():
        must(digest in excused or listed.get(f"results/{name}") == digest, "audit.json", f"{name} must be in results")


def check_signature(envelope, path, facts, heads):
    """Check 10."""
    if envelope is None:
        return must(False, "audit.json", "somebody must have signed")
    body = base64.b64decode(envelope["payload"])
    kind = envelope["payloadType"].encode()
    signed = b"DSSEv1 %d %s %d " % (len(kind), kind, len(body)) + body
    valid = [one for one in envelope["signatures"] if is_valid(signed, base64.b64decode(one["sig"]), path)]
    must(valid and envelope["payloadType"] == PAYLOAD_TYPE, "audit.json", f"{path} must have signed")
    if not valid:
        return None
    was = parse(body.decode())
    must(heads.get(was["head"]) == integer(was["lines"]), "audit.json", "the signed head must be in the ledger")
    names = ["run", "frozen"] + (["resultDigest"] if was["lines"] == facts["lines"] else [])
    for name in names:
        must(was[name] == facts[name], "audit.json", f"{name} must be as it was signed, {was[name]}")
    return print(f"{integer(facts['lines']) - integer(was['lines'])} lines came since the signature")


def is_valid(signed, signature, path):
    with tempfile.TemporaryDirectory() as folder:
        names = [os.path.join(folder, name) for name in ("signed", "signature")]
        for name, data in zip(names, (signed, signature)):
            with open(name, "wb") as file:
                file.write(data)
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", path, "-rawin", "-in", names[0], "-sigfile", names[1]]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


def check_head(asked, heads, last):
    """Check 11."""
    if os.path.exists(asked):
        with open(asked, encoding="utf-8") as file:
            text = file.read()
        head = re.search(r'"head":"([0-9a-f]{64})"', text) or re.search(r"([0-9a-f]{64})", text)
        asked = head[1] if head else asked
    must(asked in heads, "--head", f"a line of the ledger must have the digest {asked}")
    print(f"{integer(last['sequence']) - heads.get(asked, 0)} lines came since the head")


def check(folder, head, trust):
    listed = check_files(folder)
    frozen, refs, absent, audit = (
        value_of(folder, name) for name in ("frozen.json", "refs.json", "absent.json", "audit.json")
    )
    steps, others, heads, last = check_ledger(folder)
    check_frozen(frozen, others)
    records = check_records(folder, steps)
    objects, excused = check_objects(folder, records, others, absent)
    check_numbers(records, objects)
    exported, result = check_result(steps, others, records, frozen, refs)
    check_results(listed, exported, excused)
    facts = {"run": frozen["run"], "lines": last["sequence"], "head": last["digest"]}
    facts |= {"frozen": sha(canonical(frozen)), "resultDigest": result}
    check_statement(audit["statement"], facts, listed, excused)
    if trust:
        check_signature(audit.get("envelope"), trust, facts, heads)
    if head:
        check_head(head, heads, last)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("folder")
    options.add_argument("--head")
    options.add_argument("--trust")
    asked = options.parse_args()
    try:
        check(asked.folder, asked.head, asked.trust)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError) as error:
        must(False, "cannot check further", repr(error))
    shown = ["".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line) for line in problems]
    print("\n".join([*shown, f"{len(problems)} problems" if problems else "no problems found"]))
    sys.exit(1 if problems else 0)


main()
