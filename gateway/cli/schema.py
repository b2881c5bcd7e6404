"""`ordergraph schema`: the published contract as a file, and whether that file is stale."""

import difflib
from pathlib import Path

from rich.console import Console
from rich.text import Text

from domain.errors import ConfigInvalid

_SCREEN = Path("-")
_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def write_schema(console: Console, file: Path, text: str) -> None:
    """Write the contract to the file, or to the screen for `-`."""
    if file == _SCREEN:
        console.file.write(text)
        return
    changed = _read(file) != text
    if changed:
        _write(file, text)
    console.print(f"{file} {'is written' if changed else 'is up to date'}", markup=False, soft_wrap=True)


def check_schema(console: Console, file: Path, text: str) -> bool:
    """Compare the file with what the code gives; show how they differ. True where they do not."""
    held = _read(file)
    if held == text:
        console.print(f"{file} is up to date", markup=False, soft_wrap=True)
        return True
    difference = difflib.unified_diff(
        (held or "").splitlines(), text.splitlines(), str(file), "the code", lineterm=""
    )
    for line in difference:
        console.print(Text(line, style=_COLOURS.get(line[:1], "")), soft_wrap=True)
    missing = "does not exist" if held is None else "is not what the code gives"
    console.print(f"{file} {missing}: run `ordergraph schema`", style="red", markup=False, soft_wrap=True)
    return False


def _read(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigInvalid(f"cannot be read: {error}", place=str(file)) from error


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigInvalid(f"cannot be written: {error.strerror}", place=str(file)) from error
