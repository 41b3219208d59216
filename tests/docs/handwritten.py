"""The hand-written pages, by language and path."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "docs" / "content"
LANGUAGES = ("en", "zh")


def pages(lang: str) -> dict[str, str]:
    """Path below the language's folder → Markdown."""
    folder = CONTENT / lang
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.md"))
    }
