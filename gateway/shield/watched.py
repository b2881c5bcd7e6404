"""Every read of an instance, watched: how the instance has been answering."""

from collections.abc import Sequence

from msgspec.structs import replace

from domain.instances import BackendState
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Offer, Outcomes
from domain.ports.state import Clock


class BackendLedger:
    """Notes how the instances of this process answer."""

    def __init__(self, instances: Sequence[BackendState], clock: Clock) -> None:
        self._states = {state.instance: state for state in instances}
        self._clock = clock

    def states(self) -> Sequence[BackendState]:
        """Every instance, in the order of the configuration."""
        return list(self._states.values())

    def answered(self, instance: str) -> None:
        """One call of the instance was answered, if only that it knows nothing."""
        state = self._states[instance]
        now = self._clock.now()
        self._states[instance] = replace(state, calls=state.calls + 1, last_success_at=now)

    def failed(self, instance: str, code: str) -> None:
        """One call of the instance failed for every key."""
        state = self._states[instance]
        self._states[instance] = replace(
            state,
            calls=state.calls + 1,
            failures=state.failures + 1,
            last_failure_at=self._clock.now(),
            last_error=code,
        )


def watched(offer: Offer, instance: str, ledger: BackendLedger) -> Offer:
    """The same offer, with each batch read told to the ledger."""

    async def read(keys: Sequence[object], demand: Demand, /) -> Outcomes[object, object]:
        outcomes = await offer.read(keys, demand)
        failures = [outcome for outcome in outcomes.values() if isinstance(outcome, Failed)]
        if failures and len(failures) == len(outcomes):
            ledger.failed(instance, failures[0].error.code)
        elif outcomes:
            ledger.answered(instance)
        return outcomes

    return Offer(offer.port, read)
