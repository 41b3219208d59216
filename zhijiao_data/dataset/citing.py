"""How to cite the data, with the version that is held. No date is named: a data version is what identifies the data."""

from __future__ import annotations

from zhijiao_data.dataset import arguments, load, schema

AUTHOR = "zhijiao-data contributors"
TITLE_EN = "zhijiao-data: plans, tasks and targets in Chinese local vocational-education policy documents"
TITLE_ZH = "zhijiao-data：中国地方职业教育政策文件的规划、任务与目标数据集"

_STYLES = {
    "text": "{author}. {title_en}. Version {version} [data set].",
    "gb7714": "{author}. {title_zh}[DS]. 版本 {version}.",
    "bibtex": (
        "@misc{{zhijiao-data-{version},\n  author = {{{{{author}}}}},\n  title = {{{{{title_en}}}}},\n"
        "  version = {{{version}}},\n  note = {{Data set}}\n}}"
    ),
    "ris": "TY  - DATA\nAU  - {author}\nTI  - {title_en}\nTT  - {title_zh}\nET  - {version}\nER  - ",
}


def cite(style: str = "text") -> str:
    """The citation of the data held: ``text``, ``gb7714``, ``bibtex`` or ``ris``.

    Raises:
        UsageError: there is no such style.
    """
    arguments.string(style, "style", "bibtex")
    form = schema.chosen(style, _STYLES, "citation style")
    return form.format(author=AUTHOR, title_en=TITLE_EN, title_zh=TITLE_ZH, version=load.data_version())
