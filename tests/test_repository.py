"""What must not stand in the repository, and what must agree in it."""

import re
import socket
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Written in pieces, so that this file does not hold what it forbids.
FORBIDDEN = {
    "a path of one machine": r"(?<![\w.])/(?:wor"
    r"k|far"
    r"m|roo"
    r"t|hom"
    r"e|Use"
    r"rs|tm"
    r"p/zj)/\w|/opt/py"
    r"pi",
    "a host of a package registry": r"py"
    r"pi\.org|pythonhoste"
    r"d|npm"
    r"js\.|tuna\.tsinghu"
    r"a|mirrors\.aliyu"
    r"n",
    "a promise left open": r"\bTO" r"DO\b|\bFIX" r"ME\b",
}
BINARY = {".parquet", ".png", ".otf", ".woff2"}
OURS_IN_RAW = {".yaml", ".md"}


def files() -> list[Path]:
    """The files of the repository, those not yet committed among them; sources are not ours to judge."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    ours = [path for path in paths if path.suffix in OURS_IN_RAW or ROOT / "raw" not in path.parents]
    return [path for path in ours if path.is_file() and path.suffix not in BINARY]


@pytest.mark.parametrize("what, pattern", FORBIDDEN.items())
def test_no_file_holds(what, pattern):
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in files()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert not found, what


def test_constraints_pin_every_dependency_and_name_no_place():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.match(r"[a-z0-9.-]+==[^\s;/@]+( ; .+)?$", pin) for pin in pins)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + [one for extra in project["optional-dependencies"].values() for one in extra]
    names = {re.match(r"[a-z0-9-]+", one).group() for one in wanted} - {project["name"]}
    assert names <= {pin.split("==")[0] for pin in pins}


def test_no_test_leaves_this_machine():
    with pytest.raises(OSError, match=r"address of example\.org"):
        socket.create_connection(("example.org", 80))
    with socket.socket() as one, pytest.raises(OSError, match=r"connect to 192\.0\.2\.1"):
        one.connect(("192.0.2.1", 80))
