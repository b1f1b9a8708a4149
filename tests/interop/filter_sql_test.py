"""Random filters select the same rows in SQL, over awkward tables, as they match documents.

DuckDB runs always. Spark runs under `make interop`, which names a Python that has pyspark:

PARQUEDB_SPARK_PYTHON   that Python; without it Spark's tests are skipped, and say so
TRANSLATE_FILTERS       the translator to test (default build/release/tests/translate_filters)

A condition called exact must be true for just the rows whose documents match; any other for at
least those. The documents are made here, from the rows, by the rules that a Delta table is read
by (docs/formats/collection.md).
"""
import base64
import datetime as dt
import json
import math
import os
import random
import struct
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

TRANSLATOR = os.environ.get("TRANSLATE_FILTERS",
                            str(support.ROOT / "build/release/tests/translate_filters"))
SPARK_PYTHON = os.environ.get("PARQUEDB_SPARK_PYTHON")
NO_SPARK = "SKIPPED: Spark selects rows by filters only under `make interop`"
EPOCH = dt.datetime(1970, 1, 1)

BIG = 2**53 + 1
INTS = [-1, 0, 1, 2, 3, 5, 7, 8, 63, 100, 127, -128]
FLOATS = [0.0, -0.0, 1.0, 1.5, 2.0, 2.5, -1.0, 0.1, 1e300, -1e300, 5e-324, math.inf, -math.inf,
          math.nan, float(2**53), 3.0]
TEXTS = ["", "a", "ab", "abc", "b", "B", "a.b", "it's", 'quote"', "back\\slash", "tick`",
         "new\nline", "tab\t", "%_", "${x}", "ü", "\U0001f600", "\uffee", "a\\'b", "0",
         "--", "/*", "$"]
BYTES = [b"", b"\x00", b"a", b"ab", b"\xff\x00", b"'", b"b", b"abc"]
MICROS = [0, 1, 999, 1000, 1_000_000, -1, -1000, -1001, 1_704_067_200_000_000,
          1_704_067_200_000_001, 1_704_067_200_001_000, 253402300799999000, -62135596800000000]
DAYS = [0, 1, -1, 19723, 19724, -719162, 2932896, 10957]
DECIMALS = ["0.00", "1.00", "1.50", "-1.50", "2.00", "1234567.89", "-9999999.99", "0.10", "3.00"]
HUGE = ["0", "1", "-1", "99999999999999999999999999999999999999", "12345678901234567890"]


class Type:
    """A column's type: Arrow's, the translator's, its values and what they read as."""

    def __init__(self, name, arrow, values, document, **more):
        self.name, self.arrow, self.values, self.document = name, arrow, values, document
        self.more = more

    def described(self, **more) -> dict:
        return {"type": self.name, **self.more, **more}

    def random(self, rng):
        return rng.choice(self.values)


def double(value: float) -> dict:
    text = "NaN" if math.isnan(value) else repr(value).replace("inf", "Infinity")
    return {"$numberDouble": text}


def date(millis: int) -> dict:
    return {"$date": {"$numberLong": str(millis)}}


def instant(micros: int, suffix: str):
    if micros % 1000 == 0:
        return date(micros // 1000)
    return (EPOCH + dt.timedelta(microseconds=micros)).strftime("%Y-%m-%dT%H:%M:%S.%f") + suffix


def binary(data: bytes, subtype: str = "00") -> dict:
    return {"$binary": {"base64": base64.b64encode(data).decode(), "subType": subtype}}


def single(value: float) -> float:
    """The value of 32 bits nearest to it."""
    try:
        return struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def int_type(bits: int) -> Type:
    ends = [-2**(bits - 1), 2**(bits - 1) - 1]
    values = [value for value in [*INTS, BIG] if ends[0] <= value <= ends[1]] + ends
    wrapper = "$numberLong" if bits == 64 else "$numberInt"
    return Type(f"int{bits}", getattr(pa, f"int{bits}")(), values, lambda v: {wrapper: str(v)})


SCALARS = [
    Type("boolean", pa.bool_(), [True, False], lambda v: v),
    int_type(8), int_type(16), int_type(32), int_type(64),
    Type("float", pa.float32(), [single(value) for value in FLOATS], double),
    Type("double", pa.float64(), FLOATS, double),
    Type("decimal", pa.decimal128(9, 2), [Decimal(text) for text in DECIMALS],
         lambda v: {"$numberDecimal": str(v)}, precision=9, scale=2),
    Type("decimal", pa.decimal128(38, 0), [Decimal(text) for text in HUGE], str,
         precision=38, scale=0),
    Type("string", pa.string(), TEXTS, lambda v: v),
    Type("binary", pa.binary(), BYTES, binary),
    Type("date", pa.date32(), DAYS, lambda v: date(v * 86_400_000)),
    Type("timestamp", pa.timestamp("us", "UTC"), MICROS, lambda v: instant(v, "Z")),
    Type("timestamp_ntz", pa.timestamp("us"), MICROS, lambda v: instant(v, "")),
]


class List(Type):
    def __init__(self, element: Type):
        self.element = element
        super().__init__("list", pa.list_(element.arrow), None, self.read)

    def described(self, **more) -> dict:
        return {"type": "list", "children": [self.element.described()], **more}

    def random(self, rng):
        return [value(rng, self.element, nulls=0.2) for _ in range(rng.choice([0, 1, 1, 2, 3]))]

    def read(self, items):
        return [None if item is None else self.element.document(item) for item in items]


class Struct(Type):
    def __init__(self, fields: dict[str, Type], missing=()):
        self.fields, self.missing = fields, set(missing)
        super().__init__("struct", pa.struct([(n, t.arrow) for n, t in fields.items()]), None,
                         self.read)

    def described(self, **more) -> dict:
        children = [kind.described(name=name, null_is_missing=name in self.missing)
                    for name, kind in self.fields.items()]
        return {"type": "struct", "children": children, **more}

    def random(self, rng):
        return {name: value(rng, kind, nulls=0.3) for name, kind in self.fields.items()}

    def read(self, row):
        return {name: None if row[name] is None else kind.document(row[name])
                for name, kind in self.fields.items()
                if row[name] is not None or name not in self.missing}


def value(rng, kind: Type, nulls: float):
    return None if rng.random() < nulls else kind.random(rng)


INT, LONG, TEXT, DOUBLE = SCALARS[3], SCALARS[4], SCALARS[9], SCALARS[6]
INNER = Struct({"a": INT, "b": TEXT, "0": LONG}, missing=["b"])
NESTED = [
    List(INT), List(DOUBLE), List(TEXT), List(SCALARS[12]), List(SCALARS[7]), List(List(INT)),
    Struct({"a": DOUBLE, "b": Struct({"a": INT, "c": List(LONG)}, missing=["a"])}, missing=["b"]),
    List(INNER), List(List(INNER)), INNER, List(SCALARS[0]), List(SCALARS[10]),
    Struct({"a": List(INNER), "b": List(Struct({"a": List(INT)}))}),
]


class Table:
    """Columns of all types, c0, c1, ...; of every other one NULL stands for nothing."""

    def __init__(self, rng, rows: int):
        self.types = [*SCALARS, *NESTED]
        names = [f"c{i}" for i in range(len(self.types))]
        # Names that need quotes, and one that is an element's in the texts made.
        names[3], names[5], names[14] = 'a "q`\'\\', "select", "x1"
        self.names = names
        shape = Struct(dict(zip(names, self.types)), missing=names[1::2])
        self.columns = shape.described()["children"]
        self.rows = [shape.random(rng) for _ in range(rows)]
        self.documents = [shape.read(row) for row in self.rows]
        self.fields = list(zip(names, self.types))

    def arrow(self) -> pa.Table:
        columns = {name: pa.array([row[name] for row in self.rows], kind.arrow)
                   for name, kind in self.fields}
        return pa.table({"n": pa.array(range(len(self.rows)), pa.int32()), **columns})


def paths(name: str, kind: Type):
    """Dotted paths below the column, with the type that they lead to."""
    yield name, kind
    if isinstance(kind, List):
        yield f"{name}.0", kind.element
        yield f"{name}.1", kind.element
        for path, below in paths(name, kind.element):
            if path != name:
                yield path, below
                if isinstance(kind.element, (Struct, List)):
                    yield path.replace(name, f"{name}.0", 1), below
    elif isinstance(kind, Struct):
        for child, below in kind.fields.items():
            yield from paths(f"{name}.{child}", below)
        yield f"{name}.nothing", INT
    else:
        yield f"{name}.nothing", INT


NUMBERS = [*({"$numberInt": str(i)} for i in INTS), {"$numberLong": str(BIG)},
           {"$numberLong": str(2**63 - 1)}, {"$numberLong": str(-2**63)},
           *(double(f) for f in [*FLOATS, 2.5, 127.5, -128.5, 1e19, -1e19, float(2**63)]),
           *({"$numberDecimal": text} for text in
             ["0.1", "1.5", "1E+40", "-1E+40", "NaN", "Infinity", "1.005", "2.50",
              "9223372036854775807.5", "-9999999.995", "9007199254740993"])]
OTHERS = [None, True, False, *TEXTS, *map(binary, BYTES), binary(b"ab", "05"),
          binary(b"0123456789abcdef", "04"), [], [1], [None], [[1]], {}, {"a": 1},
          {"a": 1, "b": "a"}, {"$minKey": 1}, {"$maxKey": 1}, {"$oid": "0" * 24},
          *(date(m // 1000) for m in MICROS), *(date(d * 86_400_000) for d in DAYS),
          date(500), date(-2**63), date(2**63 - 1), date(86_399_999), "2024-01-01T00:00:00.000001Z",
          {"$symbol": "ab"}, {"$timestamp": {"t": 1, "i": 1}}]
TYPES = ["int", "long", "double", "decimal", "number", "string", "bool", "date", "array", "object",
         "null", "binData", "objectId", 2, 16]
PATTERNS = ["^a", "^ab", "b", "^", "", "a.b", "^a\\.b", "^(a|b)", "b$", "it's", "^it's", "\\\\",
            "^back\\\\", "ü", "[ab]", "^a?", "^\\$\\{"]


def operand(rng, kind: Type):
    roll = rng.random()
    if roll < 0.6:
        for _ in range(rng.randrange(3)):
            if isinstance(kind, List) and rng.random() < 0.7:
                kind = kind.element
        return kind.document(kind.random(rng))
    if roll < 0.65:
        return None
    return rng.choice(NUMBERS if roll < 0.85 else OTHERS)


def condition(rng, kind: Type, depth: int) -> dict:
    """Operators for a value that may be of the type."""
    op = rng.choice(["$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$exists", "$type",
                     "$size", "$mod", "$regex", "$all", "$elemMatch", "$not", "$bits", "$gt"])
    if op in ("$in", "$nin", "$all"):
        items = [operand(rng, kind) for _ in range(rng.randrange(4))]
        return {op: items}
    if op == "$exists":
        return {op: rng.random() < 0.5}
    if op == "$type":
        return {op: rng.choice([rng.choice(TYPES), rng.sample(TYPES, 2)])}
    if op == "$size":
        return {op: rng.randrange(4)}
    if op == "$mod":
        return {op: [rng.choice([1, -1, 2, 3, -3, 128, 2**40]), rng.choice([0, 1, -1, 2])]}
    if op == "$bits":
        name = rng.choice(["$bitsAllSet", "$bitsAnySet", "$bitsAllClear", "$bitsAnyClear"])
        return {name: rng.choice([rng.sample([0, 1, 2, 5, 31, 62, 63, 64, 100], 2), 5, 0])}
    if op == "$regex":
        return {op: rng.choice(PATTERNS), "$options": rng.choice(["", "", "i", "m", "s"])}
    if op == "$not":
        return {op: condition(rng, kind, depth)}
    if op == "$elemMatch":
        element = kind.element if isinstance(kind, List) else kind
        if isinstance(element, Struct) and depth > 0:
            child, below = rng.choice(list(element.fields.items()))
            return {op: {child: condition(rng, below, depth - 1)}}
        return {op: {**condition(rng, element, depth - 1), **condition(rng, element, depth - 1)}
                if depth > 0 else {"$gt": 1}}
    return {op: operand(rng, kind)}


def random_filter(rng, table: Table, depth: int = 2) -> dict:
    roll = rng.random()
    if depth > 0 and roll < 0.25:
        clauses = [random_filter(rng, table, depth - 1) for _ in range(rng.randrange(1, 4))]
        return {rng.choice(["$and", "$or", "$nor"]): clauses}
    path, kind = rng.choice(list(paths(*rng.choice(table.fields))))
    if roll < 0.3:
        return {path: operand(rng, kind)}
    if roll < 0.32:
        return {"unknown": condition(rng, INT, 1)}
    return {path: condition(rng, kind, 2)}


def translated(table: Table, filters: list[dict]) -> list[dict]:
    lines = [{"columns": table.columns, "rows": table.documents},
             *({"filter": filter_} for filter_ in filters)]
    done = subprocess.run([TRANSLATOR], input=support.lines(lines), capture_output=True,
                          timeout=600, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stderr.decode())
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(filters)
    return answers


class FilterSqlTest(unittest.TestCase):
    def compare(self, dialect: str, select, rows: int, filters: int):
        """`select` gives the numbers of the rows that each of many conditions selects."""
        rng = support.seeded()
        table = Table(rng, rows)
        cases = [random_filter(rng, table) for _ in range(filters)]
        pairs = [(case, answer) for case, answer in zip(cases, translated(table, cases))
                 if "error" not in answer]
        selected = select(table, [answer[dialect]["text"] for _, answer in pairs])
        exact = some = 0
        for (case, answer), found in zip(pairs, selected):
            said = f"{json.dumps(case)}\n{answer[dialect]['text']}"
            wanted = set(answer["matches"])
            missed = [table.documents[i] for i in sorted(wanted - found)[:1]]
            self.assertFalse(missed, f"lacks a match of {said}")
            if answer[dialect]["exact"]:
                extra = [table.documents[i] for i in sorted(found - wanted)[:1]]
                self.assertFalse(extra, f"selects too much for {said}")
                exact += 1
            some += 0 < len(wanted) < rows
        print(f"{dialect}: {len(pairs)} of {filters} filters, {exact} exact, {some} choose",
              flush=True)
        self.assertGreater(len(pairs), filters // 3)
        self.assertGreater(exact, len(pairs) // 3)
        self.assertGreater(some, len(pairs) // 8)

    def test_duckdb(self):
        def select(table, conditions):
            connection = duckdb.connect()
            connection.execute("SET TimeZone = 'America/Los_Angeles'")
            connection.register("source", table.arrow())
            connection.execute("CREATE TABLE t AS SELECT * FROM source")
            for text in conditions:
                try:
                    yield {n for (n,) in
                           connection.execute(f"SELECT n FROM t WHERE {text}").fetchall()}
                except duckdb.Error as error:
                    raise AssertionError(f"{text}: {error}") from error
        self.compare("duckdb", select, 120, 20_000 if support.FULL else 2_000)

    @unittest.skipUnless(SPARK_PYTHON, NO_SPARK)
    def test_spark(self):
        def select(table, conditions):
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "t.parquet"
                pq.write_table(table.arrow(), file)
                program = Path(__file__).with_name("spark_variants.py")
                tasks = [{"select": str(file), "where": conditions}]
                done = subprocess.run([SPARK_PYTHON, program], input=json.dumps(tasks).encode(),
                                      capture_output=True, timeout=1800, check=False)
                if done.returncode != 0:
                    raise AssertionError(done.stderr.decode(errors="replace")[-3000:])
                return [set(found) for found in json.loads(done.stdout)[0]]
        self.compare("spark", select, 60, 4_000 if support.FULL else 600)


if __name__ == "__main__":
    if SPARK_PYTHON is None:
        print(NO_SPARK, flush=True)
    support.main()
