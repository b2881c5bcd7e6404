"""Whose stock positions we keep ourselves: section `positions` of the instance file."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, TypeAlias

from pydantic import BaseModel, Field

from gateway.settings.reading.checking import SECTION, checked, mapping
from gateway.settings.reading.complaints import unknown
from gateway.settings.reading.problems import Problems, Where
from gateway.settings.systems.instances import Instance


class KeptPositions(BaseModel):
    """Of one instance. stale_after: without news for so long, its positions are said to be stale.

    numbered: its events count themselves, each position by itself, so that a missing one is seen. drift: the
    part of a place's positions that may differ from a snapshot before that is an exception case.
    """

    model_config = SECTION

    stale_after: timedelta = Field(
        default=timedelta(minutes=5), ge=timedelta(seconds=1), le=timedelta(days=30)
    )
    numbered: bool = False
    drift: Annotated[float, Field(ge=0, le=1)] = 0.01


PositionsOf: TypeAlias = Mapping[str, KeptPositions]
"""By instance."""


def read_positions(
    section: object, instances: Mapping[str, Instance | None], path: Where, problems: Problems
) -> PositionsOf:
    """Check the section `positions`; what is wrong goes to `problems`."""
    found: dict[str, KeptPositions] = {}
    for name, value in mapping(section, path, problems).items():
        if name not in instances:
            problems.add((*path, name), unknown("a configured instance", name, instances))
            continue
        kept = checked(KeptPositions, value, (*path, name), problems)
        if kept is not None:
            found[name] = kept
    return found
