"""Words of official Chinese: jieba's dictionary with the project's own terms, cut the same way in every document.

A tokenizer of our own, so that nothing that another part of a program does with jieba changes the words, and no cache is written to the
temporary folder. jieba's guess at unknown words (HMM) is off: it would cut the same string differently in different surroundings. Quotation
marks and blanks are taken out before cutting, as everywhere where terms are matched (“双师型”教师 is 双师型教师).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from zhijiao_data.analysis.frames import records, tidy
from zhijiao_data.grammar.normal import normalise

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["word", "name"]
_MARKS = re.compile(r"[\s“”\"‘’'《》〈〉]")
#: What counts as a word: two signs or more, one of them a letter or a Chinese character.
_WORD = re.compile(r"(?=.{2})(?=.{0,30}[a-zA-Z\u3400-\u9fff])")
#: So frequent that the cut always keeps an own term whole.
_FREQUENCY = 1_000_000


class Tokens:
    """A tokenizer with terms of its own.

    Args:
        terms: term → whether it is a word or a proper name.
    """

    def __init__(self, terms: Mapping[str, Kind]) -> None:
        self._cutter = _jieba().Tokenizer()
        words, total = _dictionary()
        self._cutter.FREQ, self._cutter.total = dict(words), total
        self._cutter.initialized = True
        names = sorted((_bare(term) for term, kind in terms.items() if kind == "name"), key=len, reverse=True)
        self._names = re.compile("|".join(re.escape(name) for name in names if len(name) > 1) or r"(?!)")
        for term in terms:
            bare = _bare(term)
            if len(bare) > 1:
                self._cutter.add_word(bare, _FREQUENCY)

    def words(self, text: str) -> list[str]:
        """The words of a text in order; single signs, numbers and punctuation are left out."""
        return [word for word in self._cutter.cut(_bare(text), HMM=False) if _WORD.match(word)]

    def kind(self, word: str) -> Kind:
        """Whether a word is a proper name of the terms, or holds one (万州经开区).

        Jieba's own tags are not asked: they call 国际化 and 智慧 names.
        """
        return "name" if self._names.search(word) else "word"


def _jieba() -> Any:
    # Its source has escapes that Python warns of, and it tries a deprecated package.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    return jieba


@cache
def _dictionary() -> tuple[dict[str, int], int]:
    """Jieba's dictionary, read once and without its cache in the temporary folder."""
    cutter = _jieba().Tokenizer()
    return cutter.gen_pfdict(cutter.get_dict_file())


def _bare(text: str) -> str:
    return _MARKS.sub("", normalise(text))


def lexicon_terms(
    concepts: pd.DataFrame, indicators: pd.DataFrame, places: pd.DataFrame, schools: pd.DataFrame
) -> pd.DataFrame:
    """The project's terms from the tables of the codebook.

    Words: the terms of concepts and the names of indicators. Names: places, with
    their short names, and schools.

    Returns:
        term; kind (``word``, ``name``); each term once, a name when it is both.
    """
    found: dict[str, Kind] = {}
    for row in records(concepts, "concepts", ["terms"]):
        found.update(dict.fromkeys(row["terms"] or (), "word"))
    for row in records(indicators, "indicators", ["label_zh"]):
        found[row["label_zh"]] = "word"
    for row in records(places, "places", ["label_zh", "short_names"]):
        found.update(dict.fromkeys([row["label_zh"], *(row["short_names"] or ())], "name"))
    for row in records(schools, "schools", ["label_zh", "names"]):
        found.update(dict.fromkeys([row["label_zh"], *(row["names"] or ())], "name"))
    rows = [{"term": term, "kind": kind} for term, kind in sorted(found.items()) if len(term) > 1]
    return tidy(rows, {"term": "str", "kind": "str"})
