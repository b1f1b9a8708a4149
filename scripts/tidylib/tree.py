"""Which files there are, and whether each lies where the layout of the project puts it."""
import os
import re
import subprocess
from pathlib import Path

MAX_BYTES = 1 << 20

# What explains a file. A new place is added here, on purpose, with the folder it opens.
PLACES = [re.compile(pattern + r"\Z") for pattern in (
    r"(CMakeLists\.txt|CMakePresets\.json|Makefile|LICENSE|\.clang-format|\.gitignore)",
    r"(README|ARCHITECTURE|CONTRIBUTING|CHANGELOG)\.md",
    r"\.ci/run",
    r"\.github/workflows/[a-z-]+\.yml",
    r"cmake/\w+\.cmake|cmake/delta_utils-config\.cmake\.in",
    r"examples/(Examples|compare_output)\.cmake|examples/guide_[a-z]+\.txt",
    r"scripts/[a-z-]+",
    r"scripts/requirements\.txt",
    r"scripts/tidylib/\w+\.py",
    r"(src|apps)/([a-z0-9_]+/)+(CMakeLists\.txt|[a-z0-9_]+\.(h|cc))",
    r"(tests|bench|fuzz|examples)/([a-z0-9_]+/)*(CMakeLists\.txt|[a-z0-9_]+\.(h|cc|py|mjs))",
    r"bench/peers/(Cargo\.toml|Cargo\.lock|src/[a-z0-9_]+\.rs)",
    r"(src|tests|fuzz)/([a-z0-9_]+/)+testdata/.+",
    r"docs/([a-z0-9-]+/)*[a-z0-9-]+\.(md|svg|png)",
)]
LEFTOVER = re.compile(r"\.(orig|rej|tmp|bak|swp|log|o|a|so|pyc)\Z|~\Z")


def names(root: Path) -> list[str]:
    """Paths of the files that git tracks or would add; of all files where there is no git."""
    git = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, check=False)
    if git.returncode == 0 and (root / ".git").exists():
        listed = git.stdout.split("\0")
    else:
        listed = [os.path.relpath(os.path.join(folder, name), root)
                  for folder, _, found in os.walk(root) for name in found]
    return sorted({name for name in listed if name and (root / name).is_file()})


def read(root: Path) -> dict[str, bytes]:
    return {name: (root / name).read_bytes() for name in names(root)}


def check(files: dict[str, bytes]) -> list[str]:
    findings = []
    for name, data in files.items():
        if LEFTOVER.search(name):
            findings.append(f"{name}: stray file: a tool left it behind; delete it")
        elif not any(place.match(name) for place in PLACES):
            findings.append(f"{name}: stray file: no known place explains it; move it, or add"
                            " its place to scripts/tidylib/tree.py")
        elif name.startswith(("src/", "apps/")) and not _in_target(name, files):
            findings.append(f"{name}: stray file: its folder has no CMakeLists.txt; add one")
        if not data.strip():
            findings.append(f"{name}: stray file: it is empty; delete it")
        if len(data) > MAX_BYTES:
            findings.append(f"{name}: stray file: {len(data)} bytes, at most {MAX_BYTES};"
                            " fetch large data instead")
    return findings


def _in_target(name: str, files: dict[str, bytes]) -> bool:
    folder = name.rsplit("/testdata/", 1)[0] if "/testdata/" in name else name.rsplit("/", 1)[0]
    return f"{folder}/CMakeLists.txt" in files
