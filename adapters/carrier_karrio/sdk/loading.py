"""Importing the SDK, late and once, and undoing what its import does to the process.

It switches off the checking of certificates for all of `urllib`, sends requests by itself, and logs them
and parts of replies. It is imported without its registry, which runs every plugin that it finds.
"""

import logging
import ssl
import warnings
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from importlib import import_module
from threading import RLock
from types import ModuleType
from typing import NamedTuple, ParamSpec, TypeVar

from adapters.carrier_karrio.sdk.line import send

P = ParamSpec("P")
T = TypeVar("T")


class Sdk(NamedTuple):
    """One carrier's part of the SDK, and what is common to all."""

    carrier: ModuleType
    codes: ModuleType
    models: ModuleType
    library: ModuleType
    errors: ModuleType


class _Following(ThreadPoolExecutor):
    """The SDK's inner threads use the line of the thread that they were made in."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        return super().submit(copy_context().run, lambda: fn(*args, **kwargs))


def load(carrier: str) -> Sdk:
    """A carrier's part of the SDK. Raises ImportError where it is not installed."""
    with _LOADING:
        _tame()
        return Sdk(
            carrier=import_module(f"karrio.mappers.{carrier}"),
            codes=import_module(f"karrio.providers.{carrier}.units"),
            models=import_module("karrio.core.models"),
            library=import_module("karrio.lib"),
            errors=import_module("karrio.core.errors"),
        )


def _tame() -> None:
    checked = ssl._create_default_https_context  # noqa: SLF001 - what the SDK's import replaces
    warnings.filterwarnings("ignore", message="PyPDF2 is deprecated", category=DeprecationWarning)
    import_module("loguru").logger.disable("karrio")
    logging.getLogger("jstruct").setLevel(logging.ERROR)
    try:
        network = import_module("karrio.core.utils.helpers")
    finally:
        ssl._create_default_https_context = checked  # noqa: SLF001 - as above
    vars(network).update(urlopen=send, _urlopen_with_span=send, ThreadPoolExecutor=_Following)


_LOADING = RLock()
