"""Lengths of C++ functions and files.

The scanner is no compiler: it blanks comments, literals and preprocessor lines, then matches
braces. A function is the outermost brace pair, below namespaces and classes, whose head holds a
parenthesis and does not end in `=`; its lines are counted from the head to the closing brace.
"""
import re

MAX_FUNCTION_LINES = 70
MAX_FILE_LINES = {"header": 250, "source": 400, "test": 600}

_TOKENS = re.compile(
    r'R"(?P<tag>[^()\\\s]{0,16})\(.*?\)(?P=tag)"'  # raw string
    r"|//[^\n]*|/\*.*?\*/"  # comments
    r'|"(?:\\.|[^"\\\n])*"'  # string
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'"  # character, not a digit separator
    r"|^[ \t]*\#(?:\\\n|[^\n])*",  # preprocessor line
    re.S | re.M)
_SCOPE = re.compile(r"^\s*(inline\s+|export\s+)*(namespace|extern)\b|\b(class|struct|union|enum)\b")
_LABEL = re.compile(r"\b(public|protected|private)\s*:\Z")
_CONSTRUCTOR = re.compile(r"\)[\w\s()]*:(?!:)")


def blank(source: str) -> str:
    """The source with comments, literals and preprocessor lines as spaces, lines kept."""
    return _TOKENS.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), source)


def functions(source: str) -> list[tuple[int, int, str]]:
    """(first line, number of lines, head) of each function."""
    code, found = blank(source), []
    scopes: list[bool] = []  # of each open brace: True if it holds declarations
    head_start, parens = 0, 0  # where the current declaration begins
    body_depth = None  # how many braces are open outside the current function
    for match in re.finditer(r"[(){};]|\b(?:public|protected|private)\s*:(?!:)", code):
        at, token = match.start(), match[0]
        if token == "(":
            parens += 1
        elif token == ")":
            parens -= 1
        elif body_depth is not None or (scopes and not scopes[-1]) or (parens and token in "{}"):
            # inside a body, a table or a braced argument: only the nesting counts
            if token == "{":
                scopes.append(False)
            elif token == "}":
                scopes.pop()
                if body_depth == len(scopes):
                    found.append(_measure(code, head_start, at))
                    body_depth, head_start, parens = None, at + 1, 0
        elif token == "{":
            kind = _classify(code[head_start:at])
            if kind == "function":
                body_depth = len(scopes)
            scopes.append(kind == "scope")
            if kind == "scope":
                head_start = at + 1
        elif token == "}":
            if scopes and scopes.pop():
                head_start = at + 1
        elif not parens:  # ; or an access specifier
            head_start = match.end()
    return found


def _classify(head: str) -> str:
    head = head.strip()
    if "(" not in re.sub(r"\b(alignas|__attribute__)\s*\([^)]*\)+", "", head):
        return "scope" if _SCOPE.search(head) else "data"
    if _SCOPE.match(head) and not re.search(r"\)\s*(const|noexcept|override|->.*)?\s*\Z", head):
        return "scope"
    if head.endswith(("=", ",")):
        return "data"
    if _CONSTRUCTOR.search(head) and re.search(r"[\w>]\Z", head):
        return "data"  # a member's braces in a constructor's list
    return "function"


def _measure(code: str, start: int, end: int) -> tuple[int, int, str]:
    while code[start].isspace():
        start += 1
    first = code.count("\n", 0, start) + 1
    name = re.search(r"([\w:~]+)\s*\(", code[start:end])
    return first, code.count("\n", start, end) + 1, name[1] if name else "function"


def check(files: dict[str, bytes]) -> list[str]:
    findings = []
    for name, data in files.items():
        if not name.endswith((".h", ".cc")):
            continue
        source = data.decode(errors="replace")
        kind = ("test" if name.endswith(("_test.cc", "_testing.h")) else
                "header" if name.endswith(".h") else "source")
        lines = source.count("\n")
        if lines > MAX_FILE_LINES[kind]:
            findings.append(f"{name}: {lines} lines, at most {MAX_FILE_LINES[kind]} for a {kind};"
                            " split it by concept")
        findings += [f"{name}:{first}: {function} has {length} lines, at most"
                     f" {MAX_FUNCTION_LINES}; split it"
                     for first, length, function in functions(source)
                     if length > MAX_FUNCTION_LINES]
    return findings
