"""``CHANGES.md``: what changed in the data from release to release, written from the register and the fingerprints."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from zhijiao_data.dataset import fingerprint
from zhijiao_data.dataset.fingerprint import Change, Fingerprint
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
        parts.append(f"## {stamp.version} (not released / 未发布)\n\n{_differences(register.changes(built))}")
    for release, before in zip_longest(register.sealed, register.sealed[1:]):
        parts.append(_section(release, before))
    return "\n".join(parts)


def _section(release: Release, before: Release | None) -> str:
    now = release.fingerprint
    notes = "\n".join(f"- {note}" for note in (*release.notes_en, *release.notes_zh))
    rows = sum(mark.rows for mark in now.tables.values())
    held = (
        f"{len(now.plans)} documents, {len(now.tables)} tables, {rows} rows"
        f" / {len(now.plans)} 份文件、{len(now.tables)} 张表、{rows} 行. SHA-256 `{now.sha256}`"
    )
    told = f"\n\n{_differences(fingerprint.changes(before.fingerprint, now), before)}" if before else ""
    return f"## {release.version} ({release.released_on})\n\n{notes}\n\n{held}{told}\n"


def _differences(found: Sequence[Change], before: Release | None = None) -> str:
    since = f" from {before.version} / 与 {before.version} 相比" if before else ""
    if not found:
        return f"No difference{since}. / 无差异。"
    lines = [f"| {change.table} | {change.what_en} | {change.what_zh} | {change.step.name} |" for change in found]
    return "\n".join([f"Differences{since}:\n", "| table | what | 内容 | step |", "|---|---|---|---|", *lines])
