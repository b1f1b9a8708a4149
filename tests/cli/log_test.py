"""`parquedb log`: what each file of a table's log is, and what is wrong with its actions."""
import json
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import support  # noqa: E402


class LogTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.target = self.folder / "films"
        self.log = self.target / "_delta_log"
        support.must("insert", self.target, "-", stdin=support.lines([{"_id": "a", "n": 1}]))

    def put(self, version: int, *actions: dict | str) -> None:
        lines = (action if isinstance(action, str) else json.dumps(action) for action in actions)
        (self.log / f"{version:020d}.json").write_text("".join(line + "\n" for line in lines))

    def reports(self, status: int) -> dict[str, dict]:
        done = support.run("log", self.target, "--json")
        self.assertEqual(done.returncode, status, done.stderr)
        return {report["file"]: report for report in map(json.loads, done.stdout.splitlines())}

    def test_a_table_of_ours_has_nothing_wrong(self):
        reports = self.reports(0)
        self.assertEqual(list(reports), [f"{0:020d}.json"])
        report = reports[f"{0:020d}.json"]
        self.assertEqual((report["kind"], report["version"], report["problems"]),
                         ("commit", 0, []))
        self.assertGreater(report["num_actions"], 2)
        text = support.must("log", self.target)
        self.assertEqual(text.splitlines()[0].split(), ["kind", "actions", "file"])

    def test_every_file_is_told_by_its_name(self):
        names = {
            f"{0:020d}.checkpoint.parquet": "classic checkpoint",
            f"{0:020d}.crc": "checksum",
            f"{0:020d}.{1:020d}.compacted.json": "compaction",
            "_last_checkpoint": "last checkpoint",
            "_sidecars/x.parquet": "sidecar",
            f"{1:020d}.json.tmp": "temporary",
            "notes.txt": "other",
        }
        (self.log / "_sidecars").mkdir()
        for name in names:
            (self.log / name).write_text("{}\n")
        reports = self.reports(0)
        self.assertEqual({name: reports[name]["kind"] for name in names}, names)
        self.assertEqual(reports[f"{0:020d}.{1:020d}.compacted.json"]["to_version"], 1)

    def test_what_is_wrong_is_said_with_its_field(self):
        add = {"path": "%2e%2e/x", "partitionValues": {"p": "1"}, "size": -1,
               "modificationTime": 1, "dataChange": True,
               "stats": json.dumps({"numRecords": 1, "nullCount": {"n": 2}})}
        self.put(1, {"add": add}, {"add": add | {"path": "s3://other/x", "size": 1,
                                                 "partitionValues": {}, "stats": None}})
        self.put(2, {"txn": {"appId": "a", "version": 1}}, '{"add":')
        self.put(3, {"txn": {"appId": "a", "version": 1}}, {"txn": {"appId": "a", "version": 2}})
        reports = self.reports(1)
        one = reports[f"{1:020d}.json"]
        self.assertEqual(one["problems"], [
            "action 1: add.path leads out of its folder by '..'",
            "action 1: add.size is negative",
            "action 1: add.partitionValues.p is of no partition column",
            "action 1: add.stats.nullCount.n is above numRecords"])
        self.assertEqual(one["absolute_paths"], 1)
        [broken] = reports[f"{2:020d}.json"]["problems"]
        self.assertTrue(broken.startswith("line 2: "), broken)
        self.assertEqual(reports[f"{3:020d}.json"]["problems"],
                         ["two txn actions of the application 'a'"])

        done = support.run("log", self.target)
        self.assertEqual(done.returncode, 1)
        self.assertIn("\n    action 1: add.size is negative\n", done.stdout)
        self.assertIn("3 of 4 files of the log have problems", done.stderr)

    def test_no_table_is_an_error(self):
        done = support.run("log", self.folder / "nothing")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no Delta table is here", done.stderr)


if __name__ == "__main__":
    support.main()
