"""What of each table is not under the licence of the dataset: texts of documents, and passages quoted from them."""

from __future__ import annotations

from zhijiao_data.dataset import schema
from zhijiao_data.publish.release import Release
from zhijiao_data.publish.statements import Sentence, statements

FILE_NAME = "LICENSE-DATA.md"
#: The table of whole documents.
TEXTS = "texts"
#: The columns of passages as a document has them.
_PASSAGES = {"quote", "text"}


def beyond_licence(table: schema.Table) -> tuple[Sentence, ...]:
    """What is to be said with a table beside the licence; nothing where all of it is our own."""
    if table.name == TEXTS:
        return statements().rights_in_texts
    return statements().rights_in_quotes if _PASSAGES & table.fields.keys() else ()


def url(release: Release) -> str:
    """Where the rights are explained, in this version of the repository."""
    return release.file_url(FILE_NAME)
