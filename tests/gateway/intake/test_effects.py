"""What a process does with what it appended: it counts, wakes everybody, and owns what follows."""

from prometheus_client import CollectorRegistry

from domain.events.record import Event
from domain.log.records import Appended, Logged
from domain.ports.cache import LogGrew, News
from gateway.intake.effects import Effects
from gateway.shield.sharing.signals import LocalSignal
from gateway.telemetry.intake_metrics import IntakeMetrics
from tests.doubles.clock import START

EVENT = Event(type="order.shipped", source="erp", subject="order:SO-1", occurred_at=START, recorded_at=START)


class Heard:
    """Effects, and all that they told."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.news: list[News] = []
        self.mine: list[Logged] = []
        signal = LocalSignal()
        signal.listen(self.news.append)
        self.effects = Effects(signal, self.mine.extend, IntakeMetrics(self.registry))

    def count(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(f"ordergraph_{name}_total", labels)


async def test_what_is_new_is_counted_owned_and_told() -> None:
    heard = Heard()
    await heard.effects(Appended([Logged(1, EVENT), Logged(2, EVENT)]))
    assert heard.news == [LogGrew()]
    assert [each.position for each in heard.mine] == [1, 2]
    assert heard.count("events_appended", source="erp", family="order") == 2


async def test_what_was_known_already_changes_nothing() -> None:
    heard = Heard()
    await heard.effects(Appended([], twice=1))
    assert (heard.news, heard.mine) == ([], [])
    assert heard.count("events_known") == 1
