"""Which scope each field of reservations needs: part of field_scopes. What leads to them is scoped."""

from collections.abc import Mapping

from domain.partners import Scope

_OPEN = None

RESERVATION_SCOPES: Mapping[str, Mapping[Scope | None, str]] = {
    "ReservationConnection": {_OPEN: "edges pageInfo"},
    "ReservationEdge": {_OPEN: "cursor node"},
    "Reservation": {
        _OPEN: "id state channel customer lines allotments createdAt expiresAt orderNumber",
    },
    "ReservationLine": {_OPEN: "sku asked held"},
    "ReservationAllotment": {_OPEN: "sku location quantity"},
    "ReservePayload": {_OPEN: "reservation"},
    "ExtendReservationPayload": {_OPEN: "reservation"},
    "ConfirmReservationPayload": {_OPEN: "reservation"},
    "ReleaseReservationPayload": {_OPEN: "reservation"},
}
