import gc
from collections.abc import Iterator

import pytest

from gateway.cli.importing import uncollected


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """What else is in this process is collected as before."""
    yield
    gc.unfreeze()


def test_nothing_is_collected_while_it_imports_and_what_it_left_never_is() -> None:
    with uncollected():
        assert not gc.isenabled()
        made: list[object] = []
        made.append(made)
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    assert not any(each is made for each in gc.get_objects())


def test_after_an_import_that_failed_it_is_collected_again() -> None:
    with pytest.raises(ImportError), uncollected():
        raise ImportError
    assert gc.isenabled()
