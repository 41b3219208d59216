"""A release about to be described or published: its tables and facts, and where each file stands in the repository."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhijiao_data.dataset import citing, hub, manifest, schema
from zhijiao_data.dataset.about import HUB, About, about
from zhijiao_data.dataset.hub import DATA

#: What the tables are, by the register of media types.
MEDIA_TYPE = "application/vnd.apache.parquet"


@dataclass(frozen=True, slots=True)
class Release:
    """The tables of ``folder``, as they stand in the repository ``owner/name`` under the tag of their version."""

    folder: Path
    manifest: dict[str, Any]
    about: About
    repository: str

    @property
    def version(self) -> str:
        """The data version, which is also the tag."""
        return self.manifest["data_version"]

    @property
    def released_on(self) -> str | None:
        """The day of the release; None for tables that are no release."""
        return self.manifest["released_on"]

    @property
    def url(self) -> str:
        """The address of the repository."""
        return f"{HUB}/datasets/{self.repository}"

    @property
    def version_url(self) -> str:
        """The address of this version, which never changes; of what is no release, that of the repository."""
        return citing.address(self.url, self.version, self.released_on)

    @property
    def tables(self) -> dict[str, schema.Table]:
        """The tables by name, in the order of the manifest."""
        return {name: schema.table(name) for name in self.manifest["tables"]}

    def path(self, table: str) -> str:
        """Where a table's file stands in the repository."""
        return f"{DATA}/{self.manifest['tables'][table]['file']}"

    def file_url(self, path: str) -> str:
        """The address from which a file of this version is fetched; it never changes."""
        return f"{self.url}/resolve/{self.version}/{path}"

    def citation(self, style: str) -> str:
        """How this version is cited, as where it is published; for the styles see `citing.cite`."""
        return citing.citation(citing.Work(self.about, self.version, self.released_on, self.version_url), style)


def read(folder: Path, repository: str | None = None) -> Release:
    """The release in ``folder``.

    Raises:
        InputError: there is none, or its manifest can't be read.
        UsageError: ``repository`` is not of the form ``owner/name``.
    """
    return Release(Path(folder), manifest.read(folder), about(), hub.repository(repository))
