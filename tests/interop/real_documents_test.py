"""Real documents go in and come back identical; another engine reads the same folders."""
import json
import re
import sys
import tempfile
import unittest
from collections import Counter
from pathlib import Path

import pyarrow as pa
from deltalake import DeltaTable

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import ext_json  # noqa: E402
import support  # noqa: E402

MOVIES = support.demo_data("movies.json")
COUNTRIES = support.demo_data("countries.json")


def source_trees(file: Path) -> list[dict]:
    return [ext_json.top_level(("object", fields))
            for kind, fields in ext_json.of_plain(file.read_text())[1]]


def countable(trees) -> Counter:
    return Counter(tuple(sorted(tree.items(), key=lambda field: field[0])) for tree in trees)


def scan(table: Path) -> pa.Table:
    return pa.RecordBatchReader.from_stream(DeltaTable(str(table)).scan()).read_all()


class RealDocumentsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.movies = Path(cls.folder.name, "movies")
        cls.countries = Path(cls.folder.name, "countries")
        cls.inserted = support.must("insert", cls.movies, MOVIES)
        support.must("insert", cls.countries, COUNTRIES)

    def assert_round_trip(self, target: Path, source: Path) -> None:
        documents = [ext_json.of_canonical(line)
                     for line in support.must("find", target, "--canonical").splitlines()]
        ids = []
        for kind, fields in documents:
            self.assertEqual(fields[0][0], "_id")
            ids.append(dict(fields[0][1][1])["$oid"][1])
        self.assertEqual(len(set(ids)), len(ids))
        self.assertTrue(all(re.fullmatch("[0-9a-f]{24}", oid) for oid in ids))
        found = countable(ext_json.top_level(("object", fields[1:])) for _, fields in documents)
        expected = countable(source_trees(source))
        self.assertEqual(list((expected - found).elements())[:1], [], "lost or changed")
        self.assertEqual(list((found - expected).elements())[:1], [], "made up")

    def test_every_film_comes_back_identical(self):
        self.assert_round_trip(self.movies, MOVIES)

    def test_every_country_comes_back_identical(self):
        self.assert_round_trip(self.countries, COUNTRIES)

    def test_insert_says_how_many_and_which_version(self):
        self.assertRegex(self.inserted, r"3,?201\b")
        self.assertRegex(self.inserted, r"version 0\b")

    def test_what_find_prints_can_be_inserted_again(self):
        for mode in ([], ["--canonical"]):
            with self.subTest(mode=mode):
                copy = Path(self.folder.name, "copy" + "".join(mode))
                printed = support.must("find", self.countries, *mode)
                support.must("insert", copy, "-", stdin=printed.encode())
                self.assertEqual(
                    sorted(support.must("find", copy, "--canonical").splitlines()),
                    sorted(support.must("find", self.countries, "--canonical").splitlines()))

    def test_deltalake_sees_the_films_in_typed_columns(self):
        rows = scan(self.movies)
        films = json.loads(MOVIES.read_text())
        self.assertEqual(rows.num_rows, 3201)
        self.assertEqual(set(rows.column_names), {"_id", "_rest", *films[0]})
        for name in films[0]:
            kind = rows.schema.field(name).type
            self.assertTrue(pa.types.is_string(kind) or pa.types.is_large_string(kind)
                            or pa.types.is_string_view(kind) or pa.types.is_int64(kind)
                            or pa.types.is_float64(kind), f"{name}: {kind}")

        def row_key(row: dict) -> str:
            return json.dumps({name: float(value) if isinstance(value, int) else value
                               for name, value in row.items()}, sort_keys=True)

        for film in films:
            if not isinstance(film["Title"], str):
                film["Title"] = None  # the column holds strings, the number is in _rest
        columns = rows.select(list(films[0])).to_pylist()
        self.assertEqual(Counter(map(row_key, columns)), Counter(map(row_key, films)))

    def test_only_the_nine_films_with_a_numeric_title_need_rest(self):
        rows = scan(self.movies)
        needy = [title for title, has_rest in zip(rows["Title"].to_pylist(),
                                                  rows["_rest"].is_valid().to_pylist())
                 if has_rest]
        self.assertEqual(needy, [None] * 9)

    def test_deltalake_sees_the_countries(self):
        rows = scan(self.countries)
        source = json.loads(COUNTRIES.read_text())
        self.assertEqual(rows.num_rows, 250)
        self.assertEqual(Counter(rows["cca3"].to_pylist()), Counter(c["cca3"] for c in source))

    def test_find_and_count_agree_with_the_source(self):
        films = json.loads(MOVIES.read_text())
        great = [f for f in films if (f["IMDB Rating"] or 0) >= 8.5]
        query = '{"IMDB Rating": {"$gte": 8.5}}'
        self.assertEqual(support.must("count", self.movies, query), f"{len(great)}\n")
        found = support.must("find", self.movies, query, "--sort", '{"IMDB Rating": -1}')
        ratings = [json.loads(line)["IMDB Rating"] for line in found.splitlines()]
        self.assertEqual(ratings, sorted((f["IMDB Rating"] for f in great), reverse=True))
        numeric = '{"Title": {"$gte": 0}}'  # only _rest knows of them
        self.assertEqual(support.must("count", self.movies, numeric), "9\n")


if __name__ == "__main__":
    support.main()
