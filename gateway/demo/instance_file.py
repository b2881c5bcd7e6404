"""The instance file of the demo: every simulated system, as an integration engineer would declare it."""

from collections.abc import Mapping
from datetime import UTC, datetime

import yaml

LINKS = "links.csv"
CUSTOMER = "C-00042"

_SIMULATED_START = datetime(2026, 3, 2, 8, tzinfo=UTC)
_ERP_DAYS = 120
"""The past that the simulated ERP knows, and a little more."""

_PRINCIPALS: Mapping[str, object] = {
    "service-desk": {
        "scopes": [
            "orders:read",
            "orders:read:pii",
            "orders:read:pricing",
            "shipments:read",
            "returns:read",
            "purchasing:read",
            "catalog:read",
            "availability:read",
            "stock:read:exact",
        ],
        "lane": "INTERACTIVE",
    },
    "storefront": {"scopes": ["availability:read", "catalog:read"], "lane": "STOREFRONT"},
    "partner-acme": {
        "scopes": ["orders:read", "shipments:read", "returns:read", "webhooks:manage"],
        "customers": [CUSTOMER],
        "lane": "PARTNER_BULK",
    },
    "ops": {"scopes": ["ops:read", "exceptions:write"], "lane": "INTERACTIVE"},
}


def instance_file(urls: Mapping[str, str], sections: Mapping[str, object] | None = None) -> str:
    """The file as YAML. `urls`: where each simulated system and the token issuer listen, by name.

    sections: by name, those that are not to be the default.
    """
    return yaml.safe_dump(
        {
            "instances": _instances(urls),
            "names": _names(),
            "tables": [LINKS],
            "authority": _authority(),
            "locations": {"EAST": {"warehouse": "wms_east"}, "WEST": {"warehouse": "wms_west"}},
            "due": _due(),
            "identity": {"issuer": urls["issuer"], "audience": "ordergraph", "principals": dict(_PRINCIPALS)},
            **(sections or {}),
        },
        sort_keys=False,
    )


def _instances(urls: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """The secrets are the simulators' own, and open nothing else."""
    return {
        "erp": {
            "adapter": "erp_sim",
            "base_url": urls["erp"],
            "api_key": "erp-demo-key",
            "first_poll_reaches": f"P{_days_since_the_start() + _ERP_DAYS}D",
            "webhook_secrets": ["erp-webhook-secret"],
        },
        "wms_east": {
            "adapter": "wms_east",
            "base_url": urls["wms_east"],
            "client_id": "ordergraph",
            "client_secret": "east-demo-secret",
            "webhook_secrets": ["whsec_d21zLWVhc3QtZGVtby1zZWNyZXQ="],
        },
        "wms_west": {
            "adapter": "wms_west",
            "base_url": urls["wms_west"],
            "username": "ordergraph",
            "password": "west-demo-password",
            "facility": "W2",
            "zone": "America/Los_Angeles",
            "webhook_username": "w2push",
            "webhook_passwords": ["west-push-password"],
        },
        "tms": {
            "adapter": "tms_sim",
            "base_url": urls["tms"],
            "token": "tms-demo-token",
            "webhook_secrets": ["tms-webhook-secret"],
        },
        "carrier": {
            "adapter": "carrier_sim",
            "base_url": urls["carrier"],
            "api_key": "carrier-demo-key",
            "webhook_secrets": ["carrier-webhook-secret"],
        },
    }


def _days_since_the_start() -> int:
    """How far the simulated present lies behind today, from which the ERP's first poll counts back."""
    return max((datetime.now(UTC) - _SIMULATED_START).days, 0)


def _names() -> dict[str, object]:
    as_they_are: dict[str, object] = {}
    return {
        "order": {
            "owner": "erp",
            "written_by": {
                "wms_east": as_they_are,
                "wms_west": {"strip_prefix": "SO-"},
                "tms": as_they_are,
            },
        },
        "item": {"owner": "erp"},
        "customer": {"owner": "erp"},
        "supplier": {"owner": "erp"},
        "return": {"owner": "erp"},
        "purchase_order": {"owner": "erp"},
        "shipment": {"written_by": dict.fromkeys(("wms_east", "wms_west", "tms"), as_they_are)},
    }


def _authority() -> list[dict[str, object]]:
    """Warehouses count what is in them; the ERP knows what is on its way in."""
    return [
        {"fact": "stock.physical", "at": ["EAST"], "instances": ["wms_east"]},
        {"fact": "stock.physical", "at": ["WEST"], "instances": ["wms_west"]},
        {"fact": "stock.claims", "at": ["EAST"], "instances": ["wms_east"]},
        {"fact": "stock.claims", "at": ["WEST"], "instances": ["wms_west"]},
        {"fact": "stock.supply", "instances": ["erp"]},
    ]


def _due() -> list[dict[str, object]]:
    """What the simulated systems have promised one another."""
    return [
        {
            "milestone": "RELEASED",
            "within": "PT4H",
            "after": "ACKNOWLEDGED",
            "channels": ["WEB"],
            "owed_by": "erp",
        },
        {
            "milestone": "RELEASED",
            "within": "PT2H",
            "after": "ACKNOWLEDGED",
            "channels": ["B2B", "EDI"],
            "owed_by": "erp",
        },
        {
            "milestone": "SHIPPED",
            "within": "PT6H",
            "after": "RELEASED",
            "at": ["EAST"],
            "owed_by": "wms_east",
        },
        {
            "milestone": "SHIPPED",
            "within": "PT8H",
            "after": "RELEASED",
            "at": ["WEST"],
            "owed_by": "wms_west",
        },
        {"milestone": "DELIVERED", "within": "PT0S", "after": "PROMISE", "owed_by": "carrier"},
        {
            "of": "shipment",
            "milestone": "DEPARTED",
            "within": "PT10H",
            "after": "PICKED_UP",
            "owed_by": "tms",
        },
        {
            "of": "shipment",
            "milestone": "DELIVERED",
            "within": "PT72H",
            "after": "PICKED_UP",
            "owed_by": "carrier",
        },
    ]
