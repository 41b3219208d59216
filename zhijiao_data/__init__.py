"""Plans, tasks and targets in Chinese local vocational-education policy documents.

    import zhijiao_data as zj
    zj.tables()                      # what there is
    zj.load("targets")               # a pandas data frame; version="1.0.0" asks for another release
    zj.describe("targets.modality")  # what a column or code means
    zj.search("双师型")               # passages with their places
    zj.show("…a target's id…")       # the passage that a row was read from
    zj.diff("other-folder")          # how two releases differ, cell by cell
    zj.extract("plan.txt")           # the same tables from a text of your own
    zj.export("out", "stata")        # the tables for other programs
    zj.to_datasets("targets")        # … and for the library datasets

Nothing heavy is imported before it is used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from zhijiao_data._version import __version__
from zhijiao_data.errors import CheckFailure, InputError, UsageError, ZhijiaoError

if TYPE_CHECKING:
    from zhijiao_data.dataset.build import build
    from zhijiao_data.dataset.citing import cite
    from zhijiao_data.dataset.describe import describe
    from zhijiao_data.dataset.diff import diff
    from zhijiao_data.dataset.load import connect, data_version, load, tables, text
    from zhijiao_data.dataset.passages import search, show
    from zhijiao_data.publish.as_datasets import to_datasets
    from zhijiao_data.publish.export.run import export

__all__ = [
    "CheckFailure",
    "InputError",
    "UsageError",
    "ZhijiaoError",
    "__version__",
    "build",
    "cite",
    "connect",
    "data_version",
    "describe",
    "diff",
    "export",
    "extract",
    "load",
    "search",
    "show",
    "tables",
    "text",
    "to_datasets",
]

_HOMES = {
    "build": "dataset.build",
    "cite": "dataset.citing",
    "connect": "dataset.load",
    "data_version": "dataset.load",
    "describe": "dataset.describe",
    "diff": "dataset.diff",
    "export": "publish.export.run",
    "load": "dataset.load",
    "search": "dataset.passages",
    "show": "dataset.passages",
    "tables": "dataset.load",
    "text": "dataset.load",
    "to_datasets": "publish.as_datasets",
}


def __getattr__(name: str) -> Any:
    if name == "extract":
        return import_module("zhijiao_data.extract")
    if name in _HOMES:
        return getattr(import_module(f"zhijiao_data.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'zhijiao_data' has no attribute '{name}'; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Extract(ModuleType):
    """The package ``zhijiao_data.extract``, which is also the function ``zj.extract(path)``."""

    def __call__(self, path: Any) -> Any:
        from zhijiao_data.dataset.load import extract

        return extract(path)


class _Face(ModuleType):
    # Python binds an imported subpackage as an attribute of its parent, so that the name `extract` is the package's;
    # there it is made callable, whoever imports it first.
    def __setattr__(self, name: str, value: Any) -> None:
        if name == "extract" and isinstance(value, ModuleType):
            value.__class__ = _Extract
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Face
