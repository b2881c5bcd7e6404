"""The other sections when they are wrong, and a file that is wrong in many places."""

from pathlib import Path

import pytest

from tests.gateway.settings.samples import GOOD, Broken, problems

REST = {
    "unknown section": Broken(
        "limits:",
        "limit:",
        "limit: 'limit' is not a section; did you mean 'limits'? Known: authority, brokers, budgets, "
        "carriers, documents, due, events, freshness, identity, instances, limits, locations and others. "
        "(line 23)",
    ),
    "limit of nothing": Broken(
        "depth: 9", "depth: 0", "limits.depth: should be greater than or equal to 1 (line 23)"
    ),
    "timeout of no lane": Broken(
        "depth: 9",
        "timeouts: {FAST: PT1S}",
        "limits.timeouts.FAST: should be 'INTERACTIVE', 'STOREFRONT', 'PARTNER_BULK' or 'BACKGROUND' "
        "(line 23)",
    ),
    "timeout that is no time": Broken(
        "depth: 9",
        "timeouts: {STOREFRONT: soon}",
        "limits.timeouts.STOREFRONT: should be a number of seconds, or a duration such as PT30S (line 23)",
    ),
    "timeout of no length": Broken(
        "depth: 9",
        "timeouts: {STOREFRONT: PT0S}",
        "limits.timeouts.STOREFRONT: should be greater than 0 seconds (line 23)",
    ),
    "issuer that is no URL": Broken(
        "issuer: http://issuer.example",
        "issuer: issuer",
        "identity.issuer: should be a URL such as https://host/path (line 18)",
    ),
    "no issuer": Broken("  issuer: http://issuer.example\n", "", "identity.issuer: is missing (line 17)"),
    "unknown lane": Broken(
        "lane: INTERACTIVE",
        "lane: FAST",
        "identity.principals.service-desk.lane: should be 'INTERACTIVE', 'STOREFRONT', 'PARTNER_BULK' or "
        "'BACKGROUND' (line 21)",
    ),
    "no scopes": Broken(
        'scopes: ["orders:read"], ', "", "identity.principals.partner-acme.scopes: is missing (line 22)"
    ),
    "unknown rows": Broken(
        "customers:",
        "customer:",
        "identity.principals.partner-acme.customer: 'customer' is not a key that is understood here; did you "
        "mean 'customers'? Known: audited, carriers, channels, customers, fields, issuer, lane, locations, "
        "partner, person, personal, quantity and others. (line 22)",
    ),
    "table that is not there": Broken(
        "[links.csv]", "[link.csv]", "link.csv: cannot be read: No such file or directory"
    ),
    "table that is no name": Broken(
        "[links.csv]", "[[]]", "tables[0]: should be the name of a CSV file (line 9)"
    ),
}


@pytest.mark.parametrize("broken", REST.values(), ids=REST)
def test_a_broken_section_names_the_place(tmp_path: Path, broken: Broken) -> None:
    assert broken.old in GOOD
    assert problems(tmp_path, GOOD.replace(broken.old, broken.new, 1)) == [broken.message]


@pytest.mark.parametrize("text", ["", "# nothing\n", "{}"])
def test_an_empty_file_lacks_what_every_file_needs(tmp_path: Path, text: str) -> None:
    found = [problem.partition(" (line")[0] for problem in problems(tmp_path, text)]
    assert found == ["instances: should name at least one system", "identity.issuer: is missing"]


@pytest.mark.parametrize("text", ["[1, 2]", "just words"])
def test_a_file_that_is_no_mapping_is_told(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text)[0] == "should be a mapping of keys to values (line 1)"


def test_an_anchor_that_holds_itself_ends(tmp_path: Path) -> None:
    assert "instances.a.b: holds itself (line 1)" in problems(tmp_path, "instances: {a: &a {b: *a}}\n")


def test_everything_wrong_is_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = (
        GOOD.replace("erp_sim", "quux")
        .replace("{owner: erp}", "{owner: nobody}")
        .replace("at: [EAST]", "at: [NOWHERE]")
        .replace("depth: 9", "depth: -1")
    )
    places = [problem.partition(": ")[0] for problem in problems(tmp_path, text, links="kind\n")]
    assert places == [
        "instances.erp.adapter",
        "names.item.owner",
        "links.csv line 1",
        "authority[0].at[0]",
        "limits.depth",
    ]
