"""Changes that a client of the last release would trip over, and the reasons that were declared for them.

A break is named by one sentence, which is what the file of declared breaks repeats beside its reason.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import yaml
from graphql import DirectiveNode, GraphQLError, GraphQLSchema, StringValueNode, build_schema
from graphql.utilities import BreakingChange, find_schema_changes

from domain.errors import ConfigInvalid

DECLARED = Path("docs/contract-breaks.yaml")


class DeclaredBreak(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One break that is wanted, and why."""

    change: str
    reason: str


class Judged(msgspec.Struct, frozen=True):
    """The breaks without a reason, and the declared ones that there are not."""

    unexplained: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()


def schema_breaks(released: str, now: str) -> list[str]:
    """Between two versions of `schema.graphql`. Raises ConfigInvalid where one is no schema."""
    before, after = (_schema(text) for text in (released, now))
    changes = find_schema_changes(before, after)
    broken = [change.description for change in changes if isinstance(change, BreakingChange)]
    return [*broken, *_lost_keys(before, after)]


def judged(breaks: Sequence[str], declared: Mapping[str, str]) -> Judged:
    """Hold what breaks against what was declared."""
    return Judged(
        unexplained=tuple(change for change in breaks if change not in declared),
        idle=tuple(change for change in declared if change not in breaks),
    )


def read_declared(file: Path) -> Mapping[str, str]:
    """The reason of each declared break; none where there is no file. Raises ConfigInvalid."""
    try:
        written = yaml.safe_load(file.read_text(encoding="utf-8")) or []
        declared = msgspec.convert(written, list[DeclaredBreak])
    except FileNotFoundError:
        return {}
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise ConfigInvalid(
            f"should list `change` and `reason` of each break: {error}", place=str(file)
        ) from error
    idle = [each.change for each in declared if not each.reason.strip()]
    if idle:
        raise ConfigInvalid(f"gives no reason for: {idle[0]}", place=str(file))
    return {each.change: each.reason for each in declared}


def _lost_keys(before: GraphQLSchema, after: GraphQLSchema) -> list[str]:
    """Keys by which other subgraphs know our entities; the specification's own changes do not see them."""
    held = [(name, key) for name in before.type_map if name in after.type_map for key in _keys(before, name)]
    return [f"{name} lost its key '{key}'." for name, key in held if key not in _keys(after, name)]


def _keys(schema: GraphQLSchema, name: str) -> list[str]:
    node = schema.type_map[name].ast_node
    directives: Sequence[DirectiveNode] = getattr(node, "directives", None) or ()
    return [_fields(each) for each in directives if each.name.value == "key"]


def _fields(key: DirectiveNode) -> str:
    given = (each.value for each in key.arguments or () if each.name.value == "fields")
    return next((value.value for value in given if isinstance(value, StringValueNode)), "")


def _schema(text: str) -> GraphQLSchema:
    try:
        return build_schema(text, assume_valid_sdl=True)
    except GraphQLError as error:
        raise ConfigInvalid(f"is no schema: {error.message}", place="schema.graphql") from error
