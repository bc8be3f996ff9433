"""Which backups stay: the newest of each of the last hours, days and months that have one."""

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo


def kept(
    moments: Iterable[datetime], *, hours: int, days: int, months: int, zone: tzinfo | None = None
) -> set[datetime]:
    """The moments whose backups stay, the newest always among them.

    Counted are hours, days and months (of the shop's wall clock) that have a backup, not those that passed: a shop
    that was closed for half a year, or whose clock was wrong, loses none.
    """
    newest_first = sorted(set(moments), reverse=True)
    local = {moment: moment.astimezone(zone) for moment in newest_first}
    rules: tuple[tuple[int, Callable[[datetime], tuple[int, ...]]], ...] = (
        (hours, lambda m: (m.year, m.month, m.day, m.hour)),
        (days, lambda m: (m.year, m.month, m.day)),
        (months, lambda m: (m.year, m.month)),
    )
    stay = set(newest_first[:1])
    for most, bucket_of in rules:
        seen: set[tuple[int, ...]] = set()
        for moment in newest_first:
            bucket = bucket_of(local[moment])
            if bucket not in seen and len(seen) < most:
                seen.add(bucket)
                stay.add(moment)
    return stay
