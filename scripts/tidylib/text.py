"""What any text file must keep: line length, no tabs or trailing blanks, reasons for exceptions."""
import re

MAX_COLUMNS = 90  # of C++; scripts and build files may be a little wider
MAX_SCRIPT_COLUMNS = 100
_TEXT = re.compile(
    r"\.(h|cc|cmake|txt|py|sh|md|json|yml|mjs)\Z|\A(scripts|\.ci)/[^.]*\Z|Makefile\Z")
_LONG_LINES_ALLOWED = re.compile(r"\.(md|json|yml)\Z|/testdata/|^examples/.*\.txt\Z")
_TABS_ALLOWED = re.compile(r"Makefile\Z|/testdata/")
_RAW_STRING = re.compile(r'R"(?P<tag>[^()\\\s]{0,16})\(.*?\)(?P=tag)"', re.S)
_NO_REASON = [
    (re.compile(r"NOLINT(?!\w*\([\w\-.,* ]+\): \S)"), "NOLINT", "NOLINT(check): reason"),
    (re.compile(r"\b(TODO|FIXME|XXX)\b(?!\(.+\): \S)"), "TODO", "do it now, or TODO(when): what"),
]
_ELSEWHERE = re.compile(r"(?<![\w.$}])/(home|root|work|Users)/\w+")


def check(files: dict[str, bytes]) -> list[str]:
    findings = []
    for name, data in files.items():
        if _TEXT.search(name) and "/testdata/" not in name:
            try:
                findings += _check_file(name, data.decode())
            except UnicodeDecodeError as error:
                findings.append(f"{name}: not UTF-8 at byte {error.start}; write it as UTF-8")
    return findings


def _check_file(name: str, source: str) -> list[str]:
    findings = []
    widest = MAX_COLUMNS if name.endswith((".h", ".cc")) else MAX_SCRIPT_COLUMNS
    raw = set()  # lines inside raw strings: data, not code
    for match in _RAW_STRING.finditer(source):
        first = source.count("\n", 0, match.start()) + 1
        raw.update(range(first, first + match[0].count("\n") + 1))
    for number, line in enumerate(source.split("\n"), 1):
        where = f"{name}:{number}"
        if len(line) > widest and number not in raw and "://" not in line \
                and not _LONG_LINES_ALLOWED.search(name):
            findings.append(f"{where}: {len(line)} columns, at most {widest}; break it")
        if "\t" in line and not _TABS_ALLOWED.search(name):
            findings.append(f"{where}: a tab; use spaces")
        if line != line.rstrip() and number not in raw:
            findings.append(f"{where}: blanks or a carriage return at the end; remove them")
        if not name.startswith(("scripts/tidylib/", "tests/scripts/tidy")):
            for pattern, what, remedy in _NO_REASON:
                if pattern.search(line):
                    findings.append(f"{where}: {what} without a reason; {remedy}")
            if _ELSEWHERE.search(line):
                findings.append(f"{where}: a path of one machine; make it relative")
    if source and not source.endswith("\n"):
        findings.append(f"{name}: no newline at the end; add one")
    return findings
