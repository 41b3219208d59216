"""An uploaded commit loaded back, as a user would: the bytes of every file, and every table through ``datasets``.

``datasets`` and the client below it read ``HF_ENDPOINT`` once, when they are imported: if it was changed later, nothing
is loaded, because it would come from another Hub.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from zhijiao_data.dataset import hub_client, libraries
from zhijiao_data.dataset.hub_client import client, speaking
from zhijiao_data.dataset.rendering import listed
from zhijiao_data.errors import CheckFailure, UsageError
from zhijiao_data.publish.front_matter import DEFAULT, SPLIT
from zhijiao_data.publish.release import Release
from zhijiao_data.publish.repository import OF_THE_HUB, Entry, entries

_REMEDY = "Don't announce this version. Run the command again; if it says the same, something between here and the Hub changes it"


def library() -> ModuleType:
    """``datasets``, speaking to the Hub that we speak to.

    Raises:
        UsageError: it is not installed, or it or its client was imported while ``HF_ENDPOINT`` named another Hub.
    """
    try:
        import datasets
    except ImportError:
        raise libraries.missing("datasets", "datasets", "loading back what is published") from None
    read = (datasets.config.HF_ENDPOINT, client().constants.ENDPOINT)
    if any(address.rstrip("/") != hub_client.endpoint() for address in read):
        said = "the library datasets (or its client) was imported while HF_ENDPOINT named another Hub, and would load from there"
        raise UsageError(said, "", "Set HF_ENDPOINT, then start Python anew")
    return datasets


def verify(release: Release, local: Sequence[Entry], commit: str) -> None:
    """Load the commit and compare it with what was sent; every file is fetched anew.

    Raises:
        CheckFailure: a file is missing, is too much or has other bytes, or a table has other rows or columns.
        InputError: the connection fails.
    """
    with tempfile.TemporaryDirectory(prefix="zhijiao-") as fresh, _no_bars():
        _verify_files(release, local, commit, Path(fresh))
        _verify_tables(release, commit, Path(fresh))


def _verify_files(release: Release, local: Sequence[Entry], commit: str, fresh: Path) -> None:
    with speaking(release.repository, f"fetching {release.version}"):
        folder = client().snapshot_download(
            release.repository,
            repo_type="dataset",
            revision=commit,
            cache_dir=fresh / "hub",
            endpoint=hub_client.endpoint(),
        )
    found = {entry for entry in entries(Path(folder)) if entry.path not in OF_THE_HUB}
    other = sorted({entry.path for entry in found ^ set(local)})
    if other:
        raise CheckFailure(f"not what was sent: {listed(other)}", _place(release, commit), _REMEDY)


def _verify_tables(release: Release, commit: str, fresh: Path) -> None:
    datasets = library()
    with speaking(release.repository, f"loading {release.version} with datasets"):
        names = datasets.get_dataset_config_names(release.repository, revision=commit)
        default = datasets.get_dataset_default_config_name(release.repository, revision=commit)
    if sorted(names) != sorted(release.tables) or default != DEFAULT:
        raise CheckFailure(
            f"datasets finds the tables {listed(names)}, {default} first", _place(release, commit), _REMEDY
        )
    for name, table in release.tables.items():
        with speaking(release.repository, f"loading {name} of {release.version} with datasets"):
            loaded = datasets.load_dataset(
                release.repository,
                name,
                split=SPLIT,
                revision=commit,
                cache_dir=str(fresh / "datasets"),
            )
        rows = release.manifest["tables"][name]["rows"]
        if (len(loaded), loaded.column_names) != (rows, list(table.fields)):
            said = (
                f"{name} has {len(loaded)} rows of {listed(loaded.column_names)}, not {rows} of {listed(table.fields)}"
            )
            raise CheckFailure(said, _place(release, commit), _REMEDY)


@contextmanager
def _no_bars() -> Iterator[None]:
    """No bar for each of dozens of small files."""
    modules = [m for m in (client().utils, library()) if not m.are_progress_bars_disabled()]
    for module in modules:
        module.disable_progress_bars()
    try:
        yield
    finally:
        for module in modules:
            module.enable_progress_bars()


def _place(release: Release, commit: str) -> str:
    return f"{hub_client.address(release.repository)}@{commit}"
