"""The carriers that we know best: their addresses and credentials, and how many numbers a call takes."""

from collections.abc import Mapping
from typing import NamedTuple


class Carrier(NamedTuple):
    """needs and may: the SDK's names for what it wants to know of an account. at_most: numbers a call."""

    title: str
    server: str
    needs: frozenset[str]
    may: frozenset[str] = frozenset()
    at_most: int = 1


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


CARRIERS: Mapping[str, Carrier] = {
    "ups": Carrier(
        "UPS",
        "https://onlinetools.ups.com",
        needs=_names("client_id client_secret"),
        may=_names("account_number account_country_code"),
    ),
    "fedex": Carrier(
        "FedEx",
        "https://apis.fedex.com",
        needs=_names("track_api_key track_secret_key"),
        may=_names("api_key secret_key account_number account_country_code"),
        at_most=30,
    ),
    "usps": Carrier(
        "USPS",
        "https://apis.usps.com",
        needs=_names("client_id client_secret"),
        may=_names("account_number account_type manifest_MID CRID MID account_country_code"),
    ),
    "dhl_express": Carrier(
        "DHL Express",
        "https://xmlpi-ea.dhl.com",
        needs=_names("site_id password"),
        may=_names("account_number account_country_code"),
        at_most=10,
    ),
    "dhl_universal": Carrier(
        "DHL, unified tracking",
        "https://api-eu.dhl.com",
        needs=_names("consumer_key consumer_secret"),
        may=_names("language account_country_code"),
    ),
    "canadapost": Carrier(
        "Canada Post",
        "https://soa-gw.canadapost.ca",
        needs=_names("username password"),
        may=_names("customer_number contract_id language account_country_code"),
    ),
    "purolator": Carrier(
        "Purolator",
        "https://webservices.purolator.com",
        needs=_names("username password account_number"),
        may=_names("user_token language account_country_code"),
    ),
}
"""By the SDK's names. Any other carrier of it can be configured too: it is asked for one number a call."""


def numbers_a_call(carrier: str) -> int:
    """How many numbers are asked for at once."""
    known = CARRIERS.get(carrier)
    return known.at_most if known else 1
