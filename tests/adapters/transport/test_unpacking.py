import gzip
import zlib
from collections.abc import Callable, Mapping
from itertools import pairwise

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.transport.unpacking import Unpacker

PACKED: Mapping[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "deflate": zlib.compress}


@given(
    encoding=st.sampled_from(sorted(PACKED)),
    body=st.binary(max_size=2_000),
    cuts=st.lists(st.integers(0, 2_100), max_size=5),
)
def test_it_does_not_matter_how_a_body_is_cut(encoding: str, body: bytes, cuts: list[int]) -> None:
    packed = PACKED[encoding](body)
    edges = [0, *sorted(cuts), len(packed)]
    unpacker = Unpacker(encoding)
    pieces = [unpacker.take(packed[start:end], 4_096) for start, end in pairwise(edges)]
    unpacker.finish()
    assert b"".join(pieces) == body


@given(most=st.integers(1, 5_000))
def test_no_more_is_unpacked_than_asked_for(most: int) -> None:
    assert Unpacker("gzip").take(gzip.compress(b"0" * 1_000_000), most) == b"0" * most


@given(body=st.binary(min_size=1, max_size=500), missing=st.integers(1, 20))
def test_a_body_without_its_end_is_none(body: bytes, missing: int) -> None:
    packed = gzip.compress(body)
    unpacker = Unpacker("gzip")
    unpacker.take(packed[: len(packed) - min(missing, len(packed) - 1)], 4_096)
    with pytest.raises(httpx.DecodingError, match="without its end"):
        unpacker.finish()


def test_nothing_is_an_empty_body_whatever_its_packing() -> None:
    unpacker = Unpacker("gzip")
    assert unpacker.take(b"", 10) == b""
    unpacker.finish()


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress", ""])
def test_what_was_not_asked_for_is_not_unpacked(encoding: str) -> None:
    with pytest.raises(httpx.DecodingError, match="not asked for"):
        Unpacker(encoding)
