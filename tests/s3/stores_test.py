"""The S3 store against real servers: the conformance suite, and races whose losers are told so."""
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import support  # noqa: E402
from s3 import servers  # noqa: E402
from s3.fault_proxy import FaultProxy, Rule  # noqa: E402

PROGRAMS = Path(os.environ.get("STORE_PROGRAMS", support.ROOT / "build/release/tests"))
ROUNDS, FAULTY_ROUNDS, LARGE_ROUNDS = (200, 200, 10) if support.FULL else (20, 12, 1)
LEAST_FAULTS, MOST_RACES = 10, 20

# Of all PUTs that succeed, three in ten look like a failure of the server and two in ten end with
# the connection; one in ten is turned away; and the looks that settle a race fail as well.
LOSSES = [
    Rule("PUT", "409", "before", share=0.1),
    Rule("PUT", "503", "after", share=0.3),
    Rule("PUT", "close", "after", share=0.2),
    Rule("HEAD", "503", "before", share=0.2),
]
# An object in parts takes five requests and more, of which no single one may give up: fewer parts
# are lost, but more of the POSTs that begin and complete it.
LOSSES_OF_PARTS = [
    Rule("PUT", "503", "after", share=0.15),
    Rule("PUT", "close", "after", share=0.1),
    Rule("POST", "503", "after", share=0.3),
    Rule("POST", "close", "after", share=0.15),
    Rule("HEAD", "503", "before", share=0.2),
]


class StoresTest(unittest.TestCase):
    make_server = staticmethod(servers.versitygw)
    lacks, breaks = servers.VERSITYGW_LACKS, servers.VERSITYGW_BREAKS

    @classmethod
    def setUpClass(cls):
        cls.server = cls.make_server()
        cls.addClassCleanup(cls.server.stop)
        cls.random = support.seeded()

    def program(self, name: str, *args) -> str:
        """Runs one of the C++ programs, which must succeed and give no secret away."""
        done = subprocess.run([PROGRAMS / name, *map(str, args)], capture_output=True, text=True,
                              env=self.server.environment(), timeout=1500, check=False)
        said = done.stdout + done.stderr
        self.assertEqual(done.returncode, 0, said[-5000:])
        self.assertNotIn(self.server.secret_key, said)
        return done.stdout

    def race(self, *args, rules: list = ()) -> None:
        """Races, with `rules` until faults enough were met: how many one race meets is chance."""
        with FaultProxy(self.server.address, rules, self.random) as proxy:
            through = ["--endpoint", proxy.endpoint] if rules else []
            for _ in range(MOST_RACES):
                said = self.program("store_races", *args, *through)
                print(f"{self.server.name}: {said.splitlines()[-1]}; {dict(proxy.faults)}",
                      flush=True)
                if not rules or proxy.faults.total() >= LEAST_FAULTS:
                    return
        self.fail("the test met no faults")

    def test_it_conforms_plain_and_under_every_decorator(self):
        suites = "*" if support.FULL else "S3*:All*"  # each decorator alone, or all in a stack
        rules = f"--gtest_filter={suites}-" + ":".join(f"*.{rule}" for rule in self.breaks)
        said = self.program("store_conformance", "--gtest_brief=1", rules, *self.lacks)
        print(f"{self.server.name}: {said.splitlines()[-1]}")

    def test_of_many_writers_one_wins_and_all_others_know(self):
        self.race("--rounds", ROUNDS, "--writers", 16)

    def test_nobody_is_told_wrong_when_replies_are_lost(self):
        self.race("--rounds", FAULTY_ROUNDS, "--writers", 16, "--lanes", 3, "--unknown", 2,
                  rules=LOSSES)

    def test_objects_in_parts_race_alike(self):
        large = ["--rounds", LARGE_ROUNDS, "--writers", 3, "--lanes", 1, "--bytes", 17 << 20]
        self.race(*large)
        self.race(*large, "--unknown", 2, rules=LOSSES_OF_PARTS)


class LocalStoresTest(unittest.TestCase):
    """The same race where no network lies between."""

    def race(self, uri: str) -> None:
        done = subprocess.run(
            [PROGRAMS / "store_races", "--rounds", "200", "--writers", "16"], text=True,
            env={**os.environ, "DELTA_TEST_S3_URI": uri}, capture_output=True, timeout=600,
            check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_of_many_writers_to_a_folder_one_wins(self):
        with tempfile.TemporaryDirectory() as folder:
            self.race(folder)

    def test_of_many_writers_to_memory_one_wins(self):
        self.race("memory://races")


@unittest.skipUnless(support.FULL, "in make test-full: it takes MinIO")
class MinioTest(StoresTest):
    make_server = staticmethod(servers.minio)
    lacks, breaks = servers.MINIO_LACKS, []


if __name__ == "__main__":
    support.main()
