"""What a document says of itself: title, number, issuer, dates, period, who forwarded it.

Only what stands in the text; a cataloguer's ``plan.yaml`` overrides it, with evidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from zhijiao_data.codebook.loader import load
from zhijiao_data.extract.structure import Node
from zhijiao_data.grammar.citations import NUMBER
from zhijiao_data.grammar.dates import find_period, parse_date
from zhijiao_data.grammar.lexicon import alternatives

_NOTICE = re.compile(r"关于(?:印发|转发|批转|下发|发布)|印发[《〈]|的通知$")
_OWN_NAME = re.compile(r"[《〈](?P<name>[^《》〈〉]{4,90})[》〉]")


#: The title of a notice inside a page that lost its line breaks.
_FLAT_NOTICE = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{2,24}?(?:政府|办公厅|办公室|委员会|局|厅|教委))关于(?:印发|转发)(?P<title>[^，。；\s]{6,60}?)的通知"
)
_TRANSMITTED = re.compile(r"(?:印发|转发)给?你们[^。]{0,40}。")
_SIGNED = re.compile(r"\s*(?P<issuer>[\u4e00-\u9fff]{4,30}?)\s*(?=(?:19|20)\d\d年)")
#: Issuer and date in a field or in brackets under the title, where no signature states them.
_ISSUED_NOTE = re.compile(
    r"\((?P<issuer>[\u4e00-\u9fff]{4,30}?)(?:于)?(?P<date>\d{4}年\d{1,2}月\d{1,2}日)(?:印发|发布|公布)\)"
)
_ISSUER_FIELD = re.compile(
    r"(?:发文|发布|制定|解读|公开)(?:机关|机构|单位|部门)：[ ]?(?P<issuer>[\u4e00-\u9fff]{4,30})"
)
_DATE_FIELD = re.compile(r"(?:成文|发文|印发|发布|解读)(?:日期|时间)：")


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
    if issuer is None or issued_on is None:
        stated = _stated(text, nodes)
        issuer, issued_on = issuer or stated.issuer or None, issued_on or stated.date
    number = _number(text, nodes)
    if title is None and (page := _FLAT_NOTICE.search(text, 0, 800)):  # a page copied without its line breaks
        title = page["title"].strip("《》〈〉")
        letter = _TRANSMITTED.search(text)
        signed = _SIGNED.match(text, letter.end()) if letter else None
        issuer = issuer or (signed or page)["issuer"]
        found = NUMBER.search(text, 0, 800)
        number = number or (_own_code(found[0], issuer) if found else None)
        issued_on = issued_on or parse_date(text[letter.end() : letter.end() + 80] if letter else text[:800])
    return Facts(
        title=title,
        doc_number=number,
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
            found.append(_Signature("、".join(_one_by_one(name) for name in names), date))
    return found


def _stated(text: str, nodes: list[Node]) -> _Signature:
    """Issuer and date from the brackets under a title, the fields of a page's head or the last line; empty where there are none."""
    note = _ISSUED_NOTE.search(text, 0, 1500)
    if note:
        return _Signature(note["issuer"], parse_date(note["date"]))
    issuer = _ISSUER_FIELD.search(text)
    date = _DATE_FIELD.search(text)
    end = text.rstrip()
    last = end[end.rfind("\n") + 1 :]
    return _Signature(
        issuer["issuer"] if issuer else "",
        parse_date(text[date.end() : date.end() + 16]) if date else parse_date(last) if len(last) < 40 else None,
    )


def _own_code(number: str, issuer: str) -> str:
    """A number without the page's words that run into it: 浏览326次临政办发〔2022〕61号 of 临洮县 begins with 临."""
    at = next((i for i, char in enumerate(number[: number.find("〔")]) if char in issuer), 0)
    return number[at:]


def _one_by_one(line: str) -> str:
    """Bodies that sign together on one line: 襄阳市教育局  襄阳市财政局 → 襄阳市教育局、襄阳市财政局."""
    bare = re.sub(r"\s+", "", line)
    return re.sub(rf"(?<=[会局厅委部府室])(?={re.escape(bare[:2])})", "、", bare) if len(bare) > 4 else bare


@cache
def _issuer_in_title() -> re.Pattern[str]:
    return re.compile(
        rf"^(?P<issuer>[\u4e00-\u9fff、]{{2,40}}?(?:{alternatives('body.ending')}|部门))(?:等[一二三四五六七八九十\d]+部门)?(?=关于|印发|转发)"
    )


def _issuer_of(titles: list[Node]) -> str | None:
    for node in reversed(titles):
        match = _issuer_in_title().match(node.title or "")
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
