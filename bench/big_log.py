#!/usr/bin/env python3
"""Writes the log of a large Delta table without its data files, for log_bench.

    big_log.py DIR

300,000 adds in 100 commits, the same on every machine: each with a partition value, a
UUID's name and statistics of twenty columns (longs, doubles, strings), 1.8 KB of JSON.
"""
import json
import pathlib
import random
import sys
import uuid

ADDS, COMMITS, COLUMNS = 300_000, 100, 20
START_MS = 1_700_000_000_000
TYPES = ("long", "double", "string")
FIELDS = [(f"c{i:03d}_{TYPES[i % 3]}", TYPES[i % 3]) for i in range(COLUMNS)]
chance = random.Random(7)


def line(action: dict) -> str:
    return json.dumps(action, separators=(",", ":")) + "\n"


def new_uuid() -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def first_actions() -> list[dict]:
    fields = [{"name": name, "type": kind, "nullable": True, "metadata": {}}
              for name, kind in [("day", "date"), *FIELDS]]
    metadata = {"id": new_uuid(), "format": {"provider": "parquet", "options": {}},
                "schemaString": json.dumps({"type": "struct", "fields": fields}),
                "partitionColumns": ["day"], "configuration": {}, "createdTime": START_MS}
    return [{"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}},
            {"metaData": metadata}]


def bounds(kind: str) -> list:
    low, high = sorted((chance.getrandbits(40), chance.getrandbits(40)))
    if kind == "double":
        return [low / 1000, high / 1000]
    return [f"k{low:013d}", f"k{high:013d}"] if kind == "string" else [low, high]


def add(number: int, time_ms: int) -> dict:
    day = f"2023-{1 + number % 12:02d}-{1 + number % 28:02d}"
    rows = chance.randrange(1000, 100_000)
    least, greatest, nulls = {}, {}, {}
    for name, kind in FIELDS:
        least[name], greatest[name] = bounds(kind)
        nulls[name] = chance.randrange(0, 50)
    stats = {"numRecords": rows, "minValues": least, "maxValues": greatest,
             "nullCount": nulls}
    return {"path": f"day={day}/part-00000-{new_uuid()}.c000.zstd.parquet",
            "partitionValues": {"day": day}, "size": rows * 40,
            "modificationTime": time_ms, "dataChange": True, "stats": line(stats).strip()}


def main() -> None:
    log = pathlib.Path(sys.argv[1], "_delta_log")
    log.mkdir(parents=True)
    share = ADDS // COMMITS
    first = first_actions()
    for version in range(COMMITS):
        time_ms = START_MS + version * 60_000
        info = {"timestamp": time_ms, "operation": "WRITE",
                "operationParameters": {"mode": "Append"}, "isBlindAppend": True}
        with open(log / f"{version:020d}.json", "w", encoding="utf-8") as commit:
            commit.write(line({"commitInfo": info}))
            commit.writelines(line(action) for action in (first if version == 0 else []))
            numbers = range(version * share + 1, (version + 1) * share + 1)
            commit.writelines(line({"add": add(number, time_ms)}) for number in numbers)


if __name__ == "__main__":
    main()
