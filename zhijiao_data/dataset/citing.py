"""How to cite the data, with the version that is held."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from zhijiao_data.dataset import arguments, load, manifest, schema
from zhijiao_data.dataset.about import About, about

PUBLISHER = "Hugging Face"
_LANGUAGES = {"zh": "chinese", "en": "english"}
_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    c: f"\\{c}" for c in "&%$#_{}"
}


@dataclass(frozen=True, slots=True)
class Work:
    """What is cited: one version of the dataset, the day of its release (None for what is no release), its address.

    ``url`` is the address to print: that of the version if it is released, see `address`.
    """

    about: About
    version: str
    released_on: str | None
    url: str

    @property
    def year(self) -> str | None:
        """The year of the release."""
        return self.released_on[:4] if self.released_on else None

    @property
    def people(self) -> str:
        """The authors on one line."""
        return ", ".join(self.about.authors)


def _text(work: Work) -> str:
    dated = f", {work.year}" if work.year else ""
    return f"{work.people}. {work.about.title_en}. Version {work.version}{dated} [data set]. {work.url}"


def _apa(work: Work) -> str:
    # APA 7 puts the title in the other language in square brackets behind the title.
    title = f"{work.about.title_en} [{work.about.title_zh}] (Version {work.version}) [Data set]"
    return f"{work.people}. ({work.year or 'n.d.'}). {title}. {PUBLISHER}. {work.url}"


def _gb7714(work: Work) -> str:
    # GB/T 7714: the day of publication in round brackets, then that of access, which only the reader knows.
    dated = f"({work.released_on})" if work.released_on else ""
    return f"{work.people}. {work.about.title_zh}: {work.version}[DS/OL]. {dated}[引用日期]. {work.url}."


def _bibtex(work: Work) -> str:
    said = work.about
    fields = {
        # Braces in braces: a body's name is not split into first and last names, and capitals stay.
        "author": " and ".join(f"{{{_tex(author)}}}" for author in said.authors),
        "title": f"{{{_tex(said.title_en)}}}",
        "titleaddon": f"{{{_tex(said.title_zh)}}}",
        "year": work.year,
        "version": _tex(work.version),
        "publisher": PUBLISHER,
        # Verbatim to biblatex and to hyperref: an escape would become a part of the address.
        "url": work.url,
        # Styles of plain BibTeX print the note and neither `version` nor `titleaddon`.
        "note": _tex(f"Data set, version {work.version}"),
        "language": " and ".join(_LANGUAGES[language] for language in said.languages),
        "keywords": _tex(", ".join(said.keywords)),
    }
    lines = ",\n".join(f"  {key} = {{{value}}}" for key, value in fields.items() if value)
    return f"@misc{{zhijiao-data-{work.version},\n{lines}\n}}"


def _tex(text: str) -> str:
    """``text`` with the characters escaped that TeX would take for its own."""
    return "".join(_TEX.get(c, c) for c in _line(text))


def _ris(work: Work) -> str:
    said = work.about
    lines = [
        ("TY", "DATA"),
        *(("AU", author) for author in said.authors),
        ("TI", said.title_en),
        ("TT", said.title_zh),
        *([("PY", work.year), ("DA", work.released_on.replace("-", "/"))] if work.released_on else []),
        ("ET", work.version),
        ("PB", PUBLISHER),
        ("UR", work.url),
        ("LA", ", ".join(said.languages)),
        *(("KW", word) for word in said.keywords),
        ("ER", ""),
    ]
    return "\n".join(f"{tag}  - {_line(value)}" for tag, value in lines)


def _line(text: str) -> str:
    """``text`` on one line: a record of RIS ends with its line."""
    return re.sub(r"\s+", " ", text)


_STYLES: dict[str, Callable[[Work], str]] = {
    "text": _text,
    "apa": _apa,
    "gb7714": _gb7714,
    "bibtex": _bibtex,
    "ris": _ris,
}


def address(repository_url: str, version: str, released_on: str | None) -> str:
    """Where a version stands: a released one under its tag, which never moves; what is no release has the repository."""
    return f"{repository_url}/tree/{version}" if released_on else repository_url


def work(held: Mapping[str, Any]) -> Work:
    """What is cited for the tables that this manifest describes, at the dataset's own address."""
    version, released_on = held["data_version"], held.get("released_on")
    return Work(about(), version, released_on, address(about().url, version, released_on))


def citation(cited: Work, style: str = "text") -> str:
    """How a version of the data is cited; for the styles see `cite`.

    Raises:
        UsageError: there is no such style.
    """
    return schema.chosen(style, _STYLES, "citation style")(cited)


def cite(style: str = "text") -> str:
    """The citation of the data held: ``text``, ``apa``, ``gb7714``, ``bibtex`` or ``ris``.

    Date and address are those of the release; tables that are no release (``1.0.0+…``) have no date and the address of
    the repository. ``[引用日期]`` in ``gb7714`` is to be replaced by the day of access.

    Raises:
        UsageError: there is no such style.
    """
    arguments.string(style, "style", "bibtex")
    return citation(work(manifest.read(load.folder())), style)
