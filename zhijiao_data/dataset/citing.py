"""How to cite the data, with the version that is held."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from zhijiao_data.dataset import arguments, load, manifest, schema
from zhijiao_data.dataset.about import About, about

Facts = tuple[About, str, str | None]


def _text(facts: Facts) -> str:
    said, version, year = facts
    return f"{_people(said)}. {said.title_en}. Version {version}{f', {year}' if year else ''} [data set]. {said.url}"


def _apa(facts: Facts) -> str:
    said, version, year = facts
    return (
        f"{_people(said)}. ({year or 'n.d.'}). {said.title_en} (Version {version}) [Data set]. Hugging Face. {said.url}"
    )


def _gb7714(facts: Facts) -> str:
    said, version, year = facts
    return f"{_people(said)}. {said.title_zh}: {version}[DS/OL]. {f'({year}). ' if year else ''}{said.url}."


def _bibtex(facts: Facts) -> str:
    said, version, year = facts
    # Braces in braces: a body's name is not split into first and last names, and capitals stay.
    fields = {
        "author": " and ".join(f"{{{author}}}" for author in said.authors),
        "title": f"{{{said.title_en}}}",
        "titleaddon": f"{{{said.title_zh}}}",
        "year": year,
        "version": version,
        "publisher": "Hugging Face",
        "url": said.url,
        "note": "Data set",
        "language": "chinese and english",
    }
    lines = ",\n".join(f"  {key} = {{{value}}}" for key, value in fields.items() if value)
    return f"@misc{{zhijiao-data-{version},\n{lines}\n}}"


def _ris(facts: Facts) -> str:
    said, version, year = facts
    keywords = [("KW", word) for word in (*said.keywords_en, *said.keywords_zh)]
    lines = [
        ("TY", "DATA"),
        *(("AU", author) for author in said.authors),
        ("TI", said.title_en),
        ("TT", said.title_zh),
        *([("PY", year)] if year else []),
        ("ET", version),
        ("PB", "Hugging Face"),
        ("UR", said.url),
        *keywords,
        ("ER", ""),
    ]
    return "\n".join(f"{tag}  - {value}" for tag, value in lines)


def _people(said: About) -> str:
    return ", ".join(said.authors)


_STYLES: dict[str, Callable[[Facts], str]] = {
    "text": _text,
    "apa": _apa,
    "gb7714": _gb7714,
    "bibtex": _bibtex,
    "ris": _ris,
}


def cite(style: str = "text") -> str:
    """The citation of the data held: ``text``, ``apa``, ``gb7714``, ``bibtex`` or ``ris``.

    The year is that of the release; tables that are no release (``1.0.0+…``) have none.

    Raises:
        UsageError: there is no such style.
    """
    arguments.string(style, "style", "bibtex")
    schema.chosen(style, _STYLES, "citation style")
    return of(about(), manifest.read(load.folder()), style)


def of(said: About, held: Mapping[str, Any], style: str) -> str:
    """The citation of the release whose manifest is ``held``, in one of the styles."""
    released_on = held.get("released_on")
    return _STYLES[style]((said, held["data_version"], released_on[:4] if released_on else None))
