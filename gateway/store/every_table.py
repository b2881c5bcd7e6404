"""All tables of our state, for what must know every one: the migrations and their tests."""

from gateway.store.cases.tables import EXCEPTION_CHANGE
from gateway.store.last_known import LAST_KNOWN
from gateway.store.links.tables import IDENTIFIER_LINK, REMOVED_LINK
from gateway.store.search.tables import ORDER_OWNER, ORDER_ROW, ORDER_TERM, SOURCE_FEED
from gateway.store.tables import EXCEPTION_CASE, METADATA

TABLES = (
    EXCEPTION_CASE,
    EXCEPTION_CHANGE,
    ORDER_ROW,
    ORDER_TERM,
    ORDER_OWNER,
    SOURCE_FEED,
    IDENTIFIER_LINK,
    REMOVED_LINK,
    LAST_KNOWN,
)
"""A module of tables is named here, or the migrations would not see it."""

__all__ = ["METADATA", "TABLES"]
