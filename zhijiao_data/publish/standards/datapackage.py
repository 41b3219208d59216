"""A Frictionless data package: a resource per table, with types, keys and what a cell may hold.

What is said beyond the specification begins with ``x_``: labels and descriptions in Chinese, units, names of closed lists.
"""

from __future__ import annotations

from typing import Any

from zhijiao_data.dataset import schema
from zhijiao_data.publish import rights
from zhijiao_data.publish.release import MEDIA_TYPE, Release
from zhijiao_data.publish.standards import closed_lists
from zhijiao_data.publish.statements import statements

FILE_NAME = "datapackage.json"

# The specification's `array` is a JSON text inside a cell of CSV; a list of Parquet is `any`.
_TYPES: dict[schema.Type, str] = {
    "string": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "date": "date",
    "list<string>": "any",
}


def document(release: Release) -> dict[str, Any]:
    """The descriptor of a release; paths are relative to the root of the published repository."""
    said = release.about
    codes = {name: [code["id"] for code in listed] for name, listed in closed_lists.used(release).items()}
    return {
        "name": said.name,
        "id": release.url,
        "title": said.title_en,
        "x_title_zh": said.title_zh,
        "description": said.description_en,
        "x_description_zh": said.description_zh,
        "homepage": release.url,
        "version": release.version,
        "licenses": [{"name": said.license, "path": said.license_url}],
        "x_rights": [sentence.en for sentence in statements().rights],
        "x_rights_zh": [sentence.zh for sentence in statements().rights],
        "contributors": [{"title": author, "role": "author"} for author in said.authors],
        "keywords": list(said.keywords),
        "resources": [_resource(release, table, codes) for table in release.tables.values()],
    }


def _resource(release: Release, table: schema.Table, codes: dict[str, list[str]]) -> dict[str, Any]:
    beyond = rights.beyond_licence(table)
    told = {"x_rights": [one.en for one in beyond], "x_rights_zh": [one.zh for one in beyond]} if beyond else {}
    # A resource without licences of its own has those of the package.
    own = {"licenses": [{"title": beyond[0].en, "path": rights.FILE_NAME}]} if table.name == rights.TEXTS else {}
    return {
        "name": table.name,
        "path": release.path(table.name),
        "title": table.label_en,
        "x_title_zh": table.label_zh,
        "description": table.description_en,
        "x_description_zh": table.description_zh,
        "format": "parquet",
        "mediatype": MEDIA_TYPE,
        **own,
        **told,
        # No `bytes`: for Parquet the validator counts something else and reports the true size as an error.
        "hash": f"sha256:{release.manifest['tables'][table.name]['sha256']}",
        "schema": {
            "fields": [_field(table, field, codes) for field in table.fields.values()],
            # The validator reads Parquet by way of pandas, where a null among numbers is nan. An empty text is a value
            # here: a repair may leave nothing.
            "missingValues": ["nan"],
            "primaryKey": list(table.primary_key),
            "foreignKeys": [
                # An empty name is the specification's word for the same table.
                {"fields": [column], "reference": {"resource": "" if other == table.name else other, "fields": [key]}}
                for column, other, key in table.foreign_keys()
                if table.fields[column].type != "list<string>"
            ],
        },
    }


def _field(table: schema.Table, field: schema.Field, codes: dict[str, list[str]]) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if field.required:
        constraints["required"] = True
    if table.primary_key == (field.name,):
        constraints["unique"] = True
    if field.codes in codes and field.type != "list<string>":
        constraints["enum"] = codes[field.codes]
    beyond = {"x_unit": field.unit, "x_codes": field.codes}
    return {
        "name": field.name,
        "type": _TYPES[field.type],
        "title": field.label_en,
        "x_title_zh": field.label_zh,
        "description": field.description_en,
        "x_description_zh": field.description_zh,
        **{key: value for key, value in beyond.items() if value},
        **({"constraints": constraints} if constraints else {}),
    }
