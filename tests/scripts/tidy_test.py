"""Plants each breach that scripts/tidy knows in a small tree, and sees it found."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from tidylib import cxx, layers, text, tree  # noqa: E402

BASE, FILTER = "src/delta_utils/base", "src/delta_utils/filter"


# The real declarations, and a few small files in the place of the real sources.
TREE = {name: data for name, data in tree.read(ROOT).items() if name.endswith("CMakeLists.txt")}
TREE |= {name: b"#include <vector>\n" for name in (
    f"{BASE}/status.h", f"{FILTER}/filter.h", "src/delta_utils/variant/variant.h")}


def findings(changes: dict[str, str]) -> list[str]:
    """What tidy says of TREE with these files added or replaced."""
    before = set(all_findings(TREE))
    files = TREE | {name: content.encode() for name, content in changes.items()}
    return [finding for finding in all_findings(files) if finding not in before]


def all_findings(files: dict[str, bytes]) -> list[str]:
    return [f for check in (layers, cxx, text, tree) for f in check.check(files)]


def function_of(lines: int, head: str = "int Planted(int a)") -> str:
    return head + " {\n" + "  ++a;\n" * (lines - 2) + "}\n"


class TidyTest(unittest.TestCase):
    def assert_found(self, changes: dict[str, str], *expected: str) -> None:
        found = findings(changes)
        self.assertTrue(found, f"nothing found of {expected}")
        for words in expected:
            self.assertTrue(any(words in finding for finding in found), f"{words} not in {found}")

    def assert_clean(self, changes: dict[str, str]) -> None:
        self.assertEqual(findings(changes), [])

    def test_the_breaches_of_the_layers(self):
        for changes, *expected in (
            ({f"{BASE}/planted.h": '#include "delta_utils/filter/filter.h"\n'},
             "planted.h:1", "upward include"),
            ({f"{BASE}/planted.cc": '#include "delta_lake/snapshot.h"\n'}, "upward include"),
            ({f"{BASE}/planted_test.cc": '#include "parquedb/x.h"\n'}, "upward include"),
            ({"src/delta_utils/storage/planted.cc": '#include "delta_utils/columnar/x.h"\n'},
             "upward include"),
            ({f"{BASE}/CMakeLists.txt": "du_library(delta_utils base DEPS delta_utils_filter)\n"},
             "upward dependency on delta_utils/filter"),
            ({f"{FILTER}/CMakeLists.txt":
              "du_library(delta_utils filter DEPS delta_utils_delta_actions)\n"},
             "upward dependency on delta_utils/delta_actions"),
            ({f"{FILTER}/CMakeLists.txt":
              "du_library(delta_utils filter DEPS delta_utils_testing)\n"}, "to TEST_DEPS"),
            ({f"{FILTER}/CMakeLists.txt": "du_library(delta_utils filter DEPS delta_utils_no)\n"},
             "no folder makes"),
            ({"src/delta_utils/storage/planted.cc": '#include "delta_utils/variant/variant.h"\n'},
             "add delta_utils_variant to its DEPS"),
            ({"src/delta_utils/other/CMakeLists.txt": "du_library(delta_utils other)\n"},
             "no layer"),
            ({f"{BASE}/planted.cc": '#include "status.h"\n'}, "write the path from src/"),
            ({f"{BASE}/planted.cc": '#include "delta_utils/nowhere/x.h"\n'}, "no target owns"),
        ):
            with self.subTest(changes=changes):
                self.assert_found(changes, *expected)

    def test_the_map_of_the_folders(self):
        self.assert_found({"ARCHITECTURE.md": "| `src/delta_utils/base` | values |\n"},
                          "ARCHITECTURE.md: no row for delta_utils/filter")

    def test_an_include_ring(self):
        include = '#include "delta_utils/base/planted_{}.h"\n'
        self.assert_found(
            {f"{BASE}/planted_a.h": include.format("b"), f"{BASE}/planted_b.h": include.format("c"),
             f"{BASE}/planted_c.h": include.format("a")},
            "include ring", "planted_a.h -> src/delta_utils/base/planted_b.h")

    def test_pure_folders(self):
        for header in ("thread", "chrono", "unistd.h", "sys/stat.h", "fstream", "arrow/array.h"):
            with self.subTest(header=header):
                self.assert_found({f"{FILTER}/planted.cc": f"#include <{header}>\n"},
                                  f"a pure folder includes {header}")
        self.assert_found(
            {f"{BASE}/planted.h": '#include "arrow/array.h"\n',
             f"{FILTER}/planted.cc": '#include "delta_utils/base/planted.h"\n'},
            "reaches arrow/array.h through src/delta_utils/base/planted.h")
        for effect in ("std::time(nullptr)", "steady_clock::now()", "fopen(a, b)", "std::cerr"):
            with self.subTest(effect=effect):
                self.assert_found({f"{FILTER}/planted.cc": f"auto x = {effect};\n"},
                                  "a pure folder names")
        self.assert_clean({f"{FILTER}/planted.cc": "#include <vector>  // cerr\nint time(int a);\n",
                           f"{FILTER}/planted_test.cc": "#include <random>\n"})

    def test_pure_folders_and_base_know_no_arrow_but_status_and_result(self):
        for folder in sorted(layers.ARROWLESS):
            planted, made = f"src/{folder}/planted.cc", f"src/{folder}/CMakeLists.txt"
            target = {} if made in TREE else {made: f"du_library({folder.replace('/', ' ')})\n"}
            for header in ("arrow/array.h", "arrow/type_fwd.h", "arrow/util/utf8.h",
                           "parquet/schema.h"):
                with self.subTest(folder=folder, header=header):
                    self.assert_found(target | {planted: f'#include "{header}"\n'},
                                      f"{planted}:1: a pure folder includes {header}")
            self.assert_clean(target | {planted: '#include "arrow/result.h"\n'
                                                 '#include "arrow/status.h"\n'})

    def test_the_costly_header(self):
        columnar = "src/delta_utils/columnar"
        self.assert_found({f"{columnar}/planted.h": '#include "arrow/api.h"\n'},
                          "arrow/type_fwd.h")
        self.assert_clean({f"{columnar}/planted.cc": '#include "arrow/api.h"\n'})

    def test_function_length(self):
        planted = f"{BASE}/planted.cc"
        in_class = "namespace n {\nclass A : public B {\n public:\n"
        for source in (
            function_of(71),
            function_of(71, "namespace n {\nTEST(Planted, Long)") + "}\n",
            in_class + function_of(71, "  A() : b_{1}, c_(2)") + "};\n}\n",
            in_class + function_of(71, "  void F(Options o = {}) const") + "};\n}\n",
            'const char* k = "}{";  // {\n' + function_of(71, "template <int N>\nvoid F()"),
        ):
            with self.subTest(source=source[:60]):
                self.assert_found({planted: source}, "lines, at most 70")
        table = "const int kTable[] = {\n" + "  {1, [](int a) { return a; }},\n" * 90 + "};\n"
        short = in_class + function_of(35) * 4 + "};\n}\n"
        raw = 'const char* kText = R"({\n' + "{(\n" * 90 + ')";\n'
        for source in (function_of(70), table, short, raw + function_of(70)):
            with self.subTest(source=source[:60]):
                self.assert_clean({planted: source})

    def test_file_length(self):
        self.assert_found({f"{BASE}/planted.h": "// x\n" * 251}, "251 lines, at most 250")
        self.assert_found({f"{BASE}/planted.cc": "// x\n" * 401}, "401 lines, at most 400")

    def test_text(self):
        for line, expected in (
            ("int " + "x" * 87 + ";", "92 columns"),
            ("int x;\t// tab", "a tab"),
            ("int x; ", "at the end"),
            ("int x;\r", "carriage return"),
            ("int x;  // NO" + "LINT", "without a reason"),
            ("int x;  // TO" + "DO: later", "without a reason"),
            ('auto x = "/ho' + 'me/somebody/x";', "a path of one machine"),
        ):
            with self.subTest(line=line):
                self.assert_found({f"{BASE}/planted.cc": line + "\n"}, "planted.cc:1", expected)
        self.assert_clean({f"{BASE}/planted.cc": "X x;  // NO" + "LINT(a-b): callers rely on it\n"})
        self.assert_found({f"{BASE}/planted.cc": "int x;"}, "no newline")

    def test_stray_files(self):
        for name in ("notes.txt", "src/loose.cc", "src/delta_utils/base/status.cc.orig",
                     "src/delta_utils/nowhere/x.cc", "core", "docs/x.docx"):
            with self.subTest(name=name):
                self.assert_found({name: "x\n"}, "stray file")
        self.assert_found({f"{BASE}/planted.cc": ""}, "empty")
        self.assert_found({f"{BASE}/testdata/big.bin": "x" * (tree.MAX_BYTES + 1)}, "bytes")

    def test_the_command_fails_on_a_planted_include_and_passes_without(self):
        def tidy(root: str) -> subprocess.CompletedProcess:
            return subprocess.run([sys.executable, str(ROOT / "scripts/tidy"), "--root", root],
                                  capture_output=True, text=True, check=False)

        with tempfile.TemporaryDirectory() as copy:
            for name, content in (
                ("base/CMakeLists.txt", "du_library(delta_utils base)\n"),
                ("base/planted.h", "#include <vector>\n"),
                ("filter/CMakeLists.txt", "du_library(delta_utils filter DEPS delta_utils_base)\n"),
                ("filter/filter.h", '#include "delta_utils/base/planted.h"\n'),
            ):
                file = Path(copy, "src/delta_utils", name)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(content)
            clean = tidy(copy)
            self.assertEqual(clean.returncode, 0, clean.stdout)
            Path(copy, BASE, "planted.h").write_text('#include "delta_utils/filter/filter.h"\n')
            planted = tidy(copy)
            self.assertEqual(planted.returncode, 1)
            self.assertIn("src/delta_utils/base/planted.h:1: ", planted.stdout)
            self.assertIn("upward include", planted.stdout)
            self.assertIn("include ring", planted.stdout)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    unittest.main()
