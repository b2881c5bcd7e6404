"""What intake works with of the graph that is served at the moment."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.ports.backends import WebhookSource
from domain.ports.state import Crosswalk
from gateway.shield.stack import Shield
from gateway.sync.indexing import Indexing


@dataclass(frozen=True, slots=True, kw_only=True)
class Fed:
    """Of one graph: the webhooks of its instances, its names, what is known, and what brings orders in."""

    webhooks: Mapping[str, WebhookSource]
    crosswalk: Crosswalk
    shield: Shield
    indexing: Indexing


class Present:
    """Of the graph that is served now: after a reload `take` puts another in its place."""

    def __init__(self, fed: Fed) -> None:
        self.fed = fed

    def take(self, fed: Fed) -> None:
        """From now on it is this one."""
        self.fed = fed

    def webhook(self, source: str) -> WebhookSource | None:
        """The webhook of an instance, None where it has none."""
        return self.fed.webhooks.get(source)

    def crosswalk(self) -> Crosswalk:
        """How things are called now."""
        return self.fed.crosswalk

    def indexing(self) -> Indexing:
        """What reads orders and keeps their rows."""
        return self.fed.indexing
