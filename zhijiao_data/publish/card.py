"""The data card, ``README.md`` of the repository: a template (``card.md``) filled with what is computed from the release."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from string import Template

from zhijiao_data.dataset.evaluate import Report
from zhijiao_data.dataset.rendering import counted
from zhijiao_data.publish import figures, front_matter
from zhijiao_data.publish.release import Release
from zhijiao_data.publish.statements import Sentence, statements

FILE_NAME = "README.md"
_NOT_MEASURED = (
    "No document of this release was annotated: how well the extraction does was not measured.\n"
    "本版没有经标注的文件，抽取质量未经测量。"
)
_MEASURED = """What the rules find alone, before any correction, compared with what a coder annotated. The figures are **in-sample**: the rules were improved on
these very documents; on a document they have not seen they do worse, and by how much was not measured here.
A row matches if it is the same task, body, target, citation or mention at the same place; a *target tuple* counts only if its indicator, comparator, both bounds and
deadline year are right as well.

下表为未经任何更正的抽取结果与编码者标注的比较，属**样本内**数字：规则正是在这些文件上改进的，遇到没见过的文件会差一些，差多少此处未测。
同一位置的同一任务、单位、目标、引用或提法为匹配；*target tuple* 还须指标、比较符、上下限与期限年份都对。

$total

**Weakest attributes** (share that is right where either side states a value; number of such rows) / **最弱的属性**（任一方有值的行中正确的比例；此类行数）：

$weakest

$released
$released_zh

<details><summary>Every document / 逐份文件</summary>

$detection

</details>

<details><summary>Every attribute, given a match / 逐项比较</summary>

*n* is the number of matched rows. *where stated* leaves out the rows where neither side has a value, in which agreement comes easily. For lists (`tasks.themes`, `tasks.instruments`) and
for names that end in `~` a row counts by the share that agrees: of the labels, or of the pairs of neighbouring characters; all others are right or wrong.

*n* 为匹配的行数；*where stated* 只计任一方有值的行，双方皆空的行容易一致，故不计。列表（`tasks.themes`、`tasks.instruments`）与名称以 `~` 结尾者按一致的比例计（标签，或相邻两字），其余非对即错。

$attributes

Right in every row / 逐行皆对: $right

</details>"""
_CONSISTENT = (
    "This shows that the tables hold what the coder meant, not that the coder was right.",
    "这只说明各表与编码者的意思一致，不说明编码者无误。",
)
_AGREE = (
    f"The released tables, after correction, agree with the annotations in every row. {_CONSISTENT[0]}",
    f"更正后发布的各表与标注逐行一致。{_CONSISTENT[1]}",
)
_DIFFER = "The released tables differ from the annotations in places.", "发布的各表与标注有不一致之处。"
#: So many of the weakest attributes are shown without unfolding anything.
_WEAKEST = 8


def markdown(release: Release, measured: Report | None, agrees: bool) -> str:
    """The whole card.

    Args:
        release: the tables.
        measured: the comparison of the extraction with the annotations; None when nothing was annotated.
        agrees: whether the released tables agree with the annotations in every row.
    """
    held = figures.Figures(release)
    said, told = release.about, statements()
    plans, tables = len(held.rows("plans")), release.manifest["tables"]
    day = release.released_on
    return Template((Path(__file__).parent / "card.md").read_text(encoding="utf-8")).substitute(
        head=front_matter.yaml_text(release),
        title_en=said.title_en,
        title_zh=said.title_zh,
        description_en=said.description_en,
        description_zh=said.description_zh,
        version=release.version,
        released=f", released on {day}" if day else " (not a release)",
        released_zh=f"（{day} 发布）" if day else "（未发布）",
        documents=counted(plans, "document", "documents"),
        documents_zh=f"{plans} 份文件",
        tables_count=len(tables),
        rows=sum(entry["rows"] for entry in tables.values()),
        bytes=sum(entry["bytes"] for entry in tables.values()),
        repository=release.repository,
        url=release.url,
        default=front_matter.DEFAULT,
        split=front_matter.SPLIT,
        table_list=held.table_list(),
        columns=held.columns(),
        sources=_both((*told.collection, *told.sources, held.source_addresses())),
        document_list=held.document_list(),
        status_meanings=held.status_meanings(),
        annotation=_both((*told.annotation, *told.annotations_per_document)),
        decisions=_both((held.decisions(), held.confirmed())),
        preparation=_both(told.preparation),
        quality=_quality(measured, agrees),
        known_issues=held.known_issues() + "\n\n" + _both(told.missing_values),
        scope=held.scope("en"),
        scope_zh=held.scope("zh"),
        limits=_both((*told.biases, *told.limitations)),
        uses=_both(told.uses),
        ethics=_both((*told.persons, *held.inferred_places())),
        rights=_both(told.rights),
        bibtex=release.citation("bibtex"),
        gb7714=release.citation("gb7714"),
    )


def _both(sentences: Iterable[Sentence]) -> str:
    """Statements in English, and then in Chinese."""
    told = list(sentences)
    return " ".join(one.en for one in told) + "\n\n" + "".join(one.zh for one in told)


def _quality(measured: Report | None, agrees: bool) -> str:
    if measured is None:
        return _NOT_MEASURED
    detection, attributes = measured.markdown().rstrip("\n").split("\n\n")
    header, rule, *lines = detection.split("\n")
    total = [line for line in lines if line.startswith("| total |")]
    each = [line for line in lines if line not in total]
    head, under, *rows = attributes.split("\n")
    scored = list(zip(measured.total().attributes.items(), rows, strict=True))
    right = [f"`{kind}.{name}`" for ((kind, name), one), _ in scored if one.stated and one.right == one.rows]
    wrong = [row for (_, one), row in scored if not (one.stated and one.right == one.rows)]
    released, released_zh = _AGREE if agrees else _DIFFER
    return Template(_MEASURED).substitute(
        total="\n".join([header, rule, *total]),
        weakest=_weakest(measured),
        detection="\n".join([header, rule, *each]),
        attributes="\n".join([head, under, *wrong]),
        right=", ".join(right) or "–",
        released=released,
        released_zh=released_zh,
    )


def _weakest(measured: Report) -> str:
    """The attributes that the rules get right least often where there is something to get right."""
    found = [
        (one.stated_right / one.stated, f"{kind}.{name}", one.stated)
        for (kind, name), one in measured.total().attributes.items()
        if one.stated_right < one.stated
    ]
    told = [f"`{name}` {share:.3f} ({rows})" for share, name, rows in sorted(found)[:_WEAKEST]]
    return ", ".join(told) + "." if told else "none is ever wrong / 无一有误。"
