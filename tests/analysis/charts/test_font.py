"""The bundled font covers what the project prints."""

from pathlib import Path

import pytest

from zhijiao_data.analysis.charts import export
from zhijiao_data.analysis.charts.fonts import make_subset
from zhijiao_data.errors import InputError, UsageError

ROOT = Path(__file__).parents[3]
TEXTS = [
    *ROOT.glob("raw/*/*.txt"),
    *ROOT.glob("zhijiao_data/codebook/*.yaml"),
    *ROOT.glob("zhijiao_data/analysis/**/*.yaml"),
]


def test_the_subset_has_the_characters_of_its_list():
    assert set(make_subset.characters()) <= export._covered()
    assert {ord(char) for char in "—“”…·〔〕℃①㎡≥†"} <= export._covered()


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_the_subset_covers_texts_and_codebook(path):
    found = {
        char for char in path.read_text(encoding="utf-8") if char.isprintable() and ord(char) not in export._covered()
    }
    # A percent sign of scanned texts stands in patterns, never in a label.
    assert found <= {"﹪"}


def test_the_licence_stands_beside_it_and_the_size_is_fit_for_a_wheel():
    licence = make_subset.SUBSET.with_name("OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Adobe" in licence
    assert make_subset.SUBSET.stat().st_size < 1_700_000


def test_another_font_is_refused(tmp_path):
    (tmp_path / "other.otf").write_bytes(b"OTTO")
    with pytest.raises(InputError, match="not the expected Noto Sans SC Regular"):
        make_subset.main([str(tmp_path / "other.otf")])
    with pytest.raises(UsageError, match="one argument"):
        make_subset.main([])
