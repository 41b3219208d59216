"""The released tables as pandas data frames.

Where the tables are: the folder named by the environment variable ``ZHIJIAO_DATA``, else the one inside the installed
package, else ``processed/`` of the checkout. These need no network. ``version=`` asks for another release: it is fetched
from the Hugging Face Hub into its cache, see `hub`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhijiao_data.dataset import arguments
from zhijiao_data.dataset.rendering import plain
from zhijiao_data.errors import InputError, UsageError

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    from zhijiao_data.dataset.hub import Published

PACKAGE = Path(__file__).parent.parent
BUNDLED = PACKAGE / "_data"
CHECKOUT = PACKAGE.parent / "processed"


@dataclass(frozen=True, slots=True)
class Held:
    """The tables in a folder of this machine."""

    folder: Path

    @property
    def names(self) -> list[str]:
        """Its tables: those of its release, which may be of an earlier schema."""
        return list(self.manifest["tables"])

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Its manifest."""
        from zhijiao_data.dataset import manifest

        return manifest.read(self.folder)

    def path(self, table: str) -> Path:
        """The file of one of its tables."""
        return self.folder / f"{table}.parquet"

    def complete(self) -> Path:
        """The folder with all its tables."""
        return self.folder


def release(version: str | None = None) -> Held | Published:
    """The tables of a release: those held, or another version, whose files are fetched one by one when they are needed.

    Raises:
        InputError: ``ZHIJIAO_DATA`` names no folder, or one without tables; the Hub can't be reached, or what it holds is
            not that release.
        UsageError: ``version`` is no version, is not published, or may not be fetched.
    """
    named = os.environ.get("ZHIJIAO_DATA")
    if named and not (Path(named) / "manifest.json").is_file():
        what = (
            "there are no tables in this folder" if Path(named).is_dir() else "the folder of the tables does not exist"
        )
        remedy = (
            "The environment variable ZHIJIAO_DATA names it: correct the variable, or unset it to use the tables that"
            " came with the package, or build tables there with 'zhijiao build --out FOLDER'"
        )
        raise InputError(what, named, remedy)
    held = Held(Path(named) if named else BUNDLED if BUNDLED.is_dir() else CHECKOUT)
    if version is None:
        return held
    about = held.manifest
    if arguments.string(version, "version", "1.0.0") == about["data_version"]:
        return held
    from zhijiao_data.dataset import hub

    return hub.published(version, about.get("releases", {}))


def folder(version: str | None = None) -> Path:
    """The folder of the tables; of another ``version``, that of the Hub's cache, all its tables fetched and verified.

    Raises:
        InputError, UsageError: as `release`.
    """
    return release(version).complete()


def data_version(where: Path | None = None) -> str:
    """The version of the tables, such as ``0.1.0``. The code's own version is ``zhijiao_data.__version__``."""
    from zhijiao_data.dataset import manifest

    return manifest.read(where or folder())["data_version"]


def load(
    name: str,
    plan: str | Sequence[str] | None = None,
    indicator: str | Sequence[str] | None = None,
    year: int | tuple[int, int] | None = None,
    columns: Sequence[str] | None = None,
    version: str | None = None,
) -> pd.DataFrame:
    """One table as a data frame with Arrow-backed types (missing values are ``pd.NA``, integers stay integers).

    Args:
        name: the table, such as ``"targets"``; `tables` lists them.
        plan: only rows of this plan, or of these.
        indicator: only targets of this indicator, or of these.
        year: only targets with a deadline in this year, or in the years from the first to the last, both included; for
            ``plans``, those issued then.
        columns: only these columns, in this order.
        version: the data version; the one held is the default, another one is fetched from the Hub once (see `release`).

    Raises:
        UsageError: a table, column, plan, indicator or version doesn't exist; the message names those that do.
        InputError: the folder or a file is missing, can't be read or fetched, or is not the one that was released.
    """
    import pandas as pd

    table = _read(release(version), name, columns, plan, indicator, year)
    return table.to_pandas(types_mapper=pd.ArrowDtype)


def _read(
    source: Held | Published, name: str, columns: Any = None, plan: Any = None, indicator: Any = None, year: Any = None
) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from zhijiao_data.dataset import parquet, schema

    # Before a path is made of the name, so that none leads out of the folder.
    if arguments.string(name, "name", "targets") not in source.names:
        raise UsageError(f"no table '{plain(name)}'", "", schema.suggestion(name, source.names))
    path = source.path(name)
    try:
        file = pq.ParquetFile(path)
        names = file.schema_arrow.names
        wanted = None if columns is None else arguments.strings(columns, "columns", "quote")
        if wanted is not None:
            _known(wanted, names, f"column of {name}")
        condition = _condition(name, names, source, plan, indicator, year)
        if condition is None:
            return file.read(wanted) if wanted is None else file.read(wanted).select(wanted)
        # Only the row groups that can hold such rows are read. Folders are no columns, whatever they are called.
        return pq.read_table(path, columns=wanted, filters=condition, partitioning=None)
    except FileNotFoundError:
        raise parquet.missing_file(path) from None
    except (pa.ArrowException, OSError) as error:
        raise parquet.broken_file(path, error) from None


def _condition(
    name: str, columns: list[str], source: Held | Published, plan: Any, indicator: Any, year: Any
) -> pc.Expression | None:
    """What a row must fulfil; None when every row will do."""
    import pyarrow as pa
    import pyarrow.compute as pc

    conditions: list[pc.Expression] = []
    for argument, value, column, (other, key), example in (
        ("plan", plan, "plan_id", ("plans", "plan_id"), "cq-wanzhou-2023"),
        ("indicator", indicator, "indicator_id", ("indicators", "id"), "tch_dual_share"),
    ):
        if value is None:
            continue
        ids = arguments.strings(value, argument, example)
        _applies(argument, name, column, columns)
        if other not in source.names:
            raise UsageError(f"this release has no table {other}, so '{argument}=' does not apply", "", "Leave it out")
        _known(ids, _read(source, other, [key])[key].to_pylist(), argument)
        conditions.append(pc.field(column).isin(pa.array(ids, pa.string())))
    if year is not None:
        column = {"targets": "deadline_year", "plans": "issued_on"}.get(name)
        if column is None:
            raise UsageError(f"'year=' does not apply to the table {name}", "", "It applies to targets and plans")
        _applies("year", name, column, columns)
        first, last = _years(year)
        years = pc.year(pc.field(column)) if column == "issued_on" else pc.field(column)
        conditions.append((years >= first) & (years <= last))
    return reduce(and_, conditions) if conditions else None


def _applies(argument: str, name: str, column: str, columns: list[str]) -> None:
    """Refuse a condition on a column that the table has not, in this release or ever."""
    if column not in columns:
        raise UsageError(f"the table {name} has no {column}, so '{argument}=' does not apply", "", "Leave it out")


def _years(year: Any) -> tuple[int, int]:
    pair = (year, year) if isinstance(year, int) else tuple(year) if isinstance(year, Iterable) else ()
    whole = all(isinstance(y, int) and not isinstance(y, bool) for y in pair)
    if len(pair) != 2 or not whole or pair[0] > pair[1]:
        raise UsageError(f"year={year!r} is no year", "", "Give a year, or the first and the last: year=(2018, 2027)")
    return pair


def _known(names: Iterable[str], allowed: Sequence[str], what: str) -> None:
    for name in names:
        if name not in allowed:
            from zhijiao_data.dataset import schema

            raise UsageError(f"no {what} '{plain(name)}'", "", schema.suggestion(name, allowed))


def tables(version: str | None = None) -> pd.DataFrame:
    """The catalogue: table, rows, labels and descriptions in both languages.

    Args:
        version: the data version; the one held is the default.

    Raises:
        InputError, UsageError: as `release`.
    """
    import pandas as pd

    about = release(version).manifest["tables"]
    rows = [
        {
            "table": name,
            "rows": entry["rows"],
            "label_zh": entry["label_zh"],
            "label_en": entry["label_en"],
            "description": entry["description_en"],
            "description_zh": entry["description_zh"],
        }
        for name, entry in about.items()
    ]
    return pd.DataFrame(rows)


def arrow(name: str, version: str | None = None) -> pa.Table:
    """One table as Arrow, as it stands in its file; arguments and errors as of `load`."""
    return _read(release(version), name)


def rows(name: str, plan: str | None = None, version: str | None = None) -> list[dict[str, Any]]:
    """The rows of a table as plain Python values: `load` without pandas."""
    return _read(release(version), name, plan=plan).to_pylist()


def plan_ids() -> list[str]:
    """The plans that are held."""
    return _read(release(), "plans", ["plan_id"])["plan_id"].to_pylist()


def counts(names: Sequence[str]) -> dict[str, dict[str, int]]:
    """For each plan, how many rows each of these tables has of it."""
    of_table = {name: Counter(_read(release(), name, ["plan_id"])["plan_id"].to_pylist()) for name in names}
    plans = plan_ids()
    return {plan: {name: of_table[name][plan] for name in names} for plan in plans}


def text(plan_id: str, version: str | None = None) -> str:
    """The canonical text of a plan, to which the offsets of every table of the same ``version`` refer.

    Raises:
        UsageError: there is no such plan or version.
        InputError: as `release`.
    """
    return rows("texts", arguments.string(plan_id, "plan_id", "cq-wanzhou-2023"), version)[0]["text"]


def connect(version: str | None = None) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with every table as a view: ``zj.connect().sql("select * from targets").df()``.

    Args:
        version: the data version; the one held is the default.

    Raises:
        UsageError: DuckDB is not installed, or there is no such version.
        InputError: as `release`.
    """
    from zhijiao_data.dataset import libraries, parquet

    try:
        import duckdb
    except ImportError:
        raise libraries.missing("DuckDB", "duckdb", "SQL over the tables") from None
    source = release(version)
    source.complete()
    connection = duckdb.connect()
    for name in source.manifest["tables"]:
        path = source.path(name).absolute()
        if not path.exists():
            raise parquet.missing_file(path)
        quoted = str(path).replace("'", "''")
        try:
            connection.execute(f"create view \"{name}\" as select * from read_parquet('{quoted}')")
        except duckdb.Error as error:
            raise parquet.broken_file(path, error) from None
    return connection


def extract(path: str | Path) -> dict[str, pd.DataFrame]:
    """The tables of one text file: its plan, sections, tasks with their labels, targets with their links to upstream targets,
    responsible bodies, citations, mentions and repairs.

    The rows are those of the released tables before anything was corrected.

    Raises:
        InputError: the file can't be read as text.
    """
    import pandas as pd

    from zhijiao_data.dataset import parquet

    found = extract_rows(path)
    return {
        name: parquet.arrow_table(name, rows).replace_schema_metadata(None).to_pandas(types_mapper=pd.ArrowDtype)
        for name, rows in found.items()
    }


def extract_rows(path: str | Path) -> dict[str, list[dict[str, Any]]]:
    """What `extract` returns, as lists of plain rows."""
    from zhijiao_data.corpus import document
    from zhijiao_data.dataset import build, codebook_rows

    found = build.plan_tables(document.from_file(arguments.path(path, "path", "plan.txt")))
    upstream = {name: codebook_rows.rows(name) for name in ("policies", "policy_targets", "indicators", "places")}
    return found | {"target_links": build.links(found | upstream)}
