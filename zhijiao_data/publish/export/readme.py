"""What stands beside an export: what it is, how it is stored, how to read and to cite it, in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from zhijiao_data import marked_yaml
from zhijiao_data.dataset import citing
from zhijiao_data.publish.export.source import Order

HERE = Path(__file__).parent


class _Bilingual(BaseModel):
    model_config = ConfigDict(extra="forbid")
    zh: list[str]
    en: list[str]


class _Format(_Bilingual):
    """How a format stores what it can't hold as it is, and programs that read it: name of the program → its lines."""

    read: dict[str, str]


class _Wording(BaseModel):
    model_config = ConfigDict(extra="forbid")
    head: _Bilingual
    foot: _Bilingual
    formats: dict[str, _Format]


@cache
def wording() -> _Wording:
    """The content of ``readme.yaml``."""
    return marked_yaml.validate(_Wording, marked_yaml.read(HERE / "readme.yaml"))


def text(format: str, order: Order) -> str:
    """The page of an export; it is the same whatever tables are exported."""
    release = order.source.release
    facts = {
        "title_zh": release.about.title_zh,
        "title_en": release.about.title_en,
        "version": release.version,
        "license": release.about.license,
        "license_url": release.about.license_url,
        "gb7714": citing.citation(citing.work(release.manifest), "gb7714"),
        "citation": citing.citation(citing.work(release.manifest)),
        "url": release.about.url,
    }
    words, of_format = wording(), wording().formats[format]
    pages = [
        "\n".join(
            paragraph.format(**facts)
            for part in (words.head, of_format, words.foot)
            for paragraph in getattr(part, language)
        )
        for language in ("zh", "en")
    ]
    programs = [f"--- {program} ---\n{lines.strip()}" for program, lines in snippets(format, release.version).items()]
    return "\n\n".join([*pages, *programs]) + "\n"


def file_name(format: str) -> str:
    """``README-csv.txt``"""
    return f"README-{format}.txt"


def snippets(format: str, version: str) -> dict[str, str]:
    """Lines that read the export, to be run in its folder: name of the program → lines."""
    return {program: lines.replace("VERSION", version) for program, lines in wording().formats[format].read.items()}
