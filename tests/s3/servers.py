"""Real S3 servers on this machine's loopback, for as long as a test needs one.

    with servers.versitygw() as server:
        support.run("insert", server.uri("shop"), "-", env=server.environment())

Each has a port, a folder and keys of its own, and is stopped when the block or the process ends.
scripts/test-servers builds them. versitygw keeps an object as a file of its folder, so a test can
look at what is stored without asking the server.
"""
import atexit
import http.client
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUCKET = "lake"

# What store_conformance leaves out. Both servers keep an object in files, and so refuse names that
# no file can have; versitygw moreover sorts a listing by folders.
MINIO_LACKS = ["--no-names-beyond-files"]
VERSITYGW_LACKS = ["--no-names-beyond-files", "--no-odd-names"]
# versitygw replaces a file in steps: for a moment it is not listed, a read may begin with one
# object and end with another under the tag of either, and Delete passes a conditional write. (Of
# many conditional writes one wins there, too: that is what commits need.)
VERSITYGW_BREAKS = ["ReadersSeeWholeObjectsOnly", "FilesNeverMixTwoObjects",
                    "ReplacingWritesDoNotFallBetweenCompareAndSwap"]
READY_SECONDS = 60


def binary(name: str) -> str:
    """The path of a server; builds it if need be."""
    done = subprocess.run([ROOT / "scripts/test-servers", name], stdout=subprocess.PIPE, text=True,
                          check=True)
    return done.stdout.strip()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A server process with a temporary folder, in a process group of its own."""

    def __init__(self, command: list, environment: dict[str, str], folder: Path):
        self.folder = folder
        self.log = folder / "server.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                list(map(str, command)), env=os.environ | environment, cwd=folder,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        atexit.register(self.stop)

    def wait_until_ready(self, url: str) -> None:
        """Any reply will do but that of a server that is still starting."""
        end = time.monotonic() + READY_SECONDS
        while True:
            try:
                urllib.request.urlopen(url, timeout=5).close()
                return
            except (OSError, http.client.HTTPException) as error:
                if getattr(error, "code", 503) < 500:
                    return
                if self.process.poll() is not None or time.monotonic() > end:
                    self.stop()
                    raise RuntimeError(f"{url} does not answer ({error}); it said:\n"
                                       + self.said) from error
                time.sleep(0.05)

    def stop(self) -> None:
        atexit.unregister(self.stop)
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        if self.folder.exists():
            self.said = self.log.read_text(errors="replace")
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class S3Server(Process):
    """An S3 server that has one bucket, BUCKET."""

    def __init__(self, name: str, command: list, environment: dict[str, str], folder: Path,
                 port: int, access_key: str, secret_key: str):
        self.name, self.port = name, port
        self.access_key, self.secret_key = access_key, secret_key
        self.bucket_folder = folder / "data" / BUCKET
        self.bucket_folder.mkdir(parents=True)  # both servers take a folder for a bucket
        super().__init__(command, environment, folder)
        self.wait_until_ready(self.endpoint)

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self.port

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self, endpoint: str = "", **changes: str) -> dict[str, str]:
        """What the command line and the C++ tests find the server by; `endpoint` is that of a
        proxy before it."""
        mine = {"AWS_ACCESS_KEY_ID": self.access_key, "AWS_SECRET_ACCESS_KEY": self.secret_key,
                "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": endpoint or self.endpoint,
                "AWS_ALLOW_HTTP": "true", "AWS_EC2_METADATA_DISABLED": "true",
                "DELTA_TEST_S3_URI": self.uri("tests")}
        clean = {name: value for name, value in os.environ.items()
                 if not name.startswith(("AWS_", "R2_", "CLOUDFLARE_"))}
        return clean | mine | changes

    def uri(self, path: str, scheme: str = "s3") -> str:
        return f"{scheme}://{BUCKET}/{path}"


class Toxiproxy(Process):
    """A TCP proxy before a server, whose connections go bad as toxics say."""

    def __init__(self, server: S3Server):
        self._api = f"http://127.0.0.1:{(port := free_port())}"
        super().__init__([binary("toxiproxy"), "-host", "127.0.0.1", "-port", port], {},
                         _folder("toxiproxy"))
        self.wait_until_ready(f"{self._api}/version")
        made = self._post("/proxies", {"name": "s3", "listen": "127.0.0.1:0", "enabled": True,
                                       "upstream": f"127.0.0.1:{server.port}"})
        self.endpoint = "http://" + made["listen"]

    def add(self, kind: str, share: float, stream: str, **attributes: int) -> None:
        """A toxic for this share of the connections, in one direction (upstream, downstream)."""
        self._post("/proxies/s3/toxics", {"type": kind, "stream": stream, "toxicity": share,
                                          "name": f"{kind} {stream}", "attributes": attributes})

    def remove_all(self) -> None:
        self._post("/reset", {})

    def _post(self, path: str, value: dict) -> dict:
        request = urllib.request.Request(self._api + path, json.dumps(value).encode())
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.loads(reply.read() or b"{}")


def _keys() -> tuple[str, str]:
    """Random, so that nothing finds a server it was not told of; hexadecimal, and long enough to
    be looked for in any output."""
    return "AK" + secrets.token_hex(9).upper(), secrets.token_hex(20)


def versitygw() -> S3Server:
    folder, port, (access_key, secret_key) = _folder("versitygw"), free_port(), _keys()
    command = [binary("versitygw"), "--port", f"127.0.0.1:{port}", "--keep-alive", "--quiet",
               "posix", folder / "data"]
    return S3Server("versitygw", command,
                    {"ROOT_ACCESS_KEY": access_key, "ROOT_SECRET_KEY": secret_key}, folder, port,
                    access_key, secret_key)


def minio() -> S3Server:
    folder, port, (access_key, secret_key) = _folder("minio"), free_port(), _keys()
    command = [binary("minio"), "server", "--quiet", "--address", f"127.0.0.1:{port}",
               "--console-address", f"127.0.0.1:{free_port()}", folder / "data"]
    environment = {"MINIO_ROOT_USER": access_key, "MINIO_ROOT_PASSWORD": secret_key,
                   "MINIO_BROWSER": "off", "MINIO_UPDATE": "off", "HOME": str(folder)}
    return S3Server("minio", command, environment, folder, port, access_key, secret_key)


def _folder(name: str) -> Path:
    return Path(tempfile.mkdtemp(prefix=f"test-{name}-"))


def main() -> None:
    """servers.py minio COMMAND...: runs the command with a server's environment."""
    make = {"versitygw": versitygw, "minio": minio}[sys.argv[1]]
    with make() as server:
        status = subprocess.run(sys.argv[2:], env=server.environment(), check=False).returncode
    sys.exit(status)


if __name__ == "__main__":
    main()
