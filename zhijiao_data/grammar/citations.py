"""Names of other documents: 《…》 with or without a number, a number alone, a name without marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from zhijiao_data.grammar.lexicon import alternatives
from zhijiao_data.grammar.span import Cover

#: An official document number: issuer's short form, year in brackets, serial (GB/T 9704—2012, 7.2.5).
NUMBER = re.compile(r"(?P<code>[\u4e00-\u9fff]{1,12}?)〔(?P<year>\d{4})〕第?(?P<serial>\d{1,4})号")
_SERIAL = re.compile(r"〔(?P<year>\d{4})〕第?(?P<serial>\d{1,4})号")
_CODE = re.compile(r"[\u4e00-\u9fff]{2,10}$")
_TITLED = re.compile(
    r"《(?P<title>(?:[^《》。]|《[^《》。]{1,100}》|\n){2,200}?)》(?!》)(?:\((?P<number>[^()\n]{1,16}〔\d{4}〕第?\d{1,4}号)(?:\)|(?=，以?下简称)))?"
    r"|〈(?!!--)(?P<inner>[^〈〉《》。]{4,100})〉"
)
_ISSUER = r"(?:中共中央|国务院|全国人大|教育部(?:等[一二三四五六七八九十\d]*(?:相关)?部门)?|财政部|人力资源社会保障部|国家发展改革委|[\u4e00-\u9fff]{1,8}(?:省|市|区|县)(?:委|人民政府|政府)|市人民政府|省人民政府|市政府|省政府|区政府|市委|省委)"
_ISSUER_OPENS = re.compile(r"(?P<issuer>[\u4e00-\u9fff、]{2,30}?)(?:联合)?(?=关于|印发|转发)")
_ISSUERS_END = re.compile(
    rf"{_ISSUER}(?:办公厅|办公室)?(?:[、和与]{_ISSUER}(?:办公厅|办公室)?){{0,3}}(?:等[一二三四五六七八九十\d]+部门)?$"
)
_LIST_BETWEEN = re.compile(r"[、，和及与以 ]{0,4}")
_NAMED_RULE = re.compile(
    r"(?:按照|根据|依据|依托|落实|对接|对照|执行|贯彻|依|《[^《》]{2,60}》(?:和|及|与|、))(?P<name>(?:国家|[\u4e00-\u9fff]{1,4}[省市区县]|市|省|教育部)(?!级)[^，。；、：《》“”的\n]{5,28}?"
    r"(?:标准|指导方案|规划纲要|规划|纲要|白皮书|指标体系|实施方案|行动计划|目录|指南|规范))(?=[，。；、的和与要及]|$)"
)
_BASIS = re.compile(r"根据|依据|按照|按|贯彻|落实|遵照|遵循|依照|对照|执行|对接|结合|围绕|响应|推动[^，。；]{0,4}$")
_OUTPUT = re.compile(
    r"(?:制定|制订|编制|出台|研究制定|起草|修订|优化完善|完善|推动出台|形成|发布|拟定|签订|编写)[^，。；《]{0,28}$"
)
_STANDARD = re.compile(r"(?:标准|规范|规定|目录|办法|规程|指南|条例|标准[》(].{0,4})$")
#: The sentence with which a document says what it rests on.
_OPENS = re.compile(r"\s*(?:为|根据|依据|按照|遵照|贯彻|落实)")
_FOUNDS = re.compile(r"[^。；\n]{0,160}?(?:制[定订]|编制|提出|印发)(?:本|如下|以下)")


@cache
def _unmarked() -> re.Pattern[str]:
    return re.compile(
        rf"关于[^，。；、《》“”：\n]{{4,60}}的(?:实施|指导|若干)?(?:{alternatives('document.kind')})"
        r"|国家[^，。；、《》“”：\n的]{4,24}(?:实施方案|行动计划|规划纲要|发展规划|改革方案|规划)"
    )


@dataclass(frozen=True, slots=True)
class Citation:
    """One occurrence of a document's name. Offsets count from the start of the text that was read."""

    start: int
    end: int
    title: str | None
    doc_number: str | None
    issuer: str | None
    relation: str
    title_start: int = 0
    title_end: int = 0


def find_citations(text: str) -> list[Citation]:
    """All names of documents in a stretch of text in normal form, in order of their start; nested names are rows of their own."""
    found: list[Citation] = []
    taken = Cover()
    if "《" in text or "〈" in text:
        for match in _TITLED.finditer(text):
            found.extend(_titled(text, match))
            taken.add(*match.span())
    if "号" in text and "〕" in text:
        for match in _SERIAL.finditer(text):
            if not taken.touches(*match.span()):
                code = _CODE.search(text, max(0, match.start() - 10), match.start())
                start = code.start() if code else match.start()
                start += len(
                    re.match(r"(?:根据|依据|按照|落实|贯彻|执行|和|与|及|以及)?", text[start : match.start()])[0]
                )
                found.append(
                    Citation(
                        start,
                        match.end(),
                        None,
                        text[start : match.end()],
                        None,
                        _relation(text, start, match.end(), ""),
                    )
                )
                taken.add(start, match.end())
    if "关于" in text or "国家" in text:
        for match in _unmarked().finditer(text):
            before = text[max(0, match.start() - 40) : match.start()]
            issuers = _ISSUERS_END.search(before) if match[0].startswith("关于") else None
            if taken.touches(*match.span()) or not (issuers or _BASIS.search(before[-24:])):
                continue
            if (
                re.search(r"^[^》]*》", text[match.end() : match.end() + 80])
                and "《" not in text[match.end() : match.end() + 80].split("》")[0]
            ):
                continue  # inside a name whose opening mark was lost or is further away than one line
            start, end = match.start() - (len(issuers[0]) if issuers else 0), match.end()
            taken.add(start, end)
            relation = _relation(text, start, end, match[0])
            found.append(
                Citation(start, end, text[start:end], None, issuers[0] if issuers else None, relation, start, end)
            )
    for match in _NAMED_RULE.finditer(text):
        span = match.span("name")
        if not taken.touches(*span):
            found.append(Citation(*span, match["name"], None, None, _relation(text, *span, match["name"]), *span))
    return _share_relations(text, sorted(found, key=lambda citation: (citation.start, -citation.end)))


def _share_relations(text: str, citations: list[Citation]) -> list[Citation]:
    """In 落实《A》《B》和《C》 one verb governs all names: a mention that follows at once takes the relation in front of it."""
    shared: list[Citation] = []
    for citation in citations:
        before = shared[-1] if shared else None
        if (
            before
            and citation.relation == "mention"
            and _LIST_BETWEEN.fullmatch(text, min(before.end, citation.start), citation.start)
        ):
            citation = replace(citation, relation=before.relation)
        if (
            before
            and citation.issuer is None
            and before.issuer
            and before.title_end
            and _LIST_BETWEEN.fullmatch(text, min(before.end, citation.start), citation.start)
        ):
            citation = replace(citation, issuer=before.issuer)
        shared.append(citation)
    return shared


def _titled(text: str, match: re.Match[str]) -> list[Citation]:
    if match["inner"]:
        return [
            Citation(
                *match.span(),
                clean_title(match["inner"]),
                None,
                None,
                _relation(text, *match.span(), match["inner"]),
                *match.span("inner"),
            )
        ]
    title = match["title"]
    rows = [
        Citation(
            *match.span(),
            clean_title(title),
            match["number"],
            _issuer_before(text, match.start()) or _issuer_inside(title),
            _relation(text, *match.span(), title),
            *match.span("title"),
        )
    ]
    for inner in re.finditer(r"[〈《]([^〈〉《》]{2,100})[〉》]", title):
        offset = match.start("title")
        start, end = offset + inner.start(), offset + inner.end()
        rows.append(Citation(start, end, clean_title(inner[1]), None, None, rows[0].relation, start + 1, end - 1))
    return rows


def clean_title(title: str) -> str:
    """A title as one line: breaks and the spaces around them removed."""
    return re.sub(r"\s*\n\s*", "", title).strip()


_ISSUER_TAIL = re.compile(rf"(?:{_ISSUER}|教育部|[、和与及])+(?:联合)?(?:印发|颁发|发布)?的?$")


def _issuer_before(text: str, start: int) -> str | None:
    """The issuer written right in front of the marks: 国务院《关于…的决定》, 教育部、省教育厅《…》."""
    before = text[max(0, start - 40) : start]
    match = re.search(
        rf"({_ISSUER}(?:办公厅|办公室)?(?:(?:、|和|与)(?:{_ISSUER}|[\u4e00-\u9fff]{{2,8}}厅)(?:办公厅|办公室)?){{0,3}})(?:联合)?(?:印发|颁发|发布)?的?$",
        before,
    )
    return match[1] if match else None


def _issuer_inside(title: str) -> str | None:
    """The issuer with which the title itself begins: 《教育部等六部门关于印发…的通知》."""
    match = _ISSUER_OPENS.match(clean_title(title))
    return match["issuer"] if match else None


def _relation(text: str, start: int, end: int, title: str) -> str:
    before = re.split(r"[。；\n]", text[max(0, start - 60) : start])[-1]
    after = text[end : end + 24]
    last_clause = _ISSUER_TAIL.sub("", re.split(r"，", before)[-1])
    if (
        re.match(r"(?:转发|印发)", after)
        or re.search(r"(?:转发|印发)(?:《[^》]*)?$", last_clause)
        or re.search(r"现将(?:修订后的)?$", before)
    ):
        return "forwarded"
    if re.match(r"已经?.{0,30}(?:同意|通过|审定)", text[end : end + 40]):
        return "forwarded"
    if (
        _OUTPUT.search(last_clause)
        and not _BASIS.search(last_clause[-8:])
        and not re.match(r"(?:的)?(?:要求|规定|精神)", after)
    ):
        return "output"
    if _FOUNDS.match(text, end) and _OPENS.match(before):
        return "basis"  # 为贯彻…和《某省职业教育条例》…，制定本方案
    if _STANDARD.search(re.sub(r"\(.*?\)$", "", title)) and not title.startswith("关于") and "通知" not in title:
        return "standard"
    if _BASIS.search(last_clause) or _BASIS.search(before) or re.match(r"(?:的)?(?:精神|要求|规定)|落地", after):
        return "basis"
    return "mention"
