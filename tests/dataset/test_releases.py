"""A released version is one content for ever, and a later one is as far from it as its changes require."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dataset import small_corpus
from zhijiao_data.dataset import build, change_log, checks, fingerprint, load, manifest, releases, swap
from zhijiao_data.dataset.fingerprint import Fingerprint, TableMark
from zhijiao_data.dataset.versions import Step, Version, is_version, parse
from zhijiao_data.errors import CheckFailure, InputError, UsageError

NUMBERS = st.integers(0, 10**6)
VERSIONS = st.builds(Version, NUMBERS, NUMBERS, NUMBERS)
MARK = TableMark(2, "a" * 64, ("id",), {"id": "string not null", "value": "float"})


def print_of(plans=("a", "b"), **tables):
    return Fingerprint(tuple(plans), {"targets": MARK, **tables})


def mark(rows=2, content="a" * 64, key=("id",), **columns):
    return TableMark(rows, content, key, columns or MARK.columns)


# --- versions ----------------------------------------------------------------------------------------------------------


@given(VERSIONS)
def test_a_version_is_read_back_from_its_text(version):
    assert parse(str(version)) == version and is_version(str(version))


@given(VERSIONS, st.sampled_from([Step.PATCH, Step.MINOR, Step.MAJOR]))
def test_the_version_after_a_step_is_that_step_away_and_the_nearest_such(version, step):
    later = version.after(step)
    assert version.step_to(later) is step
    assert not later.patch or version.after(step)._replace(patch=later.patch - 1) <= version


@given(VERSIONS, VERSIONS)
def test_there_is_a_step_exactly_to_what_is_later(a, b):
    assert (a.step_to(b) is Step.NONE) == (b <= a)


@pytest.mark.parametrize("text", ["1.0", "v1.0.0", "1.0.0+abc", "01.0.0", "1.0.0 ", "latest", "", "1.0.-1", "１.0.0"])
def test_what_is_no_version_is_refused(text):
    with pytest.raises(UsageError, match=r"no version.*such as 1\.0\.0"):
        parse(text)


# --- what a change asks for -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("new", "step", "told"),
    [
        (print_of(), Step.NONE, None),
        (print_of(plans=("a", "b", "c")), Step.MINOR, "documents added: c"),
        (print_of(plans=("a",)), Step.MAJOR, "documents removed: b"),
        (print_of(themes=MARK), Step.MINOR, "table added"),
        (Fingerprint(("a", "b"), {}), Step.MAJOR, "table removed"),
        (print_of(targets=mark(id="string not null")), Step.MAJOR, "column removed: value"),
        (print_of(targets=mark(id="string not null", value="int")), Step.MAJOR, "column value: float → int"),
        (print_of(targets=mark(id="string", value="float")), Step.MAJOR, "column id: string not null → string"),
        (
            print_of(targets=mark(id="string not null", value="float not null")),
            Step.PATCH,
            "column value: float → float not null",
        ),
        (
            print_of(targets=mark(id="string not null", value="float", unit="string")),
            Step.MINOR,
            "columns added: unit",
        ),
        (print_of(targets=mark(key=("id", "value"))), Step.MAJOR, "primary key: id → id, value"),
        (print_of(targets=mark(content="b" * 64)), Step.PATCH, "content changed"),
        (print_of(targets=mark(rows=3, content="b" * 64)), Step.PATCH, "content changed (rows: 2 → 3)"),
    ],
)
def test_what_differs_and_the_step_it_requires(new, step, told):
    found = fingerprint.changes(print_of(), new)
    assert fingerprint.required(found) is step
    assert [change.what_en for change in found if change.step is step] == ([told] if told else [])


def test_a_fingerprint_is_read_back_from_json():
    assert fingerprint.read(json.loads(json.dumps(print_of().as_json())), "x.json") == print_of()


# --- a corpus that releases --------------------------------------------------------------------------------------------------


@pytest.fixture
def raw(tmp_path):
    small_corpus.write(tmp_path / "raw")
    return tmp_path / "raw"


def plan_release(raw, *versions, dates=None):
    """Write the register: these versions, the newest first, each with the date given or one of its own."""
    entries = [
        f"- version: {version}\n  date: {(dates or {}).get(version) or day(version)}\n"
        f"  notes_en: [Notes on {version}.]\n  notes_zh: [说明。]\n"
        for version in versions
    ]
    (raw / releases.FILE_NAME).write_text("releases:\n" + "".join(entries), encoding="utf-8")


def day(version):
    """A day that is the later the higher the version is."""
    major, minor, patch = (int(number) for number in version.split("."))
    return f"202{major}-0{minor + 1}-0{patch + 1}"


def built(raw, release=False):
    return build.build(raw, raw.parent / "out", release=release).manifest


def correct(raw):
    """Change one catalogued fact: a correction."""
    plan = raw / small_corpus.PLAN / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    assert "Three-year plan" in text
    plan.write_text(text.replace("Three-year plan", "Plan for three years"), encoding="utf-8")


def test_a_corpus_without_releases_has_a_version_of_its_content_only(raw):
    about = built(raw)
    assert about["data_version"] == f"0.0.0+{about['content_sha256'][:8]}" and about["released_on"] is None


def test_a_release_is_sealed_and_any_later_build_of_the_same_content_bears_it(raw):
    plan_release(raw, "0.1.0")
    assert built(raw)["data_version"].startswith("0.0.0+")
    released = built(raw, release=True)
    files = {path.name: path.read_bytes() for path in (raw.parent / "out").iterdir()}
    assert (released["data_version"], released["released_on"]) == ("0.1.0", day("0.1.0"))
    assert built(raw)["data_version"] == "0.1.0"
    assert {path.name: path.read_bytes() for path in (raw.parent / "out").iterdir()} == files


def test_other_content_never_bears_a_sealed_version(raw):
    plan_release(raw, "0.1.0")
    built(raw, release=True)
    correct(raw)
    about = built(raw)
    assert about["data_version"] == f"0.1.0+{about['content_sha256'][:8]}"
    assert "(not released" in (raw.parent / "out" / change_log.FILE_NAME).read_text(encoding="utf-8")


def test_a_release_that_was_interrupted_is_made_by_building_again(raw, monkeypatch):
    plan_release(raw, "0.1.0")
    built(raw)
    monkeypatch.setattr(swap, "_put", lambda fresh, folder: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        built(raw, release=True)
    monkeypatch.undo()
    held = manifest.read(raw.parent / "out")
    assert held["data_version"].startswith("0.0.0+")  # the old tables bear no version that they are not
    assert built(raw, release=True)["data_version"] == "0.1.0"


def test_what_was_sealed_before_the_interruption_stays_sealed(raw, monkeypatch):
    plan_release(raw, "0.1.0")
    monkeypatch.setattr(swap, "_put", lambda fresh, folder: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        built(raw, release=True)
    monkeypatch.undo()
    correct(raw)
    assert built(raw)["data_version"].startswith("0.1.0+")
    with pytest.raises(CheckFailure, match="no release is planned"):
        built(raw, release=True)


def test_content_that_was_released_earlier_bears_that_version(raw):
    plan_release(raw, "0.1.0")
    first = (raw / small_corpus.PLAN / "plan.yaml").read_text(encoding="utf-8")
    built(raw, release=True)
    correct(raw)
    plan_release(raw, "0.1.1", "0.1.0")
    assert built(raw, release=True)["data_version"] == "0.1.1"
    (raw / small_corpus.PLAN / "plan.yaml").write_text(first, encoding="utf-8")
    assert built(raw)["data_version"] == "0.1.0"


def test_only_one_process_seals_at_a_time(raw):
    plan_release(raw, "0.1.0")
    with swap.alone(raw, "held", raw), pytest.raises(UsageError, match="another release is being sealed"):
        built(raw, release=True)
    assert not (raw / releases.LOCK_NAME).exists()


def test_a_seal_is_never_replaced_by_another(raw):
    plan_release(raw, "0.1.0")
    early = releases.read(raw).sealing(print_of())
    releases.write_lock(releases.read(raw).sealing(print_of(plans=("a",))))
    with pytest.raises(CheckFailure, match=r"0\.1\.0 was sealed by another build"):
        releases.write_lock(early)


@given(st.sampled_from(["rows", "content_sha256", "primary_key", "columns", "plans"]))
def test_the_hash_of_a_release_is_that_of_all_it_fixes(what):
    stored = print_of().as_json()
    other = {
        "rows": 3,
        "content_sha256": "c" * 64,
        "primary_key": ["value"],
        "columns": {"value": "float", "id": "string not null"},
    }
    if what == "plans":
        stored["plans"] = ["a"]
    else:
        stored["tables"]["targets"][what] = other[what]
    assert fingerprint.read(stored, "x").sha256 != print_of().sha256


def test_a_release_without_an_entry_is_refused_with_the_version_it_needs(raw):
    plan_release(raw, "0.1.0")
    built(raw, release=True)
    correct(raw)
    with pytest.raises(
        CheckFailure, match=r"no release is planned(.|\n)*PATCH: plans: content(.|\n)*version 0\.1\.1 or"
    ):
        built(raw, release=True)


@pytest.mark.parametrize(("too_small", "enough"), [("0.1.1", "0.2.0"), ("0.1.2", "1.0.0")])
def test_a_release_whose_step_is_smaller_than_its_changes_is_refused(raw, too_small, enough):
    plan_release(raw, "0.1.0")
    built(raw, release=True)
    small_corpus.write(raw, plan_id="aa-other-2023")
    plan_release(raw, too_small, "0.1.0")
    before = (raw.parent / "out" / manifest.FILE_NAME).read_bytes(), (raw / releases.LOCK_NAME).read_bytes()
    with pytest.raises(CheckFailure, match=r"too small a step(.|\n)*MINOR: plans: documents added: aa-other-2023"):
        built(raw, release=True)
    assert before == ((raw.parent / "out" / manifest.FILE_NAME).read_bytes(), (raw / releases.LOCK_NAME).read_bytes())
    plan_release(raw, enough, "0.1.0")
    assert built(raw, release=True)["data_version"] == enough


def test_the_change_log_tells_every_release_and_what_differs(raw):
    plan_release(raw, "0.1.0")
    built(raw, release=True)
    small_corpus.write(raw, plan_id="aa-other-2023")
    plan_release(raw, "0.2.0", "0.1.0")
    about = built(raw, release=True)
    log = (raw.parent / "out" / change_log.FILE_NAME).read_text(encoding="utf-8")
    assert (
        log.index(f"## 0.2.0 ({day('0.2.0')})")
        < log.index("| MINOR | plans | documents added: aa-other-2023 |")
        < log.index("## 0.1.0")
    )
    assert about["content_sha256"] in log and "Notes on 0.1.0." in log and "not released" not in log
    assert set(about["releases"]) == {"0.1.0", "0.2.0"}


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda raw: plan_release(raw, "0.1.0", "0.2.0"), r"releases\.yaml:2.*0\.1\.0 stands above 0\.2\.0"),
        (lambda raw: plan_release(raw, "0.3.0", "0.2.0"), r"0\.2\.0 was never sealed"),
        (lambda raw: plan_release(raw, "0.2.0"), r"0\.1\.0 is sealed and has no entry"),
        (lambda raw: plan_release(raw, "latest", dates={"latest": "2030-01-01"}), r"releases\.yaml:2.*version"),
        (lambda raw: (raw / releases.FILE_NAME).unlink(), r"register of the sealed releases is missing"),
        (lambda raw: (raw / releases.LOCK_NAME).write_text("{", "utf-8"), r"seals can't be read"),
        (lambda raw: (raw / releases.LOCK_NAME).write_text('{"0.1.0": {}}', "utf-8"), r"seals can't be read"),
        (lambda raw: plan_release(raw, "0.1.0", "0.1.0"), r"0\.1\.0 stands above 0\.1\.0"),
        (lambda raw: plan_release(raw, "0.2.0", "0.1.0", dates={"0.2.0": "2019-01-01"}), r"0\.2\.0 stands above"),
        (lambda raw: plan_release(raw, "0.1.0", dates={"0.1.0": "2031-09-09"}), r"released on .*, not on 2031-09-09"),
        (lambda raw: plan_release(raw, "0.1.0", "0.0.0"), r"has released nothing"),
        (
            lambda raw: (raw / releases.LOCK_NAME).write_text(
                (raw / releases.LOCK_NAME).read_text("utf-8").rstrip("}\n ") + '}}},"0.1.0": {}}', "utf-8"
            ),
            r"seals can't be read",
        ),
    ],
)
def test_a_spoilt_register_stops_the_build(raw, spoil, message):
    plan_release(raw, "0.1.0")
    built(raw, release=True)
    spoil(raw)
    with pytest.raises(InputError, match=message):
        built(raw)


@pytest.mark.parametrize(
    "change",
    [
        lambda seal: seal["tables"]["targets"].update(content_sha256="0" * 64),
        lambda seal: seal["tables"]["targets"]["columns"].pop("note"),
        lambda seal: seal.update(plans=["another"]),
        lambda seal: seal.update(released_on="2031-09-09"),
    ],
)
def test_a_changed_seal_is_seen(raw, change):
    plan_release(raw, "0.1.0")
    built(raw, release=True)
    lock = raw / releases.LOCK_NAME
    stored = json.loads(lock.read_text(encoding="utf-8"))
    change(stored["0.1.0"])
    lock.write_text(json.dumps(stored), encoding="utf-8")
    with pytest.raises(InputError, match=r"seal of 0\.1\.0 was changed"):
        built(raw)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"data_version": "9.9.9"}, {"version-sealed", "change-log"}),
        ({"released_on": "1999-01-01"}, {"version-sealed"}),
        ({"releases": {}}, {"version-sealed"}),
        ({"plans": ["another"]}, {"version-sealed", "change-log"}),
    ],
)
def test_the_check_of_a_release_asks_the_register(raw, change, rule):
    plan_release(raw, "0.1.0")
    built(raw, release=True)
    out = raw.parent / "out"
    assert checks.of_release(out, raw) == []
    manifest.write(manifest.read(out) | change, out)
    assert {finding.rule for finding in checks.of_release(out, raw)} <= rule and checks.of_release(out, raw)


def test_a_lock_that_was_never_finished_is_cleared_away(raw):
    plan_release(raw, "0.1.0")
    (raw / ".seals-dead").write_text("{", encoding="utf-8")
    built(raw, release=True)
    assert {path.name for path in raw.iterdir()} == {small_corpus.PLAN, releases.FILE_NAME, releases.LOCK_NAME}


def test_a_release_from_before_publication_is_not_asked_of_the_hub(raw, monkeypatch):
    plan_release(raw, "0.1.0")
    register = raw / releases.FILE_NAME
    register.write_text(register.read_text(encoding="utf-8") + "  published: false\n", encoding="utf-8")
    built(raw, release=True)
    correct(raw)
    built(raw)
    monkeypatch.setenv("ZHIJIAO_DATA", str(raw.parent / "out"))
    with pytest.raises(
        UsageError, match=r"0\.1\.0 was released before the dataset was published.*folder with its tables"
    ):
        load.load("targets", version="0.1.0")
