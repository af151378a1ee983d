"""The name folding of the contract, in Python. It needs nothing but the standard library."""

import json
import unicodedata
import unittest
from pathlib import Path

VECTORS = Path(__file__).parents[2] / "vectors" / "name-fold.tsv"


def fold_name(name: str) -> str:
    """The name folding f of "Names" in the contract, to copy into a program that compares names.

    Two names are the same if their folded forms are equal. This client compares no names.
    """
    return unicodedata.normalize("NFC", name.lower().upper().lower())


class NameFoldTest(unittest.TestCase):
    def test_the_vectors(self) -> None:
        tested = 0
        for line in VECTORS.read_text("utf-8").splitlines():
            if line.startswith("#"):
                continue
            version, name, folded = line.split("\t")
            if major(version) > major(unicodedata.unidata_version):
                continue
            with self.subTest(version=version, name=name):
                self.assertEqual(ascii(decoded(folded)), ascii(fold_name(decoded(name))))
            tested += 1
        self.assertGreater(tested, 30)


def major(version: str) -> int:
    """The first number of a version of Unicode."""
    return int(version.split(".")[0])


def decoded(column: str) -> str:
    """The text of a column, whose escapes are those of JSON."""
    text: str = json.loads(f'"{column}"')
    return text


if __name__ == "__main__":
    unittest.main()
