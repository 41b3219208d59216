"""The built site: complete, at home in both languages, and in need of no other."""

from __future__ import annotations

import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

from tests.docs.handwritten import LANGUAGES, pages

#: Attributes that make a browser fetch something by itself.
FETCHING = {
    ("img", "src"),
    ("script", "src"),
    ("iframe", "src"),
    ("source", "src"),
    ("link", "href"),
    ("object", "data"),
}
REMOTE = re.compile(r"^(?:[a-z]+:)?//", re.IGNORECASE)


class Page(HTMLParser):
    """The links, resources and anchors of one page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.lang: str | None = None
        self.links: list[tuple[str, str | None]] = []
        self.resources: list[str] = []
        self.anchors: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.anchors |= {told[name] for name in ("id", "name") if told.get(name)}
        if tag == "html":
            self.lang = told.get("lang")
        if tag == "a" and told.get("href"):
            self.links.append((told["href"], told.get("hreflang")))
        self.resources += [value for name, value in attrs if (tag, name) in FETCHING and value]


page = cache(Page)


def html(site: Path) -> list[Path]:
    found = [path for path in sorted(site.rglob("*.html")) if path.name != "404.html"]
    assert len(found) > 60
    return found


def test_nothing_is_fetched_from_elsewhere(site):
    for path in html(site):
        remote = [address for address in page(path).resources if REMOTE.match(address)]
        assert not remote, path
        assert 'class="mermaid"' not in path.read_text(encoding="utf-8"), "the theme would fetch a library for it"
    for path in site.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import", text), path


def test_every_link_within_the_site_leads_somewhere(site):
    broken = []
    for path in html(site):
        for address, _ in page(path).links:
            where, anchor = urldefrag(address)
            if re.match(r"^(?:[a-z]+:|//)", where):
                continue
            target = (path.parent / unquote(where)).resolve() if where else path.resolve()
            if not target.is_file():
                broken.append(f"{path.relative_to(site)}: {address}")
                continue
            anchors = page(site / target.relative_to(site.resolve())).anchors if target.suffix == ".html" else {anchor}
            if anchor and unquote(anchor) not in anchors:
                broken.append(f"{path.relative_to(site)}: {address}")
    assert not broken


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_switch_of_languages_leads_to_the_same_page(site, lang):
    for path in html(site / lang):
        if path.parent.name == "pages":
            continue  # the pages of the studies are as they were executed
        there = {code: (path.parent / address).resolve() for address, code in page(path).links if code}
        name = path.relative_to(site / lang)
        assert there == {code: (site / code / name).resolve() for code in LANGUAGES}
        assert page(path).lang == lang


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_for_what_is_not_found_leads_back_from_any_address(site, lang):
    lost = page(site / lang / "404.html")
    addresses = [address for address, _ in lost.links if not address.startswith("#")] + lost.resources
    assert len(addresses) > 20
    for address in addresses:
        assert address.startswith("/") and (site / urldefrag(address)[0].removeprefix("/")).is_file(), address
    assert f'"base": "/{lang}/"' in (site / lang / "404.html").read_text(encoding="utf-8")


def test_browsers_find_a_sign_for_the_site(site):
    assert (site / "favicon.ico").read_bytes()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_search_tries_a_chinese_word_as_a_whole(site, lang):
    """The theme's own loop leaves out the pieces that end with the query: of 基期 it would look for 基 alone."""
    (worker,) = (site / lang / "assets" / "javascripts" / "workers").glob("search.*.js")
    loop = re.search(r"for\(let (\w)=\w\+1;\1(<=?)\w\.length;\1\+\+\)\w\.slice\(", worker.read_text(encoding="utf-8"))
    assert loop and loop[2] == "<="


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_search_prefers_hand_written_pages(site, lang):
    index = json.loads((site / lang / "search" / "search_index.json").read_text(encoding="utf-8"))
    preferred = {entry["location"].partition("#")[0] for entry in index["docs"] if entry.get("boost", 1) > 1}
    short = {path for path, text in pages(lang).items() if "{{ block.file " not in text}
    assert preferred == {path.replace(".md", ".html") for path in short}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_chinese_words_are_found_in_either_language(site, lang):
    index = json.loads((site / lang / "search" / "search_index.json").read_text(encoding="utf-8"))
    assert {"zh", "en"} <= set(index["config"]["lang"])
    found = {
        entry["location"].partition("#")[0] for entry in index["docs"] if "双师型" in entry["title"] + entry["text"]
    }
    assert {"codebook/concepts.html", "codebook/themes.html", "codebook/indicators.html"} <= found


def test_the_page_above_sends_to_either_language(site):
    assert {address for address, _ in page(site / "index.html").links} == {"zh/index.html", "en/index.html"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_of_a_page_was_filled_in(site, lang):
    for path in html(site / lang):
        if path.parent.name != "pages":
            assert not re.search(r"\{\{\s*\w+\.", path.read_text(encoding="utf-8")), path
