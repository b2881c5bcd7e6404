"""What holds for every adapter's tests: optional extras count as installed where nothing of them is run."""

import pytest

from adapters.carrier_karrio.sdk import installed


@pytest.fixture
def every_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if everything were installed that an adapter may need besides."""
    carriers = ["canadapost", "dhl_express", "dhl_universal", "fedex", "purolator", "ups", "usps"]
    monkeypatch.setattr(installed, "carriers", lambda: carriers)
