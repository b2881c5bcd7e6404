"""What of partners is read beside each other: once for all of them, and anew after each change."""

import pytest

from tests.contracts.partner_examples import key, partner
from tests.doubles.clock import START
from tests.resolvers.administration.offices import Office

NAMES = [f"p{number:02}" for number in range(40)]
ALL = """{
  partners(first: 40) {
    edges { node {
      name keys { prefix } last: changes(first: 1) { who } again: changes(first: 1) { kind } changes { who }
    } }
  }
}"""


@pytest.fixture
async def office() -> Office:
    """Many partners, each with a key of its own."""
    office = Office(*(partner(name) for name in NAMES))
    for name in NAMES:
        await office.registry.add_key(key(f"og_{name}", name), who="mira", now=START)
    office.registry.asked = 0
    return office


async def test_many_partners_are_answered_by_one_read_of_each_kind(office: Office) -> None:
    nodes = [edge["node"] for edge in (await office.ask(ALL))["partners"]["edges"]]
    assert [node["keys"] for node in nodes] == [[{"prefix": f"og_{name}"}] for name in NAMES]
    assert all(node["last"] == node["changes"] == [{"who": "mira"}] for node in nodes)
    assert all(node["again"] == [{"kind": "KEY_ADDED"}] for node in nodes)
    assert office.registry.asked == 4, "the partners, their keys, their last change, their last twenty"


async def test_a_partner_is_asked_for_what_is_selected_alone(office: Office) -> None:
    await office.ask("{ partners { edges { node { name title } } } }")
    assert office.registry.asked == 1


async def test_after_a_change_it_is_read_anew() -> None:
    office = Office()
    await office.registry.add_key(key("og_1"), who="mira", now=START)
    shown = "{ partner { keys { prefix } changes(first: 1) { kind } } }"
    told = await office.ask(f"""mutation {{
      one: suspendPartner(name: "acme") {shown}
      two: resumePartner(name: "acme") {shown}
      three: removePartner(name: "acme") {shown}
    }}""")
    assert told["one"]["partner"] == {"keys": [{"prefix": "og_1"}], "changes": [{"kind": "SUSPENDED"}]}
    assert told["two"]["partner"] == {"keys": [{"prefix": "og_1"}], "changes": [{"kind": "RESUMED"}]}
    assert told["three"]["partner"] == {"keys": [], "changes": [{"kind": "REMOVED"}]}
