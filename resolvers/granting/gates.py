"""The gate before a field: what it is to whoever has certain rights, found out once for these rights."""

from collections.abc import Awaitable
from functools import lru_cache
from typing import Final, NamedTuple

from graphql import GraphQLField
from graphql.pyutils import is_awaitable

from domain.partners import FieldRights
from domain.policy import Decision, Deny, FieldTables, Shape, decide_field
from domain.shapes.applying import Shaping

GATE: Final = "gate"
"""Under this name a field's extensions hold its gate."""

_MOST_RIGHTS = 256


class Ruling(NamedTuple):
    """What becomes of a field. refused: why it is an error, and is not read; empty where it is none.

    absent: it is null, and is not read either. shaping: what is shown of its value; None for the value.
    """

    refused: str = ""
    absent: bool = False
    shaping: Shaping | None = None


AS_IT_IS = Ruling()


class Gate:
    """Of one field: `of(rights)` is its ruling."""

    def __init__(self, tables: FieldTables, type_name: str, field: str) -> None:
        self._place = tables, type_name, field
        self.of = lru_cache(_MOST_RIGHTS)(self._ruled)

    def _ruled(self, rights: FieldRights) -> Ruling:
        return ruled(decide_field(rights, *self._place))


def ruled(decision: Decision) -> Ruling:
    """What a decision comes to."""
    if isinstance(decision, Deny):
        return Ruling(refused=decision.reason)
    if isinstance(decision, Shape):
        return Ruling(absent=decision.absent, shaping=decision.shaping)
    return AS_IT_IS


def ruling_of(field: GraphQLField, rights: FieldRights) -> Ruling:
    """The ruling over a field of a guarded schema. One that needs nothing has no gate."""
    gate: Gate | None = field.extensions.get(GATE)
    return AS_IT_IS if gate is None else gate.of(rights)


def shown(value: object, shaping: Shaping) -> object:
    """What is shown of a value, at once or to be awaited. An error stays what it is."""
    if value is None or isinstance(value, Exception):
        return value
    return _awaited(value, shaping) if is_awaitable(value) else shaping(value)


async def _awaited(value: Awaitable[object], shaping: Shaping) -> object:
    return shown(await value, shaping)
