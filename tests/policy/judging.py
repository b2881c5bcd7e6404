"""One cell: partner, field, route, exit. Judged are all cells of an operation at once."""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from domain.partners import FieldRights, Principal
from tests.policy import words
from tests.policy.asking import Asking, Heard
from tests.policy.partners import HIDDEN, NAMES, unshaped
from tests.policy.reference import Expected, Fate, expected, fate, is_read, plain, twin
from tests.policy.trees import Node, Operation, Writing


def without_denied(operation: Operation, rights: FieldRights) -> Operation:
    """The operation of somebody who does not even ask for what is not his to see."""
    return operation.mapped(lambda node: [node] if is_read(rights, node) else [])


async def judged(
    asking: Asking, operation: Operation, principal: Principal, writing: Writing = Writing.PLAIN
) -> tuple[str, ...]:
    """Ask as the partner, as its twin and as one who asks for nothing denied; compare the three.

    The fields of the cells.
    """
    variables, rights = operation.variables, principal.grant.fields
    seen = await asking.told(twin(operation).written(), unshaped(principal), variables)
    wanted = expected(operation, seen.data, seen.places, rights)
    heard = await asking.ask(operation.written(writing), principal, variables)
    humbly = without_denied(operation, rights)
    if humbly != operation:
        humble = await asking.ask(humbly.written(writing), principal, variables)
        ages_of(operation.roots, wanted.data, humble.data)
        assert heard.asked == humble.asked, "for what is denied nobody is asked"
        assert heard.extensions == humble.extensions, "of what is denied not even an age is told"
    same(operation, heard, wanted)
    ages_as_fields(heard, rights)
    nothing_leaks(asking, heard, wanted, principal)
    within_rows(heard, principal)
    if operation.mutation and not is_read(rights, operation.roots[0]):
        assert not heard.changed, "what is not granted changes nothing"
    return operation.fields


def same(operation: Operation, heard: Heard, wanted: Expected) -> None:
    """The answer is the one that is wanted, and so is each error at its place."""
    assert plain(operation, heard.data) == plain(operation, wanted.data)
    assert heard.places == wanted.errors


def ages_of(nodes: Sequence[Node], wanted: Any, humble: Any) -> None:  # noqa: ANN401 - data of answers
    """Take what records say of their age from who asks for nothing denied: what is not read has none."""
    if isinstance(wanted, list) and isinstance(humble, list):
        for one, other in zip(wanted, humble, strict=True):
            ages_of(nodes, one, other)
    if not isinstance(wanted, dict) or not isinstance(humble, dict):
        return
    for node in nodes:
        if node.key not in wanted or node.key not in humble:
            continue
        if node.name == "freshness":
            wanted[node.key] = humble[node.key]
        else:
            ages_of(node.below, wanted[node.key], humble[node.key])


def ages_as_fields(heard: Heard, rights: FieldRights) -> None:
    """What is said of an answer's age beside it is told as exactly as the fields of Freshness tell it."""
    for entry in heard.extensions.get("freshness", ()):
        for name in ("asOf", "verifiedAt"):
            if fate(rights, f"Freshness.{name}")[0] is Fate.SHAPED and entry[name] is not None:
                assert entry[name] == words.day(entry[name]), entry


def nothing_leaks(asking: Asking, heard: Heard, wanted: Expected, principal: Principal) -> None:
    """Of all that was planted only what is meant to be is in the body, and nothing of hidden records."""
    meant = orjson.dumps(wanted.data).decode()
    found = {text for text in asking.planted.where if text in heard.body}
    assert {text for text in found if text not in meant} == set()
    hidden = HIDDEN.get(principal.partner, ())
    assert {text for text in found if asking.planted.where[text][0] in hidden} == set()


_KEYED = ("orders", "returns", "shipments", "tracking", "purchase_orders", "fulfilments", "progress")
_SCOPED = ("index.search", "index.named", "index.known", "purchases.known", "log.after")


def within_rows(heard: Heard, principal: Principal) -> None:
    """No question to an index was asked without the row scope, and no system for a record that it hides."""
    for call in heard.recorded.of(*_SCOPED):
        assert principal.grant.rows in call, call
    hidden = {name for record in HIDDEN.get(principal.partner, ()) for name in NAMES.get(record, ())}
    for port in _KEYED:
        assert not heard.recorded.keys(port) & hidden, port


def seen_in(operation: Operation, data: Any) -> set[str]:  # noqa: ANN401 - an answer's data
    """The fields of which there is a value in an answer."""
    return set(_of(operation.roots, data))


def _of(nodes: Sequence[Node], data: Any) -> Iterator[str]:  # noqa: ANN401 - see above
    if isinstance(data, list):
        for one in data:
            yield from _of(nodes, one)
    elif isinstance(data, dict):
        for node in nodes:
            value = data.get(node.key)
            if value not in (None, [], ""):
                yield node.field
                yield from _of(node.below, value)
