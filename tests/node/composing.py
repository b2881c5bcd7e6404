"""Subgraphs made into one supergraph, by Apollo's composer or by Hive's."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.node.programs import HERE, ROOT, run

OURS = ROOT / "schema.graphql"
SCOPED = ROOT / "schema.scoped.graphql"
THEIRS = HERE / "reviews.graphql"


@dataclass(frozen=True, slots=True)
class Composed:
    """What a composer says; `file` holds the supergraph where there are no errors."""

    file: Path
    errors: list[str]
    hints: list[str]


async def composed(home: Path, file: Path, subgraphs: Mapping[str, tuple[str, Path]]) -> Composed:
    """Compose subgraphs (URL and contract, by name) with the composer that is installed in `home`."""
    given = [f"{name}={url}={contract}" for name, (url, contract) in subgraphs.items()]
    told = json.loads(await run(home, str(HERE / "compose.mjs"), str(file), *given))
    return Composed(file, told["errors"], told["hints"])
