"""What mkdocs calls: adds the generated pages to a language's hand-written ones, fills in figures, joins the two languages.

Each language is a build of its own (``mkdocs.zh.yml``, ``mkdocs.en.yml``), so that menus, search and the language of the page
agree; the two have the same pages at the same addresses.
"""

from __future__ import annotations

import logging
import re
import shutil
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
#: What the page for what isn't found names from the root of the server, for it is shown at any address.
_FROM_ROOT = re.compile(r'((?:href|src)="|"(?:base|search)": "|new URL\(")/')
#: Where the theme cuts a Chinese query into words of the index: it tries every piece but those that end with the query, so that
#: of a word of two characters it looks for the first alone.
_PIECES = re.compile(r"(for\(let (\w)=(\w)\+1;\2<)(?=(\w)\.length;\2\+\+\)\4\.slice\(\3,\2\)in\b)")
#: How much more a hit on a hand-written page counts than one on a generated page, of which there are many long ones.
HAND_WRITTEN = 4
log = logging.getLogger("mkdocs.hooks")


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
    """Fill in the figures of a hand-written page, and let the search prefer it; what is generated holds texts of the data,
    which mean nothing here."""
    if page.file.generated_by:
        return markdown
    if "{{ block.file " not in markdown:  # a page that shows a file of the repository is as long as a generated one
        page.meta.setdefault("search", {"boost": HAND_WRITTEN})
    return _figures(_lang(config)).fill(markdown)


def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    """Let the switch of languages lead to the same page."""
    for language in config.extra["alternate"]:
        language["link"] = f"../{language['lang']}/{page.url or 'index.html'}"


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Leave the other language's address to the switch alone: for one in the head the theme's script would look for a site map
    beside every page, and find none."""
    return _ALTERNATE.sub("", output)


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    """Let the page for what isn't found, which is written as if the language were the root, lead into the language's folder."""
    if template_name != "404.html":
        return output
    within = _FROM_ROOT.sub(rf"\1/{_lang(config)}/", _ALTERNATE.sub("", output))
    return re.sub(r'(?<=href=")/\w+/\.\./(\w+)/(?=")', r"/\1/index.html", within)


def on_post_build(config: MkDocsConfig) -> None:
    """Write the page above the two languages, which sends a reader to one of them, and the sign that browsers ask for there;
    mend the search."""
    site = Path(config.site_dir)
    above = site.parent
    (above / "index.html").write_text((HERE / "languages.html").read_text(encoding="utf-8"), encoding="utf-8")
    shutil.copy(site / "assets" / "images" / "favicon.png", above / "favicon.ico")
    _let_search_try_whole_words(site)


def _let_search_try_whole_words(site: Path) -> None:
    """Let the theme's search look for a Chinese word as a whole, and not for its beginning alone."""
    mended = 0
    for worker in site.glob("assets/javascripts/workers/search.*.js"):
        script, found = _PIECES.subn(r"\1=", worker.read_text(encoding="utf-8"))
        worker.write_text(script, encoding="utf-8")
        mended += found
    if mended != 1:
        log.warning(
            "The theme's search is not the one that docs/hook.py mends: try Chinese words of two characters, then adapt it"
        )
