"""Bad input is refused with a clear error that names the path or the field; nothing is written."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import support  # noqa: E402


def deep_document(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


class BadInputTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.target = self.folder / "people"
        support.must("insert", self.target, "-", stdin=support.lines(
            [{"_id": 1, "name": "Ada", "a": {"b": 1}}, {"_id": 2, "name": "Bob", "a": {"b": 2}}]))
        support.must("insert", self.target, "-", stdin=support.lines([{"_id": 3, "name": "Cy"}]))

    def assert_refused(self, *args, stdin: bytes = b"", names: tuple = (), status: int = 1) -> None:
        """The command fails with this status, says these words, and changes no file."""
        before = support.listing(self.folder)
        done = support.run(*args, stdin=stdin)
        said = f"{args}: {done.stdout[:300]} {done.stderr[:300]}"
        self.assertEqual(done.returncode, status, said)
        self.assertEqual(done.stdout, "", args)
        for name in names:
            self.assertIn(str(name).lower(), done.stderr.lower(), args)
        self.assertTrue(done.stderr.strip(), args)
        self.assertLess(len(done.stderr), 2000, done.stderr[:300])
        self.assertEqual(support.listing(self.folder), before, args)

    def log(self, version: int) -> Path:
        return self.target / "_delta_log" / f"{version:020}.json"

    def data_files(self) -> list[Path]:
        return sorted(self.target.glob("*.parquet"))

    def test_documents_that_are_refused_on_insert(self):
        long_name = "n" * 40
        for name, document, words in (
            ("not JSON", b'{"a": ', ("standard input:", "does not end")),
            ("not an object", b"[1]", ()),
            ("depth 200 and more", deep_document(100_000), ("a.a",)),
            ("depth of arrays", b'{"deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", ("deep",)),
            ("invalid UTF-8 in a value", b'{"city": "\xff\xfe"}', ("UTF-8",)),
            ("invalid UTF-8 in a name", b'{"ci\xc3(ty": 1}', ("UTF-8",)),
            ("a lone surrogate", b'{"city": "\\ud800"}', ()),
            ("duplicate _id in the batch", b'{"_id": 7}\n{"_id": 7}', ("_id", "7")),
            ("duplicate _id in the collection", b'{"_id": 1}', ("_id", "1")),
            ("duplicate _id by value", b'{"_id": {"$numberDouble": "1.0"}}', ("_id",)),
            ("duplicate keys", b'{"twice": 1, "twice": 2}', ("twice",)),
            ("duplicate keys below", b'{"outer": {"twice": 1, "twice": 2}}', ("outer.twice",)),
            ("duplicate keys in an array", b'{"list": [{"twice": 1, "twice": 2}]}', ("twice",)),
            ("NUL in a name", b'{"a\\u0000b": 1}', ("NUL",)),
            ("a name that starts with $", b'{"$missing": []}', ("$missing",)),
            ("an array as _id", b'{"_id": [1]}', ("_id",)),
            ("a malformed decimal", b'{"price": {"$numberDecimal": "1.2.3"}}', ("price",)),
            ("a malformed date", b'{"born": {"$date": "yesterday"}}', ("born",)),
            ("a malformed ObjectId", b'{"ref": {"$oid": "12"}}', ("ref",)),
            ("an int out of range", b'{"n": {"$numberInt": "2147483648"}}', ("n",)),
            ("more than 16 MiB", json.dumps({long_name: "x" * (16 << 20)}).encode(), ("16",)),
        ):
            with self.subTest(name=name):
                good_first = b'{"_id": "good"}\n' + document + b"\n"
                self.assert_refused("insert", self.target, "-", stdin=good_first, names=words)
                self.assert_refused("insert", self.folder / "new", "-", stdin=b'{"_id": 1}\n'
                                    + good_first, names=words if "collection" not in name else ())
                self.assertFalse((self.folder / "new").exists())

    def test_filters_that_are_refused(self):
        for query, words in (
            ('{"a": {"$foo": 1}}', ("$foo",)),
            ('{"a": {"$in": 1}}', ("$in",)),
            ('{"$or": []}', ("$or",)),
            ('{"$and": {"a": 1}}', ("$and",)),
            ('{"a": {"$not": 1}}', ("$not",)),
            ('{"a": {"$gt": 1, "b": 2}}', ("b",)),
            ('{"$foo": 1}', ("$foo",)),
            ('{"a": ', ()),
            ("[]", ()),
        ):
            with self.subTest(query=query):
                self.assert_refused("find", self.target, query, names=words)
                self.assert_refused("count", self.target, query, names=words)

    def test_damaged_logs(self):
        whole = self.log(1).read_bytes()
        for name, damaged in (
            ("cut off in a line", whole[: len(whole) // 2]),
            ("cut off before the last brace", whole.rstrip()[:-1]),
            ("not JSON", b"\x00\x01garbage\n" + whole),
            ("an action that is no object", b'{"add": 7}\n' + whole),
            ("an add without a path", b'{"add": {"size": 1}}\n' + whole),
            ("empty", b""),
        ):
            self.log(1).write_bytes(damaged)
            with self.subTest(name=name):
                self.assert_damaged(self.log(1).name)
                history = support.run("history", self.target)  # shows what came before
                self.assertEqual(history.returncode, 1)
                self.assertIn(self.log(1).name, history.stderr)
        self.log(1).unlink()
        shutil.copy(self.log(0), self.log(2))
        with self.subTest(name="a version is missing"):
            self.assert_damaged(self.log(1).name[:-5].lstrip("0"))
        self.log(2).rename(self.log(1))
        self.log(0).unlink()
        with self.subTest(name="the first version is missing"):
            self.assert_damaged("0")

    def assert_damaged(self, *names) -> None:
        for command in ("find", "count", "info"):
            self.assert_refused(command, self.target, names=("people", *names))
        self.assert_refused("insert", self.target, "-", stdin=b'{"_id": 9}', names=names)

    def test_damaged_data_files(self):
        file = self.data_files()[0]
        whole = file.read_bytes()
        for name, damaged in (
            ("cut off", whole[: len(whole) // 2]),
            ("no Parquet", b"PAR1 no footer here PAR1"),
            ("another length in the footer", whole[:-8] + b"\xff\xff\xff\x7fPAR1"),
            ("empty", b""),
        ):
            file.write_bytes(damaged)
            with self.subTest(name=name):
                self.assert_unreadable(file)
        file.unlink()
        with self.subTest(name="missing"):
            self.assert_unreadable(file)
            self.assert_refused("export", self.target, self.folder / "out.parquet",
                                names=(file.name,))

    def assert_unreadable(self, file: Path) -> None:
        self.assert_refused("count", self.target, '{"name": {"$ne": 7}}', names=(file.name,))
        # sorted, so that it prints nothing before it has read all
        self.assert_refused("find", self.target, "--sort", '{"name": 1}', names=(file.name,))

    def test_unknown_features(self):
        both = {"minReaderVersion": 3, "minWriterVersion": 7,
                "readerFeatures": ["quantumFlux"], "writerFeatures": ["quantumFlux"]}
        self.log(2).write_text(json.dumps({"protocol": both}) + "\n")
        for command in ("find", "count"):
            self.assert_refused(command, self.target, names=("people", "quantumFlux"))
        self.assert_refused("insert", self.target, "-", stdin=b'{"_id": 9}', names=("quantumFlux",))
        writer = {"minReaderVersion": 3, "minWriterVersion": 7,
                  "readerFeatures": [], "writerFeatures": ["quantumFlux"]}
        self.log(2).write_text(json.dumps({"protocol": writer}) + "\n")
        self.assertEqual(support.must("count", self.target), "3\n")
        self.assert_refused("insert", self.target, "-", stdin=b'{"_id": 9}', names=("quantumFlux",))
        self.log(2).write_text('{"protocol":{"minReaderVersion":9,"minWriterVersion":9}}\n')
        self.assert_refused("find", self.target, names=("people", "9"))

    def test_paths_that_lead_nowhere(self):
        nowhere = self.folder / "nowhere"
        for command in ("find", "count", "history", "info"):
            self.assert_refused(command, nowhere, names=("nowhere",))
        self.assert_refused("insert", self.target, nowhere, names=("nowhere",))
        self.assert_refused("find", self.target, "--version", "7", names=("people", "7"))
        self.assert_refused("export", self.target, self.folder / "absent/out.parquet",
                            names=("absent",))
        file = self.folder / "file"
        file.write_text("not a folder")
        self.assert_refused("insert", file, "-", stdin=b"{}", names=("file",))

    def test_a_failing_standard_input_is_not_an_empty_one(self):
        folder = os.open(self.folder, os.O_RDONLY)
        self.addCleanup(os.close, folder)
        done = subprocess.run([support.CLI, "insert", self.folder / "new", "-"], stdin=folder,
                              capture_output=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"standard input", done.stderr)

    def test_an_insert_that_cannot_be_said_is_said_to_be_in(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([support.CLI, "insert", self.target, "-"], input=b'{"_id": 9}',
                                  stdout=full, stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"inserted 1 document, version 2", done.stderr)

    def test_wrong_usage(self):
        for args in ([], ["conjure"], ["insert"], ["find"], ["count"], ["export", self.target],
                     ["find", self.target, "--limit", "many"],
                     ["find", self.target, "--limit", "9" * 20], ["find", self.target, "--no-such"],
                     ["export", self.target, self.folder / "out.xlsx"]):
            with self.subTest(args=args):
                self.assert_refused(*args, status=2)


if __name__ == "__main__":
    support.main()
