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
_MEASURED = """What the rules find alone, before any correction, compared with what a reader annotated. The figures are **in-sample**: the rules were improved on
these very documents; on a document they have not seen they do worse, and by how much was not measured here. $released
A row matches if it is the same task, body, target, citation or mention at the same place; a *target tuple* counts only if its indicator, comparator, both bounds and
deadline year are right as well.

下表为未经任何更正的抽取结果与人工标注的比较，属**样本内**数字：规则正是在这些文件上改进的，遇到没见过的文件会差一些，差多少此处未测。$released_zh

$detection

<details><summary>Every attribute, given a match / 逐项比较</summary>

$attributes

</details>"""
_AGREE = (
    "The released tables, after correction, agree with the annotations in every row.",
    "更正后发布的各表与标注逐行一致。",
)
_DIFFER = "The released tables differ from the annotations in places.", "发布的各表与标注有不一致之处。"


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
        sources=_both((*told.collection, *told.sources)),
        document_list=held.document_list(),
        status_meanings=held.status_meanings(),
        annotation=_both((*told.annotation, *told.annotations_per_document)),
        preparation=_both(told.preparation),
        confirmed=held.confirmed(),
        quality=_quality(measured, agrees),
        known_issues=held.known_issues() + "\n\n" + _both(told.missing_values),
        scope=held.scope("en"),
        scope_zh=held.scope("zh"),
        limits=_both((*told.biases, *told.limitations, *told.uses)),
        ethics=_both(told.persons),
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
    released, released_zh = _AGREE if agrees else _DIFFER
    return Template(_MEASURED).substitute(
        detection=detection, attributes=attributes, released=released, released_zh=released_zh
    )
