"""schema.org/Dataset as JSON-LD, to be embedded in the page of the dataset for search engines."""

from __future__ import annotations

from typing import Any

from zhijiao_data.dataset import parquet, schema
from zhijiao_data.publish import rights
from zhijiao_data.publish.release import MEDIA_TYPE, Release
from zhijiao_data.publish.standards import coverage
from zhijiao_data.publish.statements import statements

FILE_NAME = "schema_org.json"
#: The table whose columns are named as what was measured.
MEASURED = "targets"
#: What the authors are to the dataset.
_ROLES = ("creator", "publisher", "maintainer")


def document(release: Release) -> dict[str, Any]:
    """The description of a release.

    The citation of the dataset itself is its ``creditText``; ``citation`` is for articles about it, and there is none.
    Date, years, places and addresses of sources are missing where the release has none. No catalogue is named: the
    dataset is in one only once it is public.
    """
    said = release.about
    years = coverage.years(release)
    known = {
        "datePublished": release.released_on,
        "temporalCoverage": f"{years[0]}/{years[1]}" if years else None,
        "spatialCoverage": [_place(chain) for chain in coverage.places(release)],
        "isBasedOn": coverage.source_urls(release),
    }
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": release.url,
        "name": said.title_en,
        "alternateName": [said.title_zh, said.name],
        "description": f"{said.description_en}\n\n{said.description_zh}",
        "url": release.url,
        "identifier": [release.url, _named("SHA-256", release.manifest["content_sha256"])],
        "version": release.version,
        "license": said.license_url,
        "copyrightNotice": "\n".join(text for sentence in statements().rights for text in (sentence.en, sentence.zh)),
        "isAccessibleForFree": True,
        **{role: [{"@type": "Organization", "name": author} for author in said.authors] for role in _ROLES},
        "creditText": release.citation("apa"),
        "inLanguage": list(said.languages),
        "keywords": list(said.keywords),
        **{key: value for key, value in known.items() if value},
        "measurementTechnique": [text for sentence in statements().annotation for text in (sentence.en, sentence.zh)],
        "variableMeasured": _measured(release),
        "distribution": [_download(release, table) for table in release.tables.values()],
    }


def _place(chain: list[parquet.Row]) -> dict[str, Any]:
    place, *above = chain
    return {
        "@type": "AdministrativeArea",
        "name": place["label_en"],
        "alternateName": place["label_zh"],
        "identifier": _named("GB/T 2260", place["id"]),
        **({"containedInPlace": _place(above)} if above else {}),
    }


def _named(scheme: str, value: str) -> dict[str, str]:
    """An identifier that says which scheme it belongs to."""
    return {"@type": "PropertyValue", "propertyID": scheme, "value": value}


def _measured(release: Release) -> list[dict[str, Any]]:
    """The columns of the targets, without the keys of rows and the offsets into texts."""
    table = release.tables[MEASURED]
    keys = {*table.primary_key, *(column for column, *_ in table.foreign_keys())}
    return [
        {
            "@type": "PropertyValue",
            "name": field.label_en,
            "alternateName": [field.label_zh, f"{table.name}.{field.name}"],
            "description": f"{field.description_en} {field.description_zh}",
            **({"unitText": field.unit} if field.unit else {}),
        }
        for field in table.fields.values()
        if field.name not in keys and field.unit != "code points"
    ]


def _download(release: Release, table: schema.Table) -> dict[str, Any]:
    entry = release.manifest["tables"][table.name]
    beyond = [text for sentence in rights.beyond_licence(table) for text in (sentence.en, sentence.zh)]
    return {
        "@type": "DataDownload",
        "name": f"{table.name}: {table.label_en} / {table.label_zh}",
        "description": f"{table.description_en} {table.description_zh}",
        "contentUrl": release.file_url(release.path(table.name)),
        "encodingFormat": MEDIA_TYPE,
        "contentSize": f"{entry['bytes']} B",
        "sha256": entry["sha256"],
        **({"license": rights.url(release)} if table.name == rights.TEXTS else {}),
        **({"copyrightNotice": "\n".join(beyond)} if beyond else {}),
    }
