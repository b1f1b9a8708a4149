"""Includes point downwards, to declared dependencies, and never in a ring.

A folder declares what it may include by the DEPS of its du_library or du_app call, and its
*_test.cc and *_testing.h files also by TEST_DEPS; dependencies of dependencies count as
declared. The declarations themselves must respect the order of the layers below.
"""
import re
from dataclasses import dataclass, field

from tidylib import cxx

# Lowest first. Folders of one row are siblings and do not include each other.
LAYERS = [
    ["delta_utils/base"],
    ["delta_utils/variant", "delta_utils/retry", "delta_utils/http"],
    ["delta_utils/expression"],
    ["delta_utils/filter", "delta_utils/cdc", "delta_utils/delta_actions"],
    ["delta_utils/columnar", "delta_utils/storage"],
    ["delta_utils/cloud", "delta_utils/parquet_io"],
    ["delta_utils/delta_log"],
    ["delta_lake"],
    ["parquedb"],
    ["apps/parquedb"],
]
RANK = {folder: rank for rank, row in enumerate(LAYERS) for folder in row}
TESTING = "delta_utils/testing"
# testing stands beside the ladder: above delta_log, and under nothing but tests.
RANK[TESTING] = RANK["delta_utils/delta_log"] + 0.5

# Tests, and the headers that only tests include.
TEST_ENDINGS = ("_test.cc", "_testing.h")

PURE = {f"delta_utils/{name}"
        for name in ("variant", "expression", "filter", "retry", "cdc", "delta_actions")}
# No Arrow header but these in a pure folder, nor in what all of them stand on.
PURE_ARROW = {"arrow/status.h", "arrow/result.h"}
ARROWLESS = PURE | {"delta_utils/base"}
IMPURE = re.compile(
    r"(thread|mutex|shared_mutex|condition_variable|future|stop_token|semaphore|latch|barrier"
    r"|chrono|ctime|time\.h|random|filesystem|fstream|iostream|csignal|signal\.h"
    r"|unistd\.h|fcntl\.h|dirent\.h|netdb\.h|pthread\.h|poll\.h|dlfcn\.h"
    r"|(sys|linux|net|netinet|arpa)/.*)\Z")

# Effects that need no telling header.
IMPURE_NAME = re.compile(
    r"\b(fopen|freopen|v?f?printf|fputs|puts|getenv|rand|s?random_device|system_clock|steady_clock"
    r"|this_thread|cout|cerr)\b|\b(time|clock|system)\s*\((?=\s*(nullptr|NULL|0)?\s*\))")

_CALL = re.compile(r"^\s*du_(library|app)\(([^)]*)\)", re.M)
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.M)


@dataclass
class Folder:
    target: str
    deps: list[str] = field(default_factory=list)
    test_deps: list[str] = field(default_factory=list)
    closure: set[str] = field(default_factory=set)
    test_closure: set[str] = field(default_factory=set)


def folder_of(name: str) -> str:
    """The folder of a path as includes spell it: src/delta_utils/base/x.h is delta_utils/base."""
    folder = name.rpartition("/")[0]
    return folder.removeprefix("src/")


def includes(data: bytes) -> list[tuple[int, str, str]]:
    """(line, quote, path) of each include."""
    source = data.decode(errors="replace")
    return [(source.count("\n", 0, m.start()) + 1, m[1], m[2]) for m in _INCLUDE.finditer(source)]


def check(files: dict[str, bytes]) -> list[str]:
    folders, findings = _declared(files)
    by_target = {folder.target: path for path, folder in folders.items()}
    findings += _check_map(files, folders)
    for path, folder in folders.items():
        findings += _check_declaration(path, folder, by_target)
    for folder in folders.values():
        folder.closure = _closure(folder.deps, by_target, folders)
        folder.test_closure = _closure(folder.deps + folder.test_deps, by_target, folders)
    sources = {name: includes(data) for name, data in files.items()
               if name.startswith(("src/", "apps/")) and name.endswith((".h", ".cc"))}
    for name, found in sources.items():
        folder = folders.get(folder_of(name))
        if folder:
            findings += _check_includes(name, found, folder, folders, sources)
            findings += _check_pure(name, found, files[name])
    return findings + _check_rings(sources) + _check_pure_reach(sources)


def _declared(files: dict[str, bytes]) -> tuple[dict[str, Folder], list[str]]:
    folders, findings = {}, []
    for name, data in files.items():
        if not re.match(r"(src|apps)/.*CMakeLists\.txt\Z", name):
            continue
        for kind, arguments in _CALL.findall(re.sub(r"#.*", "", data.decode())):
            words = arguments.split()
            heads = 2 if kind == "library" else 1
            folder = Folder(target="_".join(words[:heads]))
            into = None
            for word in words[heads:]:
                if word in ("DEPS", "TEST_DEPS"):
                    into = folder.deps if word == "DEPS" else folder.test_deps
                elif into is None:
                    findings.append(f"{name}: {word} stands before DEPS; put it behind")
                else:
                    into.append(word)
            folders[folder_of(name)] = folder
    return folders, findings


def _check_map(files: dict[str, bytes], folders: dict[str, Folder]) -> list[str]:
    """ARCHITECTURE.md has a row for each folder."""
    page = files.get("ARCHITECTURE.md", b"").decode()
    return [f"ARCHITECTURE.md: no row for {path}; add one"
            for path in folders if page and f"{path}` |" not in page]


def _check_declaration(path: str, folder: Folder, by_target: dict[str, str]) -> list[str]:
    where = f"{path}/CMakeLists.txt"
    if path not in RANK:
        return [f"{where}: the folder has no layer; give it one in scripts/tidylib/layers.py"]
    findings = []
    for dep in folder.deps + folder.test_deps:
        target = by_target.get(dep.replace("::", "_"))
        if target is None:
            if "::" not in dep or dep.startswith(("delta_utils::", "delta_lake::", "parquedb::")):
                findings.append(f"{where}: DEPS names {dep}, which no folder makes")
            continue
        only_tests = dep not in folder.deps
        if target == TESTING and only_tests:
            continue
        if target == TESTING:
            findings.append(f"{where}: only tests use {TESTING}; move {dep} to TEST_DEPS")
        elif RANK.get(target, -1) >= RANK[path]:
            findings.append(f"{where}: upward dependency on {target}, which lies above or beside"
                            f" {path}; move the shared part down")
    return findings


def _closure(deps: list[str], by_target: dict[str, str], folders: dict[str, Folder]) -> set[str]:
    reached, todo = set(), [by_target.get(dep.replace("::", "_")) for dep in deps]
    while todo:
        path = todo.pop()
        if path and path not in reached:
            reached.add(path)
            todo += [by_target.get(dep.replace("::", "_")) for dep in folders[path].deps]
    return reached


def _check_includes(name: str, found: list, folder: Folder, folders: dict,
                    sources: dict) -> list[str]:
    own = folder_of(name)
    allowed = folder.test_closure if name.endswith(TEST_ENDINGS) else folder.closure
    findings = []
    for line, quote, path in found:
        where, target = f"{name}:{line}", path.rpartition("/")[0]
        if name.endswith(".h") and path == "arrow/api.h":
            findings.append(f"{where}: arrow/api.h in a header costs every includer seconds;"
                            " include arrow/type_fwd.h or forward-declare")
        if target == own or target in allowed:
            continue
        if target in folders:
            findings.append(
                f"{where}: includes {path}, but {own} does not declare {target};"
                + (" an upward include: move the shared part down"
                   if RANK.get(target, -1) >= RANK.get(own, 99)
                   else f" add {folders[target].target} to its DEPS"))
        elif path.startswith(("delta_utils/", "delta_lake/", "parquedb/")):
            findings.append(f"{where}: includes {path}, which no target owns")
        elif name.startswith("src/") and quote == '"' and (
                f"{name.rpartition('/')[0]}/{path}" in sources or path.startswith(".")):
            findings.append(f'{where}: write the path from src/: "{own}/{path.split("/")[-1]}"')
    return findings


def _check_pure(name: str, found: list, data: bytes) -> list[str]:
    folder = folder_of(name)
    if folder not in ARROWLESS or name.endswith(TEST_ENDINGS):
        return []
    remedy = "pass the effect in, or move the code up"
    findings = [f"{name}:{line}: a pure folder includes {path}; {remedy}"
                for line, _, path in found
                if (folder in PURE and IMPURE.match(path))
                or (path.startswith(("arrow/", "parquet/")) and path not in PURE_ARROW)]
    if folder not in PURE:
        return findings
    code = cxx.blank(data.decode(errors="replace"))
    return findings + [
        f"{name}:{code.count(chr(10), 0, match.start()) + 1}: a pure folder names {match[0]};"
        f" {remedy}" for match in IMPURE_NAME.finditer(code)]


def _file_of(path: str, sources: dict) -> str | None:
    for candidate in (f"src/{path}", path):
        if candidate in sources:
            return candidate
    return None


def _check_pure_reach(sources: dict) -> list[str]:
    """A pure folder must not reach an Arrow header through what it includes below it."""
    findings = []
    for name in sources:
        if folder_of(name) not in PURE or name.endswith(TEST_ENDINGS):
            continue
        seen, todo = {name}, [name]
        while todo:
            current = todo.pop()
            for _, _, path in sources[current]:
                target = _file_of(path, sources)
                if target and target not in seen:
                    seen.add(target)
                    todo.append(target)
                elif current != name and folder_of(current) not in PURE \
                        and path.startswith(("arrow/", "parquet/")) and path not in PURE_ARROW:
                    findings.append(f"{name}: pure, but reaches {path} through {current};"
                                    " split that header")
    return findings


def _check_rings(sources: dict) -> list[str]:
    """Depth-first search for headers that include each other in a ring."""
    findings, done = [], set()

    def visit(name: str, trail: list[str]) -> None:
        if name in trail:
            ring = " -> ".join([*trail[trail.index(name):], name])
            findings.append(f"{name}: include ring {ring}; put the shared part in its own header")
        elif name not in done:
            for _, _, path in sources[name]:
                target = _file_of(path, sources)
                if target:
                    visit(target, [*trail, name])
            done.add(name)

    for name in sources:
        visit(name, [])
    return findings
