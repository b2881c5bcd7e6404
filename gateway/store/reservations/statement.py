"""The statement that writes holds on PostgreSQL, and its values.

It locks the ceilings in the order of their key, so that each of them is the newest, and all that follows
rests on what they say. Others who want the same ceilings wait for that statement alone. Keys that are known
are left out; where all together do not fit, none is written.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from domain.ports.reservations import Hold
from domain.reservations.records import Bucket, counted
from gateway.store.reservations.rows import body_of, columns

HOLD = """
WITH asked AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[],
                       $7::text[], $8::text[], $9::text[])
    AS a(id, partner, channel, customer, expires_at, at, body, key, digest)
), counted AS (
  SELECT * FROM unnest($10::text[], $11::text[], $12::text[], $13::bigint[]) AS n(id, sku, bucket, grains)
), wanted AS (
  SELECT * FROM unnest($14::text[], $15::text[], $16::bigint[]) AS w(sku, bucket, grains)
), locked AS MATERIALIZED (
  SELECT c.sku, c.bucket, c.ceiling, c.held, c.version, w.grains
  FROM wanted w JOIN reservation_ceiling c ON c.sku = w.sku AND c.bucket = w.bucket
  ORDER BY c.sku, c.bucket FOR UPDATE OF c
), answered AS (
  INSERT INTO reservation_answer (partner, key, at, digest, reservation, refusal)
  SELECT partner, key, at, digest, id, NULL FROM asked
  WHERE (SELECT count(*) = cardinality($14::text[]) AND bool_and(held + grains <= ceiling) FROM locked)
  ORDER BY partner, key
  ON CONFLICT (partner, key) DO UPDATE
    SET at = excluded.at, digest = excluded.digest, reservation = excluded.reservation, refusal = NULL
    WHERE reservation_answer.at <= excluded.at - interval '24 hours'
  RETURNING reservation AS id
), made AS (
  INSERT INTO reservation
    (id, partner, channel, customer, state, expires_at, created_at, changed_at, order_number, taken, body)
  SELECT id, partner, channel, customer, 'HELD', expires_at, at, at, NULL, NULL, body
  FROM asked JOIN answered USING (id)
), stepped AS (
  INSERT INTO reservation_step (reservation, step, at, expires_at, order_number)
  SELECT id, 'held', at, expires_at, NULL FROM asked JOIN answered USING (id)
), totals AS (
  UPDATE reservation_ceiling c SET held = c.held + t.grains
  FROM (
    SELECT sku, bucket, sum(grains)::bigint AS grains
    FROM counted JOIN answered USING (id) GROUP BY sku, bucket
  ) t WHERE c.sku = t.sku AND c.bucket = t.bucket
)
SELECT sku, bucket, ceiling, held, version, ARRAY(SELECT id FROM answered) FROM locked
"""

HELD = """
SELECT sku, bucket, held, NULL FROM reservation_ceiling WHERE sku = ANY($1::text[])
UNION ALL
SELECT NULL, NULL, NULL, body FROM reservation WHERE state = 'HELD' AND expires_at <= $2
"""

ANSWERED = """
SELECT a.digest, a.refusal, r.body FROM reservation_answer a LEFT JOIN reservation r ON r.id = a.reservation
WHERE a.partner = $1 AND a.key = $2 AND a.at > $3
"""

LOCK = """
SELECT c.sku, c.bucket, c.ceiling, c.held, c.version FROM unnest($1::text[], $2::text[]) AS w(sku, bucket)
JOIN reservation_ceiling c ON c.sku = w.sku AND c.bucket = w.bucket
ORDER BY c.sku, c.bucket FOR UPDATE OF c
"""


class Wanted(NamedTuple):
    """A hold that is to be written. buckets: what it counts under each ceiling."""

    hold: Hold
    now: datetime
    buckets: Mapping[Bucket, int]

    @classmethod
    def of(cls, hold: Hold, now: datetime) -> "Wanted":
        """The hold as it is at that time."""
        return cls(hold, now, counted(hold.reservation.allotments))

    @property
    def id(self) -> str:
        """Of the reservation."""
        return self.hold.reservation.id


def values_of(holds: Sequence[Wanted], together: Mapping[Bucket, int]) -> tuple[object, ...]:
    """The values of the statement, as columns."""
    made = [one.hold.reservation for one in holds]
    each = [(one.hold.reservation.id, bucket, much) for one in holds for bucket, much in one.buckets.items()]
    return (
        [one.id for one in made],
        [one.partner for one in made],
        [one.channel for one in made],
        [one.customer for one in made],
        [one.expires_at for one in made],
        [one.now for one in holds],
        [body_of(one) for one in made],
        [one.hold.key for one in holds],
        [one.hold.digest for one in holds],
        [name for name, _, _ in each],
        [bucket.sku for _, bucket, _ in each],
        [bucket.name for _, bucket, _ in each],
        [much for _, _, much in each],
        *columns(together),
    )


def in_all(holds: Iterable[Wanted]) -> dict[Bucket, int]:
    """What they all count under each ceiling."""
    found: dict[Bucket, int] = {}
    for one in holds:
        for bucket, much in one.buckets.items():
            found[bucket] = found.get(bucket, 0) + much
    return found
