"""Everything that is asked of the contract before it may be published, as one account of what is wrong."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
from graphql import build_schema

from gateway.contract.breaks import DECLARED, judged, read_declared, schema_breaks
from gateway.contract.event_breaks import event_breaks
from gateway.contract.event_schemas import event_schemas
from gateway.contract.released import Released, last_release
from gateway.contract.schema_prose import prose_complaints


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. stale: files that are not what the code gives. since: the release compared with."""

    stale: tuple[Path, ...] = ()
    prose: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()
    since: str = ""

    @property
    def good(self) -> bool:
        """Whether it may be published."""
        return not (self.stale or self.prose or self.unexplained or self.idle)


def account(root: Path, files: Mapping[Path, str], schema: str, since: str | None = None) -> Account:
    """Look at the repository under `root`. files: what the code gives; since: a tag, or else the last one.

    Raises ConfigInvalid for a tag that there is not, and for declared breaks that cannot be read.
    """
    release = last_release(root, since)
    verdict = judged(breaks_since(release, schema), read_declared(root / DECLARED))
    return Account(
        stale=tuple(path for path, text in files.items() if _held(root / path) != text),
        prose=tuple(prose_complaints(build_schema(schema, assume_valid_sdl=True))),
        unexplained=verdict.unexplained,
        idle=verdict.idle,
        since=release.tag if release else "",
    )


def breaks_since(release: Released | None, schema: str) -> list[str]:
    """What a client of the release would trip over, in the graph and in the events."""
    if release is None:
        return []
    return [*schema_breaks(release.schema, schema), *event_breaks(release.events, event_schemas())]


def _held(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return None
