"""Trusted documents: the operations that a partner's own programs send, read from beside the instance file.

A file is what GraphQL Code Generator and Relay write: one JSON object that says, for each id or hash, the
document.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, Field

from domain.errors import ConfigInvalid
from gateway.settings.reading.checking import SECTION, checked, mapping
from gateway.settings.reading.problems import Problems, Where

OTHERS = "*"
"""The entry for partners that have none of their own."""

DocumentCheck = Callable[[str], Sequence[str]]
"""What is wrong with a document, from the schema's and the limits' point of view."""

_LARGEST_FILE = 4_194_304
_LONGEST_KEY = 200
_HASHED = "sha256:"
_TOLD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerDocuments:
    """Documents by id or hash. only: whether the partner may run nothing else."""

    by_key: Mapping[str, str] = field(default_factory=dict)
    only: bool = False


class _Documents(BaseModel):
    model_config = SECTION

    files: tuple[str, ...] = Field(min_length=1)
    only: bool = False


def read_documents(
    section: object, folder: Path, check: DocumentCheck, path: Where, problems: Problems
) -> Mapping[str, PartnerDocuments]:
    """Check the section `documents` and every document that its files hold, by partner."""
    found: dict[str, PartnerDocuments] = {}
    for partner, value in mapping(section, path, problems).items():
        model = checked(_Documents, value, (*path, partner), problems)
        if model is None:
            continue
        documents: dict[str, str] = {}
        for index, name in enumerate(model.files):
            read, wrong = _read(folder / name, check, documents)
            problems.add_foreign((*path, partner, "files", index), wrong)
            documents |= read
        found[partner] = PartnerDocuments(by_key=documents, only=model.only)
    return found


def _read(
    file: Path, check: DocumentCheck, before: Mapping[str, str]
) -> tuple[dict[str, str], list[ConfigInvalid]]:
    """The good documents of one file, and a problem for each bad one that names file and key."""
    try:
        pairs = _pairs(file)
    except ConfigInvalid as error:
        return {}, [error]
    good: dict[str, str] = {}
    wrong: list[ConfigInvalid] = []
    for key, value in pairs:
        complaints = [*_misplaced(key, value, {**before, **good}), *_faults(key, value, check)]
        if complaints:
            wrong.append(ConfigInvalid("; ".join(complaints[:_TOLD]), place=f"{file.name} '{key[:80]}'"))
        else:
            good[key] = str(value)
    return good, wrong


def _pairs(file: Path) -> list[tuple[str, object]]:
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise ConfigInvalid(f"is larger than {_LARGEST_FILE} bytes", place=file.name)
        read = json.loads(file.read_text(encoding="utf-8-sig"), object_pairs_hook=list)
    except OSError as error:
        raise ConfigInvalid(f"cannot be read: {error.strerror}", place=file.name) from None
    except json.JSONDecodeError as error:
        raise ConfigInvalid(f"is not JSON: {error}", place=file.name) from None
    except (UnicodeDecodeError, RecursionError):
        raise ConfigInvalid("is not JSON in UTF-8", place=file.name) from None
    if not isinstance(read, list) or not all(isinstance(pair, tuple) for pair in read):
        raise ConfigInvalid("should be a JSON object: for each id or hash a document", place=file.name)
    return read


def _misplaced(key: str, value: object, before: Mapping[str, str]) -> Iterator[str]:
    if key in before and before[key] != value:
        yield "stands for another document before"
    if not key or len(key) > _LONGEST_KEY:
        yield f"an id has 1 to {_LONGEST_KEY} characters"


def _faults(key: str, value: object, check: DocumentCheck) -> Iterator[str]:
    if not isinstance(value, str):
        yield "should be a GraphQL document as a text"
        return
    if key.startswith(_HASHED) and key != f"{_HASHED}{sha256_of(value)}":
        yield "is not the SHA-256 of its document"
    yield from check(value)


def sha256_of(text: str) -> str:
    """The hash of a document as clients name it: 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
