"""The released tables and one export of them in every format, made once."""

from __future__ import annotations

import pytest

import zhijiao_data as zj
from zhijiao_data.dataset import load
from zhijiao_data.publish.export import formats


@pytest.fixture(scope="session")
def release():
    """The folder of the released tables."""
    return load.CHECKOUT


@pytest.fixture(scope="session")
def exported(release, tmp_path_factory):
    """Format → the folder of the whole release in it, written when first asked for."""
    folder, done = tmp_path_factory.mktemp("exports"), {}

    def of(format: str):
        if format not in done:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("ZHIJIAO_DATA", str(release))
                done[format] = folder / format
                zj.export(done[format], format)
        return done[format]

    return of


@pytest.fixture(params=formats.known())
def format(request):
    return request.param
