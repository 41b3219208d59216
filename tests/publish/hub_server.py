"""A Hub on this machine: a server that speaks as much of the Hub's protocol as its clients need here.

It holds data sets in memory: commits, tags, large files by their hash. The real clients (``huggingface_hub``,
``datasets``) are run against it with ``HF_ENDPOINT``. It can be told to fail: to break off, to answer with an error, to
send other bytes.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import yaml

OWNER = "somebody"
#: Recognisable, so that one finds it in whatever is printed.
TOKEN = "hf_TheSecretOfThisTest0123456789"
READ_ONLY = "hf_ThisOneMayOnlyRead0123456789"
GITATTRIBUTES = b"*.parquet filter=lfs diff=lfs merge=lfs -text\n"


@dataclass
class Commit:
    """One state of a data set: path → bytes; ``large`` are the paths stored by their hash."""

    oid: str
    files: dict[str, bytes]
    large: frozenset[str] = frozenset()


@dataclass
class Dataset:
    """A data set: its commits by id, the one that ``main`` names, its tags."""

    private: bool = False
    commits: dict[str, Commit] = field(default_factory=dict)
    head: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    history: list[str] = field(default_factory=list)

    def commit(self, files: dict[str, bytes], large: frozenset[str] = frozenset()) -> str:
        """Add a commit and return its id."""
        digest = hashlib.sha1(self.head.encode())
        for path in sorted(files):
            digest.update(path.encode() + hashlib.sha256(files[path]).digest())
        self.head = digest.hexdigest()
        self.commits[self.head] = Commit(self.head, files, large)
        self.history.append(self.head)
        return self.head

    def at(self, revision: str) -> Commit | None:
        """The commit that a branch, tag or id names."""
        return self.commits.get({"main": self.head, **self.tags}.get(revision, revision))


@dataclass
class Fault:
    """The next ``times`` requests of this method whose path matches fail.

    ``how``: a status code; ``drop`` (no answer); ``cut`` (broken off half-way); ``corrupt`` (one byte is another).
    """

    method: str
    path: str
    how: int | str
    times: int = 1
    message: str = "made to fail"


class Hub(ThreadingHTTPServer):
    """The server. ``log`` holds every request: method, path, number of bytes that were received with it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.datasets: dict[str, Dataset] = {}
        self.objects: dict[str, bytes] = {}
        self.faults: list[Fault] = []
        self.log: list[tuple[str, str, int]] = []
        self.lock = threading.RLock()

    @property
    def address(self) -> str:
        """What HF_ENDPOINT is set to."""
        return f"http://127.0.0.1:{self.server_port}"

    def fault(self, method: str, path: str) -> Fault | None:
        """The failure that this request is to meet, used up by it."""
        with self.lock:
            for one in self.faults:
                if one.times and one.method == method and re.search(one.path, path):
                    one.times -= 1
                    return one
        return None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed or has hung up is no news."""


@contextlib.contextmanager
def running() -> Iterator[Hub]:
    """A Hub that answers until the end of the block."""
    hub = Hub()
    thread = threading.Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        hub.shutdown()
        hub.server_close()
        thread.join()


class _Answer(Exception):
    """An answer that ends the handling of a request."""

    def __init__(self, status: int, message: str = "", code: str = "") -> None:
        self.status, self.message, self.code = status, message, code


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Hub

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _handle(self) -> None:
        self.parts = urlsplit(self.path)
        path = unquote(self.parts.path)
        size = int(self.headers.get("Content-Length") or 0)
        fault = self.server.fault(self.command, path)
        if fault and fault.how == "cut" and self.command in ("PUT", "POST"):
            self.rfile.read(size // 2)
            self._hang_up()
            return
        self.body = self._chunks() if self.headers.get("Transfer-Encoding") == "chunked" else self.rfile.read(size)
        with self.server.lock:
            self.server.log.append((self.command, path, len(self.body)))
        if fault and fault.how == "drop":
            self._hang_up()
            return
        self.fault = fault
        try:
            if fault and isinstance(fault.how, int):
                raise _Answer(fault.how, fault.message)
            self._user()
            for pattern, action in _ROUTES:
                match = re.fullmatch(pattern, f"{self.command} {path}")
                if match:
                    with self.server.lock:
                        action(self, **match.groupdict())
                    return
            raise _Answer(404, f"no such address: {path}")
        except _Answer as answer:
            headers = {"X-Error-Message": answer.message, "X-Error-Code": answer.code}
            self._send(answer.status, b'{"error": "see the headers"}', {k: v for k, v in headers.items() if v})

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _handle

    def _hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(2)

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    # --- answers ----------------------------------------------------------------------------------------------------

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        if "Content-Length" not in (headers or {}):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        if self.fault and self.fault.how == "corrupt":
            body = body[:-20] + bytes([body[-20] ^ 1]) + body[-19:]
        if self.fault and self.fault.how == "cut":
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            self._hang_up()
            return
        self.wfile.write(body)

    def _json(self, value: Any, status: int = 200) -> None:
        self._send(status, json.dumps(value).encode(), {"Content-Type": "application/json"})

    # --- who may --------------------------------------------------------------------------------------------------------

    def _user(self) -> str | None:
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if given and given not in (TOKEN, READ_ONLY):
            raise _Answer(401, "Invalid credentials in Authorization header")
        return given or None

    def _writer(self) -> None:
        if self._user() is None:
            raise _Answer(401, "Invalid username or password.")
        if self._user() == READ_ONLY:
            raise _Answer(403, f"the token {READ_ONLY} may not write")

    def _dataset(self, repo: str) -> Dataset:
        found = self.server.datasets.get(repo)
        if found is None or (found.private and self._user() is None):
            raise _Answer(401 if self._user() is None else 404, "Repository not found", "RepoNotFound")
        return found

    def _commit(self, repo: str, revision: str) -> Commit:
        found = self._dataset(repo).at(revision)
        if found is None:
            raise _Answer(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return found

    # --- the account and the list of data sets ------------------------------------------------------------------------------

    def whoami(self) -> None:
        self._writer()
        self._json({"type": "user", "id": "1", "name": OWNER, "fullname": OWNER, "orgs": [], "auth": {}})

    def create(self) -> None:
        self._writer()
        asked = json.loads(self.body)
        repo = f"{asked.get('organization') or OWNER}/{asked['name']}"
        address = {"url": f"{self.server.address}/datasets/{repo}", "name": repo, "id": repo}
        if repo in self.server.datasets:
            self._json(address | {"error": "You already created this dataset repo"}, 409)
            return
        made = self.server.datasets[repo] = Dataset(asked.get("visibility") == "private" or bool(asked.get("private")))
        made.commit({".gitattributes": GITATTRIBUTES})
        self._json(address)

    def validate(self) -> None:
        content = json.loads(self.body)["content"]
        try:
            card = yaml.safe_load(content.split("---")[1]) if content.startswith("---") else {}
            errors = [] if isinstance(card, dict) else [{"message": "the metadata are no mapping"}]
        except yaml.YAMLError as error:
            errors = [{"message": str(error)}]
        self._json({"errors": errors, "warnings": []}, 400 if errors else 200)

    # --- reading ----------------------------------------------------------------------------------------------------------------

    def info(self, repo: str, revision: str = "main") -> None:
        held, commit = self._dataset(repo), self._commit(repo, revision)
        self._json(
            {
                "_id": "1",
                "id": repo,
                "author": repo.split("/")[0],
                "sha": commit.oid,
                "private": held.private,
                "gated": False,
                "disabled": False,
                "tags": [],
                "downloads": 0,
                "likes": 0,
                "lastModified": "2026-01-01T00:00:00.000Z",
                "createdAt": "2026-01-01T00:00:00.000Z",
                "siblings": [{"rfilename": path} for path in sorted(commit.files)],
            }
        )

    def refs(self, repo: str) -> None:
        held = self._dataset(repo)
        tags = [{"name": t, "ref": f"refs/tags/{t}", "targetCommit": c} for t, c in held.tags.items()]
        branches = [{"name": "main", "ref": "refs/heads/main", "targetCommit": held.head}]
        self._json({"branches": branches, "converts": [], "tags": tags})

    def tree(self, repo: str, revision: str, folder: str = "") -> None:
        commit = self._commit(repo, revision)
        recursive = parse_qs(self.parts.query).get("recursive", ["false"])[0].lower() in ("true", "1")
        within = f"{folder.strip('/')}/" if folder.strip("/") else ""
        found: dict[str, Any] = {}
        for path in sorted(commit.files):
            rest = path.removeprefix(within)
            if within and not path.startswith(within):
                continue
            steps = rest.split("/")
            for depth in range(1, len(steps)):
                if recursive or depth == 1:
                    name = within + "/".join(steps[:depth])
                    found[name] = {"type": "directory", "path": name, "oid": "0" * 40, "size": 0}
            if recursive or len(steps) == 1:
                found[path] = _entry(commit, path)
        if within and not found:
            raise _Answer(404, f"{folder} does not exist", "EntryNotFound")
        self._json(list(found.values()))

    def paths_info(self, repo: str, revision: str) -> None:
        commit = self._commit(repo, revision)
        if self.headers.get("Content-Type", "").startswith("application/json"):
            asked = json.loads(self.body)["paths"]
        else:
            asked = parse_qs(self.body.decode())["paths"]
        found = []
        for path in asked:
            if path in commit.files:
                found.append(_entry(commit, path))
            elif any(other.startswith(f"{path}/") for other in commit.files):
                found.append({"type": "directory", "path": path, "oid": "0" * 40, "size": 0})
        self._json(found)

    def resolve(self, repo: str, revision: str, path: str) -> None:
        commit = self._commit(repo, revision)
        headers = {"X-Repo-Commit": commit.oid}
        if path not in commit.files:
            self._send(404, b"", headers | {"X-Error-Code": "EntryNotFound", "X-Error-Message": "Entry not found"})
            return
        content = commit.files[path]
        headers |= {"ETag": f'"{_oid(commit, path)}"', "Accept-Ranges": "bytes"}
        if path in commit.large:
            headers |= {"X-Linked-Etag": headers["ETag"], "X-Linked-Size": str(len(content))}
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if asked is None:
            self._send(200, content, headers | {"Content-Length": str(len(content))})
            return
        first, last = int(asked[1]), min(int(asked[2] or len(content)), len(content) - 1)
        part = content[first : last + 1]
        place = {"Content-Range": f"bytes {first}-{last}/{len(content)}", "Content-Length": str(len(part))}
        self._send(206, part, headers | place)

    # --- writing ----------------------------------------------------------------------------------------------------------------

    def preupload(self, repo: str, revision: str) -> None:
        self._writer()
        commit = self._commit(repo, revision)
        files = []
        for asked in json.loads(self.body)["files"]:
            path = asked["path"]
            mode = "lfs" if path.endswith(".parquet") else "regular"
            oid = _oid(commit, path) if path in commit.files else None
            files.append({"path": path, "uploadMode": mode, "shouldIgnore": False, "oid": oid})
        self._json({"files": files})

    def batch(self, repo: str) -> None:
        self._writer()
        self._dataset(repo)
        objects = []
        for asked in json.loads(self.body)["objects"]:
            one = {"oid": asked["oid"], "size": asked["size"], "authenticated": True}
            if asked["oid"] not in self.server.objects:
                one["actions"] = {"upload": {"href": f"{self.server.address}/objects/{asked['oid']}"}}
            objects.append(one)
        self._send(
            200,
            json.dumps({"transfer": "basic", "objects": objects}).encode(),
            {"Content-Type": "application/vnd.git-lfs+json"},
        )

    def put(self, oid: str) -> None:
        if hashlib.sha256(self.body).hexdigest() != oid:
            raise _Answer(400, "the bytes have another hash")
        self.server.objects[oid] = self.body
        self._send(200, b"")

    def commit(self, repo: str, revision: str) -> None:
        self._writer()
        held, base = self._dataset(repo), self._commit(repo, revision)
        lines = [json.loads(line) for line in self.body.splitlines()]
        parent = lines[0]["value"].get("parentCommit")
        if parent not in (None, held.head):
            raise _Answer(412, "A commit has happened since. Please refresh and try again.")
        files, large = dict(base.files), set(base.large)
        for line in lines[1:]:
            value = line["value"]
            path = value["path"]
            match line["key"]:
                case "file":
                    files[path] = base64.b64decode(value["content"])
                    large.discard(path)
                case "lfsFile":
                    files[path] = self.server.objects[value["oid"]]
                    large.add(path)
                case "deletedFile":
                    del files[path]
                    large.discard(path)
        oid = held.commit(files, frozenset(large))
        self._json({"success": True, "commitOid": oid, "commitUrl": f"{self.server.address}/{repo}/commit/{oid}"})

    def tag(self, repo: str, revision: str) -> None:
        self._writer()
        held, commit = self._dataset(repo), self._commit(repo, revision)
        name = json.loads(self.body)["tag"]
        if name in held.tags:
            raise _Answer(409, f"Tag {name} already exists")
        held.tags[name] = commit.oid
        self._json({})


def _oid(commit: Commit, path: str) -> str:
    """The hash by which a file is known: SHA-256 of a large one, git's of another."""
    content = commit.files[path]
    if path in commit.large:
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def _entry(commit: Commit, path: str) -> dict[str, Any]:
    oid, size = _oid(commit, path), len(commit.files[path])
    found: dict[str, Any] = {"type": "file", "path": path, "oid": oid, "size": size}
    if path in commit.large:
        found["lfs"] = {"oid": oid, "size": size, "pointerSize": 130}
    return found


_REPO = r"(?P<repo>[^/]+/[^/]+)"
_REVISION = r"(?P<revision>[^/]+)"
_ROUTES = [
    (r"GET /api/whoami-v2", _Handler.whoami),
    (r"POST /api/repos/create", _Handler.create),
    (r"POST /api/validate-yaml", _Handler.validate),
    (rf"GET /api/datasets/{_REPO}", _Handler.info),
    (rf"GET /api/datasets/{_REPO}/revision/{_REVISION}", _Handler.info),
    (rf"GET /api/datasets/{_REPO}/refs", _Handler.refs),
    (rf"GET /api/datasets/{_REPO}/tree/{_REVISION}(?P<folder>/.*)?", lambda self, **asked: self.tree(**asked | {"folder": asked["folder"] or ""})),
    (rf"POST /api/datasets/{_REPO}/paths-info/{_REVISION}", _Handler.paths_info),
    (rf"(?:GET|HEAD) /datasets/{_REPO}/resolve/{_REVISION}/(?P<path>.+)", _Handler.resolve),
    (rf"POST /api/datasets/{_REPO}/preupload/{_REVISION}", _Handler.preupload),
    (r"POST /datasets/(?P<repo>[^/]+/[^/]+)\.git/info/lfs/objects/batch", _Handler.batch),
    (r"PUT /objects/(?P<oid>[0-9a-f]{64})", _Handler.put),
    (rf"POST /api/datasets/{_REPO}/commit/{_REVISION}", _Handler.commit),
    (rf"POST /api/datasets/{_REPO}/tag/{_REVISION}", _Handler.tag),
]  # fmt: skip
