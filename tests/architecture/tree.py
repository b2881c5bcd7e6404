"""The files of the repository as the house rules see them, found without git."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("adapters", "domain", "gateway", "resolvers", "simulators")
APART = ("benchmarks", "migrations", "tests")

_MADE_BY_TOOLS = frozenset({"__pycache__", "build", "dist", "node_modules"})
_HIDDEN_OF_OURS = frozenset({".ci"})


def modules(*folders: str) -> Iterator[Path]:
    """Yield the Python files below the named folders, relative to the root."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT)


def texts() -> Iterator[tuple[Path, str]]:
    """Yield every text file that could be committed, relative to the root, with its content."""
    for path in _files(ROOT):
        try:
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_file():
            yield path
        elif path.is_dir() and _is_ours(path):
            yield from _files(path)


def _is_ours(folder: Path) -> bool:
    if folder.name.startswith("."):
        return folder.name in _HIDDEN_OF_OURS
    return folder.name not in _MADE_BY_TOOLS and not folder.name.endswith(".egg-info")
