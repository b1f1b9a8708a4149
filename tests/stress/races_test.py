"""Many processes insert at the same time into a collection that does not exist before."""
import re
import sys
import tempfile
import threading
import unittest
from pathlib import Path

from deltalake import DeltaTable

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import support  # noqa: E402

PROCESSES, BATCHES = (16, 50) if support.FULL else (6, 8)


def batch(process: int, number: int) -> list[dict]:
    """Three documents; each process has a field of its own, and they differ about `v`'s type."""
    value = number if process % 3 else f"text {number}"
    return [{"_id": f"{process}-{number}-{i}", "v": value, f"own_{process}": number, "i": i}
            for i in range(3)]


class RacesTest(unittest.TestCase):
    def race(self, target: Path) -> list:
        """Runs all inserts; returns what each process ended with, in no order."""
        start, results = threading.Barrier(PROCESSES), []

        def work(process: int) -> None:
            start.wait()
            for number in range(BATCHES):
                results.append(support.run("insert", target, "-", timeout=1200,
                                           stdin=support.lines(batch(process, number))))

        workers = [threading.Thread(target=work, args=(p,)) for p in range(PROCESSES)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return results

    def test_no_insert_gives_up_and_every_document_is_there_once(self):
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder, "collection")
            results = self.race(target)
            failed = [r for r in results if r.returncode != 0]
            self.assertEqual(len(results), PROCESSES * BATCHES)
            self.assertFalse(failed, failed and failed[0].stderr)

            expected = {d["_id"]: d for p in range(PROCESSES) for n in range(BATCHES)
                        for d in batch(p, n)}
            found = support.find_relaxed(target)
            self.assertEqual(len(found), len(expected))
            self.assertEqual({d["_id"]: d for d in found}, expected)

            said = [int(re.search(r"version (\d+)", r.stdout)[1]) for r in results]
            self.assertEqual(len(set(said)), len(said), "two inserts claim one version")
            commits = sorted(int(f.stem) for f in Path(target, "_delta_log").glob("*.json"))
            self.assertEqual(commits, list(range(len(commits))), "the versions have a gap")
            self.assertLessEqual(set(said), set(commits))
            self.assertEqual(DeltaTable(str(target)).count(), len(expected))


if __name__ == "__main__":
    support.main()
