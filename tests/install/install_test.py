"""The installed package: its headers are complete, and another project builds and runs with it."""
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("BUILD_DIR", ROOT / "build/release"))
QUOTED = re.compile(r'^#include "((?:delta_utils|delta_lake|parquedb)/[^"]+)"', re.MULTILINE)


def command(*args, env: dict[str, str] | None = None) -> str:
    done = subprocess.run([*map(str, args)], capture_output=True, text=True, check=False, env=env)
    if done.returncode != 0:
        raise AssertionError(f"{args} exited {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


class InstallTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.prefix = Path(cls.folder.name) / "prefix"
        command("cmake", "--install", BUILD, "--prefix", cls.prefix)

    def test_no_header_includes_one_that_stays_behind(self) -> None:
        headers = [*self.prefix.glob("include/**/*.h")]
        self.assertGreater(len(headers), 80)
        for header in headers:
            for name in QUOTED.findall(header.read_text()):
                self.assertTrue((self.prefix / "include" / name).exists(),
                                f"{header.name} includes {name}, which is not installed")

    def test_the_command_line_runs(self) -> None:
        self.assertRegex(command(self.prefix / "bin/parquedb", "--version"), r"^\d+\.\d+\.\d+\n$")

    def test_another_project_builds_and_runs_the_examples(self) -> None:
        build = Path(self.folder.name) / "consumer"
        command("cmake", "-S", ROOT / "examples/consumer", "-B", build, "-G", "Ninja",
                "-DCMAKE_BUILD_TYPE=Release", f"-DCMAKE_PREFIX_PATH={self.prefix}")
        command("cmake", "--build", build, "-j", os.cpu_count())
        told = command("ctest", "--test-dir", build, "--no-tests=error", "--output-on-failure")
        examples = len([*ROOT.glob("examples/guide_*.cc")])
        self.assertGreater(examples, 0)
        self.assertIn(f"100% tests passed, 0 tests failed out of {examples}", told)


if __name__ == "__main__":
    unittest.main()
