"""Random requests, signed by botocore and by us, have the same Authorization header.

SIGN_REQUESTS    the signer to test (default build/release/tests/sign_requests)
"""
import base64
import datetime
import hashlib
import hmac
import json
import os
import random
import subprocess
import sys
import unittest
from pathlib import Path
from unittest import mock
from urllib.parse import quote

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import support  # noqa: E402

SIGNER = os.environ.get("SIGN_REQUESTS", str(support.ROOT / "build/release/tests/sign_requests"))
ASCII = "".join(map(chr, range(1, 128)))
UNICODE = "éßøπЖ中日本\u0300\u200d\ufeff\U0001F600\U0010FFFF"
ALPHABETS = ["ab/", "/.-_~", " +%&=?#@:;,$!*'()[]{}|\\^`\"<>", ASCII, UNICODE, ASCII + UNICODE]
# Python's split() takes the other white space of Unicode for gaps as well; HTTP does not.
VALUES = ["ab", "a b  \t", "\"*,;=", UNICODE, "é π  "]
HEADERS = ["Range", "If-Match", "If-None-Match", "Content-Type", "x-amz-meta-writeid",
           "X-Amz-Meta-Writeid", "x-amz-copy-source", "X-AMZ-ACL", "Cache-Control", "x-z", "X-Y"]
HOSTS = ["b.s3.eu-central-1.amazonaws.com", "s3.amazonaws.com", "localhost", "127.0.0.1", "[::1]",
         "0123456789abcdef.r2.cloudflarestorage.com", "a-b.c_d"]


def text(rng: random.Random, alphabets: list, longest: int) -> str:
    letters = rng.choice(alphabets)
    return "".join(rng.choice(letters) for _ in range(rng.randrange(longest)))


def token(rng: random.Random, longest: int) -> str:
    return base64.b64encode(rng.randbytes(rng.randrange(longest))).decode()


def random_query(rng: random.Random) -> str:
    pairs = []
    for _ in range(rng.choice([0, 0, 1, 2, 3, 8])):
        name = quote(text(rng, ALPHABETS, 6), safe="-_.~") or rng.choice(["a", "a-", "A"])
        value = quote(text(rng, ALPHABETS, 12), safe="-_.~")
        pairs.append(name if rng.random() < 0.2 else f"{name}={value}")
        if rng.random() < 0.2:
            pairs.append(rng.choice([pairs[-1], f"{name}=", f"{name}=0"]))
    rng.shuffle(pairs)
    return "?" + "&".join(pairs) if pairs else rng.choice(["", "?"])


def random_request(rng: random.Random, scheme: str) -> dict:
    port = rng.choice(["", "", ":80", ":443", ":9000"])
    key = quote(text(rng, ALPHABETS, 30), safe="/-_.~")
    return {
        "method": rng.choice(["GET", "PUT", "POST", "HEAD", "DELETE"]),
        "url": f"{rng.choice(['http', 'https'])}://{rng.choice(HOSTS)}{port}/{key}"
               + random_query(rng),
        "headers": [[rng.choice(HEADERS), text(rng, VALUES, 20)]
                    for _ in range(rng.choice([0, 1, 2, 5, 9]))],
        "body": token(rng, rng.choice([1, 20, 5000])),
        "key_id": "AKIA" + str(rng.randrange(10**16)),
        "secret": token(rng, 90) or "secret",
        "token": token(rng, 600) if scheme == "AWS4" and rng.random() < 0.5 else "",
        "region": rng.choice(["us-east-1", "eu-central-1", "auto", "cn-north-1", "a"]),
        "service": rng.choice(["s3", "s3", "s3express", "storage"]),
        "scheme": scheme,
        "now_ms": str(rng.randrange(-10**9, 253402300800000)),
    }


def expected(line: dict) -> str:
    request = AWSRequest(method=line["method"], url=line["url"],
                         data=base64.b64decode(line["body"]))
    for name, value in line["headers"]:
        request.headers[name] = value
    credentials = Credentials(line["key_id"], line["secret"], line["token"] or None)
    auth = botocore.auth.S3SigV4Auth(credentials, line["service"], line["region"])
    now = datetime.datetime.fromtimestamp(0, datetime.timezone.utc) + datetime.timedelta(
        milliseconds=int(line["now_ms"]))
    if line["scheme"] == "GOOG4":
        return expected_of_google(line, request, auth, now.strftime("%Y%m%dT%H%M%SZ"))
    with mock.patch("botocore.auth.get_current_datetime", return_value=now):
        auth.add_auth(request)
    return request.headers["Authorization"]


def expected_of_google(line: dict, request: AWSRequest, auth, time: str) -> str:
    """Google's form, by its documentation, around botocore's canonical request."""
    request.headers["x-goog-date"] = time
    request.headers["x-goog-content-sha256"] = hashlib.sha256(
        base64.b64decode(line["body"])).hexdigest()
    scope = [time[:8], line["region"], line["service"], "goog4_request"]
    canonical = hashlib.sha256(auth.canonical_request(request).encode()).hexdigest()
    key = b"GOOG4" + line["secret"].encode()
    for part in [*scope, "\n".join(["GOOG4-HMAC-SHA256", time, "/".join(scope), canonical])]:
        key = hmac.new(key, part.encode(), "sha256").digest()
    return (f"GOOG4-HMAC-SHA256 Credential={line['key_id']}/{'/'.join(scope)}, SignedHeaders="
            f"{auth.signed_headers(auth.headers_to_sign(request))}, Signature={key.hex()}")


class Sigv4Test(unittest.TestCase):
    def setUp(self):
        self.rng = support.seeded()

    def compare(self, scheme: str, count: int) -> None:
        lines = [random_request(self.rng, scheme) for _ in range(count)]
        signed = subprocess.run([SIGNER], input=support.lines(lines), capture_output=True,
                                timeout=300, check=False)
        self.assertEqual(signed.returncode, 0, signed.stderr.decode())
        ours = signed.stdout.decode().splitlines()
        self.assertEqual(len(ours), count)
        for line, found in zip(lines, ours):
            self.assertEqual(found, expected(line), json.dumps(line))

    def test_amazon(self):
        self.compare("AWS4", 5000)

    def test_google(self):
        self.compare("GOOG4", 500)


if __name__ == "__main__":
    support.main()
