"""Rules about masked text and shared passages."""

from __future__ import annotations

from zhijiao_data.dataset.checks.core import Broken, Release, rule
from zhijiao_data.dataset.reuse import alignment
from zhijiao_data.dataset.reuse.masking import is_han
from zhijiao_data.dataset.reuse.passages import compared_texts


@rule("masks-apart", "error", "masks", "The masked spans of a plan lie in its text and don't overlap.",
      "各文件不比对的文字位于全文之内，且互不重叠。")  # fmt: skip
def _masks_apart(release: Release) -> Broken:
    last: dict[str, int] = {}
    for row in sorted(release.rows("masks"), key=lambda row: (row["plan_id"], row["char_start"])):
        plan_id, start, end = row["plan_id"], row["char_start"], row["char_end"]
        text = release.texts.get(plan_id)
        if not 0 <= start < end <= (len(text) if text is not None else end):
            yield row, f"the span is [{start}, {end})"
        elif start < last.get(plan_id, 0):
            yield row, "overlaps the masked span before it"
        last[plan_id] = max(last.get(plan_id, 0), end)


@rule("reuse-order", "error", "reuse", "A shared passage is of two plans, the one with the smaller id first.",
      "共有段落属于两份不同的文件，编号小者在前。")  # fmt: skip
def _reuse_order(release: Release) -> Broken:
    for row in release.rows("reuse"):
        if row["plan_a"] >= row["plan_b"]:
            yield row, f"its plans are {row['plan_a']} and {row['plan_b']}"


@rule("reuse-length", "error", "reuse", "A shared passage has at least 16 aligned Chinese characters and an identity from 0.80 to 1, its weight lies between 0 and 1.",
      "共有段落相同汉字不少于 16 个，一致率在 0.80 至 1 之间，稀有度在 0 至 1 之间。")  # fmt: skip
def _reuse_length(release: Release) -> Broken:
    for row in release.rows("reuse"):
        if row["aligned_chars"] < alignment.MIN_HAN:
            yield row, f"aligned_chars is {row['aligned_chars']}"
        elif not alignment.MIN_IDENTITY <= row["identity"] <= 1:
            yield row, f"identity is {row['identity']}"
        elif not 0 <= row["weight"] <= 1:
            yield row, f"weight is {row['weight']}"


@rule("reuse-stands", "error", "reuse", "Both spans of a shared passage hold as many unmasked Chinese characters as are aligned.",
      "共有段落两侧的位置区间之内，参与比对的汉字不少于相同汉字数。")  # fmt: skip
def _reuse_stands(release: Release) -> Broken:
    if not release.rows("reuse"):
        return
    compared = compared_texts(
        [{"plan_id": plan_id, "text": text} for plan_id, text in release.texts.items()],
        release.rows("masks"),
        release.rows("repairs"),
    )
    for row in release.rows("reuse"):
        for side in ("a", "b"):
            text = compared.get(row[f"plan_{side}"])
            if text is None:
                continue
            first, last = text.within(row[f"start_{side}"], row[f"end_{side}"])
            there = sum(map(is_han, text.text[first:last]))
            if there < row["aligned_chars"]:
                yield row, f"{row['aligned_chars']} characters are aligned, [start_{side}, end_{side}) holds {there}"
                break
