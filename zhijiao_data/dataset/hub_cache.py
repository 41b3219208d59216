"""Files of a dataset on the Hub in the client's cache: from there if they are there, else fetched into it."""

from __future__ import annotations

from pathlib import Path

from zhijiao_data.dataset import hub_client, versions
from zhijiao_data.dataset.hub_client import client, speaking
from zhijiao_data.dataset.rendering import listed
from zhijiao_data.errors import InputError, UsageError


def fetched(
    name: str, asked: str, path: str, revision: str, again: bool = False, moves: bool = False, absent: str = ""
) -> Path:
    """A file of the repository in the cache: from there if it is there, else from the Hub.

    Args:
        asked: the revision that was asked for, for messages.
        revision: the same, or the commit that it names.
        again: fetch it though it is in the cache.
        moves: ask the Hub whether what is in the cache is what the revision names now.
        absent: what else to say when the repository can't be reached.

    Raises:
        UsageError: there is no such repository or revision, or it may not be read, or not be asked for.
        InputError: there is no connection, or the revision lacks the file.
    """
    hub, cache = client(), hub_client.cache()
    if not again and not moves:
        held = hub.try_to_load_from_cache(name, path, cache_dir=cache, revision=revision, repo_type="dataset")
        if isinstance(held, str):
            return Path(held)
        may_connect(name, asked)
    endpoint = hub_client.endpoint()
    with speaking(name, f"fetching {path} of {asked}", absent=absent):
        try:
            # Asked first, because the download itself would wait half a minute for a Hub that can't be reached.
            url = hub.hf_hub_url(name, path, repo_type="dataset", revision=revision, endpoint=endpoint)
            hub.get_hf_file_metadata(url)
            found = hub.hf_hub_download(
                name,
                path,
                repo_type="dataset",
                revision=revision,
                cache_dir=cache,
                endpoint=endpoint,
                force_download=again,
            )
        except hub.errors.RevisionNotFoundError:
            raise _no_version(name, asked) from None
        except hub.errors.RemoteEntryNotFoundError:
            remedy = "It was not published by 'zhijiao publish', or the file was deleted: tell the owner"
            raise InputError("the release lacks the file", f"{name}@{asked}: {path}", remedy) from None
    return Path(found)


def may_connect(name: str, version: str) -> None:
    """Refuse to ask the Hub in offline mode.

    Raises:
        UsageError: ``HF_HUB_OFFLINE`` is set.
    """
    if hub_client.offline():
        said = f"data version {version} is not held and not in the cache, and HF_HUB_OFFLINE forbids fetching it"
        remedy = "Unset HF_HUB_OFFLINE, start Python anew and load it once, or set ZHIJIAO_DATA to a folder with these tables"
        raise UsageError(said, f"{name} ({hub_client.cache()})", remedy)


def _no_version(name: str, version: str) -> UsageError:
    """The error for a version that the Hub doesn't have; it names those that it has."""
    with speaking(name, "listing the versions"):
        api = client().HfApi(endpoint=hub_client.endpoint())
        refs = api.list_repo_refs(name, repo_type="dataset")
    there = sorted((versions.parse(tag.name) for tag in refs.tags if versions.is_version(tag.name)), reverse=True)
    remedy = f"Published: {listed(there)}" if there else "No version has been published there"
    return UsageError(f"no data version '{version}'", hub_client.address(name), remedy)
