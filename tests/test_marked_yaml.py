"""Scalars stay the characters that were typed, and every value knows its line."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, RootModel

from zhijiao_data import marked_yaml
from zhijiao_data.errors import InputError

FILE = Path("some.yaml")


def test_scalars_stay_as_typed():
    text = "[1:1, '1.', no, 2023-01-29, 0x10, 1_000, 〔2023〕3号, 12万]"
    assert marked_yaml.parse(text, FILE).value == [
        "1:1",
        "1.",
        "no",
        "2023-01-29",
        "0x10",
        "1_000",
        "〔2023〕3号",
        "12万",
    ]


def test_only_a_bare_null_is_none():
    assert marked_yaml.parse('{a: null, b: ~, c: , d: "null", e: ""}', FILE).value == {
        "a": None,
        "b": None,
        "c": None,
        "d": "null",
        "e": "",
    }


def test_every_node_knows_its_line_and_an_absent_one_its_parents():
    document = marked_yaml.parse("a:\n  - x\n  - b: y\n", FILE)
    assert document.where(("a", 1, "b")) == "some.yaml:3"
    assert document.where(("a", 1, "absent", "deeper")) == "some.yaml:3"
    assert document.where() == "some.yaml:1"


@pytest.mark.parametrize(
    "text, message, line",
    [
        ("a: 1\na: 2\n", "the key 'a' is given twice", 2),
        ("a: [1\n", "not valid YAML", 2),
        ("a: &x [1]\nb: *x\n", "an alias", 1),
        ("a: &x [*x]\n", "an alias", 1),
        ("? [a, b]\n: c\n", "a key is not a plain word", 1),
        ("a: " + "[" * 200 + "]" * 200, "nested too deeply", 1),
        ("a: 1\n---\nb: 2\n", "not valid YAML", 2),
        ("a: !!python/object:os.system x\nb: \t: @\n", "not valid YAML", 2),
    ],
)
def test_a_broken_file_is_told_with_its_line(text, message, line):
    with pytest.raises(InputError) as caught:
        marked_yaml.parse(text, FILE)
    assert message in caught.value.what
    assert caught.value.where.startswith(f"some.yaml:{line}")


def test_a_file_that_is_absent_or_not_utf8_is_refused(tmp_path):
    with pytest.raises(InputError, match="file not found"):
        marked_yaml.read(tmp_path / "none.yaml")
    (tmp_path / "gbk.yaml").write_bytes("标题: 甲".encode("gbk"))
    with pytest.raises(InputError, match="not UTF-8"):
        marked_yaml.read(tmp_path / "gbk.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        marked_yaml.read(tmp_path)


class Pair(BaseModel):
    model_config = ConfigDict(extra="forbid")
    first: int
    second: str | None = None


@pytest.mark.parametrize(
    "text, message, line",
    [
        ("first: 1\nsecnd: x\n", "unknown key 'secnd' (did you mean 'second'?)", 2),
        ("second: x\n", "the key 'first' is missing", 1),
        ("second: x\nfirst: one\n", "found 'one'", 2),
        ("- first\n", "keys with values are expected, found list", 1),
        ("", "the file is empty", 1),
        ("# a comment\n", "the file is empty", 1),
    ],
)
def test_what_does_not_fit_the_model_is_told_with_its_line(text, message, line):
    with pytest.raises(InputError) as caught:
        marked_yaml.validate(Pair, marked_yaml.parse(text, FILE))
    assert message in caught.value.what
    assert caught.value.where == f"some.yaml:{line}"


def test_a_model_of_a_list_reads_a_list():
    model = RootModel[list[Pair]]
    assert marked_yaml.validate(model, marked_yaml.parse("- {first: 3}", FILE)).root[0].first == 3
    with pytest.raises(InputError, match=r"unknown key '0\.third'"):
        marked_yaml.validate(model, marked_yaml.parse("- {first: 3, third: 4}", FILE))
