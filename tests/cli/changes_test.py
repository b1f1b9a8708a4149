"""`parquedb changes`: its lines, the file it appends to, consumers, tables of other engines."""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc
from deltalake import DeltaTable, write_deltalake

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import support  # noqa: E402


def records(target, *args) -> list[dict]:
    return [json.loads(line) for line in support.must("changes", target, *args).splitlines()]


def ids(found: list[dict]) -> list:
    return [record["_id"] for record in found]


class ChangesTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)
        self.target = self.root / "shop" / "films"

    def insert(self, *documents: dict) -> None:
        support.must("insert", self.target, "-", stdin=support.lines(list(documents)))

    def insert_three_times(self) -> None:
        for name in "abc":
            self.insert({"_id": name + "0", "n": 1}, {"_id": name + "1", "rest": [name, {}]})

    def must_fail(self, *args) -> str:
        done = support.run("changes", *args)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertEqual(done.stdout, "")
        return done.stderr

    def follow(self, *args) -> subprocess.Popen:
        process = subprocess.Popen(
            [support.CLI, "changes", str(self.target), "--follow", *map(str, args)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=support.default_signals)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process


class LinesTest(ChangesTest):
    def test_inserts_are_records_in_order(self):
        self.insert_three_times()
        found = records(self.target)
        self.assertEqual(ids(found), ["a0", "a1", "b0", "b1", "c0", "c1"])
        self.assertEqual([r["_seq"] for r in found],
                         [version << 32 | place for version in range(3) for place in range(2)])
        first = found[0]
        self.assertEqual(list(first), ["_id", "_seq", "_op", "_before", "_after", "_ts",
                                       "_source", "_txn"])
        self.assertEqual((first["_op"], first["_before"], first["_after"]),
                         ("c", None, {"_id": "a0", "n": 1}))
        self.assertEqual(first["_source"], {"system": "parquedb", "database": "shop",
                                            "collection": "films"})
        info = json.loads((self.target / "_delta_log" / f"{0:020}.json").read_text()
                          .splitlines()[0])["commitInfo"]
        self.assertEqual(first["_ts"], info["timestamp"] * 10**6)
        self.assertEqual(first["_txn"], info["txnId"])

    def test_the_source_is_the_same_however_the_table_is_named(self):
        self.insert({"_id": "a"})
        source = {"system": "parquedb", "database": "shop", "collection": "films"}
        for folder, target in ((self.root, "shop/films"), (self.root, "./shop//films/"),
                               (self.root / "shop", "films"), (self.root / "shop", "./films"),
                               (self.target, "."), (self.target, "../films"),
                               (self.target / "_delta_log", ".."),
                               (self.root, f"file://{self.target}")):
            out = subprocess.check_output([support.CLI, "changes", target], cwd=folder)
            self.assertEqual(json.loads(out)["_source"], source, target)

    def test_from_and_to(self):
        self.insert_three_times()
        for args, expected in ((("--from-version", 1), "b0 b1 c0 c1"),
                               (("--from-version", 3), ""),
                               (("--to-version", 0), "a0 a1"),
                               (("--from-version", 1, "--to-version", 1), "b0 b1"),
                               (("--from", 1 << 32 | 1), "b1 c0 c1"),
                               (("--from", 1 << 32 | 2), "c0 c1"),
                               (("--from", 1, "--to-version", 0), "a1")):
            self.assertEqual(" ".join(ids(records(self.target, *args))), expected, args)

    def test_canonical_keeps_types(self):
        self.insert({"_id": 1, "long": {"$numberLong": "5"}, "exact": 2**53 + 1})
        after = records(self.target, "--canonical")[0]
        self.assertEqual(after["_after"], {"_id": {"$numberInt": "1"},
                                           "long": {"$numberLong": "5"},
                                           "exact": {"$numberLong": "9007199254740993"}})
        self.assertEqual(after["_seq"], {"$numberLong": "0"})

    def test_what_is_not_there_is_an_error(self):
        self.assertIn("no Delta table is here", self.must_fail(self.target))
        self.insert_three_times()
        self.assertIn("version 3 does not exist", self.must_fail(
            self.target, "--from-version", 4))
        for more in ((), ("--out", self.root / "o"), ("--consumer", "m"),
                     ("--rows", self.root / "o.parquet")):
            self.assertIn("version 1 lies before version 2", self.must_fail(
                self.target, "--from-version", 2, "--to-version", 1, *more))
        done = support.run("changes", self.target, "--to-version", 3)
        self.assertEqual(done.returncode, 1)
        self.assertIn("version 3 does not exist", done.stderr)

    def test_a_commit_that_was_cleaned_up_is_an_error_not_a_gap(self):
        self.insert_three_times()
        (self.target / "_delta_log" / f"{0:020}.json").unlink()
        self.assertIn("commit 0 was removed from the log; the next one there is 1",
                      self.must_fail(self.target))

    def break_commit(self, version: int) -> None:
        (self.target / "_delta_log" / f"{version:020}.json").write_text("no commit")

    def test_records_before_an_error_are_handed_on(self):
        self.insert_three_times()
        whole = support.must("changes", self.target, "--to-version", 1)
        self.break_commit(2)
        done = support.run("changes", self.target)
        self.assertEqual((done.returncode, done.stdout), (1, whole), done.stderr)
        out = self.root / "films.changes"
        self.must_fail(self.target, "--out", out)
        self.assertEqual(out.read_text(), whole)
        done = support.run("changes", self.target, "--consumer", "mailer")
        self.assertEqual((done.returncode, done.stdout), (1, whole))
        self.must_fail(self.target, "--consumer", "mailer")

    def test_what_lies_behind_the_last_version_asked_for_does_not_matter(self):
        self.insert_three_times()
        self.break_commit(2)
        for more in ((), ("--follow",)):
            self.assertEqual(ids(records(self.target, "--to-version", 1, *more)),
                             ["a0", "a1", "b0", "b1"])

    def test_follow_prints_each_commit_and_ends_at_ctrl_c(self):
        self.insert({"_id": "a"})
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            process = self.follow("--from-version", 0)
            self.assertEqual(json.loads(process.stdout.readline())["_id"], "a")
            name = f"later {number}"
            self.insert({"_id": name})
            while json.loads(process.stdout.readline())["_id"] != name:
                pass
            process.send_signal(number)
            out, err = process.communicate(timeout=60)
            self.assertEqual((process.returncode, out, err), (0, b"", b""))

    def test_follow_ends_with_the_last_version_asked_for(self):
        self.insert({"_id": "a"})
        process = self.follow("--to-version", 1)
        self.insert({"_id": "b"})
        self.insert({"_id": "c"})
        out, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0)
        self.assertEqual([json.loads(line)["_id"] for line in out.splitlines()], ["a", "b"])


class OutTest(ChangesTest):
    def setUp(self):
        super().setUp()
        self.insert_three_times()
        self.whole = support.must("changes", self.target).encode()
        self.out = self.root / "films.changes"

    def changes_to(self, before: bytes) -> bytes:
        self.out.write_bytes(before)
        self.assertEqual(support.must("changes", self.target, "--out", self.out), "")
        return self.out.read_bytes()

    def test_goes_on_wherever_the_file_ends(self):
        for end in {0, 1, 7, *range(3, len(self.whole), 97), len(self.whole) - 1,
                    len(self.whole)}:
            self.assertEqual(self.changes_to(self.whole[:end]), self.whole, end)

    def test_later_records_are_appended(self):
        self.changes_to(b"")
        self.insert({"_id": "later"})
        support.must("changes", self.target, "--out", self.out)
        self.assertEqual(self.out.read_bytes(), support.must("changes", self.target).encode())

    def test_from_counts_for_the_first_run_alone(self):
        for _ in range(2):
            support.must("changes", self.target, "--out", self.out, "--from-version", 2)
            self.assertEqual(ids(map(json.loads, self.out.read_text().splitlines())),
                             ["c0", "c1"])

    def test_a_file_of_something_else_is_left_as_it_is(self):
        for content, reason in ((b"notes", "is no file of change records"),
                                (self.whole[:40] + b"x", "is no file of change records"),
                                (self.whole.splitlines()[1][:40],
                                 "is no file of change records"),
                                (b"notes\n", "the last line is no change record"),
                                (b"\n", "the last line is no change record"),
                                (self.whole + b"notes\nx", "the last line is no change record"),
                                (self.whole + b"{}\n", "_id: does not come first"),
                                (self.whole.replace(b'"n":1', b'"n":2').splitlines(True)[0],
                                 "the file is another table's")):
            self.out.write_bytes(content)
            self.assertIn(reason, self.must_fail(self.target, "--out", self.out))
            self.assertEqual(self.out.read_bytes(), content)
        self.assertIn("Is a directory", self.must_fail(self.target, "--out", self.root))

    def test_a_file_of_another_collection_is_refused(self):
        self.out.write_bytes(self.whole)
        other = self.root / "shop" / "others"
        for name in "abcd":
            support.must("insert", other, "-", stdin=support.lines([{"_id": name}]))
        self.assertIn("the file is another table's",
                      self.must_fail(other, "--out", self.out))
        self.assertEqual(self.out.read_bytes(), self.whole)

    def test_a_file_of_another_table_without_transactions_is_refused(self):
        mine, other = self.root / "t" / "mine", self.root / "u" / "mine"
        for table in (mine, other):
            write_deltalake(str(table), pa.table({"_id": ["a"]}))
        support.must("changes", mine, "--out", self.out)
        before = self.out.read_bytes()
        self.assertNotIn(b"_txn", before)
        write_deltalake(str(other), pa.table({"_id": ["b"]}), mode="append")
        self.assertIn("the file is another table's",
                      self.must_fail(other, "--out", self.out))
        self.assertEqual(self.out.read_bytes(), before)

    def test_the_same_form_goes_on(self):
        support.must("changes", self.target, "--out", self.out, "--canonical")
        before = self.out.read_bytes()
        self.assertIn("in this form", self.must_fail(self.target, "--out", self.out))
        support.must("changes", self.target, "--out", self.out, "--canonical")
        self.assertEqual(self.out.read_bytes(), before)

    def test_no_file_is_made_for_what_cannot_be_read(self):
        self.must_fail(self.root / "nothing", "--out", self.out)
        self.must_fail(self.target, "--from-version", 5, "--out", self.out)
        self.assertFalse(self.out.exists())
        support.must("changes", self.target, "--from-version", 3, "--out", self.out)
        self.assertEqual(self.out.read_bytes(), b"")

    def test_two_do_not_write_to_one_file(self):
        process = self.follow("--out", self.out)
        for _ in range(200):
            if self.out.exists() and self.out.read_bytes() == self.whole:
                break
            time.sleep(0.05)
        self.assertIn("another process is writing to it",
                      self.must_fail(self.target, "--out", self.out))
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(self.changes_to(self.out.read_bytes()), self.whole)

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full")
    def test_what_is_no_file_is_refused(self):
        self.assertIn("is no file", self.must_fail(self.target, "--out", "/dev/full"))


class ConsumerTest(ChangesTest):
    def test_goes_on_where_it_was(self):
        self.insert_three_times()
        self.assertEqual(len(records(self.target, "--consumer", "mailer")), 6)
        self.assertEqual(records(self.target, "--consumer", "mailer"), [])
        self.insert({"_id": "later"})
        self.assertEqual(ids(records(self.target, "--consumer", "mailer")), ["later"])
        self.assertEqual(len(records(self.target, "--consumer", "other")), 7)

    def test_stops_behind_the_last_version_asked_for(self):
        self.insert_three_times()
        self.assertEqual(ids(records(self.target, "--consumer", "m", "--to-version", 0)),
                         ["a0", "a1"])
        self.assertEqual(ids(records(self.target, "--consumer", "m")),
                         ["b0", "b1", "c0", "c1"])

    def test_names_are_no_paths(self):
        self.insert({"_id": "a"})
        before = support.listing(self.root)
        for name in ("../m", "a/b", ".m", "..", "/m", "m" * 101):
            done = support.run("changes", self.target, "--consumer", name)
            self.assertEqual(done.returncode, 2, name)
        self.assertEqual(support.listing(self.root), before)

    def test_the_position_is_no_part_of_the_table(self):
        self.insert_three_times()
        records(self.target, "--consumer", "mailer")
        position = self.target / "_parquedb" / "consumers" / "mailer.json"
        self.assertTrue(position.exists())
        table = DeltaTable(str(self.target))
        table.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)
        self.assertTrue(position.exists())
        self.assertEqual(table.count(), 6)

    def test_of_two_with_one_name_one_fails(self):
        self.insert({"_id": "a"})
        process = self.follow("--consumer", "mailer")
        process.stdout.readline()
        position = self.target / "_parquedb" / "consumers" / "mailer.json"
        while not position.exists():
            time.sleep(0.02)
        position.write_text('{"next_seq":{"$numberLong":"8589934592"}}')
        self.insert({"_id": "b"})
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 1)
        self.assertIn(b"another process uses the consumer 'mailer'", err)


class ForeignTablesTest(ChangesTest):
    def make(self, **columns) -> DeltaTable:
        write_deltalake(str(self.target), pa.table(columns),
                        configuration={"delta.enableChangeDataFeed": "true"})
        return DeltaTable(str(self.target))

    def test_updates_have_both_images(self):
        table = self.make(_id=["a", "b", "c"], n=[1, 2, 3])
        table.update(predicate="_id <> 'c'", updates={"n": "n + 10"})
        table.delete("_id = 'b'")
        found = records(self.target)
        self.assertEqual(ids(found[:3]), ["a", "b", "c"])
        updates = {r["_id"]: (r["_before"]["n"], r["_after"]["n"]) for r in found[3:5]}
        self.assertEqual({r["_op"] for r in found[3:5]}, {"u"})
        self.assertEqual(updates, {"a": (1, 11), "b": (2, 12)})
        gone = found[5]
        self.assertEqual((gone["_op"], gone["_id"], gone["_before"], gone["_after"]),
                         ("d", "b", {"_id": "b", "n": 12}, None))
        self.assertEqual(len(found), 6)
        self.assertEqual(found[0]["_source"]["system"], "deltalake")

    def test_rows_without_an_id_have_records_of_one_side(self):
        table = self.make(k=["a", "b"], n=[1, 2])
        table.update(predicate="k = 'a'", updates={"n": "5"})
        images = records(self.target, "--from-version", 1)
        self.assertEqual({(r["_id"], r["_op"]) for r in images}, {(None, "u")})
        self.assertEqual([r["_before"] for r in images if r["_before"]], [{"k": "a", "n": 1}])
        self.assertEqual([r["_after"] for r in images if r["_after"]], [{"k": "a", "n": 5}])

    def test_what_does_not_come_back_from_text_is_no_hindrance(self):
        pairs = pa.map_(pa.string(), pa.string())
        for name, columns in {
                "date": {"_id": ["a", "b"], "$date": ["5", "6"]},
                "twice": {"_id": ["a", "b"],
                          "m": pa.array([[("k", "1"), ("k", "2")]] * 2, pairs)},
                "oid": {"_id": pa.array([{"$oid": "zz"}, {"$oid": "z"}])}}.items():
            target, out = self.root / name, self.root / (name + ".changes")
            write_deltalake(str(target), pa.table(columns))
            whole = support.must("changes", target).encode()
            for end in range(0, len(whole) + 1, 41):
                out.write_bytes(whole[:end])
                support.must("changes", target, "--out", out)
                self.assertEqual(out.read_bytes(), whole, (name, end))

    def test_rows_are_those_of_the_other_engine(self):
        table = self.make(_id=["a", "b", "c"], n=[1, 2, 3])
        table.update(predicate="_id <> 'c'", updates={"n": "n + 10"})
        out = self.root / "rows.arrow"
        support.must("changes", self.target, "--rows", out)
        with pa.memory_map(str(out)) as file:
            ours = pa.ipc.open_file(file).read_all()
        theirs = pa.RecordBatchReader.from_stream(table.load_cdf(starting_version=0)).read_all()
        names = ["_id", "n", "_change_type", "_commit_version"]

        def key(row):
            return [str(row[name]) for name in names]

        self.assertEqual(sorted(map(key, ours.select(names).to_pylist())),
                         sorted(map(key, theirs.select(names).to_pylist())))
        self.assertEqual(ours.schema.names, names[:2] + names[2:] + ["_commit_timestamp"])


if __name__ == "__main__":
    support.main()
