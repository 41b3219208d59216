"""``CITATION.cff``: the Citation File Format 1.2.0, which hosts of code show as *Cite this repository*."""

from __future__ import annotations

from typing import Any

from zhijiao_data.publish.release import Release

FILE_NAME = "CITATION.cff"
VERSION = "1.2.0"
#: Wide enough that no sentence is folded: folded Chinese gets a blank where the line was broken.
_WIDTH = 10_000


def document(release: Release) -> dict[str, Any]:
    """The citation of a release; the version is that of the data. ``date-released`` is missing for what is no release."""
    said = release.about
    return {
        "cff-version": VERSION,
        "message": "If you use this dataset, please cite it as below, with the version you used. "
        "使用本数据集时请按以下信息引用，并注明所用版本。",
        "type": "dataset",
        "title": said.title_en,
        # The format has one title: the Chinese one opens the Chinese abstract.
        "abstract": f"{said.description_en}\n\n{said.title_zh}。{said.description_zh}\n",
        "authors": [{"name": author} for author in said.authors],
        "version": release.version,
        **({"date-released": release.released_on} if release.released_on else {}),
        "license": said.license,
        # The format's `url` is the page of the dataset; the address that stays as it is stands among the identifiers.
        "url": release.url,
        **({"identifiers": [_this_version(release)]} if release.released_on else {}),
        "keywords": list(said.keywords),
    }


def _this_version(release: Release) -> dict[str, str]:
    said = f"Version {release.version}, which never changes. {release.version} 版，不再改动。"
    return {"type": "url", "value": release.version_url, "description": said}


def text(release: Release) -> str:
    """The file. The abstract has a line for each paragraph, so that it can be read."""
    import yaml

    class Dumper(yaml.SafeDumper):
        pass

    def string(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)

    Dumper.add_representer(str, string)
    return yaml.dump(document(release), Dumper=Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)
