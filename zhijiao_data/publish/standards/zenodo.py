"""``.zenodo.json``: the metadata of a deposit, which Zenodo reads when it archives a repository."""

from __future__ import annotations

import html
import re
from typing import Any

from zhijiao_data.publish.release import Release
from zhijiao_data.publish.statements import Sentences, statements

FILE_NAME = ".zenodo.json"
_ISO_639_3 = {"zh": "zho", "en": "eng"}


def document(release: Release) -> dict[str, Any]:
    """The metadata of a deposit of this release.

    Only what is released has a date and stands elsewhere too, under its tag; else Zenodo dates the deposit itself.
    """
    said = release.about
    released = {
        "publication_date": release.released_on,
        "related_identifiers": [
            {
                "identifier": release.version_url,
                "relation": "isVariantFormOf",
                "resource_type": "dataset",
            }
        ],
    }
    return {
        "upload_type": "dataset",
        "title": said.title_en,
        # A deposit has one title: the Chinese one opens the Chinese description.
        "description": _paragraphs(said.description_en, f"{said.title_zh}。{said.description_zh}"),
        "creators": [{"name": author} for author in said.authors],
        "version": release.version,
        "access_right": "open",
        "license": said.license.lower(),
        # Zenodo takes one: that of the documents, which is named first.
        "language": _ISO_639_3[said.languages[0]],
        "keywords": list(said.keywords),
        "notes": _paragraphs(*_texts(statements().rights)),
        "method": _paragraphs(*_texts(statements().annotation)),
        **(released if release.released_on else {}),
    }


def _texts(said: Sentences) -> list[str]:
    return [text for sentence in said for text in (sentence.en, sentence.zh)]


def _paragraphs(*texts: str) -> str:
    """HTML of the few tags that Zenodo keeps; what stands between backticks is code."""
    marked = [re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False)) for text in texts]
    return "".join(f"<p>{text}</p>" for text in marked)
