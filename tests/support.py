"""What the tests of the command line share. They run with the .venv that scripts/bootstrap makes.

PARQUEDB         the command line to test (default build/parquedb)
PARQUEDB_TEST_FULL=1   long tests in full size
PARQUEDB_TEST_SEED     the seed of random tests (default: a new one, printed)
"""
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLI = os.environ.get("PARQUEDB", str(ROOT / "build/parquedb"))
FULL = os.environ.get("PARQUEDB_TEST_FULL") == "1"
SKIPPED = 77  # the exit status that ctest counts as skipped


def run(*args, stdin: bytes = b"", timeout: float = 300,
        env: dict[str, str] | None = None) -> subprocess.CompletedProcess:
    """Runs the command line; stdout and stderr are text."""
    done = subprocess.run([CLI, *map(str, args)], input=stdin, capture_output=True,
                          timeout=timeout, check=False, env=env)
    done.stdout = done.stdout.decode()
    done.stderr = done.stderr.decode(errors="replace")
    return done


def must(*args, stdin: bytes = b"") -> str:
    """Runs the command line, which must succeed; returns its standard output."""
    done = run(*args, stdin=stdin)
    if done.returncode != 0:
        raise AssertionError(f"{args} exited {done.returncode}: {done.stderr}")
    return done.stdout


def default_signals() -> None:
    """For `preexec_fn`: who runs the tests in the background may have them ignored."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def lines(documents: list) -> bytes:
    return "".join(json.dumps(document) + "\n" for document in documents).encode()


def find(target, *args) -> list[dict]:
    """The documents that `find --canonical` prints."""
    return [json.loads(line) for line in must("find", target, *args, "--canonical").splitlines()]


def find_relaxed(target, *args) -> list[dict]:
    return [json.loads(line) for line in must("find", target, *args).splitlines()]


def listing(folder: Path) -> dict[str, str]:
    """Every file below the folder, with a digest of what it holds."""
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in sorted(folder.rglob("*")) if file.is_file()}


def demo_data(name: str) -> Path:
    file = ROOT / ".cache/demo" / name
    if not file.exists():
        print(f"SKIPPED: {file} is missing; run scripts/fetch-demo-data")
        sys.exit(SKIPPED)
    return file


def seeded() -> random.Random:
    seed = int(os.environ.get("PARQUEDB_TEST_SEED", time.time_ns() % 10**9))
    print(f"PARQUEDB_TEST_SEED={seed}", flush=True)
    return random.Random(seed)


def main() -> None:
    sys.dont_write_bytecode = True
    unittest.main(verbosity=2)
