"""`ls` and `doctor`: what lies below a path or URI, and whether several writers may use it."""
import json
import os
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import support  # noqa: E402

CHECKS = ["write and read back", "read ranges", "read one state", "create if absent",
          "compare and swap", "list after write", "delete", "race to create", "race to swap",
          "create large", "clock", "clear up"]


class StoreTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def put(self, name: str, body: bytes = b"x") -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)

    def refused(self, *args) -> str:
        done = support.run(*args)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(done.stdout, "")
        return done.stderr

    def listed(self, target) -> list[str]:
        lines = [json.loads(line) for line in support.must("ls", target, "--json").splitlines()]
        return [line["path"] for line in lines]


class ListTest(StoreTest):
    def test_objects_are_listed_in_the_order_of_their_paths(self):
        names = ["a b/x", "a!", "a-b", "a/b", "a/b.d/x", "a/c+d%20&=#?", "a0", "ä/ö"]
        for name in reversed(names):
            self.put(name, name.encode())
        lines = [json.loads(line)
                 for line in support.must("ls", self.folder, "--json").splitlines()]
        self.assertEqual([line["path"] for line in lines], names)
        for line in lines:
            self.assertEqual(list(line), ["path", "size_bytes", "last_modified"])
            self.assertEqual(line["size_bytes"], len(line["path"].encode()))
            self.assertRegex(line["last_modified"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$")
        self.assertEqual(self.listed(self.folder / "a"), ["b", "b.d/x", "c+d%20&=#?"])
        self.assertEqual(self.listed(str(self.folder / "a") + "/"), ["b", "b.d/x", "c+d%20&=#?"])
        self.assertEqual(self.listed(f"file://{self.folder}/a%20b"), ["x"])

    def test_the_text_has_size_time_and_path(self):
        self.put("big", b"x" * 12345)
        os.utime(self.folder / "big", ns=(0, 1_700_000_000_123_000_000))
        self.put("new\nline\x1b[2J")
        os.utime(self.folder / "new\nline\x1b[2J", ns=(0, 0))
        self.assertEqual(support.must("ls", self.folder).splitlines(), [
            "         12345  2023-11-14T22:13:20.123Z  big",
            "             1  1970-01-01T00:00:00Z      new\\x0aline\\x1b[2J"])

    def test_an_object_lists_itself(self):
        self.put("d/one object")
        self.assertEqual(self.listed(self.folder / "d/one object"), ["one object"])
        self.assertEqual(self.listed(f"file://{self.folder}/d/one%20object"), ["one object"])

    def test_nothing_there_is_an_error_that_names_it(self):
        (self.folder / "empty").mkdir()
        self.put("file")
        for target in (self.folder / "none", self.folder / "empty", self.folder / "none/below",
                       f"file://{self.folder}/none", str(self.folder / "none") + "/"):
            self.assertIn(f"{target}: no object", self.refused("ls", target))
        self.assertIn("file/below: ", self.refused("ls", self.folder / "file/below"))

    def test_a_collection_is_listed_as_it_lies(self):
        support.must("insert", self.folder / "films", "-", stdin=b'{"_id": 1}')
        names = self.listed(self.folder / "films")
        self.assertEqual(names, sorted(support.listing(self.folder / "films")))
        self.assertIn("_delta_log/00000000000000000000.json", names)

    def test_a_closed_pipe_is_no_success(self):
        self.put("a")
        with open("/dev/full", "wb") as full:
            done = support.subprocess.run([support.CLI, "ls", str(self.folder)], stdout=full,
                                          stderr=support.subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"standard output", done.stderr)


class DoctorTest(StoreTest):
    def test_a_folder_is_safe_and_left_as_it_was(self):
        self.put("films/x")
        before = sorted(self.folder.rglob("*"))
        for target in (self.folder, self.folder / "films", self.folder / "not/there",
                       f"file://{self.folder}/none"):
            text = support.must("doctor", target)
            lines = text.splitlines()
            self.assertEqual(lines[-1], "several writers: safe")
            self.assertNotIn("FAILED", text)
            for line, check in zip(lines, CHECKS):
                self.assertTrue(line.startswith("ok       " + check), line)
            for line, name in zip(lines[len(CHECKS):], ("put", "get", "head")):
                self.assertRegex(line, name + r" +median \d+\.\d\d ms, worst \d+\.\d\d ms")
            self.assertEqual(sorted(self.folder.rglob("*")), before)

    def test_the_json_has_the_same(self):
        report = json.loads(support.must("doctor", self.folder, "--json"))
        self.assertEqual(report["uri"], str(self.folder))
        self.assertEqual([check["name"] for check in report["checks"]], CHECKS)
        self.assertEqual({check["outcome"] for check in report["checks"]}, {"ok"})
        self.assertEqual((report["verdict"], report["reasons"]), ("safe", []))
        for name in ("put_micros", "get_micros", "head_micros"):
            self.assertLessEqual(report[name]["median"], report[name]["worst"])
        self.assertLessEqual(report["clock_ahead_min_ms"], report["clock_ahead_max_ms"])
        self.assertLess(abs(report["clock_ahead_max_ms"]), 60_000)

    def test_what_cannot_be_written_is_an_error(self):
        self.put("file")
        self.assertIn("not a folder", self.refused("doctor", self.folder / "file"))
        self.assertIn("proc", self.refused("doctor", "/proc/nothing"))


class TargetTest(StoreTest):
    def test_targets_that_cannot_be_are_refused(self):
        for target, words in (("memory://x", "forgotten"), ("", "empty"),
                              ("gopher://x/y", "gopher://"), ("file://host/x", "localhost"),
                              ("s3://user:secret@bucket/x", "user")):
            for command in ("ls", "doctor", "info"):
                said = self.refused(command, target)
                self.assertIn(words, said)
                self.assertNotIn("secret", said)

    def test_wrong_usage_is_2(self):
        for args in (("ls",), ("doctor",), ("ls", "a", "b"), ("doctor", ".", "--nonsense")):
            self.assertEqual(support.run(*args).returncode, 2)


if __name__ == "__main__":
    support.main()
