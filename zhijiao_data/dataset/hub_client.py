"""The client of the Hugging Face Hub (``huggingface_hub``) as it is used here: its settings, and its errors in our words.

The client reads its environment once, when it is imported. Here ``HF_ENDPOINT``, ``HF_HUB_CACHE``, ``HF_HOME`` and
``HF_HUB_OFFLINE`` are read at every call, so that they can still be set in a running session.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from zhijiao_data.dataset import libraries
from zhijiao_data.dataset.rendering import one_line
from zhijiao_data.errors import InputError, UsageError, ZhijiaoError

LOG_IN = "log in with 'hf auth login', or set HF_TOKEN"
_TRUE = {"1", "ON", "YES", "TRUE"}
#: The name and password of an address, up to the last @ before its path.
_USER = re.compile(r"(?<=//)[^/\s?#]*@")
_TOKEN = re.compile(r"\b(hf|api_org|hf_oauth|hf_jwt)_[A-Za-z0-9._-]{6,}")
AGAIN = "Check the connection and try again; where the Hub can't be reached, name a mirror of it in HF_ENDPOINT"


def client() -> ModuleType:
    """``huggingface_hub``.

    Raises:
        UsageError: it is not installed.
    """
    try:
        # It loads its parts when they are asked for by name, all but these.
        import huggingface_hub.constants
        import huggingface_hub.errors
        import huggingface_hub.utils
    except ImportError:
        raise libraries.missing("huggingface_hub", "huggingface-hub", "releases on the Hub") from None
    return huggingface_hub


def endpoint() -> str:
    """The address of the Hub: that of ``HF_ENDPOINT``, else the client's."""
    return (os.environ.get("HF_ENDPOINT") or client().constants.ENDPOINT).rstrip("/")


def address(repository: str) -> str:
    """Where the dataset ``owner/name`` stands, to be told: without the name and password that ``HF_ENDPOINT`` may hold."""
    return f"{_USER.sub('', endpoint())}/datasets/{repository}"


def cache() -> Path:
    """The folder in which the client keeps what it fetched."""
    if named := os.environ.get("HF_HUB_CACHE"):
        return Path(named).expanduser()
    if home := os.environ.get("HF_HOME"):
        return Path(home).expanduser() / "hub"
    return Path(client().constants.HF_HUB_CACHE)


def offline() -> bool:
    """Whether ``HF_HUB_OFFLINE`` forbids every connection."""
    return os.environ.get("HF_HUB_OFFLINE", "").upper() in _TRUE or client().constants.HF_HUB_OFFLINE


def redacted(text: object) -> str:
    """``text`` on one line of at most 300 columns, without any token of the Hub and without what an address says before @."""
    said = _USER.sub("", str(text))
    secrets = {client().get_token(): "(token)", _password(): "(password)"}
    for secret, sign in secrets.items():
        for form in {secret, quote(secret, safe=""), quote(secret)} if secret else ():
            said = said.replace(form, sign)
    return one_line(_TOKEN.sub("(token)", said), 300)


def _password() -> str | None:
    """The password in ``HF_ENDPOINT``, as it is meant."""
    try:
        return unquote(urlsplit(endpoint()).password or "")
    except ValueError:  # no address
        return None


@contextmanager
def speaking(repository: str, doing: str, broken: str = AGAIN, absent: str = "") -> Iterator[None]:
    """Say in one message of ours what the client raises within.

    Args:
        repository: the dataset in question, ``owner/name``.
        doing: what was being done, such as ``fetching data/targets.parquet``.
        broken: what to do when the connection fails.
        absent: what else to say when the repository can't be reached at all, as a sentence without a full stop.

    Raises:
        UsageError: the repository or version doesn't exist, or may not be read or written.
        InputError: there is no connection, or the Hub answers with an error.
    """
    try:
        yield
    except ZhijiaoError:
        raise
    except Exception as error:
        # The client has no common class of its errors: those of its HTTP library, OSError, ValueError and RuntimeError
        # all come through. None is shown itself: some quote what was sent.
        raise explained(error, repository, doing, broken, absent) from None


def explained(error: BaseException, repository: str, doing: str, broken: str = AGAIN, absent: str = "") -> ZhijiaoError:
    """What an error of the client means; see `speaking`."""
    also = f". {absent}" if absent else ""
    known = client().errors
    chain = list(_chain(error))
    where = address(repository)
    if any(isinstance(one, known.OfflineModeIsEnabled) for one in chain):
        return UsageError(f"{doing}: HF_HUB_OFFLINE forbids every connection", where, "Unset it for this step")
    response = next((one.response for one in chain if getattr(one, "response", None) is not None), None)
    if response is None:
        said = redacted(chain[-1]) or type(chain[-1]).__name__
        if any("Connect" in type(one).__name__ for one in chain):
            return InputError(f"{doing}: no connection to the Hub ({said})", where, broken + also)
        if any(isinstance(one, (known.HTTPError, OSError)) for one in chain):
            return InputError(f"{doing}: the connection broke off ({said})", where, broken)
        return InputError(f"{doing}: the Hub's client failed ({type(chain[-1]).__name__}: {said})", where, broken)
    status = response.status_code
    missing = any(isinstance(one, known.RepositoryNotFoundError) for one in chain)
    if status == 401 or missing:
        token = "the token is not valid for it" if client().get_token() else "no token is given"
        said = f"{doing}: there is no such dataset, or it may not be accessed ({status}; {token})"
        remedy = f"Check the name, or {LOG_IN}; ZHIJIAO_HUB_REPOSITORY names another dataset"
        return UsageError(said, where, remedy + also)
    if status == 403:
        remedy = f"Ask the owner for access, or {LOG_IN} to a token with the permission"
        return UsageError(f"{doing}: the token has no permission (403{_reason(response)})", where, remedy)
    if status == 404:
        return UsageError(f"{doing}: not there (404{_reason(response)})", where, "Check the version and the dataset")
    if status == 412:
        said = f"{doing}: somebody else changed the dataset meanwhile (412)"
        return InputError(said, where, "Look at what was changed, then run the command again")
    if status == 429:
        return InputError(f"{doing}: too many requests (429)", where, "Wait some minutes and try again")
    if status >= 500:
        return InputError(f"{doing}: the Hub is out of order ({status}{_reason(response)})", where, broken)
    return InputError(f"{doing}: the Hub refused ({status}{_reason(response)})", where, "Correct what it names")


def _reason(response: Any) -> str:
    said = response.headers.get("X-Error-Message")
    return f": {redacted(said).rstrip('.')}" if said else ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and those that led to it, the last one first."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
