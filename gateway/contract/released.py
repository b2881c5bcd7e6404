"""The contract as the last release had it, out of the repository's own history."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import msgspec

from domain.errors import ConfigInvalid
from gateway.contract.event_pages import FOLDER, SCHEMAS
from gateway.contract.event_schemas import JsonObject

SCHEMA_FILE = Path("schema.graphql")


class Released(msgspec.Struct, frozen=True):
    """A release: its tag, its schema and the events' schemas by file name."""

    tag: str
    schema: str
    events: Mapping[str, JsonObject]


def last_release(root: Path, tag: str | None = None) -> Released | None:
    """The release of that tag, or the last one before this commit; None where nothing is released yet.

    Without git, or outside a repository, nothing can be said: None too. Raises ConfigInvalid for a tag
    that there is not.
    """
    if tag is not None and tag.startswith("-"):
        raise ConfigInvalid(f"'{tag}' is no name of a release", place="--since")
    found = tag or _git(root, "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*")
    if not found:
        return None
    name = found.strip()
    schema = _git(root, "show", f"{name}:{SCHEMA_FILE}")
    if schema is None:
        raise ConfigInvalid(f"has no release '{name}' with a {SCHEMA_FILE}", place=str(root))
    return Released(name, schema, _events(root, name))


def _events(root: Path, tag: str) -> Mapping[str, JsonObject]:
    folder = (FOLDER / SCHEMAS).as_posix()
    listed = _git(root, "ls-tree", "--name-only", tag, f"{folder}/") or ""
    return {
        Path(path).name: json.loads(_git(root, "show", f"{tag}:{path}") or "{}") for path in listed.split()
    }


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - the arguments are ours, but for a tag, which git takes as a name
            ["git", "-C", str(root), *arguments],  # noqa: S607 - whichever git is on the path
            check=True,
            capture_output=True,
            text=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout
