"""``CHANGES.md``: what changed in the data from release to release, written from the register and the fingerprints."""

from __future__ import annotations

from itertools import zip_longest

from zhijiao_data.dataset import fingerprint
from zhijiao_data.dataset.fingerprint import Fingerprint
from zhijiao_data.dataset.releases import Register, Release, Stamp

FILE_NAME = "CHANGES.md"
_HEAD = """# Changes of the data / 数据变更

Every release of the tables, the newest first: what was done, and what differs from the release before, as computed from both. A released version never
changes. `zhijiao diff` shows two releases cell by cell. This file is generated from the register of releases.

数据表的各次发布，最新者在前：做了什么，以及与前一版相比（由两版计算）有何不同。已发布的版本不再改动；逐格比较用 `zhijiao diff`。本文件由发布登记生成。
"""


def markdown(register: Register, stamp: Stamp, built: Fingerprint) -> str:
    """The whole change log; a build that is not a release comes first, with what differs from the last one."""
    parts = [_HEAD]
    if stamp.released_on is None:
        last = register.sealed[0] if register.sealed else None
        parts.append(f"## {stamp.version} (not released / 未发布)\n\n{_differences(last, built)}")
    for release, before in zip_longest(register.sealed, register.sealed[1:]):
        parts.append(_section(release, before))
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _section(release: Release, before: Release | None) -> str:
    now = release.fingerprint
    notes = "\n".join(f"- {note}" for note in (*release.notes_en, *release.notes_zh))
    rows = sum(mark.rows for mark in now.tables.values())
    held = (
        f"{len(now.plans)} documents, {len(now.tables)} tables, {rows} rows"
        f" / {len(now.plans)} 份文件、{len(now.tables)} 张表、{rows} 行. SHA-256 `{now.sha256}`"
    )
    return f"## {release.version} ({release.released_on})\n\n{notes}\n\n{held}\n\n{_differences(before, now)}"


def _differences(before: Release | None, now: Fingerprint) -> str:
    if before is None:
        return "Nothing was released before. / 此前未曾发布。"
    since = f" from {before.version} / 与 {before.version} 相比"
    found = fingerprint.changes(before.fingerprint, now)
    if not found:
        return f"No difference{since}. / 无差异。"
    lines = [
        f"| {step.name} | {', '.join(tables)} | {what_en} | {what_zh} |"
        for step, what_en, what_zh, tables in fingerprint.grouped(found)
    ]
    return "\n".join([f"Differences{since}:\n", "| step | tables | what | 内容 |", "|---|---|---|---|", *lines])
