"""`kill -9` at random moments of an insert: a batch is whole or absent, whole if acknowledged."""
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from collections import Counter
from pathlib import Path

from deltalake import DeltaTable

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import support  # noqa: E402

KILLS = 100 if support.FULL else 12
KILLS_A_COLLECTION = 5  # so that the commit that makes the table is hit as well
BATCH = 2000


def batch(number: int) -> list[dict]:
    return [{"_id": f"{number}-{i}", "batch": number, f"field_{number % 7}": i, "text": "x" * 50}
            for i in range(BATCH)]


class KillsTest(unittest.TestCase):
    def insert_and_kill(self, target: Path, number: int, delay: float) -> bool:
        """Returns whether the insert acknowledged its batch before it died."""
        with tempfile.TemporaryFile() as documents:
            documents.write(support.lines(batch(number)))
            documents.seek(0)
            process = subprocess.Popen([support.CLI, "insert", str(target), "-"], stdin=documents,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            out, err = process.communicate()
        self.assertIn(process.returncode, (0, -signal.SIGKILL), err)
        self.assertTrue(process.returncode != 0 or b"version" in out)
        return b"version" in out

    def seconds_of_insert(self, target: Path, number: int) -> float:
        begin = time.monotonic()
        support.must("insert", target, "-", stdin=support.lines(batch(number)))
        return time.monotonic() - begin

    def check(self, target: Path, acknowledged: dict[int, bool]) -> Counter:
        """After the kills: an insert works, and every batch is whole or absent."""
        last = max(acknowledged) + 1
        support.must("insert", target, "-", stdin=support.lines(batch(last)))
        counts = Counter(d["batch"] for d in support.find_relaxed(target))
        for number, acked in (acknowledged | {last: True}).items():
            self.assertIn(counts[number], (BATCH,) if acked else (0, BATCH),
                          f"batch {number}, acknowledged: {acked}")
        self.assertEqual(DeltaTable(str(target)).count(), sum(counts.values()))
        return counts

    def test_a_killed_insert_is_whole_or_absent(self):
        random = support.seeded()
        survived = Counter()
        with tempfile.TemporaryDirectory() as folder:
            usual = min(self.seconds_of_insert(Path(folder, "timing"), n) for n in range(3))
            for first in range(0, KILLS, KILLS_A_COLLECTION):
                target = Path(folder, f"collection_{first}")
                acknowledged = {}
                for number in range(first, min(first + KILLS_A_COLLECTION, KILLS)):
                    delay = random.uniform(0, 1.2 * usual)
                    acknowledged[number] = self.insert_and_kill(target, number, delay)
                counts = self.check(target, acknowledged)
                survived.update("acknowledged" if acked else
                                "committed, not acknowledged" if counts[number] else "absent"
                                for number, acked in acknowledged.items())
        print(f"{KILLS} kills: {dict(survived)}")


if __name__ == "__main__":
    support.main()
