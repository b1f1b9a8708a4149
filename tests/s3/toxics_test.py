"""Inserts and finds over connections that are slow, cut off, reset or silent: each succeeds or says
what failed, and no acknowledged batch is lost."""
import re
import sys
import unittest
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import support  # noqa: E402
from s3 import servers  # noqa: E402

BATCHES, DOCUMENTS = 6, 400

# Kind, share of the connections, direction, attributes.
TOXICS = [
    ("latency", 1.0, "downstream", {"latency": 80, "jitter": 60}),
    ("reset_peer", 0.3, "downstream", {"timeout": 5}),
    ("reset_peer", 0.3, "upstream", {"timeout": 5}),
    ("limit_data", 0.4, "downstream", {"bytes": 900}),
    ("limit_data", 0.4, "upstream", {"bytes": 5000}),
    ("timeout", 0.3, "downstream", {"timeout": 300}),
    ("slicer", 1.0, "downstream", {"average_size": 60, "size_variation": 50, "delay": 100}),
    ("bandwidth", 1.0, "downstream", {"rate": 500}),
]


def batch(number: int) -> list[dict]:
    return [{"_id": f"{number}-{i}", "text": "x" * (i % 90)} for i in range(DOCUMENTS)]


@unittest.skipUnless(support.FULL, "in make test-full: it takes toxiproxy")
class ToxicsTest(unittest.TestCase):
    make_server = staticmethod(servers.versitygw)

    def setUp(self):
        self.server = self.make_server()
        self.addCleanup(self.server.stop)
        self.proxy = servers.Toxiproxy(self.server)
        self.addCleanup(self.proxy.stop)

    def assert_clear(self, done, target: str) -> None:
        """It succeeded, or failed with an error that names the store and no secret."""
        self.assertIn(done.returncode, (0, 1), done.stderr)
        self.assertNotIn(self.server.secret_key, done.stdout + done.stderr)
        if done.returncode == 1:
            self.assertIn(target, done.stderr)

    def ids(self, text: str) -> Counter:
        return Counter(re.findall(r'"_id":"([^"]+)"', text))

    def check(self, kind: str, target: str) -> None:
        """Inserts and finds through the proxy; then looks what is there, without it."""
        through = self.server.environment(self.proxy.endpoint)
        acknowledged, failed = [], []
        for number in range(BATCHES):
            done = support.run("insert", target, "-", stdin=support.lines(batch(number)),
                               env=through, timeout=400)
            self.assert_clear(done, target)
            (failed if done.returncode else acknowledged).append(number)
            found = support.run("find", target, env=through, timeout=400)
            self.assert_clear(found, target)
            if found.returncode == 0:
                times = self.ids(found.stdout)
                self.assertTrue(all(times[d["_id"]] == 1 for n in acknowledged for d in batch(n)))
        print(f"{self.server.name}, {kind}: {len(failed)} of {BATCHES} inserts failed", flush=True)
        done = support.run("find", target, env=self.server.environment())
        times = self.ids(done.stdout) if acknowledged else Counter()
        for number in acknowledged + failed:
            seen = {times[document["_id"]] for document in batch(number)}
            self.assertIn(seen, ({1},) if number in acknowledged else ({0}, {1}), kind)
        self.assertGreater(len(acknowledged), 0, f"{kind}: nothing got through")

    def test_each_toxic(self):
        for number, (kind, share, stream, attributes) in enumerate(TOXICS):
            with self.subTest(f"{kind} {stream}"):
                self.proxy.remove_all()
                self.proxy.add(kind, share, stream, **attributes)
                self.check(f"{kind} {stream}", self.server.uri(f"toxic-{number}"))


class MinioTest(ToxicsTest):
    make_server = staticmethod(servers.minio)


if __name__ == "__main__":
    support.main()
