"""Croissant 1.1 (MLCommons): files with their hashes, a record set per table and per closed list, a field per column.

Written for the reader ``mlcroissant``, with which a test reads every table back cell by cell:

* A key of another table refers to the column of that table's file. Referring to the field of its record set, the
  other form, makes ``mlcroissant`` fail as soon as a table refers to itself or two tables are read one after the other.
* A closed list is a record set of type ``sc:Enumeration`` with its codes inline. (The table ``codes``, which holds all
  lists with definitions and examples, has no column that identifies a code by itself.)
"""

from __future__ import annotations

from typing import Any

from zhijiao_data.dataset import schema
from zhijiao_data.publish import rights
from zhijiao_data.publish.figures import Figures
from zhijiao_data.publish.release import Release
from zhijiao_data.publish.standards import closed_lists
from zhijiao_data.publish.statements import Sentences, statements

FILE_NAME = "croissant.json"
CONFORMS_TO = ("http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0")
#: The media type by which Croissant knows a Parquet file.
PARQUET = "application/x-parquet"
#: Below this the record sets of the closed lists stand, apart from those of the tables.
CODES = "codes_of"

# The short names that the specification recommends, those of its own terms last.
_TERMS = """
arrayShape citeAs column containedIn equivalentProperty extract field fileObject fileProperty fileSet format includes
isArray isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate
separator source subField transform
"""
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    "name": {"@container": "@language"},
    "description": {"@container": "@language"},
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    **{term: f"cr:{term}" for term in _TERMS.split()},
}

_TYPES: dict[schema.Type, str] = {
    "string": "sc:Text",
    "int": "sc:Integer",
    "float": "sc:Float",
    "bool": "sc:Boolean",
    "date": "sc:Date",
    "list<string>": "sc:Text",
}


def document(release: Release) -> dict[str, Any]:
    """The description of a release as JSON-LD; ``datePublished`` is missing for tables that are no release."""
    said = release.about
    dated = {"datePublished": release.released_on} if release.released_on else {}
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": list(CONFORMS_TO),
        "name": {"en": said.title_en, "zh": said.title_zh},
        "description": {
            "en": " ".join([said.description_en, *(sentence.en for sentence in statements().rights)]),
            "zh": "".join([said.description_zh, *(sentence.zh for sentence in statements().rights)]),
        },
        "url": release.url,
        "version": release.version,
        **dated,
        "license": said.license_url,
        "creator": [{"@type": "sc:Organization", "name": author} for author in said.authors],
        "citeAs": release.citation("bibtex"),
        "inLanguage": list(said.languages),
        "keywords": [*said.keywords_en, *map(_chinese, said.keywords_zh)],
        **_responsible(release),
        "distribution": [_file(release, name) for name in release.tables],
        "recordSet": [
            *(_table(release, table) for table in release.tables.values()),
            *(_enumeration(name, codes) for name, codes in closed_lists.used(release).items()),
        ],
    }


def _responsible(release: Release) -> dict[str, Any]:
    """What the extension for responsible AI asks: how the data were made and what they can't show."""
    said, held = statements(), Figures(release)
    return {
        "rai:dataCollection": _one(said.collection),
        "rai:dataCollectionRawData": _one((*said.sources, held.source_addresses())),
        "rai:dataCollectionMissingData": _one(said.missing_values),
        "rai:dataPreprocessingProtocol": _many(said.preparation),
        "rai:dataAnnotationProtocol": _many((*said.annotation, held.decisions())),
        "rai:annotationsPerItem": _one(said.annotations_per_document),
        "rai:machineAnnotationTools": [f"{release.manifest['dataset']} {release.manifest['code_version']}"],
        "rai:dataLimitations": _many(said.limitations),
        "rai:dataBiases": _many(said.biases),
        "rai:dataUseCases": _many(said.uses),
        "rai:personalSensitiveInformation": _many((*said.persons, *held.inferred_places())),
        "rai:dataReleaseMaintenancePlan": _one(said.maintenance),
    }


def _one(said: Sentences) -> str:
    """A property that takes one text: both languages in it."""
    return "\n".join([*(sentence.en for sentence in said), *(sentence.zh for sentence in said)])


def _many(said: Sentences) -> list[str | dict[str, str]]:
    return [*(sentence.en for sentence in said), *(_chinese(sentence.zh) for sentence in said)]


def _chinese(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "zh"}


def _file(release: Release, name: str) -> dict[str, Any]:
    entry = release.manifest["tables"][name]
    beyond = rights.beyond_licence(release.tables[name])
    told = {"en": " ".join(one.en for one in beyond), "zh": "".join(one.zh for one in beyond)}
    return {
        "@type": "cr:FileObject",
        "@id": entry["file"],
        "name": entry["file"],
        **({"description": told} if beyond else {}),
        "contentUrl": release.file_url(release.path(name)),
        "contentSize": f"{entry['bytes']} B",
        "encodingFormat": PARQUET,
        "sha256": entry["sha256"],
    }


def _table(release: Release, table: schema.Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": {
            "en": f"{table.label_en}. {table.description_en}",
            "zh": f"{table.label_zh}。{table.description_zh}",
        },
        "key": [{"@id": f"{table.name}/{column}"} for column in table.primary_key],
        "field": [_field(release, table, field) for field in table.fields.values()],
    }


def _field(release: Release, table: schema.Table, field: schema.Field) -> dict[str, Any]:
    unit = {"en": f" Unit: {field.unit}.", "zh": f"单位：{field.unit}。"} if field.unit else {"en": "", "zh": ""}
    array = {"isArray": True, "arrayShape": "-1"} if field.type == "list<string>" else {}
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{field.name}",
        "name": field.name,
        "description": {
            "en": f"{field.label_en}. {field.description_en}{unit['en']}",
            "zh": f"{field.label_zh}。{field.description_zh}{unit['zh']}",
        },
        "dataType": _TYPES[field.type],
        **array,
        "source": _column(release, table.name, field.name),
        **_references(release, table, field),
    }


def _column(release: Release, table: str, column: str) -> dict[str, Any]:
    return {"fileObject": {"@id": release.manifest["tables"][table]["file"]}, "extract": {"column": column}}


def _references(release: Release, table: schema.Table, field: schema.Field) -> dict[str, Any]:
    for column, other, key in table.foreign_keys():
        if column == field.name:
            return {"references": _column(release, other, key)}
    for column, codes in table.closed_lists():
        if column == field.name:
            return {"references": {"field": {"@id": f"{CODES}/{codes}/id"}}}
    return {}


def _enumeration(name: str, codes: list[closed_lists.Code]) -> dict[str, Any]:
    id_ = f"{CODES}/{name}"
    columns = ("id", "label_en", "label_zh")
    known = schema.table("codes").fields
    return {
        "@type": "cr:RecordSet",
        "@id": id_,
        "name": id_,
        "description": {"en": f"The codes of the closed list {name}.", "zh": f"封闭代码表 {name} 的代码。"},
        "dataType": "sc:Enumeration",
        "key": {"@id": f"{id_}/id"},
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{id_}/{column}",
                "name": column,
                "description": {"en": known[column].description_en, "zh": known[column].description_zh},
                "dataType": "sc:Text",
            }
            for column in columns
        ],
        "data": [{f"{id_}/{column}": code[column] for column in columns} for code in codes],
    }
