"""For which endpoints a round looks into the log."""

from msgspec.structs import replace

from domain.log.filters import EventFilter
from domain.log.records import Logged
from domain.webhooks.records import Endpoint
from gateway.webhooks.outlook import Outlook
from tests.contracts.webhook_store import endpoint
from tests.domain.log.examples import shipped

ORDERS = replace(endpoint("a", position=5), wanted=EventFilter(types=frozenset({"order"})))
STOCK = replace(endpoint("b", position=5), wanted=EventFilter(types=frozenset({"stock"})))
NEWS = Logged(6, shipped("e1"))


def settled() -> Outlook:
    """One that has left both where they are, with nine seconds until it looks at all."""
    outlook = Outlook()
    outlook.begin(1.0)
    for each in (ORDERS, STOCK):
        assert outlook.wants(each), "the first round looks at all"
        outlook.leave(each, each.position)
    return outlook


def wanted(outlook: Outlook, now: float = 2.0) -> list[Endpoint]:
    outlook.begin(now)
    return [each for each in (ORDERS, STOCK) if outlook.wants(each)]


def test_those_that_want_what_was_told_are_looked_at() -> None:
    outlook = settled()
    assert not Outlook().hear([NEWS]), "there is nobody to be woken for"
    assert outlook.hear([NEWS])
    assert wanted(outlook) == [ORDERS]
    assert wanted(outlook) == [], "it was told once"


def test_all_are_looked_at_every_so_often_and_when_a_word_may_be_lost() -> None:
    assert wanted(settled(), 11.0) == [ORDERS, STOCK]
    for told in (None, [NEWS] * 2_001):
        outlook = settled()
        outlook.hear(told)
        assert wanted(outlook) == [ORDERS, STOCK]
        assert wanted(outlook) == []
    outlook = settled()
    outlook.again()
    assert wanted(outlook) == [ORDERS, STOCK], "the round before failed"


def test_one_that_another_moved_or_that_had_more_is_looked_at() -> None:
    outlook = settled()
    outlook.begin(2.0)
    assert outlook.wants(replace(STOCK, position=2)), "it was told to send again"
    outlook.leave(STOCK, None)
    assert wanted(outlook) == [STOCK]
    outlook.keep([STOCK.id])
    assert wanted(outlook) == [ORDERS, STOCK], "one that is new"
