"""A Hub for each test, small releases built once, and an environment that knows no other Hub and no other cache."""

from __future__ import annotations

import os

import pytest

from tests.publish.hub import releases
from tests.publish.hub_server import TOKEN, running
from zhijiao_data.publish import release, repository


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """The folder of the small releases: raw, 1.0.0, 1.1.0, unreleased."""
    folder = tmp_path_factory.mktemp("small")
    releases.make(folder)
    return folder


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """A Hub that this process and its children find, with an empty cache, no token and no retries that wait."""
    import huggingface_hub
    import huggingface_hub.utils._http as client

    with running() as server:
        for name in [name for name in os.environ if name.startswith(("HF_", "HUGGING"))]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("HF_ENDPOINT", server.address)
        monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
        monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
        monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")
        monkeypatch.setenv("ZHIJIAO_HUB_REPOSITORY", releases.REPOSITORY)
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)
        monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "hf/token"))
        monkeypatch.setattr(client.time, "sleep", lambda seconds: None)
        bars = huggingface_hub.utils.are_progress_bars_disabled()
        huggingface_hub.utils.disable_progress_bars()
        yield server
        if not bars:
            huggingface_hub.utils.enable_progress_bars()


@pytest.fixture
def loading(hub, tmp_path, monkeypatch):
    """The library ``datasets`` speaks to this Hub too: it and the client read their environment but once."""
    from datasets import config
    from huggingface_hub import constants

    for module, address, template in (
        (config, "HF_ENDPOINT", "HUB_DATASETS_URL"),
        (constants, "ENDPOINT", "HUGGINGFACE_CO_URL_TEMPLATE"),
    ):
        before = getattr(module, address)
        monkeypatch.setattr(module, template, getattr(module, template).replace(before, hub.address))
        monkeypatch.setattr(module, address, hub.address)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hf/hub"))


@pytest.fixture
def token(monkeypatch):
    """The token of an owner."""
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    return TOKEN


@pytest.fixture
def held(small, monkeypatch):
    """The release 1.1.0 is the one held."""
    monkeypatch.setenv("ZHIJIAO_DATA", str(small / "1.1.0"))
    return small / "1.1.0"


@pytest.fixture(scope="session")
def new(small):
    """The release 1.1.0, which the sources of the small corpus are those of."""
    return release.read(small / "1.1.0", releases.REPOSITORY)


@pytest.fixture(scope="session")
def written(new, small, tmp_path_factory):
    """The repository of this release, written once: its folder and its list."""
    folder = tmp_path_factory.mktemp("written") / "repository"
    return folder, repository.write(new, small / "raw", folder)
