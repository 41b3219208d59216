"""What the dataset is called, who made it and under which terms, read from ``about.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from zhijiao_data import marked_yaml

HUB = "https://huggingface.co"
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class About(BaseModel):
    """The facts of the dataset as a whole; the version is not among them, see `releases`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Words
    title_en: Words
    title_zh: Words
    description_en: Words
    description_zh: Words
    authors: tuple[Words, ...] = Field(min_length=1)
    license: Words
    license_url: Words
    code_license: Words
    languages: tuple[Literal["zh", "en"], ...] = Field(min_length=1)
    keywords_en: tuple[Words, ...]
    keywords_zh: tuple[Words, ...]
    hub_repository: Annotated[str, StringConstraints(pattern=r"^[\w.-]+/[\w.-]+$")]

    @property
    def keywords(self) -> tuple[str, ...]:
        """The keywords of both languages."""
        return (*self.keywords_en, *self.keywords_zh)

    @property
    def url(self) -> str:
        """The address of the dataset on the Hub."""
        return f"{HUB}/datasets/{self.hub_repository}"


@cache
def about() -> About:
    """The facts of this dataset."""
    return marked_yaml.validate(About, marked_yaml.read(Path(__file__).parent / "about.yaml"))
