"""For whom availability is asked: a channel and a customer of one's own."""

from domain.availability.plans import Ask
from domain.errors import BadInput, NotGranted
from domain.partners import RowScope


def asker(
    rows: RowScope,
    declared: frozenset[str],
    *,
    channel: str | None = None,
    customer: str | None = None,
    destination: str | None = None,
) -> Ask:
    """Who is asked for: as was said, or else the one channel and the one customer of a row scope.

    declared: the channels that rules know; none where they know no channels. Raises NotGranted for those of
    others, BadInput for a channel that nobody declared.
    """
    chosen = _own(channel, rows.channels, "channel")
    if declared and chosen and chosen not in declared:
        if channel is not None:
            raise BadInput("is none of the channels that are declared", field="channel")
        chosen = ""
    return Ask(chosen, _own(customer, rows.customers, "customer"), destination or "")


def _own(name: str | None, own: frozenset[str] | None, field: str) -> str:
    if name is None:
        return next(iter(own)) if own is not None and len(own) == 1 else ""
    if own is not None and name not in own:
        raise NotGranted(f"the {field} is not among your own")
    return name
