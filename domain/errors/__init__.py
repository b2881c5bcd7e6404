"""Every error that OrderGraph raises on purpose, as one tree.

OrderGraphError
├── BadInput                what the caller sent cannot be used; names the field
│   ├── ImpossibleValue     a time, quantity or code that no system could mean
│   └── IdempotencyConflict  the same key came with another request
├── ConfigInvalid           settings or instance file; names the place
├── Unauthenticated         nobody is known to be asking
├── Suspended               the asker is known, and gets nothing for now
├── NotGranted              the asker is known and may not
├── NotFound                nothing of that name for the asker, whatever the cause
├── LimitExceeded           the operation is larger than a limit
├── QuotaSpent              the asker's own points are used up for now
├── Overloaded              more is asked of this process than it can answer now
├── StoreUnavailable        our own database cannot be reached
├── NotEnoughStock          less can be promised than was to be held; names the line
├── ReservationContended    others took the units meanwhile, again and again
├── ReservationExpired      the hold has run out
├── ReservationEnded        the hold is in a state in which that cannot be done
├── BrokerUnavailable       a message broker cannot be reached, or confirms nothing
└── BackendError            one instance could not answer; names it
    ├── BackendUnavailable  no connection, or a 5xx
    ├── BackendTimeout      no answer within the deadline
    ├── BackendThrottled    the system asked us to slow down
    ├── BackendBudgetSpent  what we may ask of its host is used up for now
    ├── BreakerOpen         its host failed so often that it is left in peace for a while
    ├── BackendRefused      credentials or request refused; a retry cannot help
    ├── ReplyInvalid        the reply breaks its own contract; names the path
    ├── FreshnessNotMet     nothing as fresh as the caller strictly wants; names why
    └── CapabilityMissing   the system has no such thing; its manifest says so

`public` is safe to show to any caller; `cause` is for logs only.
"""

from domain.errors.asked import (
    BadInput,
    BrokerUnavailable,
    ConfigInvalid,
    ImpossibleValue,
    LimitExceeded,
    NotFound,
    NotGranted,
    Overloaded,
    QuotaSpent,
    StoreUnavailable,
    Suspended,
    Unauthenticated,
)
from domain.errors.backends import (
    BackendBudgetSpent,
    BackendError,
    BackendRefused,
    BackendThrottled,
    BackendTimeout,
    BackendUnavailable,
    BreakerOpen,
    CapabilityMissing,
    FreshnessNotMet,
    ReplyInvalid,
)
from domain.errors.reservations import (
    IdempotencyConflict,
    NotEnoughStock,
    ReservationContended,
    ReservationEnded,
    ReservationExpired,
)
from domain.errors.root import OrderGraphError

__all__ = [
    "BackendBudgetSpent",
    "BackendError",
    "BackendRefused",
    "BackendThrottled",
    "BackendTimeout",
    "BackendUnavailable",
    "BadInput",
    "BreakerOpen",
    "BrokerUnavailable",
    "CapabilityMissing",
    "ConfigInvalid",
    "FreshnessNotMet",
    "IdempotencyConflict",
    "ImpossibleValue",
    "LimitExceeded",
    "NotEnoughStock",
    "NotFound",
    "NotGranted",
    "OrderGraphError",
    "Overloaded",
    "QuotaSpent",
    "ReplyInvalid",
    "ReservationContended",
    "ReservationEnded",
    "ReservationExpired",
    "StoreUnavailable",
    "Suspended",
    "Unauthenticated",
]
