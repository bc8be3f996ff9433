"""Tiers, rewards and the life of points (design.md §3, rules 10 and 11).

Spend is net, in minor units. Dates decide: points expire at the end of `expires_on`.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pos_app.domain.message import Amount, Message, msg
from pos_app.domain.money import E6, Currency, allocate


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier that spend of at least `spend` (minor units) within twelve months reaches."""

    name: str
    spend: int


@dataclass(frozen=True, slots=True)
class Reward:
    """A reward: `points` turn into a discount of `worth` minor units."""

    code: str
    points: int
    worth: int


@dataclass(frozen=True, slots=True)
class PointRow:
    """A row of the points ledger: posted `on` a day; `expires_on` None means never."""

    points: int
    on: date
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Expiring:
    """Points that expire `on` a day unless they are spent before."""

    points: int
    on: date


def add_months(day: date, months: int) -> date:
    """The same day `months` later (earlier if negative), or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def window_start(day: date) -> date:
    """The first day of the twelve months that end with `day`."""
    return date.fromordinal(add_months(day, -12).toordinal() + 1)


def points_by_line(
    eligible: Sequence[int], ties: Sequence[tuple[object, ...]], rate: int, currency: Currency
) -> list[int]:
    """The points of a document's lines (rule 10): floor of their eligible net × `rate` (e6, for a major unit), once
    for all of them and toward zero where they come to less, by largest remainder over the lines of that sign.

    `ties` orders equal remainders, as for `money.allocate`.
    """
    net = sum(eligible)
    sign = -1 if net < 0 else 1
    points = sign * (sign * net * rate // (currency.scale * E6))
    return allocate(points, [max(0, sign * part) for part in eligible], list(ties))


def expires_on(day: date, months: int) -> date | None:
    """When points earned on `day` expire; None where they never do (`months` is 0)."""
    return add_months(day, months) if months else None


def give_back_expiry(original: date | None, day: date, least_days: int = 30) -> date | None:
    """Points given back keep their expiry, but last at least `least_days` more (rule 10)."""
    if original is None:
        return None
    return max(original, date.fromordinal(day.toordinal() + least_days))


def tier_of(spend: int, tiers: Iterable[Tier]) -> Tier | None:
    """The highest tier that the spend reaches."""
    return max((tier for tier in tiers if spend >= tier.spend), key=lambda tier: tier.spend, default=None)


def tier_progress(spend: int, tiers: Iterable[Tier]) -> tuple[int, Tier] | None:
    """The spend (never below zero) and the next tier above it; None at the top or without tiers."""
    following = min((tier for tier in tiers if tier.spend > spend), key=lambda tier: tier.spend, default=None)
    return None if following is None else (max(0, spend), following)


def tier_text(spend: int, tiers: Sequence[Tier], exponent: int) -> Message | None:
    """How far the next tier is: "Gold · spend 560.00 more within 12 months for Platinum"."""
    progress = tier_progress(spend, tiers)
    if progress is None:
        return None
    current, following = tier_of(spend, tiers), progress[1]
    missing = Amount(following.spend - progress[0], exponent)
    if current is None:
        return msg("Spend {amount} more within 12 months for {tier}", amount=missing, tier=following.name)
    return msg(
        "{current} · spend {amount} more within 12 months for {tier}",
        current=current.name,
        amount=missing,
        tier=following.name,
    )


def affordable(balance: int, reward: Reward) -> int:
    """How many times the balance pays for the reward; a negative balance pays for nothing."""
    return max(0, balance) // reward.points if reward.points > 0 else 0


def best_reward(balance: int, rewards: Iterable[Reward]) -> Reward | None:
    """The dearest reward the balance can pay, or else the cheapest to save for."""
    known = sorted((r for r in rewards if r.points > 0), key=lambda r: (r.points, r.code))
    payable = [reward for reward in known if reward.points <= balance]
    return payable[-1] if payable else known[0] if known else None


def balance(rows: Iterable[PointRow], on: date) -> int:
    """The sum of the rows posted up to and including `on`."""
    return sum(row.points for row in rows if row.on <= on)


def expiring(rows: Iterable[PointRow], on: date) -> tuple[Expiring, ...]:
    """What is left of each day's points on `on`, the first to expire first; points without end are left out.

    Whatever was spent or taken back is taken from the points that expire first among those there were
    at the time; what a return takes beyond them comes off the points earned next. Rows come in their posted order.
    """
    left: dict[int, int] = {}
    for end, points in _lots(r for r in rows if r.on <= on)[0]:
        if points and on.toordinal() <= end < _NEVER:
            left[end] = left.get(end, 0) + points
    return tuple(Expiring(points, date.fromordinal(end)) for end, points in sorted(left.items()))


def remaining(rows: Iterable[PointRow]) -> tuple[tuple[int, date | None], ...]:
    """What is left of all points with its end (None: without), the first to end first, also where it is past; empty
    where a return took more than there was. Rows come in their posted order."""
    rows = list(rows)
    left: dict[int, int] = {}
    for end, points in _lots(rows)[0]:
        if points:
            left[end] = left.get(end, 0) + points
    if sum(left.values()) != sum(row.points for row in rows):
        return ()
    return tuple(
        (points, None if end == _NEVER else date.fromordinal(end)) for end, points in sorted(left.items())
    )


def expiry_of_spend(rows: Sequence[PointRow], index: int) -> date | None:
    """The latest expiry among the points that row `index` of the ledger took; None where one of them has none."""
    last = _lots(rows[: index + 1])[1]
    return None if last >= _NEVER or last < 0 else date.fromordinal(last)


_NEVER = date.max.toordinal()
_Lots = list[list[int]]  # expiry as an ordinal, points left


def _lots(rows: Iterable[PointRow]) -> tuple[_Lots, int]:
    """The points left by expiry, and the latest expiry that the last row took from (−1: it took nothing)."""
    lots: _Lots = []
    debt, taken_until = 0, -1
    for row in rows:
        if row.points >= 0:
            used = min(debt, row.points)
            debt -= used
            lots.append([row.expires_on.toordinal() if row.expires_on else _NEVER, row.points - used])
            lots.sort()
        else:
            missing, taken_until = _take(lots, -row.points, row.on.toordinal())
            debt += missing
    return lots, taken_until


def _take(lots: _Lots, points: int, on: int) -> tuple[int, int]:
    """Take points from the lots alive `on` that day, the first to expire first: what is missing, the last expiry."""
    last = -1
    for lot in lots:
        if points and lot[0] >= on and lot[1]:
            used = min(lot[1], points)
            lot[1] -= used
            points -= used
            last = lot[0]
    return points, last
