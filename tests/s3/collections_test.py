"""Many processes insert into one collection on S3 while replies are lost: what was acknowledged is
there, once."""
import re
import sys
import threading
import unittest
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import support  # noqa: E402
from s3 import servers  # noqa: E402
from s3.fault_proxy import FaultProxy, Rule  # noqa: E402

PROCESSES, BATCHES = (8, 25) if support.FULL else (8, 6)
DOCUMENTS = 3  # of a batch

LOSSES = [
    Rule("PUT", "409", "before", share=0.1),
    Rule("PUT", "503", "after", share=0.3),
    Rule("PUT", "close", "after", share=0.2),
    Rule("HEAD", "503", "before", share=0.2),
    Rule("GET", "503", "before", share=0.05),
    Rule("GET", "close", "before", share=0.05),
]


def batch(process: int, number: int) -> list[dict]:
    return [{"_id": f"{process}-{number}-{i}", "batch": f"{process}-{number}",
             f"own_{process}": number} for i in range(DOCUMENTS)]


class CollectionsTest(unittest.TestCase):
    make_server = staticmethod(servers.versitygw)

    def setUp(self):
        self.server = self.make_server()
        self.addCleanup(self.server.stop)

    def insert_all(self, target: str, endpoint: str) -> dict[str, object]:
        """What each batch's insert ended with."""
        start, results = threading.Barrier(PROCESSES), {}

        def work(process: int) -> None:
            start.wait()
            for number in range(BATCHES):
                results[f"{process}-{number}"] = support.run(
                    "insert", target, "-", stdin=support.lines(batch(process, number)),
                    env=self.server.environment(endpoint), timeout=1200)

        workers = [threading.Thread(target=work, args=(p,)) for p in range(PROCESSES)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return results

    def found(self, target: str) -> Counter:
        """How often each document is there, as the server itself has it."""
        done = support.run("find", target, env=self.server.environment())
        self.assertEqual(done.returncode, 0, done.stderr)
        return Counter(re.findall(r'"_id":"([^"]+)"', done.stdout))

    def test_what_was_acknowledged_is_there_once(self):
        target = self.server.uri("shop/orders")
        with FaultProxy(self.server.address, LOSSES, support.seeded()) as proxy:
            results = self.insert_all(target, proxy.endpoint)
        found = self.found(target)
        failed = {name: done for name, done in results.items() if done.returncode != 0}
        print(f"{self.server.name}: {len(results)} inserts, {len(failed)} not acknowledged, "
              f"{dict(proxy.faults)}", flush=True)
        for name, done in results.items():
            process, number = map(int, name.split("-"))
            times = {found.pop(d["_id"], 0) for d in batch(process, number)}
            self.assertIn(times, ({0}, {1}) if name in failed else ({1},), done.stderr)
            self.assertNotIn(self.server.secret_key, done.stdout + done.stderr)
        self.assertFalse(found, "documents that nobody inserted")
        for done in failed.values():
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn(target, done.stderr)
        said = [int(re.search(r"version (\d+)", done.stdout)[1])
                for name, done in results.items() if name not in failed]
        self.assertEqual(len(set(said)), len(said), "two inserts claim one version")
        self.assertLessEqual(len(failed) * 20, len(results), "more than one in twenty gave up")
        self.assertGreater(proxy.faults["PUT 503 after"], 0)
        self.assertGreater(proxy.faults["PUT close after"], 0)


@unittest.skipUnless(support.FULL, "in make test-full: it takes MinIO")
class MinioTest(CollectionsTest):
    make_server = staticmethod(servers.minio)


if __name__ == "__main__":
    support.main()
