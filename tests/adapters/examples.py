"""Settings for every adapter, made of what its schema says, with no more than must be said."""

from collections.abc import Mapping

from adapters.manifest import InstanceSettings

SECRET = "whsec_c2VjcmV0"
TEXT = "a name"
BY_NAME: Mapping[str, object] = {
    "base_url": "http://system.test",
    "zone": "Etc/UTC",
    "carrier": "ups",
    "credentials": {"client_id": SECRET, "client_secret": SECRET},
}


def required(settings: type[InstanceSettings]) -> dict[str, object]:
    """What must be said of an instance."""
    schema = settings.model_json_schema()
    return {name: BY_NAME.get(name, _good(schema["properties"][name])) for name in schema["required"]}


def _good(field: Mapping[str, object]) -> object:
    """Good for a text, a secret or a list of either."""
    items = field.get("items")
    if isinstance(items, Mapping):
        return [_good(items)]
    return SECRET if field.get("format") == "password" else TEXT
