"""Rules about decisions, and about the release as files."""

from __future__ import annotations

from collections.abc import Iterator

from zhijiao_data.dataset import change_log, fingerprint, parquet, schema
from zhijiao_data.dataset.checks.core import Broken, Release, rule
from zhijiao_data.dataset.versions import is_version


@rule("decision-row", "error", "decisions", "The row of a decision exists; a dropped one doesn't.",
      "编码决定所涉的行存在；已删除者不存在。")  # fmt: skip
def _decision_row(release: Release) -> Broken:
    ids: dict[str, set[str]] = {}
    for row in release.rows("decisions"):
        name = row["table_name"]
        if name not in schema.tables():
            yield row, f"there is no table '{name}'"
            continue
        if name not in ids:
            ids[name] = {schema.row_id(name, dict(other)) for other in release.rows(name)}
        if row["action"] != "drop" and row["row_id"] not in ids[name]:
            yield row, f"{name} has no row {row['row_id']}"
        elif row["action"] == "drop" and row["row_id"] in ids[name]:
            yield row, f"the row {row['row_id']} of {name} was dropped and is there"


@rule(
    "table-hash", "error", "manifest.json", "The tables are those that the manifest describes.", "各表与清单所载一致。"
)
def _table_hash(release: Release) -> Iterator[tuple]:
    if release.around.manifest is None:
        return
    about = release.around.manifest.get("tables", {})
    for name in schema.tables():
        if name not in about:
            yield "manifest.json", None, f"the table {name} is not listed; rebuild with 'zhijiao build'"
        elif (
            name in release.tables and parquet.content_hash(name, release.tables[name]) != about[name]["content_sha256"]
        ):
            yield "manifest.json", None, f"{name}.parquet was changed after the build; rebuild with 'zhijiao build'"


@rule("manifest-labels", "error", "manifest.json", "The manifest calls tables what the schema calls them.",
      "清单中各表的名称与说明同于表结构。")  # fmt: skip
def _manifest_labels(release: Release) -> Iterator[tuple]:
    for name, entry in (release.around.manifest or {}).get("tables", {}).items():
        table = schema.tables().get(name)
        for key in ("label_zh", "label_en", "description_zh", "description_en"):
            if table and entry.get(key) != getattr(table, key):
                yield "manifest.json", None, f"{name}: {key} is not that of tables.yaml; rebuild with 'zhijiao build'"


@rule("version-sealed", "error", "manifest.json", "Tables that bear a released version are the content that was released.",
      "标有发布版本号的各表，即该版发布的内容。")  # fmt: skip
def _version_sealed(release: Release) -> Iterator[tuple]:
    about, register = release.around.manifest or {}, release.around.register
    version = about.get("data_version", "")
    seals = about.get("releases", {}) if register is None else register.history()
    if is_version(version):
        sealed = seals.get(version, {})
        if not sealed:
            yield "manifest.json", None, f"{version} was never released; rebuild with 'zhijiao build'"
        elif sealed["sha256"] != fingerprint.read(about, "manifest.json").sha256:
            yield "manifest.json", None, f"the content is not that of {version}; rebuild with 'zhijiao build'"
        elif sealed["released_on"] != about.get("released_on"):
            yield (
                "manifest.json",
                None,
                f"{version} was released on {sealed['released_on']}; rebuild with 'zhijiao build'",
            )
    if register is not None and about.get("releases", {}) != seals:
        yield "manifest.json", None, "the releases are not those of the register; rebuild with 'zhijiao build'"


@rule("change-log", "error", "CHANGES.md", "The change log is what the register and the tables give.",
      "数据变更与发布登记及各表相符。")  # fmt: skip
def _change_log(release: Release) -> Iterator[tuple]:
    around = release.around
    if around.register is None or around.change_log is None:
        return
    built = fingerprint.read(around.manifest, "manifest.json")
    if around.change_log != change_log.markdown(around.register, around.register.stamp(built), built):
        yield change_log.FILE_NAME, None, "differs from what the build writes; rebuild with 'zhijiao build'"


@rule("inputs-current", "error", "manifest.json", "The tables were built from the sources as they are now.",
      "各表由现有来源构建而成。")  # fmt: skip
def _inputs_current(release: Release) -> Iterator[tuple]:
    if release.around.manifest is None or release.around.sources is None:
        return
    built, now = release.around.manifest.get("inputs", {}), release.around.sources
    for path in sorted({*built, *now}):
        if built.get(path) != now.get(path):
            said = "was added" if path not in built else "is gone" if path not in now else "was changed"
            yield path, None, f"{said} since the build; rebuild with 'zhijiao build'"
