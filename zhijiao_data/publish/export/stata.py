"""One Stata file a table, in format 118 (Stata 14 and later; UTF-8, texts of any length).

Written by pandas: pyreadstat writes format 119 unless told otherwise, which Stata/BE doesn't read. Labels are in both languages
within Stata's 80 characters; the whole descriptions are notes of the variables (``notes comparator``).
"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhijiao_data.dataset import citing
from zhijiao_data.publish import placing
from zhijiao_data.publish.export import labels, stata_notes, variables
from zhijiao_data.publish.export.source import Content, Order

if TYPE_CHECKING:
    import pandas as pd

FORMAT = 118
_ROOM = variables.Room(name=32)
_LABEL = 80
# Longer texts, in bytes, are strL: a fixed width would take as much room in every row. Stata can't merge by a strL, and ids
# are short.
_FIXED = 244
# Every file bears a time; the same rows are to give the same bytes.
_TIME = datetime(2000, 1, 1)


def write(folder: Path, order: Order) -> None:
    """Write ``TABLE.dta`` for each table."""
    for content in order.contents():
        path, file = folder / f"{content.about.name}.dta", _file(content, order)
        with placing.writing(path):
            path.write_bytes(file)


def _file(content: Content, order: Order) -> bytes:
    import pandas as pd
    from pandas.io.stata import StataWriterUTF8

    found = variables.of(content, order, _ROOM)
    about, release = content.about, order.source.release
    out = io.BytesIO()
    StataWriterUTF8(
        out,
        pd.DataFrame({variable.name: _series(variable) for variable in found}),
        write_index=False,
        version=FORMAT,
        time_stamp=_TIME,
        data_label=labels.label(about, order.lang, first=f"{about.name} {release.version}:").within(_LABEL),
        variable_labels={variable.name: variable.label.within(_LABEL) for variable in found},
        value_labels={
            variable.name: {number: str(label) for number, label in variable.value_labels.items()}
            for variable in found
            if variable.value_labels
        },
        convert_strl=[variable.name for variable in found if variable.type == "string" and _is_long(variable)],
        convert_dates={variable.name: "td" for variable in found if variable.type == "date"},
    ).write_file()
    notes = {"_dta": [labels.description(about, order.lang), citing.citation(citing.work(release.manifest))]}
    notes |= {variable.name: [variable.description] for variable in found}
    return stata_notes.noted(out.getvalue(), notes)


def _is_long(variable: variables.Variable) -> bool:
    return any(len(text.encode()) > _FIXED for text in variable.values)


def _series(variable: variables.Variable) -> pd.Series:
    import pandas as pd

    kinds: dict[str, Any] = {
        "string": object,
        "int": "Int32",
        "float": "float64",
        "bool": "Int8",
        "date": "datetime64[s]",
    }
    return pd.Series(variable.values, dtype=kinds[variable.type])
