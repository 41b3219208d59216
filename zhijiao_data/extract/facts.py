"""What a document says of itself: title, number, issuer, dates, period, who forwarded it.

Only what stands in the text; a cataloguer's ``plan.yaml`` overrides it, with evidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhijiao_data.codebook.loader import load
from zhijiao_data.extract.structure import Node
from zhijiao_data.grammar.citations import NUMBER
from zhijiao_data.grammar.dates import find_period, parse_date

_NOTICE = re.compile(r"关于(?:印发|转发|批转|下发|发布)|印发[《〈]|的通知$")
_OWN_NAME = re.compile(r"[《〈](?P<name>[^《》〈〉]{4,90})[》〉]")
_ISSUER_IN_TITLE = re.compile(
    r"^(?P<issuer>[\u4e00-\u9fff、]{2,40}?(?:政府|办公厅|办公室|委员会|局|厅|部|教委|办事处|部门))(?:等[一二三四五六七八九十\d]+部门)?(?=关于|印发|转发)"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the text states about the document; ``None`` where it states nothing."""

    title: str | None
    doc_number: str | None
    issuer: str | None
    issued_on: str | None
    period: tuple[int, int] | None
    document_type: str | None
    transmitted_by: str | None
    transmitted_on: str | None

    @property
    def issue_year(self) -> int | None:
        """The year of issue."""
        return int(self.issued_on[:4]) if self.issued_on else None


@dataclass(frozen=True, slots=True)
class _Signature:
    issuer: str
    date: str | None


def read_facts(text: str, nodes: list[Node]) -> Facts:
    """Read the facts from the front matter and the signatures."""
    titles = [node for node in nodes if node.kind == "title" and node.title and not node.annex]
    title = _plan_title(titles)
    signatures = _signatures(text, nodes)
    plan_signature = signatures[-1] if signatures else None
    forwarder = signatures[0] if len(signatures) > 1 and any("转发" in (node.title or "") for node in titles) else None
    issuer = plan_signature.issuer if plan_signature else _issuer_of(titles)
    issued_on = plan_signature.date if plan_signature else None
    if issued_on is None:
        issued_on = next(
            (
                parse_date(text[n.start : n.end])
                for n in nodes
                if n.kind == "date" and parse_date(text[n.start : n.end])
            ),
            None,
        )
    return Facts(
        title=title,
        doc_number=_number(text, nodes),
        issuer=issuer,
        issued_on=issued_on,
        period=find_period(title or ""),
        document_type=_document_type(title),
        transmitted_by=forwarder.issuer if forwarder else None,
        transmitted_on=forwarder.date if forwarder else None,
    )


def _plan_title(titles: list[Node]) -> str | None:
    """The title of the plan itself: a title that is no notice, else the name inside the notice's title, else the first title."""
    plain = [node.title for node in titles if node.title and not _NOTICE.search(node.title)]
    if plain:
        return _clean(plain[-1] if len(titles) > len(plain) else plain[0])
    for node in titles:
        inner = list(_OWN_NAME.finditer(node.title or ""))
        if inner:
            return _clean(inner[-1]["name"])
    return _clean(titles[0].title) if titles and titles[0].title else None


def _clean(title: str) -> str:
    return re.sub(r"\s+", "", title)


def _signatures(text: str, nodes: list[Node]) -> list[_Signature]:
    found = []
    for index, node in enumerate(nodes):
        if node.kind == "signature":
            names = [line.strip() for line in text[node.start : node.end].split("\n") if line.strip()]
            following = nodes[index + 1] if index + 1 < len(nodes) else None
            date = parse_date(text[following.start : following.end]) if following and following.kind == "date" else None
            found.append(_Signature("、".join(names), date))
    return found


def _issuer_of(titles: list[Node]) -> str | None:
    for node in reversed(titles):
        match = _ISSUER_IN_TITLE.match(node.title or "")
        if match:
            return match["issuer"]
    return None


def _number(text: str, nodes: list[Node]) -> str | None:
    numbers = [NUMBER.search(text[node.start : node.end]) for node in nodes if node.kind == "doc_number"]
    numbers = [match for match in numbers if match]
    return numbers[-1][0] if numbers else None


def _document_type(title: str | None) -> str | None:
    """The kind of document by the last word of its title that names one (codes.yaml: document_type)."""
    if not title:
        return None
    best: tuple[int, int, str] | None = None
    for code, entry in load("codes")["document_type"]["codes"].items():
        for name in entry.get("names", ()):
            position = title.rfind(name)
            if position >= 0:
                candidate = (position + len(name), len(name), code)
                best = candidate if best is None or candidate > best else best
    return best[2] if best else None
