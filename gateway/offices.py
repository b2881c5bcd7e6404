"""What every graph finds beside our indexes: endpoints of partners, reservations, and what came in."""

from dataclasses import dataclass, replace

from domain.ports.state import Clock
from gateway.assembly.selling.holds import RememberedHolds
from gateway.file_in_use import FileInUse
from gateway.identity.registry_first import RegistryFirst
from gateway.intake.assembled import Intake, Intaken
from gateway.intake.office import IntakeDesk
from gateway.intake.stored import intaken, polled_news
from gateway.own_state import OwnState
from gateway.reservations.assembled import ReservationState, reservations_of
from gateway.settings.identity.key_secret import key_secret
from gateway.settings.process import ProcessSettings
from gateway.sync.kept import Kept
from gateway.watching.watches import Watches
from gateway.webhooks.assembled import Outgoing, WebhooksOut, webhooks_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Offices:
    """of_store: what intake works with. holds: what is held, as it is remembered. kept: all a graph finds."""

    webhooks: WebhooksOut
    reservations: ReservationState
    of_store: Intaken
    desk: IntakeDesk
    holds: RememberedHolds
    kept: Kept

    def take(self, intake: Intake) -> None:
        """What comes in comes in here: what is remembered hears of it, and people see to it."""
        self.desk.take(intake)
        intake.tail.listen(self.holds.hear)


def offices(
    settings: ProcessSettings, used: FileInUse, own: OwnState, watches: Watches, clock: Clock
) -> Offices:
    """Make them; none has begun."""
    durable, kept, registry = own.durable, own.kept, watches.metrics.registry
    webhooks = _webhooks(settings, used, own, watches)
    of_store = intaken(durable, kept, used.first.events, clock, registry)
    reservations = reservations_of(durable, kept, used.first.reservations, clock, registry)
    desk, holds = IntakeDesk(clock), RememberedHolds(reservations.store, clock)
    return Offices(
        webhooks=webhooks,
        reservations=reservations,
        of_store=of_store,
        desk=desk,
        holds=holds,
        kept=replace(
            kept,
            webhooks=webhooks.office,
            booking=reservations.booking,
            told=polled_news(of_store),
            holds=holds,
            intake=desk,
        ),
    )


def _webhooks(settings: ProcessSettings, used: FileInUse, own: OwnState, watches: Watches) -> WebhooksOut:
    return webhooks_out(
        Outgoing(
            engine=own.durable,
            secret=key_secret(settings),
            index=own.kept.index,
            cases=own.kept.cases,
            raise_all=own.kept.raise_all,
            partners=RegistryFirst(own.partners.directory, used.declared),
            settings=used.first.webhooks,
            registry=watches.metrics.registry,
        )
    )
