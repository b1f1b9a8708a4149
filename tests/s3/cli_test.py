"""Every command over s3:// and r2://, against a real server; no output gives a secret away."""
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import support  # noqa: E402
from s3 import servers  # noqa: E402

FILMS = [{"_id": i, "title": f"film {i}", "year": 1970 + i, "odd": i if i % 5 else str(i)}
         for i in range(40)]


class CommandsTest(unittest.TestCase):
    make_server = staticmethod(servers.versitygw)

    @classmethod
    def setUpClass(cls):
        cls.server = cls.make_server()
        cls.addClassCleanup(cls.server.stop)

    def run_cli(self, *args, stdin: bytes = b"", **changes: str):
        """Runs the command line; whatever it says, it must keep the secrets."""
        done = support.run(*args, stdin=stdin, env=self.server.environment() | changes)
        said = done.stdout + done.stderr
        for secret in (self.server.secret_key, changes.get("AWS_SECRET_ACCESS_KEY"),
                       "Signature=", "AWS4-HMAC"):
            if secret:
                self.assertNotIn(secret, said, args)
        return done

    def must(self, *args, stdin: bytes = b"") -> str:
        done = self.run_cli(*args, stdin=stdin)
        self.assertEqual(done.returncode, 0, f"{args}: {done.stderr}")
        return done.stdout

    def check_commands(self, scheme: str) -> None:
        target = self.server.uri(f"{scheme} films/all", scheme)
        self.assertIn("version 0", self.must("insert", target, "-",
                                             stdin=support.lines(FILMS[:30])))
        self.assertIn("version 1", self.must("insert", target, "-",
                                             stdin=support.lines(FILMS[30:])))
        found = [json.loads(line) for line in self.must("find", target).splitlines()]
        self.assertEqual(sorted(found, key=lambda film: film["_id"]), FILMS)
        recent = self.must("find", target, '{"year": {"$gte": 2000}}', "--sort", "-year",
                           "--limit", "3")
        self.assertEqual([json.loads(line)["year"] for line in recent.splitlines()],
                         [2009, 2008, 2007])
        self.assertEqual(self.must("count", target).strip(), "40")
        self.assertEqual(self.must("count", target, "--version", "0").strip(), "30")
        self.assertEqual(len(self.must("history", target).splitlines()), 3)
        self.assertEqual(json.loads(self.must("info", target, "--json"))["version"], 1)
        listed = [json.loads(line)["path"] for line in self.must("ls", target,
                                                                 "--json").splitlines()]
        self.assertEqual(len([path for path in listed if "/_delta_log/" in f"/{path}"]), 2)
        self.assertEqual(len([path for path in listed if path.endswith(".parquet")]), 2)
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder, "films.jsonl")
            self.must("export", target, out)
            self.assertEqual(len(out.read_text().splitlines()), 40)

    def test_all_commands_over_s3(self):
        self.check_commands("s3")

    def test_all_commands_over_r2(self):
        self.check_commands("r2")

    def test_the_doctor_finds_the_server_safe_and_leaves_nothing(self):
        target = self.server.uri("examined")
        report = json.loads(self.must("doctor", target, "--json"))
        self.assertEqual(report["verdict"], "safe", report)
        self.assertEqual(self.run_cli("ls", target).stdout, "")

    def assert_refused(self, done, *words: str) -> None:
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(done.stdout, "")
        for word in words:
            self.assertIn(word, done.stderr)
        self.assertLess(len(done.stderr), 2000, done.stderr)

    def test_a_wrong_secret_is_refused_by_the_server(self):
        target = self.server.uri("guarded")
        self.must("insert", target, "-", stdin=support.lines(FILMS[:1]))
        for command in (["find", target], ["count", target], ["ls", target], ["info", target],
                        ["insert", target, "-"], ["doctor", target]):
            done = self.run_cli(*command, stdin=support.lines([{"_id": "new"}]),
                                AWS_SECRET_ACCESS_KEY="notthesecret" * 3)
            self.assert_refused(done, target, "SignatureDoesNotMatch")
        self.assertEqual(self.must("count", target).strip(), "1")

    def test_what_is_missing_is_named(self):
        for uri, words in ((self.server.uri("nothing/here"), ["nothing/here"]),
                           ("s3://no-such-bucket/films", ["no-such-bucket"])):
            self.assert_refused(self.run_cli("find", uri), *words)

    def test_plain_http_only_if_it_is_allowed(self):
        done = self.run_cli("find", self.server.uri("films"), AWS_ALLOW_HTTP="false")
        self.assert_refused(done, "AWS_ALLOW_HTTP")

    def test_a_uri_with_a_password_is_refused_without_repeating_it(self):
        done = self.run_cli("find", "s3://user:openpassword@lake/films")
        self.assert_refused(done)
        self.assertNotIn("openpassword", done.stderr)

    @unittest.skipUnless(support.FULL, "in make test-full: it waits until the retries end")
    def test_a_server_that_is_away_is_named(self):
        endpoint = f"http://127.0.0.1:{servers.free_port()}"
        done = self.run_cli("find", self.server.uri("films"), AWS_ENDPOINT_URL=endpoint)
        self.assert_refused(done, f"s3://{servers.BUCKET}", endpoint)


@unittest.skipUnless(support.FULL, "in make test-full: it takes MinIO")
class MinioTest(CommandsTest):
    make_server = staticmethod(servers.minio)


if __name__ == "__main__":
    support.main()
