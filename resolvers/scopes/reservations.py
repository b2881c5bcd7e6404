"""Which scope each field of reservations needs: part of field_scopes. What leads to them is scoped."""

from resolvers.scopes.by_scope import OPEN, ByScope

RESERVATION_SCOPES: ByScope = {
    "ReservationConnection": {OPEN: "edges pageInfo"},
    "ReservationEdge": {OPEN: "cursor node"},
    "Reservation": {
        OPEN: "id state channel customer lines allotments createdAt expiresAt orderNumber",
    },
    "ReservationLine": {OPEN: "sku asked held"},
    "ReservationAllotment": {OPEN: "sku location quantity"},
    "ReservePayload": {OPEN: "reservation"},
    "ExtendReservationPayload": {OPEN: "reservation"},
    "ConfirmReservationPayload": {OPEN: "reservation"},
    "ReleaseReservationPayload": {OPEN: "reservation"},
}
