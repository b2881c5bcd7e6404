"""What one event means: the carrier's code, the SDK's word for it, our milestone, its reason and whose it is.

A code is looked for where we know better than the SDK, then in the SDK's table, then the word that its parser
gave. The parser comes last: it reads texts that contradict the code, and words inside of words.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from adapters.carrier_karrio.mapping.corrections import CORRECTIONS, INCIDENTS, REASONS, Correction
from adapters.carrier_karrio.mapping.vocabulary import (
    CODE_OF,
    SHARPENED,
    TROUBLE,
    code_by_reason,
    reason_of,
)
from adapters.carrier_karrio.sdk.words import Words
from domain.milestones import FaultParty, MilestoneCode

_NARROWER: Mapping[str, frozenset[str]] = {
    "in_transit": frozenset({"picked_up", "out_for_delivery", "ready_for_pickup"}),
    "on_hold": frozenset({"delivery_failed", "delivery_delayed", "return_to_sender", "ready_for_pickup"}),
}
"""Types of UPS that say little, and the words of the code beside them that say which."""

_WHERE = frozenset({MilestoneCode.ARRIVED, MilestoneCode.DEPARTED})
_SAYS_NOTHING = "unknown"
"""A code that the SDK has under another word in some tables."""

_READ_FROM_TEXT = frozenset({"usps"})
_NOT_DONE = re.compile(r"\b(?:not|unable|attempt\w*|un\w*able|undelivered|re-?deliver\w*)\b", re.IGNORECASE)
_GIVEN_BACK = re.compile(r"\b(?:original )?sender\b", re.IGNORECASE)
_WORDS_OF_PICKUP = re.compile(r"\b(?:picked up|origin scan|acceptance|accepted|pickup scan)\b", re.IGNORECASE)


class Event(NamedTuple):
    """What is known of an event's meaning. status and reason: as the SDK's parser has them."""

    code: str
    kind: str = ""
    incident: str = ""
    status: str = ""
    reason: str = ""
    text: str = ""


class Meaning(NamedTuple):
    """known: whether the code is in any table. why: of a correction."""

    code: MilestoneCode
    reason: str = ""
    fault: FaultParty | None = None
    known: bool = True
    why: str = ""


def meaning(carrier: str, event: Event, words: Words) -> Meaning:
    """Our words for an event. One that nobody knows is UNKNOWN, and advances nothing."""
    code = _normal(carrier, event.code)
    reason = _reason(carrier, event, code, words)
    correction = _correction(carrier, event, code, words)
    if correction is not None:
        return _reasoned(correction.code, correction.reason or reason or event.incident, correction.why)
    word = _word(carrier, event, code, words)
    if word in CODE_OF:
        return _reasoned(_sharpened(word, reason), reason or event.incident)
    if reason:
        return _reasoned(code_by_reason(reason), reason)
    return Meaning(MilestoneCode.UNKNOWN, known=False)


def incident_is_known(carrier: str, incident: str) -> bool:
    """Whether a reason that stands in a field of its own is in our table."""
    return incident in INCIDENTS.get(carrier, {})


def _correction(carrier: str, event: Event, code: str, words: Words) -> Correction | None:
    """What we know better. Of a code beside a type, only where the type leaves open where it is."""
    corrections = CORRECTIONS.get(carrier, {})
    found = corrections.get(code)
    if event.kind:
        is_open = words.statuses.get(event.kind) == "in_transit" and found and found.code in _WHERE
        return corrections.get(f"type {event.kind}") or (found if is_open else None)
    if found is not None and found.code is MilestoneCode.DELIVERED and _GIVEN_BACK.search(event.text):
        return found._replace(code=MilestoneCode.RETURNED_TO_SENDER)
    return found


def _word(carrier: str, event: Event, code: str, words: Words) -> str:
    """The SDK's word for a status."""
    if code.lower() == _SAYS_NOTHING:
        return _SAYS_NOTHING
    told = words.statuses.get(code, "")
    broad = words.statuses.get(event.kind, "") if event.kind else ""
    if broad:
        return told if told in _NARROWER.get(broad, ()) else broad
    if told or event.kind:
        return told
    parsed = _from_text(event) if carrier in _READ_FROM_TEXT else event.status
    codes = {code for code, word in words.statuses.items() if word == parsed}
    return _SAYS_NOTHING if codes == {_SAYS_NOTHING} else parsed


def _from_text(event: Event) -> str:
    """The parser's word, where the text means it: "pickup" is not picked up, "not delivered" no delivery."""
    if event.status == "picked_up" and not _WORDS_OF_PICKUP.search(event.text):
        return ""
    if event.status == "delivered" and _NOT_DONE.search(event.text):
        return ""
    if event.status == "delivered" and _GIVEN_BACK.search(event.text):
        return "return_to_sender"
    return event.status


def _reason(carrier: str, event: Event, code: str, words: Words) -> str:
    """The SDK's word for a reason, or the word that we know better."""
    return (
        INCIDENTS.get(carrier, {}).get(event.incident, "")
        or REASONS.get(carrier, {}).get(code, "")
        or event.reason
        or words.reasons.get(code, "")
    )


def _sharpened(word: str, reason: str) -> MilestoneCode:
    sharper = code_by_reason(reason)
    return sharper if sharper in SHARPENED.get(word, ()) else CODE_OF[word]


def _reasoned(code: MilestoneCode, reason: str, why: str = "") -> Meaning:
    if code not in TROUBLE or not reason:
        return Meaning(code, why=why)
    told, fault = reason_of(reason)
    return Meaning(code, told, fault, why=why)


def _normal(carrier: str, code: str) -> str:
    """Canada Post fills its codes up with zeros, the SDK's table does not."""
    return code.lstrip("0") if carrier == "canadapost" else code
