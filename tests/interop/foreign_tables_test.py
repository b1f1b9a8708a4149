"""Tables that deltalake wrote are read as documents, and exported as they are."""
import datetime as dt
import json
import sys
import tempfile
import unittest
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, write_deltalake

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import support  # noqa: E402

UTC = dt.timezone.utc
SCHEMA = pa.schema([
    ("k", pa.int32()), ("part", pa.string()), ("byte", pa.int8()), ("short", pa.int16()),
    ("long", pa.int64()), ("float", pa.float32()), ("double", pa.float64()),
    ("dec", pa.decimal128(10, 2)), ("flag", pa.bool_()), ("bin", pa.binary()), ("day", pa.date32()),
    ("at", pa.timestamp("us", "UTC")), ("wall", pa.timestamp("us")),
    ("list", pa.list_(pa.int64())),
    ("nested", pa.struct([("x", pa.int32()), ("deep", pa.struct([("y", pa.string())]))])),
    ("structs", pa.list_(pa.struct([("z", pa.float64())]))),
    ("dict", pa.map_(pa.string(), pa.int64())), ("by_number", pa.map_(pa.int64(), pa.string())),
])
FULL_ROW = {
    "k": 1, "part": "a b", "byte": -128, "short": 300, "long": 2**40, "float": 1.5, "double": -0.0,
    "dec": Decimal("-12.30"), "flag": True, "bin": b"\x00\xff", "day": dt.date(1969, 12, 31),
    "at": dt.datetime(2024, 2, 29, 12, 30, 0, 5000, UTC),
    "wall": dt.datetime(2024, 2, 29, 12, 30, 0, 7000), "list": [1, None, 3],
    "nested": {"x": 7, "deep": {"y": "ü"}}, "structs": [{"z": 0.25}, None],
    "dict": {"one": 1, "two": None}, "by_number": [(5, "five")],
}
FULL_DOCUMENT = {
    "k": {"$numberInt": "1"}, "part": "a b", "byte": {"$numberInt": "-128"},
    "short": {"$numberInt": "300"}, "long": {"$numberLong": str(2**40)},
    "float": {"$numberDouble": "1.5"}, "double": {"$numberDouble": "-0.0"},
    "dec": {"$numberDecimal": "-12.30"}, "flag": True,
    "bin": {"$binary": {"base64": "AP8=", "subType": "00"}},
    "day": {"$date": {"$numberLong": "-86400000"}},
    "at": {"$date": {"$numberLong": "1709209800005"}},
    "wall": {"$date": {"$numberLong": "1709209800007"}},
    "list": [{"$numberLong": "1"}, None, {"$numberLong": "3"}],
    "nested": {"x": {"$numberInt": "7"}, "deep": {"y": "ü"}},
    "structs": [{"z": {"$numberDouble": "0.25"}}, None],
    "dict": {"one": {"$numberLong": "1"}, "two": None},
    "by_number": [{"key": {"$numberLong": "5"}, "value": "five"}],
}
NULL_ROW = {"k": 2, "part": None}
LATER_ROWS = [{"k": 3, "part": "c", "at": dt.datetime(2024, 1, 1, 0, 0, 0, 1, UTC)},
              {"k": 4, "part": "a b", "long": -5}]


def rows_of(table: Path, version: int | None = None) -> list[dict]:
    found = DeltaTable(str(table), version=version).scan()
    rows = pa.RecordBatchReader.from_stream(found).read_all()
    return sorted(rows.to_pylist(), key=lambda row: row["k"])


class ForeignTablesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.table = self.folder / "table"
        for rows, mode in (([FULL_ROW, NULL_ROW], "error"), (LATER_ROWS, "append")):
            write_deltalake(str(self.table), pa.Table.from_pylist(rows, schema=SCHEMA), mode=mode,
                            partition_by=["part"])
        DeltaTable(str(self.table)).delete("k = 4")

    def documents(self, *args) -> dict[int, dict]:
        return {int(d["k"]["$numberInt"]): d for d in support.find(self.table, *args)}

    def test_every_type_reads_as_its_document_type(self):
        documents = self.documents()
        self.assertEqual(sorted(documents), [1, 2, 3])
        self.assertEqual(documents[1], FULL_DOCUMENT)
        nulls = dict.fromkeys(SCHEMA.names) | {"k": {"$numberInt": "2"}}
        self.assertEqual(documents[2], nulls)
        self.assertRegex(documents[3]["at"], r"^2024-01-01T00:00:00\.000001")

    def test_versions(self):
        for version, keys in ((0, [1, 2]), (1, [1, 2, 3, 4]), (2, [1, 2, 3])):
            with self.subTest(version=version):
                self.assertEqual(sorted(self.documents("--version", version)), keys)
                self.assertEqual([row["k"] for row in rows_of(self.table, version)], keys)
        self.assertEqual(support.must("history", self.table).count("WRITE"), 2)

    def test_filters(self):
        for query, keys in (
            ({"part": "a b"}, [1]), ({"part": None}, [2]), ({"long": {"$gt": 0}}, [1]),
            ({"nested.deep.y": "ü"}, [1]), ({"list": 3}, [1]), ({"day": {"$ne": None}}, [1]),
            ({"dict.one": 1}, [1]), ({"k": {"$in": [2, 3, 4]}}, [2, 3]),
            ({"at": {"$lt": {"$date": "2025-01-01T00:00:00Z"}}}, [1]),
            ({"dec": {"$numberDecimal": "-12.3"}}, [1]),
        ):
            with self.subTest(query=query):
                self.assertEqual(sorted(self.documents(json.dumps(query))), keys)
                self.assertEqual(support.must("count", self.table, json.dumps(query)),
                                 f"{len(keys)}\n")

    def test_exports_are_the_rows_that_deltalake_reads(self):
        for version in (None, 0):
            at = [] if version is None else ["--version", version]
            expected = rows_of(self.table, version)
            with self.subTest(version=version):
                support.must("export", self.table, self.folder / "out.parquet", *at)
                support.must("export", self.table, self.folder / "out.arrow", *at)
                support.must("export", self.table, self.folder / "out.jsonl", *at)
                parquet = pq.read_table(self.folder / "out.parquet")
                with pa.memory_map(str(self.folder / "out.arrow")) as file:
                    arrow = pa.ipc.open_file(file).read_all()
                for table in (parquet, arrow):
                    self.assertEqual(table.schema.names, SCHEMA.names)
                    self.assertEqual(sorted(table.to_pylist(), key=lambda row: row["k"]), expected)
                text = (self.folder / "out.jsonl").read_text().splitlines()
                self.assertEqual(sorted(json.loads(line)["k"] for line in text),
                                 [row["k"] for row in expected])

    def test_info_names_what_is_there(self):
        info = json.loads(support.must("info", self.table, "--json"))
        self.assertEqual(info["num_rows"], 3)
        self.assertEqual(info["num_files"], len(DeltaTable(str(self.table)).file_uris()))

    def test_documents_go_into_a_foreign_table_and_deltalake_reads_them(self):
        flat = self.folder / "flat"
        write_deltalake(str(flat), pa.table({"k": pa.array([1, 2], pa.int64())}))
        support.must("insert", flat, "-", stdin=b'{"_id": "new", "k": 9, "more": [true]}\n')
        self.assertEqual(sorted(d["k"] for d in support.find_relaxed(flat)), [1, 2, 9])
        rows = rows_of(flat)
        self.assertEqual([row["k"] for row in rows], [1, 2, 9])
        self.assertEqual(rows[2]["more"], [True])
        write_deltalake(str(flat), pa.table({"k": pa.array([10], pa.int64())}), mode="append",
                        schema_mode="merge")
        self.assertEqual(support.must("count", flat), "4\n")

    def test_a_partitioned_table_takes_no_documents_and_says_so(self):
        before = support.listing(self.table)
        refused = support.run("insert", self.table, "-", stdin=b'{"k": 9, "part": "z"}\n')
        self.assertEqual(refused.returncode, 1)
        self.assertIn("partition", refused.stderr)
        self.assertEqual(support.listing(self.table), before)

    def test_a_rest_of_their_own_is_a_column_like_any_other(self):
        with tempfile.TemporaryDirectory() as folder:
            target = f"{folder}/theirs"
            write_deltalake(target, pa.table({"_rest": ["x", None]}))
            self.assertEqual(support.find_relaxed(target), [{"_rest": "x"}, {"_rest": None}])

    def test_a_rest_of_another_type_in_a_collection_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            target = f"{folder}/ours"
            support.must("insert", target, "-", stdin=b'{"_id": 1}')
            write_deltalake(target, pa.table({"_id": [1], "_rest": ["hello"]}), mode="overwrite",
                            schema_mode="overwrite")
            for args in (["find", target], ["count", target, '{"a": 1}'], ["insert", target, "-"]):
                done = support.run(*args, stdin=b'{"_id": 2}')
                self.assertEqual(done.returncode, 1, args)
                self.assertIn("'_rest'", done.stderr)


if __name__ == "__main__":
    support.main()
