"""What must be said with the data wherever they are published, read from ``statements.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from zhijiao_data import marked_yaml
from zhijiao_data.dataset.about import Words


class Sentence(BaseModel):
    """One statement in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    en: Words
    zh: Words


Sentences = Annotated[tuple[Sentence, ...], Field(min_length=1)]


class Statements(BaseModel):
    """How the data were made, what they can't show, and whose the texts are; one or more sentences each."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    collection: Sentences
    sources: Sentences
    missing_values: Sentences
    preparation: Sentences
    annotation: Sentences
    annotations_per_document: Sentences
    limitations: Sentences
    biases: Sentences
    uses: Sentences
    persons: Sentences
    rights: Sentences
    rights_in_texts: Sentences
    rights_in_quotes: Sentences
    maintenance: Sentences


@cache
def statements() -> Statements:
    """The statements about this dataset."""
    return marked_yaml.validate(Statements, marked_yaml.read(Path(__file__).parent / "statements.yaml"))
