"""`parquedb variant`: columns shown, examined, shredded and put together; bad files refused."""
import datetime as dt
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import support  # noqa: E402
import variant_bytes  # noqa: E402

PLAIN = pa.struct([("metadata", pa.binary()), ("value", pa.binary())])
ROWS = [
    {"id": 1, "name": "Ada", "tags": ["x", None], "price": Decimal("1.10"), "ok": True},
    {"id": 2, "name": "Bob", "tags": [], "price": Decimal("2.5"), "more": {"deep": [1, {"a": 2}]}},
    None,  # SQL's NULL
    {"id": "three", "name": None, "price": 3},
    {"id": 4, "name": "ü" * 100, "born": dt.date(1815, 12, 10)},
    {"id": 5, "name": "Eve", "tags": ["y"], "price": Decimal("10")},
]
SHOWN = [
    '{"id":1,"name":"Ada","ok":true,"price":1.10,"tags":["x",null]}',
    '{"id":2,"more":{"deep":[1,{"a":2}]},"name":"Bob","price":2.5,"tags":[]}',
    "null",
    '{"id":"three","name":null,"price":3}',
    '{"born":"1815-12-10","id":4,"name":"' + "ü" * 100 + '"}',
    '{"id":5,"name":"Eve","price":10,"tags":["y"]}',
]
VALUES = [json.loads(line, parse_float=Decimal) for line in SHOWN]


def encoded(rows: list) -> list:
    return [None if row is None else variant_bytes.encode(row) for row in rows]


class VariantTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.out = self.folder / "out.parquet"

    def file(self, name: str = "in.parquet", **columns: pa.Array) -> Path:
        pq.write_table(pa.table(columns), self.folder / name)
        return self.folder / name

    def plain(self, rows: list, name: str = "in.parquet") -> Path:
        """A file with a column `v` of variants as a plain struct."""
        return self.file(name, n=pa.array(range(len(rows))), v=pa.array(rows, PLAIN))

    def annotated(self, rows: list) -> Path:
        """A file with a VARIANT column `v`, unshredded."""
        plain = self.plain(encoded(rows), "plain.parquet")
        support.must("variant", "unshred", plain, self.folder / "in.parquet")
        return self.folder / "in.parquet"

    def show(self, file: Path, *args) -> list[str]:
        return support.must("variant", "show", file, *args).splitlines()

    def values(self, file: Path) -> list:
        return [json.loads(line, parse_float=Decimal) for line in self.show(file)]

    def refused(self, *args, names: tuple = (), status: int = 1) -> str:
        """The command fails, says these words, and changes no file. Returns what it printed."""
        before = support.listing(self.folder)
        done = support.run("variant", *args, timeout=60)
        self.assertEqual(done.returncode, status, f"{args}: {done.stdout[:2000]} {done.stderr}")
        for name in names:
            self.assertIn(str(name), done.stderr, args)
        self.assertTrue(done.stderr.strip(), args)
        self.assertLess(len(done.stderr), 2000, done.stderr[:300])
        self.assertEqual(support.listing(self.folder), before, args)
        return done.stdout

    def test_rows_are_shown_one_a_line(self):
        self.assertEqual(self.show(self.plain(encoded(ROWS))), SHOWN)
        self.assertEqual(self.show(self.annotated(ROWS)), SHOWN)
        self.assertEqual(self.show(self.plain([])), [])
        self.assertEqual(self.show(self.file(v=pa.array(encoded([None, 1.5, [], {}]), PLAIN))),
                         ["null", "1.5", "[]", "{}"])

    def test_shredded_rows_are_shown_as_they_were(self):
        file = self.annotated(ROWS)
        for arguments in (
            (), ("--infer",), ("--match", "exact"), ("--schema", "id bigint"),
            ("--schema", "struct<id: bigint, tags: array<string>, more: struct<deep: variant>>"),
            ("--schema", "struct<price: decimal(9,2), born: date>", "--match", "exact"),
            ("--schema", "array<int>", "--column", "v"),
        ):
            with self.subTest(arguments=arguments):
                support.must("variant", "shred", file, self.out, *arguments)
                # A decimal column gives its scale to all numbers in it.
                self.assertEqual(self.values(self.out), VALUES)
                if "exact" in arguments:
                    self.assertEqual(self.show(self.out), SHOWN)
                support.must("variant", "unshred", self.out, self.folder / "whole.parquet")
                self.assertEqual(self.show(self.folder / "whole.parquet"), self.show(self.out))
                columns = pq.ParquetFile(self.folder / "whole.parquet").schema.names
                self.assertNotIn("typed_value", columns)

    def test_what_is_shredded_is_in_typed_columns(self):
        file = self.annotated(ROWS)
        schema = ("--schema", "id bigint, price decimal(5,2)")
        support.must("variant", "shred", file, self.out, *schema)
        rows = pq.read_table(self.out)["v"].to_pylist()
        typed = [row and row["typed_value"] for row in rows]
        self.assertEqual([row and row["id"]["typed_value"] for row in typed],
                         [1, 2, None, None, 4, 5])
        self.assertEqual([row and row["price"]["typed_value"] for row in typed],
                         [Decimal("1.10"), Decimal("2.50"), None, Decimal("3.00"), None,
                          Decimal("10.00")])
        self.assertEqual(rows[3]["typed_value"]["id"]["value"],
                         variant_bytes.encode("three")["value"])
        support.must("variant", "shred", file, self.out, *schema, "--match", "exact")
        typed = [row and row["typed_value"] for row in pq.read_table(self.out)["v"].to_pylist()]
        self.assertEqual([row and row["id"]["typed_value"] for row in typed], [None] * 6)
        self.assertEqual([row and row["price"]["typed_value"] for row in typed],
                         [Decimal("1.10"), None, None, None, None, None])
        # Shredded another way: from columns to other columns.
        support.must("variant", "shred", self.out, self.folder / "again.parquet",
                     "--schema", "struct<name: string>")
        self.assertEqual(self.values(self.folder / "again.parquet"), VALUES)
        fields = pq.read_schema(self.folder / "again.parquet").field("v").type.field("typed_value")
        self.assertEqual([field.name for field in fields.type], ["name"])

    def test_inferred_columns_are_those_that_most_rows_have(self):
        rows = [{"id": i, "t": f"t{i}", "rare" if i == 7 else "often": i * 0.5} for i in range(100)]
        support.must("variant", "shred", self.annotated(rows), self.out)
        fields = pq.read_schema(self.out).field("v").type.field("typed_value").type
        types = {field.name: str(field.type.field("typed_value").type) for field in fields}
        self.assertEqual(types, {"id": "int64", "often": "double", "t": "string"})

    def test_other_columns_pass_unchanged(self):
        count = 5000
        table = pa.table({
            "t": pa.array(range(count), pa.timestamp("ns", "Europe/Berlin")),
            "d": pa.array(range(count), pa.duration("s")),
            "s": pa.array([f"s{i % 7}" for i in range(count)]).dictionary_encode(),
            "l": pa.array([[i, None] if i % 3 else None for i in range(count)],
                          pa.large_list(pa.int16())),
            "m": pa.array([[("k", i)] for i in range(count)], pa.map_(pa.string(), pa.int32())),
            "v": pa.array(encoded([{"i": i} for i in range(count)]), PLAIN),
            "looks": pa.array([{"metadata": b"m", "value": b"v"}] * count, PLAIN),
            "f": pa.array([i / 3 for i in range(count)], pa.float32()),
        }).replace_schema_metadata({"origin": "elsewhere"})
        file = self.folder / "in.parquet"
        pq.write_table(table, file, row_group_size=700)
        self.refused("shred", file, self.out, names=("'v'", "'looks'"))
        support.must("variant", "shred", file, self.out, "--column", "v")
        written = pq.read_table(self.out)
        for name in ("t", "d", "s", "l", "m", "looks", "f"):
            self.assertEqual(written[name], table[name], name)
            self.assertEqual(written.schema.field(name).type, table.schema.field(name).type)
        self.assertEqual(written.schema.metadata, {b"origin": b"elsewhere"})
        self.assertEqual(self.show(self.out), [f'{{"i":{i}}}' for i in range(count)])

    def test_what_parquet_says_of_other_columns_stays(self):
        table = pa.table({
            "u": pa.array([bytes(range(16))], pa.uuid()),
            "j": pa.array(['{"a":1}'], pa.json_()),
            "t": pa.array([1], pa.time64("us")),
            "s": pa.StructArray.from_arrays(
                [pa.array([bytes(16)], pa.uuid()), pa.array(encoded([5]), PLAIN)], ["u", "v"]),
        })
        file = self.folder / "in.parquet"
        pq.write_table(table, file, store_schema=False, write_time_adjusted_to_utc=True)
        support.must("variant", "shred", file, self.out, "--column", "s.v")

        def described(name: Path) -> list:
            schema = pq.ParquetFile(name).schema
            columns = [schema.column(i) for i in range(len(schema))]
            return [(column.path, column.physical_type, str(column.logical_type))
                    for column in columns if ".v." not in column.path]

        self.assertEqual(described(self.out), described(file))
        self.assertIn(("s.u", "FIXED_LEN_BYTE_ARRAY", "UUID"), described(self.out))

    def test_times_of_int96_lose_nothing(self):
        table = pa.table({"t": pa.array([1_700_000_000_123_456_000, None], pa.timestamp("ns")),
                          "v": pa.array(encoded([1, 2]), PLAIN)})
        file = self.folder / "in.parquet"
        pq.write_table(table, file, use_deprecated_int96_timestamps=True)
        support.must("variant", "shred", file, self.out)
        self.assertEqual(pq.read_table(self.out)["t"].cast(pa.timestamp("ns")), table["t"])
        table = table.set_column(0, "t", [pa.array([None, 1_700_000_000_123_456_789],
                                                   pa.timestamp("ns"))])
        pq.write_table(table, file, use_deprecated_int96_timestamps=True)
        for command in ("shred", "unshred"):
            self.refused(command, file, self.out, names=(file, "'t'", "INT96"))
        self.assertEqual(self.show(file), ["1", "2"])

    def test_columns_are_chosen_by_their_paths(self):
        one, two = encoded([{"a": 1}, {"a": 2}])
        file = self.file(
            s=pa.array([{"n": 1, "v": one}, None, {"n": 2, "v": None}],
                       pa.struct([("n", pa.int32()), ("v", PLAIN)])),
            l=pa.array([[one, two], [], None], pa.list_(PLAIN)),
            k=pa.array([[("k", two)], None, []], pa.map_(pa.string(), PLAIN)))
        self.refused("show", file, names=(file, "'s.v'", "'l.list.element'", "'k.key_value.value'"))
        self.assertEqual(self.show(file, "--column", "s.v"), ['{"a":1}', "null", "null"])
        self.assertEqual(self.show(file, "--column", "l.list.element"),
                         ['[{"a":1},{"a":2}]', "[]", "null"])
        self.assertEqual(self.show(file, "--column", "k.key_value.value"),
                         ['[{"a":2}]', "null", "[]"])
        steps = [("s.v", file), ("l.list.element", self.folder / "1.parquet"),
                 ("k.key_value.value", self.folder / "2.parquet")]
        for i, (column, source) in enumerate(steps):
            support.must("variant", "shred", source, self.folder / f"{i + 1}.parquet",
                         "--column", column, "--schema", "a bigint")
        shredded = self.folder / "3.parquet"
        self.assertEqual(self.show(shredded, "--column", "s.v"), ['{"a":1}', "null", "null"])
        self.assertEqual(pq.read_table(shredded)["l"].to_pylist()[0][1]["typed_value"],
                         {"a": {"value": None, "typed_value": 2}})
        # Annotated now: without a name all of them are meant.
        support.must("variant", "unshred", shredded, self.out)
        plain = pq.read_table(self.out)
        for name in ("s", "l", "k"):
            self.assertEqual(str(plain.schema.field(name).type).count("typed_value"), 0)
        self.assertEqual([len(row) if row is not None else None for row in plain["l"].to_pylist()],
                         [2, 0, None])

    def test_validate_says_of_each_row_what_is_wrong(self):
        good = variant_bytes.encode({"a": 1, "b": [True]})
        rows = [good, None, {"metadata": b"\x02\x00\x00", "value": b"\x00"},
                {"metadata": variant_bytes.EMPTY_METADATA, "value": b""},
                {"metadata": variant_bytes.EMPTY_METADATA, "value": b"\x05\xff"},
                {"metadata": variant_bytes.EMPTY_METADATA, "value": b"\x00\x00"},
                {"metadata": variant_bytes.EMPTY_METADATA, "value": b"\xfc"},
                {"metadata": variant_bytes.EMPTY_METADATA, "value": None}, good]
        done = support.run("variant", "validate", self.plain(rows))
        self.assertEqual(done.returncode, 1)
        self.assertIn("in.parquet", done.stderr)
        lines = done.stdout.splitlines()
        for row in (0, 1, 8):
            self.assertEqual(lines[row], f'{{"row":{row},"ok":true}}')
        for row in range(2, 8):
            self.assertRegex(lines[row], f'^{{"row":{row},"ok":false,"error":"')
            self.assertEqual(list(json.loads(lines[row])), ["row", "ok", "error"])
        self.assertEqual(len(lines), len(rows))
        # Bytes behind the value harm nobody.
        lines = support.run("variant", "validate", self.plain(rows), "--profile",
                            "interop").stdout.splitlines()
        self.assertEqual(lines[5], '{"row":5,"ok":true,"tolerated":["trailing bytes"]}')
        self.assertIn('"ok":false', lines[4])
        self.assertEqual(support.must("variant", "validate", self.plain([good, None])),
                         '{"row":0,"ok":true}\n{"row":1,"ok":true}\n')

    def test_validate_puts_shredded_rows_together(self):
        names = variant_bytes.metadata_of(["a"])
        one = variant_bytes.encode(1)["value"]
        shredded = pa.struct([("metadata", pa.binary()), ("value", pa.binary()),
                              ("typed_value", pa.struct([("a", pa.struct([
                                  ("value", pa.binary()), ("typed_value", pa.int64())]))]))])
        file = self.file(v=pa.array([
            {"metadata": names, "value": None, "typed_value": {"a": {"typed_value": 5}}},
            {"metadata": names, "value": one, "typed_value": None},
            {"metadata": names, "value": one, "typed_value": {"a": {"typed_value": 5}}},
            {"metadata": variant_bytes.EMPTY_METADATA, "typed_value": {"a": {"typed_value": 5}}},
        ], shredded))
        done = support.run("variant", "validate", file)
        self.assertEqual([json.loads(line)["ok"] for line in done.stdout.splitlines()],
                         [True, True, False, False])
        self.assertEqual(done.returncode, 1)

    def test_rows_of_lists_and_maps_are_shown_as_arrays(self):
        one, text, two = encoded([{"a": 1}, "x,[?]", {"a": 2, "b": []}])
        required = pa.struct([pa.field("metadata", pa.binary(), False),
                              pa.field("value", pa.binary(), False)])
        lists = [[one, None], [], None, [text, two], [None]]
        shown = ['[{"a":1},null]', "[]", "null", '["x,[?]",{"a":2,"b":[]}]', "[null]"]
        full = [[one, text], None, [two, two], None]
        shown_full = ['[{"a":1},"x,[?]"]', "null", '[{"a":2,"b":[]},{"a":2,"b":[]}]', "null"]
        element = "l.list.element"
        cases = [
            (element, kind(PLAIN), lists, shown)
            for kind in (pa.list_, pa.large_list, pa.list_view, pa.large_list_view)
        ] + [
            (element, pa.list_(PLAIN, 2), full, shown_full),
            (element, pa.list_(pa.field("element", required, False), 2), full, shown_full),
            (element + ".list.element", pa.list_(pa.large_list(PLAIN)),
             [[[one], [], None, [text, two]], [], None, [None], [[]]],
             ['[[{"a":1}],[],null,["x,[?]",{"a":2,"b":[]}]]', "[]", "null", "[null]", "[[]]"]),
            (element + ".list.element", pa.list_view(pa.list_(PLAIN, 2)),
             [full, None, full[1:]],
             ["[" + ",".join(shown_full) + "]", "null", "[" + ",".join(shown_full[1:]) + "]"]),
            ("l.key_value.value", pa.map_(pa.string(), PLAIN),
             [[("k", one), ("j", None)], [], None, [("k", text)]],
             ['[{"a":1},null]', "[]", "null", '["x,[?]"]']),
            ("l.key_value.value.list.element", pa.map_(pa.string(), pa.list_(PLAIN)),
             [[("k", [one, two]), ("j", None), ("i", [])], None],
             ['[[{"a":1},{"a":2,"b":[]}],null,[]]', "null"]),
            ("l.m.list.element", pa.struct([("m", pa.list_(PLAIN))]),
             [{"m": [one]}, None, {"m": None}, {"m": []}, {"m": [None, text]}],
             ['[{"a":1}]', "null", "null", "[]", '[null,"x,[?]"]']),
            (element + ".v", pa.list_(pa.struct([("v", PLAIN)])),
             [[{"v": one}, None, {"v": None}], None, [], [{"v": text}]],
             ['[{"a":1},null,null]', "null", "[]", '["x,[?]"]']),
            (element + ".m.list.element", pa.list_(pa.struct([("m", pa.list_(PLAIN))])),
             [[{"m": [one, two]}, None, {"m": None}], [{"m": []}], None],
             ['[[{"a":1},{"a":2,"b":[]}],null,null]', "[[]]", "null"]),
        ]
        for column, type, rows, expected in cases:
            with self.subTest(type=type):
                file = self.file(l=pa.array(rows, type))
                well = [f'{{"row":{i},"ok":true}}' for i in range(len(rows))]
                support.must("variant", "shred", file, self.out, "--column", column,
                             "--schema", "a bigint")
                whole = self.folder / "whole.parquet"
                support.must("variant", "unshred", self.out, whole)
                for path in (file, self.out, whole):
                    self.assertEqual(self.show(path, "--column", column), expected)
                    self.assertEqual(support.must("variant", "validate", path, "--column",
                                                  column).splitlines(), well)
        keys = pa.MapArray.from_arrays([0, 2, 2, 3], pa.array([one, text, two], PLAIN),
                                       pa.array([7, 8, 9]))
        self.assertEqual(self.show(self.file(k=keys), "--column", "k.key_value.key"),
                         ['[{"a":1},"x,[?]"]', "[]", '[{"a":2,"b":[]}]'])

    def test_bad_values_in_lists_are_found_by_row_and_number(self):
        count = 40_000
        values = encoded([{"i": i} for i in range(count)])
        rows = [None if i % 7 == 3 else values[i:i + i % 3] for i in range(count)]
        texts = ["null" if row is None else
                 "[" + ",".join(f'{{"i":{i + j}}}' for j in range(len(row))) + "]"
                 for i, row in enumerate(rows)]
        bad = dict(values[0], value=b"\x05")
        column = ("--column", "l.list.element")
        for kind in (pa.list_, pa.large_list_view):
            file = self.file(l=pa.array(rows, kind(PLAIN)))
            self.assertEqual(self.show(file, *column), texts)
            for row in (0, 16_384, 30_000):
                with self.subTest(kind=kind, row=row):
                    changed = [*rows[:row], [values[row], None, bad, bad], *rows[row + 1:-1], [bad]]
                    file = self.file(l=pa.array(changed, kind(PLAIN)))
                    printed = self.refused("show", file, *column,
                                           names=(f"{file}: row {row}: value 2: ",))
                    self.assertEqual(printed.splitlines(), texts[:row])
                    printed = self.refused("validate", file, *column,
                                           names=(file, f"2 of {count} rows are malformed"))
                    said = [json.loads(line) for line in printed.splitlines()]
                    self.assertEqual([line["row"] for line in said], list(range(count)))
                    self.assertEqual([line["row"] for line in said if not line["ok"]],
                                     [row, count - 1])
                    self.assertRegex(said[row]["error"], "^value 2: ")
                    self.assertRegex(said[-1]["error"], "^value 0: ")

    def test_a_row_of_several_values_is_as_good_as_all_of_them(self):
        good = variant_bytes.encode({"a": 1})
        bad = dict(good, value=b"")
        trailing = dict(good, value=good["value"] + b"\0")
        one = variant_bytes.primitive(0)
        unsorted = {"metadata": variant_bytes.metadata_of(["a", "b"]),
                    "value": variant_bytes.container(2, [1, 0], [one, one])}
        nested = pa.list_(pa.list_(PLAIN))
        rows = [[[good], None, [], [good, trailing], [good, unsorted, trailing]],
                [[trailing, good], [bad]], None, [None, [good]], [[]]]
        file = self.file(l=pa.array(rows, nested))
        column = ("--column", "l.list.element.list.element")
        printed = self.refused("validate", file, *column, "--profile", "interop",
                               names=(file, "1 of 5 rows are malformed")).splitlines()
        self.assertEqual(printed[0], '{"row":0,"ok":true,"tolerated":["unsorted fields",'
                                     '"trailing bytes"]}')
        self.assertRegex(printed[1], '^{"row":1,"ok":false,"error":"value 2: [^"]*"}$')
        self.assertEqual(printed[2:], [f'{{"row":{i},"ok":true}}' for i in (2, 3, 4)])
        printed = self.refused("validate", file, *column, names=("2 of 5 rows are malformed",))
        said = [json.loads(line) for line in printed.splitlines()]
        self.assertEqual([line["ok"] for line in said], [False, False, True, True, True])
        self.assertRegex(said[0]["error"], "^value 2: ")
        self.assertRegex(said[1]["error"], "^value 0: ")
        file = self.file(l=pa.array(rows[:1] + rows[2:], nested))
        support.must("variant", "validate", file, *column, "--profile", "interop")

    def test_values_that_unfold_beyond_measure_are_named_by_row(self):
        good, huge = encoded([1, [{"n" * 300_000: None}] * 200])
        count = 20_000
        file = self.file(v=pa.array([good] * count + [huge], PLAIN),
                         l=pa.array([[good]] * count + [[good, good, huge]], pa.list_(PLAIN)))
        self.refused("show", file, "--column", "v", names=(f"{file}: row {count}: ",))
        self.refused("show", file, "--column", "l.list.element",
                     names=(f"{file}: row {count}: value 2: ",))

    def test_bombs_are_refused_in_time(self):
        good = variant_bytes.encode("first")
        bombs = [variant_bytes.object_bomb(9), variant_bytes.deep_arrays(100_000),
                 variant_bytes.object_bomb(200, 2)]
        file = self.plain([good, *bombs, good])
        for profile in ("strict", "interop"):
            done = support.run("variant", "validate", file, "--profile", profile, timeout=30)
            self.assertEqual([json.loads(line)["ok"] for line in done.stdout.splitlines()],
                             [True, False, False, False, True])
        for bomb in bombs:
            file = self.plain([good, bomb, good])
            printed = self.refused("show", file, names=(file, "row 1"))
            self.assertEqual(printed, '"first"\n')
            # Bytes that are copied as they are may stay what they are, but not take time.
            for arguments in ((), ("--schema", "struct<a: bigint>"), ("--schema", "array<int>"),
                              ("--schema", "`000` struct<`001` bigint>")):
                done = support.run("variant", "shred", file, self.out, *arguments, timeout=30)
                self.assertIn(done.returncode, (0, 1), done.stderr)
                self.assertEqual(done.returncode == 1, str(file) in done.stderr)

    def test_an_error_in_the_middle_comes_after_the_rows_before_it(self):
        rows = encoded([{"i": i} for i in range(40_000)])
        bad = dict(rows[30_000], value=b"\x05")
        file = self.plain(rows[:30_000] + [bad] + rows[30_001:])
        printed = self.refused("show", file, names=(file, "row 30000"))
        self.assertEqual(printed.splitlines(), [f'{{"i":{i}}}' for i in range(30_000)])
        # A page in the second row group that does not have its checksum.
        support.must("variant", "unshred", self.plain(rows * 4, "plain.parquet"),
                     self.folder / "whole.parquet")
        data = bytearray((self.folder / "whole.parquet").read_bytes())
        group = pq.ParquetFile(self.folder / "whole.parquet").metadata.row_group(1)
        chunk = next(group.column(i) for i in range(group.num_columns)
                     if group.column(i).path_in_schema == "v.value")
        data[chunk.data_page_offset + chunk.total_compressed_size // 2] ^= 0xFF
        torn = self.folder / "torn.parquet"
        torn.write_bytes(data)
        printed = self.refused("show", torn, names=(torn,)).splitlines()
        self.assertGreaterEqual(len(printed), 128 * 1024)
        self.assertLess(len(printed), 160_000)

    def test_files_that_are_refused(self):
        file = self.annotated(ROWS)
        whole = file.read_bytes()
        footer = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
        for name, data in (("empty", b""), ("text", b"not parquet at all\n" * 10),
                           ("half", whole[:len(whole) // 2]), ("short", whole[:-3]),
                           ("noise", whole[:footer] + bytes(32) + whole[footer + 32:])):
            path = self.folder / f"{name}.parquet"
            path.write_bytes(data)
            for command in (("show", path), ("validate", path), ("shred", path, self.out),
                            ("unshred", path, self.out)):
                self.assertEqual(self.refused(*command, names=(path,)), "")
        numbers = self.file("numbers.parquet", n=pa.array([1, 2]))
        missing = self.folder / "missing.parquet"
        for command in ("show", "validate"):
            self.refused(command, missing, names=(missing,))
            self.refused(command, self.folder, names=(self.folder,))
            self.refused(command, numbers, names=(numbers, "no VARIANT"))
            self.refused(command, file, "--column", "w", names=(file, "'w'", "'v'"))
            self.refused(command, file, "--column", "n", names=(file, "'n'", "int64"))
            self.refused(command, file, "--column", "v.value", names=(file, "v.value"))
        self.refused("shred", missing, self.out, names=(missing,))
        self.refused("shred", numbers, self.out, names=(numbers,))
        self.refused("shred", file, self.folder / "no" / "such" / "folder.parquet",
                     names=("folder.parquet",))
        two = self.file("two.parquet", v=pa.array(encoded([1]), PLAIN), n=pa.array([1]),
                        w=pa.array(encoded([2]), PLAIN))
        self.refused("show", two, names=("'v'", "'w'"))
        support.must("variant", "shred", two, self.folder / "v.parquet", "--column", "v")
        support.must("variant", "shred", self.folder / "v.parquet", self.folder / "vw.parquet",
                     "--column", "w")
        self.refused("show", self.folder / "vw.parquet", names=("'v'", "'w'"))
        self.refused("shred", self.folder / "vw.parquet", self.out, "--schema", "bigint",
                     names=("'v'", "'w'"))

    def test_a_failure_leaves_the_old_file(self):
        good = self.annotated(ROWS)
        bad = self.plain([*encoded([1] * 10), {"metadata": b"\x01\x00\x00", "value": b"\x05"}],
                         "bad.parquet")
        support.must("variant", "shred", good, self.out)
        self.refused("shred", bad, self.out, "--schema", "bigint", names=(bad,))
        self.refused("unshred", bad.with_name("missing.parquet"), self.out)
        # In place: read to its end before it is replaced.
        support.must("variant", "shred", good, good, "--schema", "id bigint")
        self.assertEqual(self.show(good), SHOWN)

    def test_links_are_followed_and_what_is_no_file_is_refused(self):
        good = self.annotated(ROWS)
        link = self.folder / "link.parquet"
        link.symlink_to("there.parquet")
        for _ in range(2):  # it is not there; it is
            support.must("variant", "shred", good, link, "--match", "exact")
            self.assertTrue(link.is_symlink())
            self.assertEqual(self.show(self.folder / "there.parquet"), SHOWN)
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        self.refused("shred", good, pipe, names=(pipe, "not a regular file"))
        self.assertTrue(pipe.is_fifo())
        loop = self.folder / "loop"
        loop.symlink_to("loop")
        self.refused("unshred", good, loop, names=(loop,))

    def test_a_file_may_be_a_link_that_leads_elsewhere(self):
        good = self.annotated(ROWS)
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        for name, target in (("absolute", good), ("relative", "../in.parquet")):
            link = elsewhere / name
            link.symlink_to(target)
            self.assertEqual(self.show(link), SHOWN)
            support.must("variant", "validate", link)
            support.must("variant", "shred", link, self.out)
            self.assertEqual(self.values(self.out), VALUES)
            self.assertEqual(self.show(link.as_uri()), SHOWN)
        loop = elsewhere / "loop"
        loop.symlink_to("loop")
        self.refused("show", loop, names=(loop,))
        # A link leads to files, whatever it looks like.
        remote = elsewhere / "remote"
        remote.symlink_to("s3://bucket/x.parquet")
        self.refused("show", remote, names=("s3:/bucket/x.parquet", "No such file"))

    def test_a_private_file_stays_private(self):
        good = self.annotated(ROWS)
        for mode in (0o600, 0o640, 0o444):
            good.chmod(mode)
            for name in (good, good.as_uri()):
                support.must("variant", "shred", good, name)
                self.assertEqual(good.stat().st_mode & 0o7777, mode)
        self.assertEqual(self.values(good), VALUES)

    def large(self, rows: int) -> Path:
        """A small file of values of a megabyte, all the same, each in a page of its own."""
        value = variant_bytes.encode({"a": "x" * (1 << 20)})
        table = pa.table({"v": pa.array([value] * 20, PLAIN)})
        file = self.folder / "large.parquet"
        with pq.ParquetWriter(file, table.schema, write_batch_size=1) as writer:
            for _ in range(rows // 20):
                writer.write_table(table)
        return file

    def test_an_interrupted_command_leaves_nothing(self):
        def shred_and_kill(number: int, preexec_fn) -> int:
            with subprocess.Popen([support.CLI, "variant", "shred", file, self.out, "--schema",
                                   "a bigint"], preexec_fn=preexec_fn) as process:
                while process.poll() is None and not any(self.folder.glob("out.parquet*")):
                    time.sleep(0.01)
                process.send_signal(number)
            return process.returncode

        file = self.large(1000)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # By the signal, so that a script that waits for it ends as well.
            self.assertEqual(shred_and_kill(number, support.default_signals), -number)
            self.assertEqual(list(self.folder.iterdir()), [file])
        ignored = lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)  # noqa: E731
        self.assertEqual(shred_and_kill(signal.SIGHUP, ignored), 0)
        self.assertTrue(self.out.exists())

    def test_rows_are_inferred_in_bounded_memory(self):
        file = self.large(2000)
        # Measured by a small process: what is forked counts its parent's memory as its own.
        measure = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); "
                   "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
        used = subprocess.run([sys.executable, "-c", measure, support.CLI, "variant", "shred",
                               file, self.out], capture_output=True, text=True, check=True)
        self.assertLess(int(used.stdout), 1_500_000)  # kB

    def test_no_file_is_deeper_than_readers_take(self):
        deep, lists = 1, 40
        for _ in range(lists):
            deep = [deep]
        file = self.annotated([deep])
        schema = "array<" * lists + "bigint" + ">" * lists
        for out in (self.out, file):
            self.refused("shred", file, out, "--schema", schema, names=(file, "levels"))
        support.must("variant", "shred", file, file)
        self.assertEqual(self.show(file), ["[" * lists + "1" + "]" * lists])

    def test_required_variants_may_be_in_what_is_null(self):
        required = pa.struct([pa.field("metadata", pa.binary(), False),
                              pa.field("value", pa.binary(), False)])
        inner = pa.struct([pa.field("n", pa.int64()), pa.field("v", required, False)])
        rows = [{"n": i, "v": bytes} if bytes else None
                for i, bytes in enumerate(encoded([{"a": 1}, None, {"a": "x"}, None, [2]]))]
        shown = ['{"a":1}', "null", '{"a":"x"}', "null", "[2]"]
        whole = self.folder / "whole.parquet"
        file = self.file(s=pa.array(rows, inner), l=pa.array(
            [None if row is None else [row["v"]] for row in rows],
            pa.list_(pa.field("element", required, False), 1)))
        for column in ("s.v", "l.list.element"):
            for schema in ((), ("--schema", "a bigint")):
                with self.subTest(column=column, schema=schema):
                    support.must("variant", "shred", file, self.out, *schema, "--column", column)
                    support.must("variant", "unshred", self.out, whole)
                    self.assertEqual(self.show(whole, "--column", "s.v"), shown)
                    table = pq.read_table(whole).to_pydict()
                    self.assertEqual([row and row["n"] for row in table["s"]],
                                     [0, None, 2, None, 4])
                    self.assertEqual([row and len(row) for row in table["l"]],
                                     [1, None, 1, None, 1])
                    entries = self.plain([row[0] for row in table["l"] if row], "l.parquet")
                    self.assertEqual(self.show(entries), shown[::2])

    def test_lists_may_be_views_and_keys_of_maps_variants(self):
        one, two = encoded([{"a": 1}, {"a": 2}])
        entries = pa.array([{"metadata": one["metadata"], "value": one["value"]}] * 2, PLAIN)
        file = self.file(l=pa.array([[one, two], None], pa.list_view(PLAIN)),
                         k=pa.MapArray.from_arrays([0, 1, 2], entries, pa.array([7, 8])))
        for i, column in enumerate(("l.list.element", "k.key_value.key")):
            support.must("variant", "unshred", file, self.folder / f"{i}.parquet",
                         "--column", column)
            file = self.folder / f"{i}.parquet"
        # Annotated now: without a name both are meant.
        support.must("variant", "shred", file, self.out)
        written = pq.read_table(self.out)
        self.assertEqual(written["l"].to_pylist()[0][1]["typed_value"],
                         {"a": {"value": None, "typed_value": 2}})
        self.assertEqual(written["k"].to_pylist()[1][0][0]["typed_value"],
                         {"a": {"value": None, "typed_value": 1}})
        support.must("variant", "unshred", self.out, self.folder / "back.parquet")
        self.assertEqual([list(row) for row in
                          pq.read_table(self.folder / "back.parquet")["l"].to_pylist()[0]],
                         [["metadata", "value"]] * 2)

    def test_a_column_beside_a_variant_may_have_any_name(self):
        row = {"typed_value": bytes(16), "v": variant_bytes.encode(5)}
        file = self.file(s=pa.array([row], pa.struct([("typed_value", pa.binary(16)),
                                                      ("v", PLAIN)])))
        self.assertEqual(self.show(file, "--column", "s.v"), ["5"])
        support.must("variant", "unshred", file, self.out, "--column", "s.v")
        self.assertEqual(self.show(self.out), ["5"])

    def test_columns_that_only_look_like_those_of_the_specification_are_refused(self):
        # A mark that a file brings along says nothing.
        marks = [None, {"delta_utils.variant": "1"}]
        for (typed, value), mark in itertools.product(
                ((pa.timestamp("ns"), 1), (pa.binary(16), bytes(16))), marks):
            with self.subTest(typed=typed, mark=mark):
                shredded = pa.struct([*PLAIN, ("typed_value", typed)])
                row = {"metadata": variant_bytes.EMPTY_METADATA, "typed_value": value}
                file = self.folder / "in.parquet"
                schema = pa.schema([pa.field("v", shredded, metadata=mark)])
                pq.write_table(pa.table([pa.array([row], shredded)], schema), file,
                               use_deprecated_int96_timestamps=True)
                for command in (("show", file), ("validate", file), ("unshred", file, self.out)):
                    self.refused(*command, names=(file, "v.typed_value"))

    def test_errors_name_the_file_and_the_row(self):
        good = variant_bytes.encode({"a": 1})
        trailing = dict(good, value=good["value"] + b"\0")
        # What only the writer finds.
        file = self.plain([good, {"metadata": None, "value": b"\0"}])
        self.refused("unshred", file, self.out, names=(file, "row 1", "metadata"))
        # Of a shredded column, in the third row group.
        shredded = pa.struct([*PLAIN, ("typed_value", pa.int64())])
        bad = [good] * 25 + [dict(good, value=b"")] + [good] * 9
        pq.write_table(pa.table({"v": pa.array(bad, shredded)}), file, row_group_size=10)
        self.refused("shred", file, self.out, names=(f"{file}: row 25: a value is missing",))
        # A part of a row, where the row put together is well.
        inner = pa.struct([("value", pa.binary()), ("typed_value", pa.string())])
        shredded = pa.struct([*PLAIN, ("typed_value", pa.struct([("a", inner)]))])
        row = {"metadata": good["metadata"], "typed_value": {"a": {"value": trailing["value"]}}}
        file = self.file(v=pa.array([row], shredded))
        said = json.loads(self.refused("validate", file, names=(file,)))
        self.assertEqual((said["row"], said["ok"]), (0, False))
        self.assertTrue(said["error"].startswith("a: "), said)
        said = json.loads(support.must("variant", "validate", file, "--profile", "interop"))
        self.assertEqual(said["tolerated"], ["trailing bytes"])

    def test_uris_name_files_too(self):
        file = self.annotated(ROWS)
        out = self.out.as_uri()
        support.must("variant", "shred", file.as_uri(), out)
        self.assertEqual(self.values(out), VALUES)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()),
                         ["in.parquet", "out.parquet", "plain.parquet"])

    def test_wrong_usage(self):
        file = self.annotated(ROWS)
        for arguments in ((), ("show",), ("shred", file), ("explode", file),
                          ("validate", file, "--profile", "lax"),
                          ("shred", file, self.out, "--schema", "struct<a>"),
                          ("shred", file, self.out, "--schema", "uint8"),
                          ("shred", file, self.out, "--schema", "bigint", "--infer"),
                          ("shred", file, self.out, "--match", "some")):
            self.refused(*arguments, status=2)
        self.assertIn("show", support.must("variant", "--help"))


if __name__ == "__main__":
    support.main()
