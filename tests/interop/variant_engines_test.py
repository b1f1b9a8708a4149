"""VARIANT files between engines: DuckDB and Spark read what we write, we read what they write.

DuckDB runs always. Spark runs under `make interop`, which names a Python that has pyspark:

PARQUEDB_SPARK_PYTHON   that Python; without it Spark's tests are skipped, and say so

Left out, because the engine does not have it: DuckDB shows Variant's null as SQL's NULL, so that
both are None here, and gives timestamps with a time zone only as text; Spark has neither time nor
nanoseconds nor uuid, and prints decimals without their last zeros. Numbers are compared by value.
"""
import datetime as dt
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import unittest
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import support  # noqa: E402
import variant_bytes  # noqa: E402

PLAIN = pa.struct([("metadata", pa.binary()), ("value", pa.binary())])
SPARK_PYTHON = os.environ.get("PARQUEDB_SPARK_PYTHON")
NO_SPARK = "SKIPPED: Spark reads and writes VARIANT files only under `make interop`"

SCALARS = [
    None, True, False, 0, -1, 127, 128, -32768, 70_000, 2**31, -2**63, 10**20, 1.5, -0.25, 1e300,
    "", "short", "l" * 63, "l" * 64, "ü\U0001f600" * 40, Decimal("1.10"), Decimal("-123456789.012"),
    Decimal("12345678901234567890.123456789"), dt.date(1969, 12, 31), dt.date(2024, 2, 29),
    dt.datetime(2024, 2, 29, 12, 30, 0, 5), dt.datetime(1960, 1, 1, 0, 0, 0, 999999), b"\x00\xff",
]
OBJECTS = [
    {"id": i, "user": {"name": f"user {i}", "geo": {"lat": i / 7, "lon": None}},
     "tags": [f"t{k}" for k in range(i % 4)], "price": Decimal(i * 11).scaleb(-2),
     "items": [{"sku": f"s{k}", "n": k if k % 2 else str(k)} for k in range(i % 3)],
     **({"born": dt.date(2000, 1, 1 + i)} if i % 2 else {}),
     **({f"rare {i}": [1, "x", [None]]} if i % 5 == 0 else {})}
    for i in range(30)
]
OTHERS = [[], {}, [[], [[]], {}], [1, "x", None, [2.5, {"a": {}}]],
          {"": 1, "ü\U0001f600": {"\uffee": 2}}]
ROWS = [*SCALARS, *OBJECTS, *OTHERS]

SHREDDINGS = (
    None, "bigint", "string", "decimal(18,3)", "date", "timestamp_ntz", "array<variant>",
    "struct<id: bigint, price: decimal(9,2), born: date>",
    "struct<id: int, user: struct<name: string, geo: struct<lat: double>>, tags: array<string>>",
    "struct<items: array<struct<sku: string, n: smallint>>, tags: variant>",
)


def random_document(rng: random.Random, depth: int = 3):
    kind = rng.randrange(9 if depth else 6)
    if kind == 6:
        return [random_document(rng, depth - 1) for _ in range(rng.randrange(4))]
    if kind > 6:
        return {rng.choice("zyxwvutsrqponm") * rng.randrange(1, 3): random_document(rng, depth - 1)
                for _ in range(rng.randrange(5))}
    return (None, rng.random() < 0.5, rng.randrange(-2**40, 2**40), rng.randrange(100),
            rng.uniform(-1e6, 1e6), f"text {rng.randrange(1000)}")[kind]


def comparable(value):
    """Numbers by value, times as what they say, whatever the engine makes of them."""
    if isinstance(value, dict):
        return {name: comparable(item) for name, item in value.items()}
    if isinstance(value, list):
        return [comparable(item) for item in value]
    if isinstance(value, (bool, type(None), bytes)):
        return value
    if isinstance(value, (int, float, Decimal)):
        return Decimal(repr(value) if isinstance(value, float) else value).normalize()
    if isinstance(value, str) and len(value) >= 10 and value[4:5] == value[7:8] == "-":
        value = dt.datetime.fromisoformat(value.strip())
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    return dt.datetime(value.year, value.month, value.day) if isinstance(value, dt.date) else value


def shown(file: Path, *args) -> list:
    """What we read, as comparable values."""
    lines = support.must("variant", "show", file, *args).splitlines()
    return [comparable(json.loads(line, parse_float=Decimal)) for line in lines]


class EnginesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)

    @classmethod
    def write(cls, rows: list, shredding: str | None, name: str) -> Path:
        """Our file of a VARIANT column `v`; None is SQL's NULL only if it is `...`."""
        plain = cls.folder / "plain.parquet"
        encoded = [None if row is ... else variant_bytes.encode(row) for row in rows]
        pq.write_table(pa.table({"n": range(len(rows)), "v": pa.array(encoded, PLAIN)}), plain)
        out = cls.folder / f"{name}.parquet"
        if shredding is None:
            support.must("variant", "unshred", plain, out)
        else:
            support.must("variant", "shred", plain, out, "--schema", shredding)
        return out


class DuckDbTest(EnginesTest):
    def setUp(self):
        self.db = duckdb.connect()
        self.addCleanup(self.db.close)

    def read(self, file: Path) -> list:
        self.assertEqual(self.db.execute(f"select distinct typeof(v) from '{file}'").fetchall(),
                         [("VARIANT",)])
        rows = self.db.execute(f"select v from '{file}' order by n").fetchall()
        return [comparable(row[0]) for row in rows]

    def test_reads_what_we_write(self):
        rows = [*ROWS, ...]
        expected = [None if row is ... else comparable(row) for row in rows]
        for i, shredding in enumerate(SHREDDINGS):
            with self.subTest(shredding=shredding):
                file = self.write(rows, shredding, f"ours{i}")
                for got, wanted in zip(self.read(file), expected, strict=True):
                    self.assertEqual(got, wanted)

    def test_reads_timestamps_with_a_time_zone(self):
        moment = dt.datetime(2024, 2, 29, 12, 30, 0, 5, dt.timezone.utc)
        for i, shredding in enumerate((None, "timestamp", "struct<at: timestamp>")):
            file = self.write([moment, {"at": moment}], shredding, f"zoned{i}")
            self.db.execute("set timezone = 'UTC'")
            got = self.db.execute(f"select v::varchar from '{file}' order by n").fetchall()
            self.assertIn("2024-02-29 12:30:00.000005+00", got[0][0])
            self.assertIn("2024-02-29 12:30:00.000005+00", got[1][0])

    def test_takes_paths_out_of_what_we_shred(self):
        file = self.write(OBJECTS, SHREDDINGS[8], "paths")
        got = self.db.execute(
            f"select v.id::int, v.user.name::varchar from '{file}' "
            "where v.id::int >= 20 order by n").fetchall()
        self.assertEqual(got, [(i, f"user {i}") for i in range(20, 30)])

    def theirs(self, select: str, name: str, options: str = "") -> Path:
        out = self.folder / f"{name}.parquet"
        self.db.execute(f"copy ({select}) to '{out}' (format parquet{options})")
        return out

    def test_we_read_what_it_writes_of_json(self):
        rng = support.seeded()
        documents = [random_document(rng) for _ in range(2000)]
        source = self.folder / "documents.json"
        source.write_text("".join(json.dumps([i, doc]) + "\n" for i, doc in enumerate(documents)))
        # It sorts neither ids nor names, repeats names, and shreds what it finds in many rows.
        select = (f"select (j->>0)::int as n, (j->1)::json::variant as v from "
                  f"read_json_objects('{source}', format = 'newline_delimited') t(j) order by n")
        # Of version 2 it encodes metadata by deltas.
        for name, options in (("auto", ""), ("groups", ", row_group_size 2048"),
                              ("deltas", ", parquet_version v2")):
            file = self.theirs(select, name, options)
            self.assertEqual(shown(file), [comparable(doc) for doc in documents])
            support.must("variant", "validate", file, "--profile", "interop")
            for i, shredding in enumerate((None, "struct<z: bigint, y: string>")):
                back = self.folder / f"back{i}.parquet"
                support.must(*(("variant", "unshred", file, back) if shredding is None else
                               ("variant", "shred", file, back, "--schema", shredding)))
                self.assertEqual(self.read(back), [comparable(doc) for doc in documents])

    def test_we_read_fields_out_of_order(self):
        select = """select 1 as n, '{"z": 1, "a": {"y": 2, "b": 3}, "m": [{"q": 4, "c": 5}]}'
                    ::json::variant as v"""
        file = self.theirs(select, "unsorted")
        self.assertEqual(shown(file), [comparable(
            {"z": 1, "a": {"y": 2, "b": 3}, "m": [{"q": 4, "c": 5}]})])

    def test_we_read_every_type_it_has(self):
        values = {
            "true::variant": True, "1::tinyint::variant": 1, "1000::smallint::variant": 1000,
            "(-5)::int::variant": -5, "9223372036854775807::bigint::variant": 2**63 - 1,
            "1.5::float::variant": 1.5, "2.5::double::variant": 2.5,
            "1.10::decimal(4,2)::variant": Decimal("1.10"),
            "(-123456789.01)::decimal(18,2)::variant": Decimal("-123456789.01"),
            "1234567890123456789012.5::decimal(30,1)::variant":
                Decimal("1234567890123456789012.5"),
            "date '2024-02-29'::variant": dt.date(2024, 2, 29),
            "timestamp '2024-02-29 12:30:00.000005'::variant":
                dt.datetime(2024, 2, 29, 12, 30, 0, 5),
            "timestamptz '2024-02-29 12:30:00+00'::variant": dt.datetime(2024, 2, 29, 12, 30),
            "'text'::variant": "text", "[1, 2, null]::variant": [1, 2, None],
            "{'a': 1, 'b': {'c': [date '2024-01-01']}}::variant":
                {"a": 1, "b": {"c": [dt.date(2024, 1, 1)]}},
            "uuid '00112233-4455-6677-8899-aabbccddeeff'::variant":
                "00112233-4455-6677-8899-aabbccddeeff",
            "time '12:30:00.5'::variant": "12:30:00.500000",
        }
        for i, (expression, value) in enumerate(values.items()):
            with self.subTest(expression=expression):
                # One type a column: shredded. Two: not.
                alone = self.theirs(f"select {expression} as v from range(5)", f"alone{i}")
                self.assertEqual(shown(alone), [comparable(value)] * 5)
                mixed = self.theirs(
                    f"select * from (select {expression} as v union all select 'x'::variant)",
                    f"mixed{i}")
                self.assertCountEqual(map(str, shown(mixed)), [str(comparable(value)), "x"])


@unittest.skipUnless(SPARK_PYTHON, NO_SPARK)
class SparkTest(EnginesTest):
    def spark(self, tasks: list[dict]) -> list:
        """Runs the tasks in one Spark; see spark_variants.py."""
        done = subprocess.run(
            [SPARK_PYTHON, str(Path(__file__).with_name("spark_variants.py"))],
            input=json.dumps(tasks), capture_output=True, text=True, timeout=1200, check=False)
        self.assertEqual(done.returncode, 0, done.stderr[-3000:])
        return json.loads(done.stdout, parse_float=Decimal)

    def test_reads_what_we_write(self):
        rows = [*ROWS, ...]
        binary = rows.index(b"\x00\xff")
        files = [self.write(rows, shredding, f"spark{i}")
                 for i, shredding in enumerate(SHREDDINGS)]
        results = self.spark([{"read": str(file)} for file in files])
        expected = [None if row is ... else comparable(row) for row in rows]
        expected[binary] = "AP8="
        for shredding, result in zip(SHREDDINGS, results, strict=True):
            got = [None if text is None else comparable(json.loads(text, parse_float=Decimal))
                   for text in result]
            with self.subTest(shredding=shredding):
                for one, wanted in zip(got, expected, strict=True):
                    self.assertEqual(one, wanted)
            self.assertIsNone(result[-1])
            self.assertEqual(result[0], "null")  # Variant's null is not SQL's

    def test_we_read_what_it_writes(self):
        rng = support.seeded()
        documents = [{"id": i, "any": random_document(rng), "list": [f"x{i}", i]}
                     for i in range(1000)]
        texts = [json.dumps(doc) for doc in documents]
        tasks = [{"write": str(self.folder / f"theirs{shred}"), "json": texts, "shred": shred}
                 for shred in (True, False)]
        typed = {"write": str(self.folder / "typed"), "shred": True, "sql": """
            select to_variant_object(named_struct(
              'd', date'2024-02-29', 'n', cast(1.10 as decimal(5,2)), 'l', array(1, null),
              't', timestamp_ntz'2024-02-29 12:30:00.000005', 'b', X'00FF',
              'z', timestamp'2024-02-29 12:30:00+00:00')) as v from range(20)"""}
        self.spark([*tasks, typed])
        for task in tasks:
            files = list(Path(task["write"]).glob("*.parquet"))
            self.assertEqual(len(files), 1)
            self.assertEqual(shown(files[0]), [comparable(doc) for doc in documents])
            support.must("variant", "validate", files[0])
        shredded, plain = (next(Path(task["write"]).glob("*.parquet")) for task in tasks)
        names = [pq.read_schema(file).field("v").type for file in (shredded, plain)]
        self.assertIn("typed_value", str(names[0]))
        self.assertNotIn("typed_value", str(names[1]))
        row = comparable({
            "d": dt.date(2024, 2, 29), "n": Decimal("1.1"), "l": [1, None], "b": "AP8=",
            "t": dt.datetime(2024, 2, 29, 12, 30, 0, 5), "z": dt.datetime(2024, 2, 29, 12, 30)})
        file = next((self.folder / "typed").glob("*.parquet"))
        self.assertEqual(shown(file), [row] * 20)


if __name__ == "__main__":
    if SPARK_PYTHON is None:
        print(NO_SPARK, flush=True)
    support.main()
