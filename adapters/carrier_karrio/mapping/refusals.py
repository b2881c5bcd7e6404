"""What a carrier says instead of a track: that it does not know the number, or why it does not answer.

Only a code or a sentence about the number itself means that there is none: whatever else is said, nothing is
known of the parcel.
"""

import re
from collections.abc import Iterable, Mapping

from adapters.carrier_karrio.sdk.answers import Message
from adapters.transport.decode import unusable
from domain.errors import BackendError, BackendRefused, BackendThrottled, BackendUnavailable
from domain.ports.reading import MISSING, Failed, Missing

_UNKNOWN_NUMBER: Mapping[str, frozenset[str]] = {
    "ups": frozenset({"TW0001", "TV1002", "151018", "151022", "151044", "151045", "151062"}),
    "fedex": frozenset({"TRACKING.TRACKINGNUMBER.NOTFOUND", "TRACKING.TRACKINGNUMBER.INVALID"}),
    "dhl_express": frozenset({"103", "209"}),
    "dhl_universal": frozenset({"404"}),
    "canadapost": frozenset({"004"}),
}
_SAYS_UNKNOWN = re.compile(
    r"\b(?:track(?:ing)?|shipments?|parcels?|packages?|pins?|inquiry|waybill|consignments?|labels?)\b[^.]*"
    r"\b(?:not (?:be )?found|not exist|unknown|no (?:history|record|information))"
    r"|\bno (?:such )?(?:shipments?|pin|parcels?|packages?|tracking|information|record|history)\b",
    re.IGNORECASE,
)
_SAYS_NOT_FOUND = re.compile(r"^(?!.*\b(?:account|customer|user|client)\b).*\bnot found\b", re.IGNORECASE)
"""Of a message that names the number."""

_SAYS_WHO_ARE_YOU = re.compile(
    r"authenti|authori[sz]|credential|access license|password|invalid_client|\btoken\b|forbidden|api[- ]?key",
    re.IGNORECASE,
)
_SAYS_SLOWER = re.compile(r"too many|rate limit|quota|throttl|\b429\b", re.IGNORECASE)
_SAYS_LATER = re.compile(
    r"unavailable|temporar|try again later|time[d -]*out|\b50[0-9]\b"
    r"|internal (?:server )?error|system (?:error|failure)",
    re.IGNORECASE,
)
_KINDS: Iterable[tuple[re.Pattern[str], type[BackendError], str]] = (
    (_SAYS_WHO_ARE_YOU, BackendRefused, "refused our credentials"),
    (_SAYS_SLOWER, BackendThrottled, "asks us to slow down"),
    (_SAYS_LATER, BackendUnavailable, "failed to answer"),
)
_LONGEST = 60
_UNTOLD = "a number is not answered for"


def outcome(carrier: str, messages: Iterable[Message], instance: str) -> Missing | Failed:
    """What these messages say of a number that has no track."""
    told = list(messages)
    if not told:
        return unusable(instance, _UNTOLD, _UNTOLD)
    refusals = [message for message in told if not _is_unknown(carrier, message)]
    return Failed(refusal(refusals[0], instance)) if refusals else MISSING


def refusal(message: Message, instance: str) -> BackendError:
    """The error that a message means. Its text may name anything: only its code is kept, for the log."""
    cause = message.code[:_LONGEST] or "no code"
    said = f"{message.code} {message.text}"
    for pattern, kind, public in _KINDS:
        if pattern.search(said):
            return kind(public, backend=instance, cause=cause)
    return BackendRefused("refused the request", backend=instance, cause=cause)


def _is_unknown(carrier: str, message: Message) -> bool:
    if message.code in _UNKNOWN_NUMBER.get(carrier, ()):
        return True
    if _SAYS_WHO_ARE_YOU.search(message.text):
        return False
    told_of_number = bool(message.number) and _SAYS_NOT_FOUND.search(message.text)
    return bool(told_of_number or _SAYS_UNKNOWN.search(message.text))
