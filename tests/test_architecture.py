"""The floors of the package: imports run downwards only, and importing the package loads nothing heavy."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "zhijiao_data"
# From the ground up. The first holds what everything may use: errors, the reading of YAML, partial dates, the version.
FLOORS = ("ground", "codebook", "grammar", "corpus", "extract", "dataset", "analysis", "publish", "face")
GROUND = {"errors", "marked_yaml", "partial_dates", "_version"}
FACE = {"", "cli"}
HEAVY = {"pandas", "pyarrow", "numpy", "yaml", "jieba", "typer", "pydantic", "duckdb"}

MODULES = sorted(PACKAGE.rglob("*.py"))


def floor(dotted: str) -> str:
    """The floor of a module, given by its path below the package: ``corpus.reader`` → ``corpus``."""
    top = dotted.split(".")[0]
    return "ground" if top in GROUND else "face" if top in FACE else top


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def exists(dotted: str) -> bool:
    base = PACKAGE.joinpath(*dotted.split("."))
    return base.is_dir() or base.with_suffix(".py").is_file()


def project_imports(path: Path) -> list[tuple[int, str]]:
    """Line and module (below the package) of everything of the project that a module imports, lazily or not."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            package = ["zhijiao_data", *path.relative_to(PACKAGE).parts[:-1]]
            base = ".".join([*package[: len(package) - node.level + 1], *([node.module] if node.module else [])])
            names = [f"{base}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            package, _, inner = name.partition(".")
            if package == "zhijiao_data":
                # An attribute of the package itself (its version, say) belongs to the face.
                top = inner.split(".")[0]
                found.append((node.lineno, inner if top in FLOORS or exists(top) else ""))
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_stands_on_a_floor(path):
    assert floor(name_of(path)) in FLOORS


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_run_downwards_only(path):
    own = FLOORS.index(floor(name_of(path)))
    upwards = [
        f"{path.name}:{line} imports {module or 'the package itself'}"
        for line, module in project_imports(path)
        if FLOORS.index(floor(module)) > own
    ]
    assert not upwards


def test_importing_the_package_loads_nothing_heavy():
    code = "import sys, zhijiao_data; print(*{name.split('.')[0] for name in sys.modules})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(run.stdout.split())
