"""What an instance needs: one account with one carrier of the SDK."""

from collections.abc import Mapping
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import Field, ValidationInfo, field_validator

from adapters.carrier_karrio.carriers import CARRIERS
from adapters.carrier_karrio.sdk import installed
from adapters.manifest import InstanceSettings, Secret

Credentials = Annotated[dict[str, Secret], Field(min_length=1)]


class CarrierKarrioSettings(InstanceSettings):
    """Which carrier, and what the SDK wants to know of the account with it.

    carrier: the SDK's name for it (`ups`, `dhl_express`). credentials and options: the SDK's names for what
    proves who we are, and for the rest. carrier_code: what shippers and the TMS call this carrier. zones:
    of places whose time the carrier writes without saying which, by its area (`BCN`), by region (`CA-QC`)
    or by country (`ES`); `*` for places that say neither. threads: how many calls may wait at a time.
    """

    carrier: Annotated[str, Field(min_length=1, pattern=r"^[a-z][a-z0-9_]*$")]
    options: dict[str, str] = Field(default_factory=dict)
    credentials: Credentials
    test_mode: bool = False
    carrier_code: str = ""
    zones: dict[str, str] = Field(default_factory=dict)
    threads: int = Field(default=4, ge=1, le=32)

    @field_validator("carrier")
    @classmethod
    def _is_installed(cls, carrier: str) -> str:
        lacking = installed.lacking(carrier)
        if lacking:
            raise ValueError(f"'{carrier}' {lacking}")
        return carrier

    @field_validator("credentials")
    @classmethod
    def _are_the_carrier_s(cls, credentials: dict[str, Secret], told: ValidationInfo) -> dict[str, Secret]:
        known = CARRIERS.get(str(told.data.get("carrier", "")))
        if known is None:
            return credentials
        named = {*credentials, *told.data.get("options", {})}
        lacks, unknown = known.needs - named, named - known.needs - known.may
        if lacks:
            raise ValueError(f"{known.title} needs {_listed(lacks)}")
        if unknown:
            raise ValueError(
                f"{known.title} knows no {_listed(unknown)}; it knows {_listed(known.needs | known.may)}"
            )
        return credentials

    @field_validator("zones")
    @classmethod
    def _are_zones(cls, zones: dict[str, str]) -> dict[str, str]:
        wrong = [f"{place}: {zone}" for place, zone in zones.items() if zone not in available_timezones()]
        if wrong:
            raise ValueError(f"no such time zone: {', '.join(wrong)}")
        return zones

    def account(self) -> Mapping[str, object]:
        """All that the SDK wants to know, secrets in clear."""
        secrets = {name: secret.get_secret_value() for name, secret in self.credentials.items()}
        return {**self.options, **secrets, "test_mode": self.test_mode}


def _listed(names: frozenset[str] | set[str]) -> str:
    return ", ".join(sorted(names))
