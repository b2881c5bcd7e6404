"""How newer values keep older ones out of a store: each body behind its rank, as sixteen bytes.

A rank without a body stands where something was forgotten, so that what was read before does not come back.
"""

import struct
from datetime import UTC, datetime, timedelta

from domain.ports.cache import Ranked

HEAD = 16
_PARTS = struct.Struct(">QQ")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_REFUSES = """
local function refuses(held, new)
  local held_as_of, held_known = struct.unpack('>I8I8', held)
  local new_as_of, new_known = struct.unpack('>I8I8', new)
  if held_as_of > 0 and new_as_of > 0 and held_as_of ~= new_as_of then
    if new_as_of < held_as_of then return true end
    return #held == 16 and new_known < held_known
  end
  return new_known < held_known
end
"""
PUT = f"""{_REFUSES}
for at, key in ipairs(KEYS) do
  local held, new = redis.call('GETRANGE', key, 0, 16), ARGV[at + 1]
  if #held < 16 or not refuses(held, new) then redis.call('SET', key, new, 'PX', ARGV[1]) end
end
"""
"""Of some keys: the lifetime in milliseconds, and a body behind its rank for each."""

DROP = """
local until_then = struct.unpack('>I8', ARGV[2])
for _, key in ipairs(KEYS) do
  local held = redis.call('GETRANGE', key, 0, 16)
  if #held < 16 then
    redis.call('SET', key, string.rep('\\0', 8) .. ARGV[2], 'PX', ARGV[1])
  else
    local _, known = struct.unpack('>I8I8', held)
    if known <= until_then then
      redis.call('SET', key, string.sub(held, 1, 8) .. ARGV[2], 'PX', ARGV[1])
    end
  end
end
"""
"""Of some keys: for how long, in milliseconds, and until when, as eight bytes."""


def headed(entry: Ranked) -> bytes:
    """The body behind its rank."""
    rank = entry.rank
    return _PARTS.pack(_microseconds(rank.as_of), _microseconds(rank.known_at)) + entry.body


def instant(moment: datetime) -> bytes:
    """A moment as it stands in a rank."""
    return _microseconds(moment).to_bytes(HEAD // 2)


def body_of(kept: bytes) -> bytes | None:
    """The body without its rank; None where nothing but a rank is kept."""
    return kept[HEAD:] if len(kept) > HEAD else None


def refuses(held: bytes, new: bytes) -> bool:
    """Whether what is held stays, as the script says it."""
    held_as_of, held_known = _PARTS.unpack_from(held)
    new_as_of, new_known = _PARTS.unpack_from(new)
    if held_as_of and new_as_of and held_as_of != new_as_of:
        return new_as_of < held_as_of or (len(held) == HEAD and new_known < held_known)
    return bool(new_known < held_known)


def forgotten(held: bytes | None, until: datetime) -> bytes | None:
    """What stands for a value that is known to be old; None where it is younger."""
    if held is None:
        return bytes(HEAD // 2) + instant(until)
    if held[HEAD // 2 : HEAD] > instant(until):
        return None
    return held[: HEAD // 2] + instant(until)


def _microseconds(moment: datetime | None) -> int:
    return 0 if moment is None else max((moment - _EPOCH) // _MICROSECOND, 0)
