"""`kill -9` at random moments of `changes --follow` while others insert: no record is lost."""
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import support  # noqa: E402

KILLS = 50 if support.FULL else 8
WRITERS = 4
LONGEST_RUN = 0.7  # seconds; the shortest is killed before it has opened anything
LOST_TAIL = 400  # bytes that a file may lack after a power failure


class Writers:
    """Processes that insert, until they are told to stop."""

    def __init__(self, target: Path):
        self.target, self.stop = target, threading.Event()
        self.ids: list[str] = []
        self.failed: list[str] = []
        self.threads = [threading.Thread(target=self.work, args=(w,)) for w in range(WRITERS)]

    def work(self, writer: int) -> None:
        number = 0
        while not self.stop.is_set():
            size = (1, 3, 40, 700)[number % 4]
            batch = [{"_id": f"{writer}-{number}-{i}", "writer": writer, "text": "x" * (i % 300)}
                     for i in range(size)]
            done = support.run("insert", self.target, "-", stdin=support.lines(batch))
            if done.returncode != 0:
                self.failed.append(done.stderr)
                return
            self.ids += [d["_id"] for d in batch]
            number += 1

    def __enter__(self):
        support.must("insert", self.target, "-", stdin=support.lines([{"_id": "first"}]))
        self.ids.append("first")
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()


def run_and_kill(delay: float, *args) -> bytes:
    """What a follower printed until it was killed."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([support.CLI, "changes", *map(str, args)], stdout=out,
                                   stderr=subprocess.PIPE)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        _, err = process.communicate()
        if process.returncode != -signal.SIGKILL:
            raise AssertionError(f"changes ended by itself: {process.returncode} {err}")
        out.seek(0)
        return out.read()


class ChangesTest(unittest.TestCase):
    def check_all(self, target: Path, writers: Writers) -> bytes:
        """The whole feed, read at once: every document once, in order."""
        self.assertFalse(writers.failed, writers.failed and writers.failed[0])
        whole = support.must("changes", target).encode()
        records = [json.loads(line) for line in whole.splitlines()]
        self.assertEqual(sorted(r["_id"] for r in records), sorted(writers.ids))
        seqs = [r["_seq"] for r in records]
        self.assertEqual(seqs, sorted(set(seqs)))
        return whole

    def test_a_file_holds_every_record_once_and_in_order(self):
        random = support.seeded()
        torn = grew = 0
        longest = LONGEST_RUN
        with tempfile.TemporaryDirectory() as folder:
            target, out = Path(folder, "shop", "films"), Path(folder, "films.changes")
            with Writers(target) as writers:
                for _ in range(KILLS):
                    before = out.stat().st_size if out.exists() else 0
                    run_and_kill(random.uniform(0, longest), target, "--follow", "--out", out)
                    after = out.stat().st_size if out.exists() else 0
                    grew += after > before
                    if after <= before:
                        longest *= 1.1  # a busy machine takes its time to begin
                    elif random.random() < 0.5:
                        os.truncate(out, max(0, after - random.randrange(LOST_TAIL)))
                        torn += not out.read_bytes().endswith(b"\n")
            support.must("changes", target, "--out", out)
            whole = self.check_all(target, writers)
            self.assertEqual(out.read_bytes(), whole)
        self.assertGreater(grew, KILLS // 4, "most followers were killed before they did anything")
        print(f"{KILLS} kills: {grew} after records, {torn} files cut in a line; "
              f"{whole.count(10)} records of {len(writers.ids)} documents")

    def test_a_consumer_meets_no_gap(self):
        random = support.seeded()
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder, "shop", "films")
            runs = []
            with Writers(target) as writers:
                for _ in range(KILLS):
                    printed = run_and_kill(random.uniform(0, LONGEST_RUN), target, "--follow",
                                           "--consumer", "mailer")
                    runs.append(printed[:printed.rfind(b"\n") + 1])
            runs.append(support.must("changes", target, "--consumer", "mailer").encode())
            whole = self.check_all(target, writers).splitlines()
        place = {line: i for i, line in enumerate(whole)}
        handed_on, repeated = 0, 0
        for run in runs:
            places = [place[line] for line in run.splitlines()]
            if not places:
                continue
            self.assertEqual(places, list(range(places[0], places[0] + len(places))))
            self.assertLessEqual(places[0], handed_on, "a gap")
            repeated += handed_on - places[0]
            handed_on = max(handed_on, places[-1] + 1)
        self.assertEqual(handed_on, len(whole))
        print(f"{KILLS} kills: {len(whole)} records, {repeated} of them twice")


if __name__ == "__main__":
    support.main()
