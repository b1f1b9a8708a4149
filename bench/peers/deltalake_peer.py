"""The peer of log_bench: PyPI's deltalake opens a table and lists its files.

    deltalake_peer.py DIR

Commands and answers as bench_side.h has them; a process does one operation and then tells
its facts, among them the most memory that it had resident by the end of the operation. The
interpreter's start and imports are not counted as time.
"""
import json
import resource
import sys
import time

import deltalake

WAY = f"deltalake {deltalake.__version__}"
OPERATIONS = {"list": lambda table: table.file_uris(),
              "stats": lambda table: table.get_add_actions()}
facts: dict[str, int] = {}


def run(operation: str) -> dict:
    cpu, wall = time.process_time_ns(), time.perf_counter_ns()
    made = OPERATIONS[operation](deltalake.DeltaTable(sys.argv[1]))
    sample = {"way": WAY, "wall_ns": time.perf_counter_ns() - wall,
              "cpu_ns": time.process_time_ns() - cpu}
    # in kilobytes, on Linux
    facts["peak_bytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    facts["files"] = len(made) if operation == "list" else made.num_rows
    if operation == "stats":
        for fact, column in (("bytes", "size_bytes"), ("rows", "num_records")):
            facts[fact] = sum(made[column].to_pylist())
    return sample


for line in sys.stdin:
    command = line.strip()
    answer = facts if command == "facts" else run(command)
    sys.stdout.write(json.dumps(answer) + "\n\n")
    sys.stdout.flush()
