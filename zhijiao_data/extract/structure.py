"""The structure of a document: parts, headings, items and tables as a tree in reading order.

The reading text is cut into *nodes* that tile it: each character belongs to exactly one node, which holds its own heading and its own text,
its children excluded. Parts (a notice that transmits, the plan, its annexes) are recognised by what stands around them: letterhead, title,
recipients, signature and date, 附件.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from zhijiao_data.extract.tables import is_table_continuation, is_table_line, serial_of
from zhijiao_data.grammar.headings import MAX_TITLE, Label, inline_labels, read_label, role_of_heading, title_end
from zhijiao_data.grammar.lexicon import alternatives, pattern

_RANK = {"part": 0, "chapter": 1, "section": 2, "article": 3, "markdown1": 3, "markdown2": 3, "markdown3": 3, "han": 4, "han_paren": 5, "named": 5, "digit": 6,
         "yishi": 7, "digit_paren": 7, "digit_close": 7, "circled": 8, "dash": 9, "bullet": 9}  # fmt: skip
_NOTE = re.compile(
    r"^\(?(?:此件.{0,12}(?:公开|发布|发至).{0,12}|信息公开(?:属性|选项|类别)：.{2,12}|公开方式：.*|\(.{0,6}公开\))\)?$"
)
_NUMBER_LINE = re.compile(r"^\(?[\u4e00-\u9fff]{2,12}〔\d{4}〕第?\d{1,4}号(?: ?\d{4}年)?\)?$")
_DATE_LINE = re.compile(
    r"^(?:日期：|发布(?:日期|时间)：|时间：)?\(?(?:(?:19|20)\d\d年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|二[〇零Oo]\S{2}年\S{1,3}月\S{1,3}日)(?: ?\d\d：\d\d)?\)?$"
)
_PRINT_LINE = re.compile(r"(?:\d{4}年\d{1,2}月\d{1,2}日)印发$|^抄送：|^主办：")
_ATTACHMENT = re.compile(r"^附(?:件|表)[\d一二三四五六七八九十]{0,2}(?:[：.、-]|$)")
_ATTACHMENT_ALONE = re.compile(r"^附(?:件|表)[\d一二三四五六七八九十]{0,2}：?$")
_BRACKETED = re.compile(r"^\([^()]*\)$")
_EDITION = re.compile(r"试行|草案|征求意见|修订|暂行|送审|20\d\d|附")
_ISSUED_IN = re.compile(r"月\S{1,3}日[^()]{0,30}(?:印发|发布|公布|通过|施行|批准)")
_ANNEX_IN_LINE = re.compile(r"(?<=[。；！？])附件[\d一二三四五]?：[^。；]{0,120}$")
_ORNAMENT = re.compile(r"\W|的")
_FIRST_ANNEX = re.compile(r"附(?:件|表)：\s*1[.、]")
_RECIPIENT = re.compile(r"^.{2,300}：$")
_RECIPIENT_WORDS = re.compile(r"各|有关|政府|单位|部门|学校|委员会|局|厅|办")
_LETTERHEAD = re.compile(r"^.{4,36}(?:文件|电子公文|公文)$")
_RUN_ON_TITLE = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,20})?关于[^，。；]{5,60}?的?(?:实施方案|工作方案|行动计划|实施意见|意见|通知|规划|方案|计划)(?:\([^()]{2,20}\))?(?=为|根据|按照)"
)
_TRANSMITS = re.compile(
    r"印发给你们|转发给你们|现印发|现予印发|印发你们|转发你们|请.{0,12}(?:贯彻|执行|落实|遵照)|现将"
)
_ANSWER = re.compile(r"^答[：:]?")
_PAGE_TITLE_MAX = 70


@cache
def _body_name() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('body.ending')})$")


@cache
def _title_words() -> re.Pattern[str]:
    return re.compile(alternatives("document.kind", "document.paper"))


@dataclass(slots=True)
class Node:
    """One node of the tree. Offsets are of the reading text; ``end`` is set when all nodes are known."""

    kind: str
    start: int
    end: int = 0
    label: Label | None = None
    label_text: str | None = None
    title: str | None = None
    text_start: int = 0
    role: str | None = None
    parent: Node | None = None
    depth: int = 0
    reason: str | None = None
    children: list[Node] = field(default_factory=list)
    rows: list[tuple[int, int]] = field(default_factory=list)
    annex: bool = False

    @property
    def heading(self) -> str | None:
        """Label and title as one string, as it reads in the document."""
        return None if self.title is None and self.label_text is None else (self.label_text or "") + (self.title or "")


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    text: str
    label: Label | None


def read_structure(text: str) -> list[Node]:
    """The nodes of a reading text, in reading order. Linear in its length; a text without headings is one body node."""
    lines = _lines(text)
    if not lines:
        return [Node("body", 0, len(text), role="other")]
    nodes = _Builder(text, lines).build()
    nodes[0].start = 0
    for node, following in pairwise(nodes):
        node.end = following.start
    nodes[-1].end = len(text)
    _assign_roles(nodes)
    _complete_titles(text, nodes)
    return nodes


# --- lines -----------------------------------------------------------------------------------------------------------------------------------------


def _lines(text: str) -> list[_Line]:
    """The non-empty lines, running lines cut at headings that lost their line break, labels restored where the count shows that one was lost."""
    lines: list[_Line] = []
    position = 0
    for raw in text.split("\n"):
        stripped = raw.strip(" \r\f\v" if "\t" in raw else " \r\f\v\t")
        if stripped:
            start = position + raw.index(stripped[0])
            lines.append(_Line(start, start + len(stripped), stripped, None))
        position += len(raw) + 1
    for line in lines:
        line.label = None if is_table_line(line.text) else read_label(line.text)
    lines = _cut_annex(_cut_inline(lines))
    _restore_labels(lines)
    return lines


def _cut_annex(lines: list[_Line]) -> list[_Line]:
    """Cut off a list of annexes that lost its line break and stands behind the last sentence."""
    result: list[_Line] = []
    for line in lines:
        match = _ANNEX_IN_LINE.search(line.text, max(0, len(line.text) - 140)) if len(line.text) > 80 else None
        if match:
            result.append(_Line(line.start, line.start + match.start(), line.text[: match.start()], line.label))
            result.append(_Line(line.start + match.start(), line.end, match[0], None))
        else:
            result.append(line)
    return result


def _cut_inline(lines: list[_Line]) -> list[_Line]:
    """Cut lines at headings inside them, if their numbers form a sequence over the document."""
    accepted: list[tuple[int, Label]] = []
    last = {"han": 0, "han_paren": 0}
    for index, line in enumerate(lines):
        if line.label and line.label.style in last and line.label.number is not None:
            last[line.label.style] = line.label.number
            if line.label.style == "han":
                last["han_paren"] = 0
        if len(line.text) < 80 or is_table_line(line.text):
            continue
        previous_heading_end = line.label.end if line.label else -1
        for label in inline_labels(line.text):
            before = line.text[label.start - 1]
            after_heading = (
                0 <= label.start - previous_heading_end <= 20
                and previous_heading_end >= 0
                and label.style == "han_paren"
            )
            if label.number == last[label.style] + 1 and (before in "。！？”)" or after_heading):
                accepted.append((index, label))
                last[label.style] = label.number
                if label.style == "han":
                    last["han_paren"] = 0
                previous_heading_end = label.end
    if len(accepted) < 2:
        return lines
    result: list[_Line] = []
    cuts: dict[int, list[Label]] = {}
    for index, label in accepted:
        cuts.setdefault(index, []).append(label)
    for index, line in enumerate(lines):
        pieces = [0, *(label.start for label in cuts.get(index, [])), len(line.text)]
        for start, end in pairwise(pieces):
            if end > start:
                piece = line.text[start:end]
                result.append(
                    _Line(line.start + start, line.start + end, piece, line.label if start == 0 else read_label(piece))
                )
    return result


def _restore_labels(lines: list[_Line]) -> None:
    """Give paragraphs their lost label back: between （二） and （五） two unlabelled paragraphs are （三） and （四）."""
    damaged = any(line.label and line.label.style == "lost" for line in lines)
    if not damaged:
        return
    block: list[_Line] = []
    for line in [*lines, None]:
        if line is None or (line.label and line.label.style == "han"):
            _restore_block(block)
            block = []
        elif not is_table_line(line.text):
            block.append(line)


def _restore_block(block: list[_Line]) -> None:
    known = [i for i, line in enumerate(block) if line.label and line.label.style == "han_paren"]
    if not known or any(_ANSWER.match(line.text) for line in block):
        return
    first = known[0]
    for i in range(first):
        if block[i].label and block[i].label.style == "lost" and first - i < (block[first].label.number or 0):
            block[i].label = Label("han_paren", (block[first].label.number or 0) - (first - i), 0, block[i].label.end)
    for low, high in pairwise(known):
        gap = (block[high].label.number or 0) - (block[low].label.number or 0) - 1
        if gap > 0 and high - low - 1 == gap:
            for step in range(1, gap + 1):
                _restore(block[low + step], (block[low].label.number or 0) + step)
    last = known[-1]
    for step, line in enumerate(block[last + 1 :], 1):
        if len(line.text) < 20:
            break
        _restore(line, (block[last].label.number or 0) + step)


def _restore(line: _Line, number: int) -> None:
    end = line.label.end if line.label and line.label.style == "lost" else 0
    line.label = Label("han_paren", number, 0, end)


# --- the tree --------------------------------------------------------------------------------------------------------------------------------------


class _Builder:
    """Reads the lines once, keeping the open headings on a stack."""

    def __init__(self, text: str, lines: list[_Line]) -> None:
        self.text = text
        self.lines = lines
        self.nodes: list[Node] = []
        self.stack: list[Node] = []
        self.front = True  # before the first heading of a part
        self.annex = False
        self.body_seen = False
        self.transmitted = False
        self.seen_styles: set[str] = set()
        self.last_label = max((i for i, line in enumerate(lines) if line.label is not None), default=-1)

    def build(self) -> list[Node]:
        index = 0
        while index < len(self.lines):
            index = self._step(index)
        return self.nodes

    def _step(self, index: int) -> int:
        line = self.lines[index]
        if is_table_line(line.text) and not self._lone_bars(index):
            return self._table(index)
        kind = self._furniture_kind(index)
        if kind:
            return self._single(index, *kind)
        if _ATTACHMENT.match(line.text) and len(line.text) < 120:
            return self._attachment(index)
        if line.label is not None and not (line.label.style == "lost" and self.front):
            if line.label.style.startswith("markdown") and self.front and not self.body_seen:
                return self._single(index, "title", "front_matter", None)
            return self._heading(index)
        if self._is_signature(index):
            return self._signature(index)
        if self.front:
            return self._front(index)
        return self._body(index)

    def _lone_bars(self, index: int) -> bool:
        """首页 | 新闻 | 公开 | 互动: bars without another row of them above or below are a menu."""
        text = self.lines[index].text
        if "\t" in text or text.startswith("|"):
            return False
        around = (self.lines[i].text for i in (index - 1, index + 1) if 0 <= i < len(self.lines))
        return not any(other.count("|") >= 3 for other in around)

    # nodes ----------------------------------------------------------------------------------------------------------------------------------------

    def _add(self, node: Node, parent: Node | None) -> Node:
        node.parent = parent
        node.depth = parent.depth + 1 if parent else 0
        node.annex = self.annex
        if parent:
            parent.children.append(node)
        self.nodes.append(node)
        return node

    def _single(self, index: int, kind: str, role: str, reason: str | None) -> int:
        line = self.lines[index]
        last = self.nodes[-1] if self.nodes else None
        if last and last.kind == kind and kind in ("furniture", "title") and not last.children:
            last.title = (last.title or "") + line.text.strip("# *") if kind == "title" else last.title
        else:
            title = line.text.strip("# *") if kind == "title" else None
            self._add(Node(kind, line.start, role=role, reason=reason, title=title, text_start=line.start), None)
        return index + 1

    def _furniture_kind(self, index: int) -> tuple[str, str, str | None] | None:
        text = self.lines[index].text
        if len(text) < 160 and pattern("furniture").search(text) and "。" not in text[:-1]:
            return "furniture", "furniture", "text of the website or archive around the document"
        if self.nodes and self.nodes[-1].kind == "furniture" and index > len(self.lines) * 0.8 and len(text) < 30:
            return "furniture", "furniture", "text of the website or archive around the document"
        if _NOTE.match(text):
            return "note", "closing", None
        if _NUMBER_LINE.match(text):
            return "doc_number", "front_matter", None
        if len(text) < 60 and (_PRINT_LINE.search(text) or (_body_name().search(text) and self._next_is_print(index))):
            return "note", "closing", None
        if _DATE_LINE.match(text):
            return "date", "closing" if self.body_seen or self.transmitted else "front_matter", None
        return None

    def _next_is_print(self, index: int) -> bool:
        return index + 1 < len(self.lines) and bool(_PRINT_LINE.search(self.lines[index + 1].text))

    # parts ----------------------------------------------------------------------------------------------------------------------------------------

    def _front(self, index: int) -> int:
        line = self.lines[index]
        if line.text.startswith("〉") or (
            _BRACKETED.match(line.text) and (not _EDITION.search(line.text) or _ISSUED_IN.search(line.text))
        ):
            return self._single(index, "note", "front_matter", None)
        if (
            _RECIPIENT.match(line.text)
            and _RECIPIENT_WORDS.search(line.text)
            and not _title_words().search(line.text[-6:])
        ):
            return self._single(index, "recipients", "front_matter", None)
        if _LETTERHEAD.search(line.text):
            return self._single(index, "letterhead", "front_matter", None)
        if self._is_title(index):
            last = self.nodes[-1] if self.nodes else None
            if _body_name().search(line.text) and not self._next_is_title(index):
                return self._single(index, "letterhead", "front_matter", None)
            if last and last.kind == "title" and last.title and self._same_title(last.title, line.text):
                last.title += line.text
                return index + 1
            role = "annex" if self.annex else "front_matter"
            self._add(Node("title", line.start, role=role, title=line.text, text_start=line.start), None)
            return index + 1
        return self._opening(index)

    def _is_title(self, index: int) -> bool:
        text = self.lines[index].text
        return (
            len(text) <= _PAGE_TITLE_MAX
            and not re.search(r"[。；！？]$|[，。；].*[，。；]", text)
            and (
                bool(_title_words().search(text))
                or bool(_body_name().search(text))
                or bool(re.match(r"^\(.*\)$|^文件$", text))
                or self._next_is_title(index)
            )
        )

    def _next_is_title(self, index: int) -> bool:
        if index + 1 >= len(self.lines):
            return False
        following = self.lines[index + 1]
        return (
            following.label is None
            and len(following.text) <= _PAGE_TITLE_MAX
            and bool(
                re.match(
                    r"关于|转发|印发|推动|深化|促进|[〈《(]?.{0,30}(?:方案|计划|意见|通知|规划)[〉》)]?", following.text
                )
            )
            and not re.search(r"[。：]$", following.text)
        )

    @staticmethod
    def _same_title(title: str, line: str) -> bool:
        """Whether ``line`` goes on with ``title``: nothing has closed it and the line is not the same title said again."""
        if title == line or line.startswith(title):
            return False
        return not re.search(r"(?:通知|意见|方案|决定|函|公告|批复)$", title) or line.startswith(("(", "〈"))

    def _opening(self, index: int) -> int:
        """The text between recipients and the first heading: a letter of transmission if signature or title follow it, else a preamble."""
        ahead = index
        while ahead < len(self.lines) and ahead < index + 12:
            line = self.lines[ahead]
            if ahead > index and (line.label is not None or is_table_line(line.text)):
                break
            if ahead > index and (
                self._is_signature(ahead)
                or _DATE_LINE.match(line.text)
                or (_ATTACHMENT.match(line.text) and not _ATTACHMENT_ALONE.match(line.text))
                or self._is_carried_title(index, ahead)
            ):
                body = self.text[self.lines[index].start : self.lines[ahead - 1].end]
                if _TRANSMITS.search(body):
                    self._add(
                        Node("body", self.lines[index].start, role="transmission", text_start=self.lines[index].start),
                        None,
                    )
                    self.transmitted = True
                    return ahead
                break
            ahead += 1
        line = self.lines[index]
        self.front = False
        self.body_seen = True
        self.stack = []
        run_on = _RUN_ON_TITLE.match(line.text)
        if run_on:
            self._add(Node("title", line.start, role="front_matter", title=run_on[0], text_start=line.start), None)
            line = _Line(line.start + run_on.end(), line.end, line.text[run_on.end() :], None)
        self._add(
            Node("body", line.start, role="preamble" if self._heading_ahead(index) else "other", text_start=line.start),
            None,
        )
        return index + 1

    def _is_carried_title(self, first: int, index: int) -> bool:
        """Whether a line is the title of the document that the letter from line ``first`` on has just named in 《…》."""
        if len(self.lines[index].text) > _PAGE_TITLE_MAX:
            return False
        named = re.findall(r"《([^《》]{4,80})》", self.text[self.lines[first].start : self.lines[index].start])
        title = _ORNAMENT.sub("", self.lines[index].text)
        return any(len(title) >= 6 and _ORNAMENT.sub("", name).startswith(title) for name in named)

    def _heading_ahead(self, index: int) -> bool:
        return index < self.last_label

    def _is_signature(self, index: int) -> bool:
        """A body's name on a line of its own with a date within the next lines."""
        text = self.lines[index].text
        if len(text) > 40 or not _body_name().search(text) or re.search(r"[，。；：、]", text):
            return False
        for line in self.lines[index + 1 : index + 9]:
            if _DATE_LINE.match(line.text):
                return True
            if len(line.text) > 40 or not _body_name().search(line.text):
                return False
        return False

    def _signature(self, index: int) -> int:
        line = self.lines[index]
        last = self.nodes[-1] if self.nodes else None
        if not (last and last.kind == "signature"):
            self._add(Node("signature", line.start, role="closing", text_start=line.start), None)
        self._close_part()
        return index + 1

    def _close_part(self) -> None:
        self.front = True
        self.stack = []

    def _attachment(self, index: int) -> int:
        line = self.lines[index]
        if _ATTACHMENT_ALONE.match(line.text):
            self.annex = self.body_seen
            self._close_part()
            self.seen_styles = set()
        self._add(
            Node("attachment_note", line.start, role="annex" if self.annex else "closing", text_start=line.start), None
        )
        return self._end_of_list(index)

    def _end_of_list(self, index: int) -> int:
        """The line after a list of annexes: 附件：1.… 2.… 3.… on lines of their own."""
        number = 2 if _FIRST_ANNEX.match(self.lines[index].text) else None
        index += 1
        while number is not None and index < len(self.lines):
            label = self.lines[index].label
            if label is None or label.style != "digit" or label.number != number or len(self.lines[index].text) > 80:
                break
            index, number = index + 1, number + 1
        return index

    # headings and text ----------------------------------------------------------------------------------------------------------------------------

    def _heading(self, index: int) -> int:
        line = self.lines[index]
        label = line.label
        assert label is not None
        self.front = False
        self.body_seen = True
        self._pop_to(label, index)
        parent = self.stack[-1] if self.stack else None
        end = title_end(line.text, label.end)
        raw = line.text[label.end : end] if end is not None else ""
        title = raw.strip(" *")
        kind = "item" if label.style in ("dash", "bullet") else "heading"
        text_start = line.start + label.end + (raw.index(title) + len(title) if title else 0)
        label_text = line.text[label.start : label.end].strip(" #*") or None
        node = Node(
            kind,
            line.start,
            label=label,
            label_text=None if label_text in (")", "") else label_text,
            title=title or None,
            text_start=text_start,
        )
        self._add(node, parent)
        self.stack.append(node)
        self.seen_styles.add(label.style)
        return index + 1

    def _pop_to(self, label: Label, index: int) -> None:
        """Close the headings that the new label ends, so that the top of the stack is its parent."""
        for position in range(len(self.stack) - 1, -1, -1):
            open_label = self.stack[position].label
            assert open_label is not None
            carries_on = (
                open_label.kin == label.kin
                and label.number not in (None, 1)
                and label.number == (open_label.number or 0) + 1
            )
            if open_label.style == label.style or (carries_on and label.style not in self.seen_styles):
                del self.stack[position:]
                return
        rank = _RANK.get(label.style, 9)
        directly_below = (
            bool(self.nodes)
            and bool(self.stack)
            and self.nodes[-1] is self.stack[-1]
            and self.lines[index - 1].start == self.stack[-1].start
        )
        if label.number == 1 and label.style not in self.seen_styles and directly_below:
            return
        while self.stack and self.stack[-1].label is not None and _RANK.get(self.stack[-1].label.style, 9) > rank:
            self.stack.pop()
        while self.stack and self.stack[-1].kind == "item":
            self.stack.pop()

    def _body(self, index: int) -> int:
        """Running text belongs to the open heading; without one it is a body node of its own."""
        line = self.lines[index]
        if not self.stack:
            last = self.nodes[-1] if self.nodes else None
            if not (last and last.kind == "body"):
                self._add(
                    Node(
                        "body",
                        line.start,
                        role="preamble" if self._heading_ahead(index) else "other",
                        text_start=line.start,
                    ),
                    None,
                )
        elif self.nodes[-1] is not self.stack[-1]:
            # text after a table or an item goes on with the innermost heading as a node of its own
            while len(self.stack) > 1 and self.stack[-1].kind == "item":
                self.stack.pop()
            if self.nodes[-1].kind != "body" or self.nodes[-1].parent is not self.stack[-1]:
                self._add(Node("body", line.start, text_start=line.start), self.stack[-1])
        return index + 1

    def _table(self, index: int) -> int:
        lines: list[tuple[int, int]] = []
        serial = 0
        while index < len(self.lines):
            text = self.lines[index].text
            in_table = is_table_line(text) or (
                lines and (is_table_continuation(text) or self._is_group_row(index, serial))
            )
            if not in_table:
                break
            serial = serial_of(text) or serial
            lines.append((self.lines[index].start, self.lines[index].end))
            index += 1
        if self.nodes and self.nodes[-1].kind == "attachment_note":  # 附件：…分工表 with its table at once
            self.annex = self.body_seen
            self.stack = []
        parent = self.stack[-1] if self.stack else None
        table = self._add(
            Node("table", lines[0][0], role="annex" if parent is None else None, text_start=lines[0][0], rows=lines),
            parent,
        )
        for start, _ in lines[1:]:
            self._add(Node("table_row", start, role=table.role, text_start=start), table)
        self.body_seen = True
        return index

    def _is_group_row(self, index: int, serial: int) -> bool:
        """A merged row of a pasted table: one short cell in front of a row that goes on with the serial number."""
        text = self.lines[index].text
        if index + 1 >= len(self.lines) or len(text) > 40 or re.search(r"[。；]", text):
            return False
        following = self.lines[index + 1].text
        return is_table_line(following) and serial_of(following) in (1, serial + 1)


# --- roles -----------------------------------------------------------------------------------------------------------------------------------------


def _assign_roles(nodes: list[Node]) -> None:
    """A section's role: by its heading's words, else its parent's; a top heading that announces nothing is work (most plans name their fields)."""
    for node in nodes:
        if node.role is not None:
            continue
        parent = node.parent
        own = role_of_heading(node.title) if node.title else None
        if parent is None:
            node.role = own or ("other" if node.label is None else "annex" if node.annex else "tasks")
        elif parent.role in ("guiding", "goals", "other", "front_matter") and own in (
            "guiding",
            "goals",
            "background",
            "tasks",
        ):
            node.role = own if own != "tasks" or parent.role == "other" else parent.role
        else:
            node.role = parent.role
        if node.annex and node.role not in ("tasks", "safeguards", "goals"):
            node.role = "annex"


def _complete_titles(text: str, nodes: list[Node]) -> None:
    """Find the title of items whose full stop was lost, from names that the document announces and from their siblings' form."""
    restored = [node for node in nodes if node.label is not None and node.label_text is None]
    untitled = [
        node
        for node in nodes
        if node.label is not None and node.title is None and node.kind == "heading" and node.label.style != "article"
    ]
    if not untitled and not restored:
        return
    announced = _announced_names(text)
    siblings = _Siblings()
    for node in {id(node): node for node in [*untitled, *restored]}.values():
        start = node.text_start - len(node.title or "")
        body = text[start : start + MAX_TITLE]
        length = _announced_length(body, announced) or siblings.length(body, node)
        if length:
            node.title = body[:length]
            node.text_start = start + length


_NAME_LIST = re.compile(
    r"(?:分别(?:为|是)|包括|突出|实施|即)[：“]?(?P<names>[^，。；：“”]{4,14}(?:[、][^，。；：“”、]{4,14}){2,15})"
)
#: Characters that may be lost with a label, and those by which a name is looked up.
_LOST, _LOOKED_UP = 2, 2


def _announced_names(text: str) -> dict[str, set[str]]:
    """The members of lists such as 重点任务分别为“A、B、C”, also without up to two first characters, by what they then begin with."""
    names: dict[str, set[str]] = {}
    for match in _NAME_LIST.finditer(text):
        for name in match["names"].split("、"):
            for cut in range(min(_LOST + 1, len(name) - 3)):
                names.setdefault(name[cut : cut + _LOOKED_UP], set()).add(name[cut:])
    return names


def _announced_length(body: str, names: dict[str, set[str]]) -> int:
    """How much of ``body`` is an announced name, possibly without its first characters (lost with the label)."""
    return max((len(name) for name in names.get(body[:_LOOKED_UP], ()) if body.startswith(name)), default=0)


class _Siblings:
    """Titles of the same parent that begin alike, counted once per parent."""

    def __init__(self) -> None:
        self._lengths: dict[int, dict[str, list[int]]] = {}

    def length(self, body: str, node: Node) -> int:
        """The length of the siblings' titles that begin like ``body``, if two or more do and all have one length; else 0."""
        if node.parent is None:
            return 0
        known = self._lengths.get(id(node.parent))
        if known is None:
            known = self._lengths[id(node.parent)] = {}
            for child in node.parent.children:
                if child.title:
                    known.setdefault(child.title[:2], []).append(len(child.title))
        alike = known.get(body[:2], [])
        return alike[0] if len(alike) >= 2 and len(set(alike)) == 1 else 0
