"""What mkdocs calls: adds the generated pages to a language's hand-written ones, fills in figures, joins the two languages.

Each language is a build of its own (``mkdocs.zh.yml``, ``mkdocs.en.yml``), so that menus, search and the language of the page
agree; the two have the same pages at the same addresses.
"""

from __future__ import annotations

import logging
import re
from functools import cache
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from docs import reference
from docs.figures import ROOT, Figures
from zhijiao_data.dataset import load

HERE = Path(__file__).parent
NOTEBOOKS = ROOT / "notebooks" / "html"
_ALTERNATE = re.compile(r'\s*<link rel="alternate"[^>]*>')


@cache
def _rows(table: str) -> list[dict[str, Any]]:
    return load.rows(table)


@cache
def _figures(lang: str) -> Figures:
    return Figures(_rows, lang)


@cache
def _generated(lang: str) -> dict[str, str]:
    return reference.pages(_rows, lang)


def _lang(config: MkDocsConfig) -> str:
    return config.theme["language"]


def on_config(config: MkDocsConfig) -> None:
    """A section of the navigation that begins with the index of a folder gets the folder's generated pages."""
    # The search index is made with jieba, which tells of every step it takes.
    logging.getLogger("jieba").setLevel(logging.WARNING)
    for section in config.nav or ():
        for entries in section.values():
            if isinstance(entries, list):
                folders = [entry.removesuffix("index.md") for entry in entries if entry.endswith("/index.md")]
                named = [path for path in _generated(_lang(config)) if path not in entries]
                entries += [path for path in named if path.startswith(tuple(folders))]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages and the pages of the studies in this language."""
    lang = _lang(config)
    for path, markdown in _generated(lang).items():
        files.append(File.generated(config, path, content=markdown))
    for page in sorted(NOTEBOOKS.glob(f"*.{lang}.html")):
        name = page.name.replace(f".{lang}.", ".")
        files.append(File.generated(config, f"studies/pages/{name}", abs_src_path=str(page)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Fill in the figures of a page that a person wrote; what is generated holds texts of the data, which mean nothing here."""
    return markdown if page.file.generated_by else _figures(_lang(config)).fill(markdown)


def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    """Let the switch of languages lead to the same page."""
    for language in config.extra["alternate"]:
        language["link"] = f"../{language['lang']}/{page.url or 'index.html'}"


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Leave the other language's address to the switch alone: for one in the head the theme's script would look for a site map
    beside every page, and find none."""
    return _ALTERNATE.sub("", output)


def on_post_build(config: MkDocsConfig) -> None:
    """Write the page above the two languages, which sends a reader to one of them."""
    above = Path(config.site_dir).parent / "index.html"
    above.write_text((HERE / "languages.html").read_text(encoding="utf-8"), encoding="utf-8")
