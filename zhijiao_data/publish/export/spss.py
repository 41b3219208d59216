"""One SPSS file (.sav) a table, in UTF-8, with labels of variables and values.

SPSS drops blanks at the end of a text: a text that ends with a blank, or with ``\\``, is closed by one more ``\\``.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhijiao_data.dataset import libraries
from zhijiao_data.publish import placing
from zhijiao_data.publish.export import labels, variables
from zhijiao_data.publish.export.source import Content, Order

if TYPE_CHECKING:
    import pandas as pd

# The library would make dates of its own accord, but asks the first rows alone what a column holds.
_FIRST_DAY = date(1582, 10, 14)
_CLOSE = "\\"
# In bytes: of a text (one is kept for the closing sign), a label of the file, of a variable, of a value.
_ROOM = variables.Room(name=64, text=32_766, size=labels.utf8, largest=4)
_FILE_LABEL, _LABEL, _VALUE_LABEL = 64, 256, 120
_FORMATS = {"int": "F8.0", "bool": "F1.0", "float": "F12.4", "date": "SDATE10"}
# Where the header has the time of writing; the same rows are to give the same bytes.
_TIME_AT, _TIME = 92, b"01 Jan 0000:00:00"


def write(folder: Path, order: Order) -> None:
    """Write ``TABLE.sav`` for each table.

    Raises:
        UsageError: pyreadstat is not installed.
    """
    try:
        import pyreadstat
    except ImportError:
        raise libraries.missing("pyreadstat", "pyreadstat", "SPSS files") from None
    for content in order.contents():
        path = folder / f"{content.about.name}.sav"
        with placing.writing(path, lambda error: isinstance(error, pyreadstat.ReadstatError)):
            _write(pyreadstat, content, order, path)
            with path.open("r+b") as file:
                file.seek(_TIME_AT)
                file.write(_TIME)


def _write(pyreadstat: Any, content: Content, order: Order, path: Path) -> None:
    import pandas as pd

    found = variables.of(content, order, _ROOM)
    about, version = content.about, order.source.release.version
    pyreadstat.write_sav(
        pd.DataFrame({variable.name: _series(variable) for variable in found}),
        path,
        file_label=labels.label(about, order.lang, first=f"{about.name} {version}:").within(_FILE_LABEL, labels.utf8),
        column_labels={variable.name: variable.label.within(_LABEL, labels.utf8) for variable in found},
        variable_value_labels={
            variable.name: {
                number: label.within(_VALUE_LABEL, labels.utf8) for number, label in variable.value_labels.items()
            }
            for variable in found
            if variable.value_labels
        },
        variable_format={variable.name: _FORMATS[variable.type] for variable in found if variable.type in _FORMATS},
        variable_measure={variable.name: _measure(variable) for variable in found},
        row_compress=True,
    )


def _measure(variable: variables.Variable) -> str:
    if variable.is_rank:
        return "ordinal"
    return "nominal" if variable.type in ("string", "bool") or variable.value_labels else "scale"


def _series(variable: variables.Variable) -> pd.Series:
    import pandas as pd

    if variable.type == "string":
        return pd.Series([closed(text) for text in variable.values], dtype=object)
    if variable.type == "date":
        return pd.Series([None if day is None else seconds(day) for day in variable.values], dtype="float64")
    return pd.Series([None if value is None else float(value) for value in variable.values], dtype="float64")


def seconds(day: date) -> float:
    """A date as SPSS stores it: the seconds since 14 October 1582, with which its calendar begins.

    >>> seconds(date(1582, 10, 15)), seconds(date(2020, 2, 29))
    (86400.0, 13802313600.0)
    """
    return (day - _FIRST_DAY).total_seconds()


def closed(text: str) -> str:
    """``text`` as SPSS keeps it.

    >>> closed("a"), closed("a "), closed("a" + chr(92))
    ('a', 'a \\\\', 'a\\\\\\\\')
    """
    return text + _CLOSE if text.endswith((" ", _CLOSE)) else text


def opened(text: str) -> str:
    """The text that `closed` was given."""
    return text.removesuffix(_CLOSE)
