"""What every webhook source owes: nothing unsigned is taken, and what is taken is an event."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import UTC, timedelta
from typing import NamedTuple

import pytest

from domain.errors import BadInput, Unauthenticated
from domain.events.types import EVENT_TYPES
from domain.ports.backends import WEBHOOK_TOLERANCE, WebhookSource
from tests.doubles.clock import START


class Delivery(NamedTuple):
    """One delivery as it came in: header names in lower case."""

    headers: Mapping[str, str]
    body: bytes


class WebhookContract(ABC):
    """Subclasses give a source and a delivery that was signed for it at `START`.

    `signed`: whether the system signs bodies, and does not just say a password. `dated`: whether what
    it signs has a time, so that an old delivery can be refused.
    """

    instance: str
    signed: bool = True
    dated: bool = True

    @abstractmethod
    def source(self) -> WebhookSource:
        """The source under test."""

    @abstractmethod
    def delivery(self) -> Delivery:
        """A delivery that the system signed at `START`."""

    def test_what_the_system_sent_is_taken(self) -> None:
        headers, body = self.delivery()
        self.source().verify(headers, body, START)

    def test_another_body_is_refused(self) -> None:
        if not self.signed:
            pytest.skip("the system signs no body")
        headers, body = self.delivery()
        self._refuses(headers, body.replace(b"1", b"2"))

    def test_a_delivery_without_its_headers_is_refused(self) -> None:
        headers, body = self.delivery()
        for name in self.needed_headers():
            self._refuses({k: v for k, v in headers.items() if k != name}, body)
        self._refuses({}, body)

    def test_senseless_headers_are_refused(self) -> None:
        headers, body = self.delivery()
        for value in ("", "v1=", "v1,", "Basic", "Basic !", "\u00e9", "1" * 5_000):
            self._refuses(dict.fromkeys(headers, value), body)

    @pytest.mark.parametrize("late", [WEBHOOK_TOLERANCE, -WEBHOOK_TOLERANCE])
    def test_an_old_or_future_delivery_is_refused(self, late: timedelta) -> None:
        if not self.dated:
            pytest.skip("the system signs no time")
        headers, body = self.delivery()
        self.source().verify(headers, body, START + late * 0.9)
        self._refuses(headers, body, by=late * 1.1)

    def test_it_gives_events_of_known_types(self) -> None:
        events = self.source().parse(self.delivery().body, START).events
        assert events
        for event in events:
            assert event.data is None or type(event.data) is EVENT_TYPES[event.type].tells
            assert event.source == self.instance
            assert event.source_event_id
            assert ":" in event.subject
            assert {event.occurred_at.tzinfo, event.recorded_at.tzinfo} == {UTC}

    def test_the_same_delivery_gives_the_same_events(self) -> None:
        body = self.delivery().body
        assert self.source().parse(body, START) == self.source().parse(body, START)

    @pytest.mark.parametrize("body", [b"", b"\x00\xff", b"[]", b"{}", b"<a/>", b'{"type": 7}'])
    def test_what_cannot_be_read_is_bad_input(self, body: bytes) -> None:
        with pytest.raises(BadInput):
            self.source().parse(body, START)

    def needed_headers(self) -> set[str]:
        """Headers without which nothing is taken."""
        return set(self.delivery().headers)

    def _refuses(self, headers: Mapping[str, str], body: bytes, by: timedelta = timedelta(0)) -> None:
        with pytest.raises(Unauthenticated):
            self.source().verify(headers, body, START + by)
