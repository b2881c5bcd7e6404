"""Our contract composes: alone, and beside a subgraph that shares, extends, requires and provides."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import DirectiveNode, ObjectTypeDefinitionNode, parse

from tests.node.composing import OURS, SCOPED, THEIRS, Composed, composed
from tests.node.programs import APOLLO, HIVE
from tests.node.reports import kept, version

COMPOSERS = {"@apollo/composition": APOLLO, "@theguild/federation-composition": HIVE}
ALONE = {"ordergraph": ("http://ordergraph.test/graphql", OURS)}
BESIDE = {**ALONE, "reviews": ("http://reviews.test", THEIRS)}


def entities(supergraph: str) -> Iterator[str]:
    """Each entity with the subgraphs that have it, and its keys there."""
    for node in parse(supergraph).definitions:
        if isinstance(node, ObjectTypeDefinitionNode):
            joins = [_arguments(each) for each in node.directives or () if each.name.value == "join__type"]
            keys = sorted(f"{join['graph']} by {join['key']}" for join in joins if "key" in join)
            if keys:
                yield f"{node.name.value}: {', '.join(keys)}"


def _arguments(directive: DirectiveNode) -> dict[str, str]:
    return {each.name.value: getattr(each.value, "value", "") for each in directive.arguments or ()}


@pytest.mark.parametrize("composer", COMPOSERS)
@pytest.mark.parametrize("subgraphs", [ALONE, BESIDE], ids=["alone", "beside another"])
async def test_it_composes_without_an_error_or_a_hint(
    composer: str, subgraphs: dict[str, tuple[str, Path]], tmp_path: Path
) -> None:
    made = await composed(COMPOSERS[composer], tmp_path / "supergraph.graphql", subgraphs)
    assert (made.errors, made.hints) == ([], [])
    assert "@inaccessible" in made.file.read_text(encoding="utf-8")


@pytest.mark.parametrize("composer", COMPOSERS)
@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("  name: String @external", "  name: String", "name"),
        ("  baseUnit: String @external", "  baseUnit: String", "baseUnit"),
        ("  amount: Decimal!", "  amount: String!", "Money.amount"),
        ("channel customer { code }", "channel shopper { code }", "shopper"),
    ],
)
async def test_a_subgraph_that_contradicts_ours_is_refused(
    composer: str, right: str, wrong: str, told: str, tmp_path: Path
) -> None:
    contract = THEIRS.read_text(encoding="utf-8")
    assert contract.count(right) == 1
    (tmp_path / "wrong.graphql").write_text(contract.replace(right, wrong), encoding="utf-8")
    subgraphs = {**ALONE, "reviews": ("http://reviews.test", tmp_path / "wrong.graphql")}
    made = await composed(COMPOSERS[composer], tmp_path / "supergraph.graphql", subgraphs)
    assert any(told in error for error in made.errors)


REQUIRED = {
    '(fields: "name baseUnit")': ["catalog:read"],
    '(fields: "channel customer { code }")': ["orders:read", "orders:read:pii"],
}
"""What the other subgraph requires of ours, and the scopes that it takes."""


def scoped_review() -> str:
    """The other subgraph's contract, with the scopes of what it requires of ours."""
    contract = THEIRS.read_text(encoding="utf-8")
    for plain, scopes in REQUIRED.items():
        marked = f"{plain} @requiresScopes(scopes: [{json.dumps(scopes)}])"
        contract = contract.replace(plain, marked)
    assert contract.count("@requiresScopes") == len(REQUIRED)
    return contract.replace('"@requires", ', '"@requires", "@requiresScopes", ')


@pytest.mark.parametrize("composer", COMPOSERS)
async def test_with_scopes_it_composes_with_who_names_what_it_requires(composer: str, tmp_path: Path) -> None:
    scoped = {"ordergraph": ("http://ordergraph.test/graphql", SCOPED)}
    (tmp_path / "scoped.graphql").write_text(scoped_review(), encoding="utf-8")
    for others in ({}, {"reviews": ("http://reviews.test", tmp_path / "scoped.graphql")}):
        made = await composed(COMPOSERS[composer], tmp_path / "supergraph.graphql", {**scoped, **others})
        assert (made.errors, made.hints) == ([], [])
        assert '@requiresScopes(scopes: [["orders:read:pricing"]])' in made.file.read_text(encoding="utf-8")
    made = await composed(
        COMPOSERS[composer], tmp_path / "refused.graphql", {**scoped, "reviews": BESIDE["reviews"]}
    )
    assert len(made.errors) == 2
    assert all("does not specify necessary" in error for error in made.errors)


async def test_a_subgraph_that_does_not_define_fresh_takes_it_from_the_router(tmp_path: Path) -> None:
    contract = THEIRS.read_text(encoding="utf-8")
    defined = next(line for line in contract.splitlines(keepends=True) if line.startswith("directive @fresh"))
    (tmp_path / "without.graphql").write_text(contract.replace(defined, ""), encoding="utf-8")
    subgraphs = {**ALONE, "reviews": ("http://reviews.test", tmp_path / "without.graphql")}
    made = await composed(APOLLO, tmp_path / "supergraph.graphql", subgraphs)
    assert made.errors == []
    assert "directive @fresh" not in made.file.read_text(encoding="utf-8")
    assert [hint.split(":")[0] for hint in made.hints] == ["INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE"]


async def test_the_report_is_the_one_that_is_kept(tmp_path: Path) -> None:
    parts = []
    for composer, home in COMPOSERS.items():
        made = await composed(home, tmp_path / f"{home.name}.graphql", BESIDE)
        parts.append("\n".join(_told(version(home, composer), made)))
    kept("composition.txt", "\n\n".join(parts) + "\n")


def _told(composer: str, made: Composed) -> Iterator[str]:
    supergraph = made.file.read_text(encoding="utf-8")
    yield f"# ordergraph and reviews, by {composer}"
    yield f"errors: {len(made.errors)}, hints: {len(made.hints)}"
    yield from entities(supergraph)
