"""Notebooks executed so that the same tables give the same bytes.

What differs between two runs of one notebook is left out or fixed: no times of execution, no version of the interpreter, charts as `charts.enable` shows
them (the same picture and the same specification), cells with the ids that the source gives them. The kernel is new, sees the package that
this process uses, and reads the tables that the notebook names, never those that a variable of this shell names.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import zhijiao_data.errors
from zhijiao_data.errors import InputError, UsageError

#: Seconds that one cell may take.
TIMEOUT = 120
PARAMETERS = "parameters"
_PACKAGE_ROOT = Path(zhijiao_data.errors.__file__).parent.parent
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def read(path: str | Path) -> Any:
    """A notebook as nbformat's node.

    Raises:
        InputError: there is none, or it isn't one.
    """
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise InputError("there is no such notebook", str(path), "Correct the path") from None
    except (ValueError, AttributeError, nbformat.ValidationError) as error:  # AttributeError: JSON, but no object
        raise InputError(
            f"no valid notebook ({error})", str(path), "Restore it, or save it anew in JupyterLab"
        ) from None


def with_parameters(notebook: Any, values: Mapping[str, Any]) -> Any:
    """The notebook with other values in its cell tagged ``parameters``; what stands behind a value stays.

    Raises:
        UsageError: it has no such cell, or the cell doesn't set one of the names.
    """
    import copy

    notebook = copy.deepcopy(notebook)
    cells = [cell for cell in notebook.cells if PARAMETERS in cell.metadata.get("tags", ())]
    for name, value in values.items():
        line = re.compile(rf"^{re.escape(name)} = [^\s#]{{1,200}}", re.MULTILINE)
        fitting = [cell for cell in cells if line.search(cell.source)]
        if not fitting:
            what = f"no cell tagged '{PARAMETERS}' sets {name}"
            raise UsageError(what, "", f"Write '{name} = …' on a line of its own in a cell with this tag")
        text = f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value!r}"
        fitting[0].source = line.sub(lambda _, text=text: text, fitting[0].source, count=1)
    return notebook


def executed(notebook: Any, folder: str | Path) -> Any:
    """The notebook with the outputs of a run in a new kernel.

    Args:
        notebook: as `read` gives it.
        folder: where it runs.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed.
    """
    import copy

    from nbclient import NotebookClient

    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name=_METADATA["kernelspec"]["name"],
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute(env=_environment())
    return normal(notebook)


def _environment() -> dict[str, str]:
    found = {name: value for name, value in os.environ.items() if name != "ZHIJIAO_DATA"}
    behind = found.get("PYTHONPATH")
    return found | {"PYTHONPATH": os.pathsep.join([str(_PACKAGE_ROOT), *([behind] if behind else [])])}


def normal(notebook: Any) -> Any:
    """The notebook without what only says when and by what it was run."""
    notebook.metadata = {**notebook.metadata, **_METADATA}
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        for name in ("execution", "ExecuteTime", "collapsed", "trusted"):
            cell.metadata.pop(name, None)
    return notebook


def written(notebook: Any) -> str:
    """The notebook as the text of its file."""
    import nbformat

    return nbformat.writes(notebook, version=4).rstrip("\n") + "\n"
