"""The documents, taken apart."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"^ {4,}(\S.*)$", re.MULTILINE)
_INLINE = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[\w-]+)?\)")


def pages() -> list[Path]:
    """Every document for people, relative to the root."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return sorted(path.relative_to(ROOT) for path in found)


def text(page: Path | str) -> str:
    """The whole page."""
    return (ROOT / page).read_text(encoding="utf-8")


def block(page: Path | str, language: str) -> str:
    """The one fenced block of a language on a page."""
    (found,) = blocks(page, language)
    return found


def inline(page: Path | str) -> list[str]:
    """Code inside of sentences, each on one line."""
    return [" ".join(code.split()) for code in _INLINE.findall(_FENCED.sub("", text(page)))]


def commands(page: Path | str) -> Iterator[str]:
    """Whatever may be a command: indented lines, those after a prompt, and code inside of sentences."""
    yield from _INDENTED.findall(_FENCED.sub("", text(page)))
    yield from inline(page)
    for console in blocks(page, "console"):
        yield from (line.removeprefix("$ ") for line in console.splitlines() if line.startswith("$ "))


def links(page: Path | str) -> list[str]:
    """Where its links lead, those to other sites apart."""
    return [link for link in _LINK.findall(text(page)) if "://" not in link]


def blocks(page: Path | str, language: str) -> list[str]:
    """All of a language, in their order."""
    return [body for name, body in _FENCED.findall(text(page)) if name == language]
