"""Text of the data as Markdown or HTML that is shown and never obeyed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from zhijiao_data.dataset.rendering import escaped, markdown

#: Addresses on hosts that only Chinese governments and schools get.
_OFFICIAL = re.compile(r"https?://(?P<host>(?:[a-z\d-]+\.)+(?:gov|edu)\.cn)(?::\d+)?(?:/[^\s<>\"'\\]*)?", re.IGNORECASE)


def anchor(*parts: object) -> str:
    """The name of a place on a page, made of ids: ``anchor("comparator", "ge")`` is ``comparator.ge``."""
    return ".".join(re.sub(r"[^\w.-]", lambda sign: f"x{ord(sign[0]):02x}", str(part)) for part in parts)


def heading(level: int, words: object, name: str = "") -> str:
    """A heading as Markdown, with its anchor."""
    return f"{'#' * level} {markdown(words)}" + (f" {{#{name}}}" if name else "")


def code(text: object) -> str:
    """``text`` in the type of code, as HTML."""
    return f"<code>{escaped(text)}</code>"


def link(address: str, html: str) -> str:
    """A link within the site around some HTML."""
    return f'<a href="{escaped(address)}">{html}</a>'


def web(address: object) -> str:
    """An address on an official host as a link with the name of the host; any other, and any other text, as text.

    Copies on other hosts come and go, and what stands there tomorrow is nobody's promise: no click leads to them.
    """
    found = _OFFICIAL.fullmatch(str(address))
    if found is None:
        return escaped(address)
    return f'<a href="{escaped(address)}" rel="nofollow noopener">{escaped(found["host"])}</a>'


def is_official(address: object) -> bool:
    """Whether an address lies on a host under gov.cn or edu.cn."""
    return _OFFICIAL.fullmatch(str(address)) is not None


def lines(text: object) -> str:
    """``text`` as HTML, its line breaks kept."""
    return "<br>".join(escaped(line) for line in str(text).splitlines())


def prose(text: object) -> str:
    """A sentence as HTML; what stands between backticks is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escaped(text))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """An HTML table of cells that are HTML already; Material lets a wide one scroll within its box."""
    top = " ".join(f"<th>{cell}</th>" for cell in head)  # the blank parts the words of two cells for the search
    body = "".join("<tr>" + " ".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and what they say, both HTML, as a list of definitions."""
    return '<dl class="zj-facts">' + "".join(f"<dt>{name}</dt> <dd>{said}</dd>" for name, said in pairs) + "</dl>"


def page(parts: Iterable[str]) -> str:
    """Blocks of Markdown or HTML, each a paragraph of its own."""
    return "\n\n".join(part for part in parts if part) + "\n"


def said(row: dict[str, Any], name: str, lang: str) -> Any:
    """What a row says in one language: ``definition_zh`` or ``definition_en`` before ``definition``, which serves the other.

    ``None`` when it says nothing.
    """
    for key in (f"{name}_{lang}", name):
        if row.get(key) not in (None, "", []):
            return row[key]
    return None
