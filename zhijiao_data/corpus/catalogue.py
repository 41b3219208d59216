"""``plan.yaml``: what a cataloguer states about a document, each fact with its evidence.

A fact is ``{value: …, evidence: …}``, and its evidence is one of

* ``{quote: "…", nth: 1}``: verbatim from the canonical text, so that it can be found again;
* ``{inferred: "reason", source: "…"}``: not in the text; the reason says how it is known, the source where;
* ``{not_stated: "reason"}``, ``{lost_in_source: "reason"}``, ``{not_applicable: "reason"}``: why there is no value.

What the columns mean is defined in the schema of the table ``plans``; here only the form of the file is.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Generic, NamedTuple, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from zhijiao_data import marked_yaml
from zhijiao_data.codebook import loader
from zhijiao_data.corpus import reader
from zhijiao_data.corpus.spans import locate
from zhijiao_data.errors import InputError

FILE_NAME = "plan.yaml"
_PLAN_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ABSENCES = ("not_stated", "lost_in_source", "not_applicable")
_BASES = ("quote", "inferred")


def _iso_date(value: object) -> object:
    # Left to itself the model would read 20230129 as seconds since 1970.
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise ValueError(f"a date is written YYYY-MM-DD, found '{value}'")
    return value


def _whole_number(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"\d+", value):
        raise ValueError(f"a whole number is expected, found '{value}'")
    return value


def _coded(list_name: str) -> AfterValidator:
    """A value of one closed list of the codebook."""

    def check(value: str) -> str:
        if value not in (codes := loader.codes(list_name)):
            raise ValueError(f"'{value}' is not in the list {list_name}: {', '.join(codes)}")
        return value

    return AfterValidator(check)


Text = Annotated[str, Field(min_length=1)]
Day = Annotated[date, BeforeValidator(_iso_date)]
Year = Annotated[int, BeforeValidator(_whole_number), Field(ge=1949, le=2100)]
Value = TypeVar("Value")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Evidence(_Strict):
    """Where a fact is known from, or why it is not known. Exactly one of the first five keys is given."""

    quote: Text | None = None
    inferred: Text | None = None
    not_stated: Text | None = None
    lost_in_source: Text | None = None
    not_applicable: Text | None = None
    nth: Annotated[int, BeforeValidator(_whole_number), Field(ge=1)] = 1
    source: Text | None = None

    @model_validator(mode="after")
    def _one_basis(self) -> Evidence:
        given = [name for name in (*_BASES, *_ABSENCES) if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"give exactly one of {', '.join((*_BASES, *_ABSENCES))}")
        if "nth" in self.model_fields_set and self.quote is None:
            raise ValueError("'nth' belongs to a quote")
        if self.source is not None and self.inferred is None:
            raise ValueError("'source' belongs to 'inferred'")
        return self

    @property
    def basis(self) -> str:
        """The name of the key given: quote, inferred, not_stated, lost_in_source or not_applicable."""
        return next(name for name in (*_BASES, *_ABSENCES) if getattr(self, name) is not None)


class Fact(_Strict, Generic[Value]):
    """A value and its evidence; a missing value is None and its evidence says why."""

    value: Value | None
    evidence: Evidence

    @model_validator(mode="after")
    def _evidence_fits(self) -> Fact[Value]:
        absent = self.evidence.basis in _ABSENCES
        if self.value is None and not absent:
            raise ValueError(f"there is no value: the evidence must say why ({', '.join(_ABSENCES)})")
        if self.value is not None and absent:
            raise ValueError(f"there is a value, but the evidence is '{self.evidence.basis}'")
        return self


class PlanRecord(_Strict):
    """One ``plan.yaml``. The fields are the columns of the table ``plans`` that a cataloguer fills."""

    plan_id: Text
    source_file: Text
    source_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    text_file: Text | None = None
    source_url: Fact[Text]
    title: Fact[Text]
    title_en: Fact[Text]
    document_type: Fact[Annotated[Text, _coded("document_type")]]
    text_status: Fact[Annotated[list[Annotated[Text, _coded("text_status")]], Field(min_length=1)]]
    doc_number: Fact[Text]
    issuer: Fact[Text]
    issuer_level: Fact[Annotated[Text, _coded("issuer_level")]]
    province: Fact[Text]
    city: Fact[Text]
    district: Fact[Text]
    adcode: Fact[Annotated[str, Field(pattern=r"^[1-9]\d{5}$")]]
    place_basis: Annotated[Text, _coded("place_basis")] | None
    issued_on: Fact[Day]
    issued_not_before: Fact[Day] | None = None
    issued_not_after: Fact[Day] | None = None
    published_on: Fact[Day]
    date_precision: Annotated[Text, _coded("date_precision")] | None
    period_start: Fact[Year]
    period_end: Fact[Year]
    period_basis: Annotated[Text, _coded("period_basis")] | None
    transmitted_by: Fact[Text]
    transmitted_on: Fact[Day]
    notes: list[Text] = []

    def facts(self) -> dict[str, Fact]:
        """The fields that carry evidence, in the order of the columns."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: value for name, value in values.items() if isinstance(value, Fact)}

    def row(self) -> dict[str, str | int | list[str] | None]:
        """Column to value, as the table ``plans`` holds them.

        Dates are ISO strings, files are paths under ``raw/``, and ``missing`` names the facts without a value, each
        with the kind of its absence (``doc_number=not_stated``).
        """
        row: dict = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            value = value.value if isinstance(value, Fact) else value
            row[name] = value.isoformat() if isinstance(value, date) else value
        row["source_file"] = f"{self.plan_id}/{self.source_file}"
        row["text_file"] = f"{self.plan_id}/{self.text_file or self.source_file}"
        row["missing"] = [f"{name}={fact.evidence.basis}" for name, fact in self.facts().items() if fact.value is None]
        row["notes"] = "\n".join(self.notes) or None
        return row


class Entry(NamedTuple):
    """A catalogue entry and the canonical text that its quotes were found in."""

    record: PlanRecord
    text: str


def plans(raw_dir: str | Path) -> list[Path]:
    """The plan folders of a corpus, sorted by name. Files beside them and hidden folders are passed over.

    Raises:
        InputError: there is no such folder, it holds no plan, or a folder in it has no ``plan.yaml`` or a name that is
            no plan id.
    """
    raw_dir = Path(raw_dir)
    if not raw_dir.is_dir():
        raise InputError("folder not found", str(raw_dir), "Run in the folder that holds raw/, or name the corpus")
    folders = sorted(child for child in raw_dir.iterdir() if child.is_dir() and not child.name.startswith("."))
    for folder in folders:
        _check_folder(raw_dir, folder)
    if not folders:
        remedy = f"A plan is a folder with a source file and {FILE_NAME}"
        raise InputError("no plan in this folder", str(raw_dir), remedy)
    return folders


def read_entry(folder: str | Path) -> Entry:
    """The catalogue entry of one plan folder and its canonical text.

    Raises:
        InputError: with file and line: a key is unknown, missing or of a wrong type; a code is not in
            its closed list; the folder's name is not the
            plan_id; the source file is missing, outside the folder or changed (sha256); a quote does not stand in the
            document; a quoted value is not in its quote; a basis column contradicts the evidence.
    """
    folder = Path(folder)
    document = marked_yaml.read(folder / FILE_NAME)
    record = marked_yaml.validate(PlanRecord, document)
    if record.plan_id != folder.resolve().name:
        raise InputError(
            f"plan_id is '{record.plan_id}', but the folder is '{folder.resolve().name}'",
            document.where(("plan_id",)),
            "Give both the same name",
        )
    _check_source(folder, record, document)
    text = _text(folder, record, document)
    for name, fact in record.facts().items():
        _check_fact(name, fact, text, document)
    _check_bases(record, document)
    return Entry(record, text)


def _check_folder(raw_dir: Path, folder: Path) -> None:
    reader.resolve_inside(raw_dir, folder.name, str(folder))
    if not _PLAN_ID.fullmatch(folder.name):
        raise InputError("the folder's name is no plan id", str(folder), "Use lower-case letters, digits and hyphens")
    if not (folder / FILE_NAME).is_file():
        raise InputError(f"{FILE_NAME} is missing", str(folder), f"Write {FILE_NAME}; another plan's shows the form")


def _check_source(folder: Path, record: PlanRecord, document: marked_yaml.MarkedYaml) -> None:
    where = document.where(("source_file",))
    path = reader.resolve_inside(folder, record.source_file, where)
    if not path.is_file():
        raise InputError(f"the source file '{record.source_file}' is not in the folder", where, "Put it back")
    found = hashlib.sha256(reader.read_bytes(path)).hexdigest()
    if found != record.source_sha256:
        raise InputError(
            f"'{record.source_file}' is not the file that was catalogued: its sha256 is {found}",
            document.where(("source_sha256",)),
            "Put the original back; if it was replaced on purpose, check every quote, then write the new sha256 here",
        )


def _text(folder: Path, record: PlanRecord, document: marked_yaml.MarkedYaml) -> str:
    name, key = (record.text_file, "text_file") if record.text_file else (record.source_file, "source_file")
    return reader.read_text(reader.resolve_inside(folder, name, document.where((key,))))


def _check_fact(name: str, fact: Fact, text: str, document: marked_yaml.MarkedYaml) -> None:
    quote = fact.evidence.quote
    if quote is None:
        return
    nth = fact.evidence.nth
    if locate(text, quote, nth) is None:
        times = "does not stand" if locate(text, quote) is None else f"does not stand {nth} times"
        shown = quote if len(quote) <= 60 else f"{quote[:60]}…"
        raise InputError(
            f"{name}: the quote {shown!r} {times} in the document",
            document.where((name, "evidence", "quote")),
            "Copy it from the text letter by letter, line breaks (\\n) included",
        )
    missing = [part for part in _parts(name, fact.value) if part not in _squeezed(quote)]
    if missing:
        raise InputError(
            f"{name}: {missing[0]!r} of the value is not in the quote",
            document.where((name, "value")),
            "Correct the value, quote the passage that holds it, or give the evidence as 'inferred'",
        )


# Facts that a quote must state in so many words; the others (a document's type, say) are a reading of the quote.
_VERBATIM = {"title", "doc_number", "issuer", "province", "city", "district", "transmitted_by", "source_url"}


def _parts(name: str, value: object) -> list[str]:
    """The character strings that must stand in a quote for it to state the value."""
    if isinstance(value, date):
        return [f"{value.year}", f"{value.month}", f"{value.day}"]
    if isinstance(value, int):
        return [str(value)]
    return [_squeezed(value)] if name in _VERBATIM and isinstance(value, str) else []


def _squeezed(text: str) -> str:
    """Without white space: titles are broken over lines and padded."""
    return "".join(text.split())


def _check_bases(record: PlanRecord, document: marked_yaml.MarkedYaml) -> None:
    place = [fact for fact in (record.district, record.city, record.province) if fact.value is not None]
    stated = bool(place) and place[0].evidence.basis == "quote"
    expected = None if not place else "stated" if stated else "inferred"
    if record.place_basis != expected:
        raise InputError(
            f"place_basis is '{record.place_basis}', but by the evidence of the place it is '{expected}'",
            document.where(("place_basis",)),
            "Correct the one or the other",
        )
    if record.adcode.value is not None and not stated:
        raise InputError(
            "an adcode is given, but the place is only inferred",
            document.where(("adcode",)),
            "Set its value to null with not_stated, or quote the passage that names the place",
        )
    for basis, of in (("date_precision", ("issued_on",)), ("period_basis", ("period_start", "period_end"))):
        known = any(getattr(record, name).value is not None for name in of)
        if known != (getattr(record, basis) is not None):
            says = "is null, but there is a value in" if known else "is given, but there is no value in"
            place = document.where((basis,))
            raise InputError(f"{basis} {says} {' or '.join(of)}", place, "Correct the one or the other")
    for bound in ("issued_not_before", "issued_not_after"):
        if record.issued_on.value is not None and getattr(record, bound) is not None:
            raise InputError(f"{bound} is given beside issued_on", document.where((bound,)), "Remove it")
    start, end = record.period_start.value, record.period_end.value
    if start is not None and end is not None and start > end:
        raise InputError("the period ends before it starts", document.where(("period_end",)), "Correct the years")
