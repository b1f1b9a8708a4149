"""The peer of filter_bench on columns: DuckDB, over the same Arrow table in memory, and
over a table of its own, one thread.

    duckdb_peer.py TABLE.arrow QUERIES.json

Commands and answers as bench_side.h has them. CPU time is the process's.
"""
import json
import sys
import time

import duckdb
import pyarrow as pa

pa.set_cpu_count(1)
with pa.memory_map(sys.argv[1]) as source:
    table = pa.ipc.open_file(pa.BufferReader(source.read_buffer())).read_all()
with open(sys.argv[2], encoding="utf-8") as file:
    queries = {query["name"]: query["sql"] for query in json.load(file)}

connection = duckdb.connect()
connection.execute("SET threads = 1")
connection.register("arrow_table", table)
connection.execute("CREATE TABLE own_table AS SELECT * FROM arrow_table")
WAYS = {f"DuckDB {duckdb.__version__}, the Arrow table": "arrow_table",
        f"DuckDB {duckdb.__version__}, a table of its own": "own_table"}


def count(name: str, relation: str) -> int:
    sql = f"SELECT count(*) FROM {relation} WHERE {queries[name]}"
    return connection.execute(sql).fetchone()[0]


def run(name: str) -> list[dict]:
    samples = []
    for way, relation in WAYS.items():
        cpu, wall = time.process_time_ns(), time.perf_counter_ns()
        count(name, relation)
        samples.append({"way": way, "wall_ns": time.perf_counter_ns() - wall,
                        "cpu_ns": time.process_time_ns() - cpu})
    return samples


for line in sys.stdin:
    command = line.strip()
    if command == "facts":
        answers = [{name: count(name, "arrow_table")} for name in queries]
    else:
        answers = run(command)
    sys.stdout.write("".join(json.dumps(answer) + "\n" for answer in answers) + "\n")
    sys.stdout.flush()
