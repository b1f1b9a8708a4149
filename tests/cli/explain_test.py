"""`explain`: what a find would leave unread, level by level, and why."""
import json
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

import deltalake
import duckdb
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import support  # noqa: E402

LEVELS = ["partition", "file", "row group", "page", "bloom"]


class ExplainTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.target = self.folder / "films"
        for first in (1970, 1980, 1990):
            support.must("insert", self.target, "-", stdin=support.lines(
                [{"_id": f"film{year}", "year": year, "title": "t" * 50 + str(year)}
                 for year in range(first, first + 10, 2)]))

    def explain(self, *args) -> dict:
        report = json.loads(support.must("explain", self.target, *args, "--json"))
        self.assertEqual([level["name"] for level in report["levels"]], LEVELS)
        for level in report["levels"]:
            self.assertEqual(level["total"], level["kept"] + level["skipped"], level)
        return report

    def verdicts(self, report: dict) -> list[tuple]:
        return sorted((file["verdict"], file["level"], file["reason"])
                      for file in report["files"])

    def test_files_are_left_out_by_their_statistics(self):
        report = self.explain('{"year": {"$gte": 1990}}')
        self.assertEqual(report["target"], str(self.target))
        self.assertEqual(report["version"], 2)
        self.assertEqual(report["levels"][1], {"name": "file", "total": 3, "kept": 1,
                                               "skipped": 2})
        self.assertEqual(report["levels"][2], {"name": "row group", "total": 1, "kept": 1,
                                               "skipped": 0})
        self.assertEqual((report["files_total"], report["files_kept"]), (3, 1))
        self.assertEqual(self.verdicts(report), [
            ("kept", None, None), ("skipped", "file", "year in 1970..1978"),
            ("skipped", "file", "year in 1980..1988")])
        for file in report["files"]:
            self.assertTrue((self.target / file["path"]).is_file(), file)

    def test_a_bloom_filter_leaves_out_an_id_within_the_bounds(self):
        report = self.explain('{"_id": "film1971"}')
        self.assertEqual(report["levels"][4], {"name": "bloom", "total": 1, "kept": 0,
                                               "skipped": 1})
        self.assertEqual(report["files_kept"], 0)
        self.assertEqual([file["level"] for file in report["files"]].count("bloom"), 1)
        self.assertEqual(support.find(self.target, '{"_id": "film1971"}'), [])

    def test_an_odd_value_keeps_its_file_alone(self):
        support.must("insert", self.target, "-", stdin=support.lines(
            [{"_id": "odd", "year": "MCMLXXV"}, {"_id": "late", "year": 2025}]))
        report = self.explain('{"year": "MCMLXXV"}')
        self.assertEqual(report["files_kept"], 1)
        self.assertEqual([d["_id"] for d in support.find(self.target, '{"year": "MCMLXXV"}')],
                         ["odd"])

    def test_all_is_kept_without_a_filter_and_nothing_of_an_unknown_field(self):
        self.assertEqual(self.explain()["files_kept"], 3)
        self.assertEqual(self.explain('{"director": "Scott"}')["files_kept"], 0)
        self.assertEqual(self.explain('{"director": null}')["files_kept"], 3)

    def test_the_text_has_levels_a_picture_and_reasons(self):
        text = support.must("explain", self.target, '{"year": 1984}')
        self.assertIn(f"{self.target}, version 2\n", text)
        lines = text.splitlines()
        self.assertRegex(text, r"\nlevel +total +kept +skipped\n")
        self.assertRegex(text, r"\nfile +3 +1 +2\n")
        self.assertIn("files read: 1 of 3", lines)
        picture = lines[lines.index("files read: 1 of 3") + 1]
        self.assertEqual(sorted(picture), ["#", ".", "."])
        self.assertRegex(text, r"\nskip  .*\.parquet  file: year in 1970\.\.1978\n")

    def test_many_files_share_the_picture_and_long_lists_are_cut(self):
        for i in range(25):
            support.must("insert", self.target, "-",
                         stdin=support.lines([{"_id": f"x{i:02}", "year": 2000 + i}]))
        text = support.must("explain", self.target, '{"year": 2010}')
        self.assertIn("and 8 files more\n", text)
        self.assertEqual(len(self.explain('{"year": 2010}')["files"]), 28)

    def test_an_older_version_is_explained_as_it_was(self):
        self.assertEqual(self.explain("{}", "--version", "0")["files_total"], 1)

    def test_errors_name_the_path(self):
        for args, word in (((self.folder / "none", "{}"), "none"),
                           ((self.target, '{"a": {"$no": 1}}'), "$no"),
                           ((self.target, "{}", "--version", "99"), "99")):
            done = support.run("explain", *args)
            self.assertEqual((done.returncode, done.stdout), (1, ""), args)
            self.assertIn(word, done.stderr)
        next(self.target.glob("*.parquet")).write_bytes(b"no Parquet")
        done = support.run("explain", self.target, "{}")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn(".parquet", done.stderr)

    def test_help_has_an_example(self):
        self.assertIn("parquedb explain shop/films", support.must("explain", "--help"))


class SqlTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.table = self.folder / "table"
        deltalake.write_deltalake(str(self.table), pa.table({"year": [1970, 1990, None],
                                                             "title": ["a", "b", "c"]}))

    def sql(self, filter_text: str, dialect: str) -> tuple[str, str]:
        printed = support.must("explain", self.table, filter_text, "--sql", dialect)
        exactness, text = printed.splitlines()
        return exactness, text

    def test_duckdb_selects_what_matches(self):
        exactness, text = self.sql('{"year": {"$gt": 1980.5}}', "duckdb")
        self.assertEqual(exactness, "-- exact")
        table = deltalake.DeltaTable(str(self.table)).to_pyarrow_table()
        with duckdb.connect() as connection:
            connection.register("t", table)
            rows = connection.execute(f"SELECT title FROM t WHERE {text}").fetchall()
        self.assertEqual(rows, [("b",)])

    def test_what_sql_cannot_say_is_a_superset(self):
        exactness, text = self.sql('{"$expr": {"$gt": ["$year", 1980]}}', "spark")
        self.assertEqual((exactness, text), ("-- superset", "TRUE"))

    def test_a_collection_and_another_dialect_are_refused(self):
        target = self.folder / "films"
        support.must("insert", target, "-", stdin=support.lines([{"_id": 1}]))
        refused = support.run("explain", target, "{}", "--sql", "spark")
        self.assertEqual(refused.returncode, 1)
        self.assertIn(str(target), refused.stderr)
        self.assertEqual(
            support.run("explain", self.table, "{}", "--sql", "oracle").returncode, 2)


if __name__ == "__main__":
    support.main()
