"""Importing much at once, without the garbage collector looking through all of it again and again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect nothing for as long as the context lasts, and never look at what it left.

    Modules stay until the process ends: to look through them for garbage took a quarter of the start, and
    would take its time again at each full collection.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
