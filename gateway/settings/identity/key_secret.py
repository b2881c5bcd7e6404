"""The secret under which the digests of API keys are made.

With another one, no key that was given out holds any more: so it is given, or else made once and kept beside
the embedded database, as the search key is. Whoever has the database alone can't find or forge a key.
"""

from gateway.settings.process import ProcessSettings
from gateway.settings.search_key import lasting_key

KEPT_IN = "keys.secret"
PLACE = "ORDERGRAPH_KEY_SECRET"
_SHORTEST = 32


def key_secret(settings: ProcessSettings) -> bytes:
    """The given secret, or the kept one, which is made where there is none. Raises ConfigInvalid."""
    return lasting_key(settings, settings.key_secret, file=KEPT_IN, place=PLACE, shortest=_SHORTEST)
