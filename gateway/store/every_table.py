"""All tables of our state, for what must know every one: the migrations and their tests."""

from gateway.store.cases.tables import EXCEPTION_CHANGE
from gateway.store.following.tables import EVENT_FOLLOWER, TOLD_FEED
from gateway.store.last_known import LAST_KNOWN
from gateway.store.links.tables import IDENTIFIER_LINK, REMOVED_LINK
from gateway.store.log.tables import (
    DEAD_LETTER,
    EVENT,
    EVENT_KEY,
    EVENT_OWNER,
    EVENT_RECEIPT,
    EVENT_STANDING,
    INBOX,
    LOG_HEAD,
)
from gateway.store.outbox.tables import OUTBOX_PLACE
from gateway.store.partners.personal_reads import PERSONAL_READ, PERSONAL_READ_SUBJECT
from gateway.store.partners.tables import (
    PARTNER,
    PARTNER_CHANGE,
    PARTNER_KEY,
    PARTNER_REVISION,
    PARTNER_SUBJECT,
)
from gateway.store.positions.tables import STOCK_APPLIED, STOCK_DRIFT, STOCK_POSITION, STOCK_SOURCE
from gateway.store.reservations.tables import (
    RESERVATION,
    RESERVATION_ANSWER,
    RESERVATION_CEILING,
    RESERVATION_STEP,
)
from gateway.store.search.tables import ORDER_OWNER, ORDER_ROW, ORDER_TERM, PURCHASE_ROW, SOURCE_FEED
from gateway.store.supply.tables import COMING_SUPPLY
from gateway.store.tables import EXCEPTION_CASE, METADATA
from gateway.store.webhooks.tables import WEBHOOK_ATTEMPT, WEBHOOK_DELIVERY, WEBHOOK_ENDPOINT

TABLES = (
    EXCEPTION_CASE,
    EXCEPTION_CHANGE,
    ORDER_ROW,
    ORDER_TERM,
    ORDER_OWNER,
    PURCHASE_ROW,
    SOURCE_FEED,
    IDENTIFIER_LINK,
    REMOVED_LINK,
    LAST_KNOWN,
    PARTNER,
    PARTNER_SUBJECT,
    PARTNER_KEY,
    PARTNER_CHANGE,
    PARTNER_REVISION,
    INBOX,
    LOG_HEAD,
    EVENT,
    EVENT_KEY,
    EVENT_OWNER,
    EVENT_RECEIPT,
    EVENT_STANDING,
    DEAD_LETTER,
    WEBHOOK_ENDPOINT,
    WEBHOOK_DELIVERY,
    WEBHOOK_ATTEMPT,
    PERSONAL_READ,
    PERSONAL_READ_SUBJECT,
    OUTBOX_PLACE,
    EVENT_FOLLOWER,
    TOLD_FEED,
    RESERVATION_CEILING,
    RESERVATION,
    RESERVATION_ANSWER,
    RESERVATION_STEP,
    STOCK_SOURCE,
    STOCK_POSITION,
    STOCK_APPLIED,
    STOCK_DRIFT,
    COMING_SUPPLY,
)
"""A module of tables is named here, or the migrations would not see it."""

__all__ = ["METADATA", "TABLES"]
