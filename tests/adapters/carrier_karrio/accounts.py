"""Made-up accounts, by the SDK's names of what it wants to know."""

from collections.abc import Mapping

ACCOUNTS: Mapping[str, Mapping[str, str]] = {
    "ups": {"client_id": "us", "client_secret": "ups-secret"},
    "fedex": {"track_api_key": "us", "track_secret_key": "fedex-secret"},
    "usps": {"client_id": "us", "client_secret": "usps-secret"},
    "dhl_express": {"site_id": "us", "password": "express-secret"},
    "dhl_universal": {"consumer_key": "us", "consumer_secret": "dhl-secret"},
    "canadapost": {"username": "us", "password": "post-secret", "customer_number": "1"},
    "purolator": {"username": "us", "password": "puro-secret", "account_number": "1", "user_token": "t"},
}
