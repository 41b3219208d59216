"""Bodies named for a piece of work: 责任单位：…, （市教育局，各县区政府负责）, 由…牵头, …按职责分工负责."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zhijiao_data.grammar.span import Cover

_ROLE_OF = (
    ("lead", ("牵头", "主责", "主办", "总牵头", "主要责任")),
    ("support", ("配合", "参与", "协办", "协助", "支持", "会同")),
    ("implementing", ("实施", "落实", "承办", "执行")),
    ("responsible", ("责任", "负责", "分工", "主管")),
)
_LABEL = re.compile(
    r"(?P<open>[(〔])?(?P<role>(?:总牵头|牵头|主责|主办|责任|配合|参与|协办|协同|协助|实施|落实|承办|执行|主管)(?:单位|部门|科室|处室|主体|股室|学校|机构|地区|领导)(?:及分工)?)(?:[：]|(?<=\S)(?=区|市|县))"
)
_BRACKET_DUTY = re.compile(
    r"[(〔](?P<list>(?:[^()〔〕。]|[(〔][^()〔〕]{1,10}[)〕]){2,240}?)[)〕](?=[。；\n]|$|\s*[。；]?\s*$|[一-龥(])"
)
#: Another labelled field on the same line: 责任单位：市教育局  完成时限：2024年12月.
_NEXT_FIELD = re.compile(
    r"[ \t；，。]{0,4}(?:(?:完成|办结|整改|起止)?(?:时限|时间|期限)(?:要求)?|(?:时间|进度)(?:节点|安排|要求)|完成标准|工作目标|联系人|备注|责任人|责任领导)："
)
_DUTY_WORD = re.compile(
    r"(?:按(?:照)?(?:各自)?职责(?:分工)?|分别|共同)*(?:负责|牵头|配合|参与|落实)(?:实施|落实)?$|(?:负责|牵头|配合|参与)[，；;]"
)
_DUTY = re.compile(
    r"(?P<shared>(?:等部门|等单位|等)?按(?:照)?(?:各自)?职责分工负责)|(?P<duty>牵头|负责)(?![人制任])(?!配合|做好|解释)(?=[^，。；\n]{2})"
)
_LED = re.compile(
    r"由(?P<lead>[^，。；：由\n]{2,40}?)(?:总?牵头)(?:负责)?[，、](?P<support>[^。；：\n]{2,80}?)(?:配合|参与|协助|协同)(?=[，。；\n]|$)"
)
_LIST_BEFORE = re.compile(r"[^，。；：()\n]{2,40}$")
_LONG_LIST_BEFORE = re.compile(r"[^。；：()\n]{2,240}$")
_ADVERB = re.compile(r"(?:要|应|具体|共同|分别)$")
#: No list of bodies is longer; one that is not closed ends here.
LONGEST_LIST = 800
_SPLIT = re.compile(
    r"[、，；;\n]|等(?:部门|单位)?(?:和|及|以及|与)|(?<=[局委办部厅府院校会社处科心司位行室镇道所团联])(?:和|及|与|以及)(?=[^等])"
)
_GOVERNMENTS = re.compile(
    r"各(?:[市州县区旗盟]|[(〔][^()〔〕]{1,8}[)〕]|[、和](?=[市州县区旗盟(〔]))+(?:人民)?(?:政府|教育局|教委)"
)
_NOT_IN_A_NAME = re.compile(r"[。：]|\d{4}年")
_LINE_END = re.compile(r"[。；]?[ \t]*(?:\n|$)")
_NAME_LEAD = re.compile(r"[ 由：\t]*(?:第.{1,4}条)?(?:本(?:方案|办法|意见|规定)由)?")
_MECHANISM = re.compile(r"(?:建立|健全|完善|构建|形成|实行|坚持)")
_OF_A_MECHANISM = re.compile(r"[^。]{0,40}的[^，。]{0,12}(?:机制|体系|格局|体制|制度)")
_TAIL = re.compile(
    r"(?:等(?:有关)?(?:部门|单位|相关部门|相关单位)?|按(?:照)?(?:各自)?职责(?:分工)?(?:负责)?|分别负责|共同负责|负责(?:落实|实施)?|牵头(?:负责|实施)?|配合(?:实施|落实)?|参与(?:配合|实施)?|为责任单位|落实|具体实施|承担)+$"
)
_NOT_A_BODY = re.compile(
    r"^(?:等|各|下同|排名不分先后|列第一位的为牵头单位|有关部门按.*|以下.*|不再.*|.{0,6}为牵头.*)$"
)


@dataclass(frozen=True, slots=True)
class Body:
    """A body as written, its role and its place. Offsets count from the start of the text that was read."""

    start: int
    end: int
    name: str
    role: str


def role_of(word: str) -> str:
    """The role that a label (责任单位, 牵头部门, 实施学校) or a duty word (负责, 牵头, 配合) gives."""
    for role, stems in _ROLE_OF:
        if word.startswith(stems):
            return role
    return "responsible"


def split_names(text: str, start: int, end: int, role: str) -> list[Body]:
    """The bodies of one list ``text[start:end]``: split at 、，； and at 和/及 between two bodies, tails such as 等 and 按职责分工负责 removed."""
    found = []
    position = start
    masked = _GOVERNMENTS.sub(lambda match: "□" * len(match[0]), text[start:end])  # 各市、县(区)人民政府 is one body
    for cut in [*_SPLIT.finditer(masked), None]:
        stop = start + cut.start() if cut else end
        found.extend(_name(text, position, stop, role))
        position = start + cut.end() if cut else end
    return found


def _name(text: str, start: int, end: int, role: str) -> list[Body]:
    name = text[start:end]
    lead = _NAME_LEAD.match(name).end()
    name = name[lead:]
    own_role = next(
        (
            role_of(duty)
            for duty in ("牵头", "配合", "参与")
            if name.rstrip("。 ").endswith((duty, duty + "实施", duty + "负责"))
        ),
        role,
    )
    name = _TAIL.sub("", name.rstrip("。. \n")).strip()
    if name.count("(") + name.count("〔") < name.count(")") + name.count("〕"):
        name = name.rstrip(")〕")
    if not 2 <= len(name) <= 30 or _NOT_A_BODY.match(name) or _NOT_IN_A_NAME.search(name):
        return []
    return [Body(start + lead, start + lead + len(name), name, own_role)]


def find_bodies(text: str, is_body: Callable[[str], bool]) -> list[Body]:
    """All bodies named for the work that ``text`` describes, in order.

    ``is_body(name) -> bool`` tells a body from other nouns; it is asked only where no label (责任单位：) vouches for the list.
    """
    found: list[Body] = []
    labelled_until = -1
    for match in _LABEL.finditer(text):
        stop = _list_end(text, match)
        if match["role"].endswith("领导"):  # 牵头领导：李××: persons
            labelled_until = max(labelled_until, stop)
            continue
        found.extend(split_names(text, match.end(), stop, role_of(match["role"])))
        labelled_until = max(labelled_until, stop)
    if "(" in text or "〔" in text or "负责" in text or "牵头" in text:
        taken = Cover()
        for body in found:
            taken.add(body.start, body.end)
        for match in _BRACKET_DUTY.finditer(text):
            if _LABEL.search(match[0]) or taken.touches(*match.span("list")):
                continue
            if _DUTY_WORD.search(match["list"]):
                bodies = _duties(text, match.start("list"), match.end("list"))
                if any(is_body(body.name) for body in bodies):
                    found.extend(bodies)
            elif text[: match.start()].endswith(("。", "；")) and _LINE_END.match(text, match.end()):
                bodies = split_names(text, *match.span("list"), "responsible")  # （市工信局、市财政局）
                if bodies and all(is_body(body.name) for body in bodies):
                    found.extend(bodies)
        found.extend(body for body in _prose_duties(text, is_body) if not taken.touches(body.start, body.end))
    found.sort(key=lambda body: body.start)
    return [body for i, body in enumerate(found) if i == 0 or body.start >= found[i - 1].end]


def _prose_duties(text: str, is_body: Callable[[str], bool]) -> Iterator[Body]:
    """Bodies in running text: 由市教育局牵头…, 市教育局、市财政局按职责分工负责. The list is looked for backwards from the duty."""
    for match in _LED.finditer(text):  # 由市教育局牵头，市财政局、市人社局配合
        bodies = [
            *split_names(text, *match.span("lead"), "lead"),
            *split_names(text, *match.span("support"), "support"),
        ]
        if any(is_body(body.name) for body in bodies):
            yield from bodies
    for match in _DUTY.finditer(text):
        before = text[max(0, match.start() - 240) : match.start()]
        listed = (_LONG_LIST_BEFORE if match["shared"] else _LIST_BEFORE).search(before)
        if not listed or _MECHANISM.match(listed[0]) or _OF_A_MECHANISM.match(text, match.end()):
            continue
        names = _ADVERB.sub("", listed[0])
        start = match.start() - len(listed[0])
        role = role_of("牵头" if text.startswith("牵头", match.end()) else match["duty"] or "负责")
        bodies = split_names(text, start, start + len(names), role)
        if bodies and all(is_body(body.name) for body in bodies):
            yield from bodies


def _list_end(text: str, match: re.Match[str]) -> int:
    """The end of a labelled list: the closing bracket, the full stop, the line's end or the next label."""
    start = match.end()
    following = _LABEL.search(text, start, start + LONGEST_LIST)
    candidates = [min(len(text), start + LONGEST_LIST), *([following.start()] if following else [])]
    if field := _NEXT_FIELD.search(text, start, start + LONGEST_LIST):
        candidates.append(field.start())
    if match["open"]:
        candidates.append(_closing(text, start))
    stops = "。" if match["open"] else "\n。"  # 〔责任单位：市教育局。列第一位者为牵头单位，下同〕
    candidates += [position for stop in stops if (position := text.find(stop, start, start + LONGEST_LIST)) >= 0]
    return min(candidates)


def _closing(text: str, start: int) -> int:
    """The bracket that closes the one opened before ``start``, brackets within names passed over."""
    depth = 1
    for match in re.finditer(r"[()〔〕]", text[start : start + LONGEST_LIST]):
        depth += 1 if match[0] in "(〔" else -1
        if depth == 0:
            return start + match.start()
    return min(len(text), start + LONGEST_LIST)


def _duties(text: str, start: int, end: int) -> list[Body]:
    """Bodies of a bracket whose groups end in their duty: （省教育厅牵头，省财政厅、省人社厅配合）."""
    bodies: list[Body] = []
    group = start
    for duty in re.finditer(r"(牵头|负责|配合|参与|落实)(?:实施|落实|负责)?(?=[，；、]|$)", text[start:end]):
        stop = start + duty.end()
        bodies.extend(
            Body(b.start, b.end, b.name, role_of(duty[1])) for b in split_names(text, group, stop, role_of(duty[1]))
        )
        group = stop
    return bodies
