"""A release described in the standards of the field, each document generated from the one schema and the manifest.

`files` gives what stands beside the tables in a published repository; two of the files stand at the root of ours too,
where ``python -m zhijiao_data.publish.standards`` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from zhijiao_data.publish.release import Release
from zhijiao_data.publish.standards import citation_file, croissant, datapackage, schema_org, zenodo

#: What catalogues read at the root of the source repository: the hosts of code, and Zenodo.
AT_THE_ROOT = (citation_file.FILE_NAME, zenodo.FILE_NAME)


def files(release: Release) -> dict[str, str]:
    """The metadata of a release, file name → text; the same text for the same release."""
    return {
        croissant.FILE_NAME: _json(croissant.document(release)),
        datapackage.FILE_NAME: _json(datapackage.document(release)),
        schema_org.FILE_NAME: _json(schema_org.document(release)),
        citation_file.FILE_NAME: citation_file.text(release),
        zenodo.FILE_NAME: _json(zenodo.document(release)),
    }


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
