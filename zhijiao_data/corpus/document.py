"""A document: its canonical text and, in the corpus, what a cataloguer states about it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from zhijiao_data.corpus import catalogue, reader

_MAX_SLUG = 60


@dataclass(frozen=True, slots=True)
class Document:
    """One document as the extractor sees it.

    Attributes:
        plan_id: the folder's name in ``raw/``, or a slug of the file's name.
        text: the canonical text; the offsets of every table count its code points.
        record: what ``plan.yaml`` states; None for a file outside the corpus.
    """

    plan_id: str
    text: str
    record: catalogue.PlanRecord | None = None


def load(folder: str | Path) -> Document:
    """The document in one folder of ``raw/``.

    Raises:
        InputError: the catalogue entry or the text can't be read, or they do not agree.
    """
    entry = catalogue.read_entry(folder)
    return Document(entry.record.plan_id, entry.text, entry.record)


def from_file(path: str | Path) -> Document:
    """A document from one text file that is not in the corpus.

    Raises:
        InputError: the file can't be read as text.
    """
    return Document(slug(Path(path).stem), reader.read_text(path))


def slug(name: str) -> str:
    """An identifier from a file name: letters (Chinese ones too), digits and hyphens.

    >>> slug("万州府发〔2023〕3号 (最终稿)")
    '万州府发-2023-3号-最终稿'
    """
    plain = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKC", name).lower()).strip("-")
    return plain[:_MAX_SLUG].rstrip("-") or "document"
