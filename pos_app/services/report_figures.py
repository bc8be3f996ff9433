"""The figures of the daily report: the six on top, who came, who had been here before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from pos_app.data.queries import reports as queries
from pos_app.data.queries import visits as visit_queries
from pos_app.data.records import Record
from pos_app.domain import loyalty
from pos_app.domain.cadence import Rhythm, rhythm
from pos_app.domain.daily_report import Headline, SegmentRow, WeekShare
from pos_app.domain.message import Amount, Message, msg
from pos_app.domain.money import divide_half_up
from pos_app.domain.segments import VALUE_TEXTS, ValueSegment, Worth, value_segment
from pos_app.services.report_ranking import Ranking
from pos_app.services.settings import ShopSettings

WEEKS = 12
BEFORE_DAYS = 90
RANKED_DAYS = 730
NO_HISTORY = rhythm((), date.min), Worth(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Day:
    """The day's documents, and what several sections need to know about all customers."""

    day: date
    shop: ShopSettings
    documents: Sequence[Record]
    firsts: Mapping[int, str]
    ranking: Ranking
    weeks: tuple[WeekShare, ...]
    last_visits: Mapping[int, int]

    @property
    def named(self) -> set[int]:
        """The customers who came."""
        return {d.customer_id for d in self.documents if d.customer_id is not None and d.visit}

    @property
    def unnamed(self) -> int:
        """Receipts without a name."""
        return sum(d.customer_id is None and d.visit for d in self.documents)

    @property
    def high_from(self) -> int:
        """Where the top fifth by yearly spend begins, as it stood before the day."""
        return self.ranking.high_from


def read_day(session: Session, day: date, shop: ShopSettings) -> Day:
    """Everything about a day that is read once."""
    upto = day.isoformat()
    documents = queries.documents(session, upto)
    named = {d.customer_id for d in documents if d.customer_id is not None}
    ranking = Ranking(
        session,
        since=(day - timedelta(RANKED_DAYS)).isoformat(),
        year_since=loyalty.window_start(day).isoformat(),
        before=(day - timedelta(1)).isoformat(),
        upto=upto,
    )
    firsts = queries.first_visits(session, named, upto)
    return Day(day, shop, documents, firsts, ranking, *read_weeks(session, day))


def headlines(session: Session, day: Day) -> tuple[Headline, ...]:
    """Visits, new, came back, average basket, points, offers."""
    exponent = day.shop.shop.currency.exponent
    named, visits = len(day.named), len(day.named) + day.unnamed
    new = sum(day.firsts.get(customer_id) == day.day.isoformat() for customer_id in day.named)
    share = divide_half_up(100 * (named - new), named) if named else 0
    total = sum(d.total for d in day.documents if d.visit)
    named_total = sum(d.total for d in day.documents if d.visit and d.customer_id is not None)
    basket, of_named = Amount(_mean(total, visits), exponent), Amount(_mean(named_total, named), exponent)
    usually = _usually_new(session, day)
    return (
        Headline(
            msg("Visits"),
            _count(visits),
            msg("{count} with a name", count=_whole(named)),
            key="visits",
            numbers=(("count", visits), ("named", named)),
        ),
        Headline(
            msg("New customers"),
            _count(new),
            msg("avg. {count} a day", count=usually),
            key="new_customers",
            numbers=(("count", new), ("average_per_day", usually)),
        ),
        Headline(
            msg("Came back"),
            _count(named - new),
            msg("{percent}% of named", percent=share),
            key="came_back",
            numbers=(("count", named - new), ("share", Amount(share, 2))),
        ),
        Headline(
            msg("Average basket"),
            msg("{amount}", amount=basket),
            msg("named {amount}", amount=of_named),
            key="average_basket",
            numbers=(("amount", basket), ("named_amount", of_named)),
        ),
        _points(session, day, exponent),
        _offers(session, day, exponent),
    )


def _whole(value: int) -> Amount:
    return Amount(value, 0)


def _count(value: int) -> Message:
    return msg("{count}", count=_whole(value))


def _mean(total: int, count: int) -> int:
    return divide_half_up(total, count) if count else 0


def _usually_new(session: Session, day: Day) -> Amount:
    """New customers a day over the 90 days before, on days with a sale."""
    since, until = (day.day - timedelta(BEFORE_DAYS)).isoformat(), (day.day - timedelta(1)).isoformat()
    days = queries.open_days(session, since, until)
    new = visit_queries.new_between(session, since, until)
    return Amount(_mean(10 * new, days), 1)


def _points(session: Session, day: Day, exponent: int) -> Headline:
    """Points given and taken, and what all points outstanding are worth at the cheapest reward."""
    earned, spent = queries.points_of_day(session, day.day.isoformat())
    reward = min((r for r in day.shop.loyalty.rewards if r.points > 0), key=lambda r: r.points, default=None)
    worth = 0
    if reward is not None:
        outstanding = max(0, queries.points_outstanding(session, day.day.isoformat()))
        worth = divide_half_up(outstanding * reward.worth, reward.points)
    value = msg("{earned}/{spent}", earned=_whole(earned), spent=_whole(spent))
    liability = Amount(worth, exponent)
    return Headline(
        msg("Points out / in"),
        value,
        msg("liability {amount}", amount=liability),
        key="points",
        numbers=(("earned", earned), ("spent", spent), ("liability_amount", liability)),
    )


def _offers(session: Session, day: Day, exponent: int) -> Headline:
    issued, used, worth = queries.offers_of_day(session, day.day.isoformat())
    value = msg("{used} of {issued}", used=_whole(used), issued=_whole(issued))
    return Headline(
        msg("Offers used"),
        value,
        msg("worth {amount}", amount=Amount(worth, exponent)),
        key="offers_used",
        numbers=(("count", used), ("issued", issued), ("amount", Amount(worth, exponent))),
    )


def segments(session: Session, day: Day) -> tuple[SegmentRow, ...]:
    """Visits and sales of each group, as its people stood before they came; then those without a name.

    Last what was given back without a purchase, so that the column comes to the day's sales.
    """
    totals: dict[int | None, int] = {}
    for d in day.documents:
        if d.visit:
            totals[d.customer_id] = totals.get(d.customer_id, 0) + d.total
    standing = standing_of(session, day.named, day.day, day.day - timedelta(1), day.high_from)
    found: dict[ValueSegment, list[int]] = {}
    for customer_id in day.named:
        found.setdefault(standing[customer_id], []).append(totals[customer_id])
    rows = [
        SegmentRow(VALUE_TEXTS[segment], len(found[segment]), sum(found[segment]), key=segment.value)
        for segment in ValueSegment
        if segment in found
    ]
    if day.unnamed:
        rows.append(SegmentRow(msg("No name given"), day.unnamed, totals[None], key="no_name"))
    back = [d.total for d in day.documents if not d.visit]
    if back:
        rows.append(SegmentRow(msg("Given back"), 0, sum(back), key="given_back"))
    return tuple(rows)


def standing_of(
    session: Session, customer_ids: Iterable[int], today: date, upto: date, high_from: int
) -> dict[int, ValueSegment]:
    """The value segment of these customers on `today`, from what they did up to a day."""
    ids = set(customer_ids)
    known = histories(session, ids, today, upto)
    return {id_: value_segment(*known.get(id_, NO_HISTORY), high_from) for id_ in ids}


def histories(
    session: Session, customer_ids: Iterable[int], today: date, upto: date
) -> dict[int, tuple[Rhythm, Worth]]:
    """Rhythm on `today`, and net spend over twelve months, the last 90 days and the 90 before, of who did anything."""
    recent = today - timedelta(BEFORE_DAYS - 1)
    windows = {
        "year": loyalty.window_start(today),
        "recent": recent,
        "before": recent - timedelta(BEFORE_DAYS),
        "end": today + timedelta(1),
    }
    found = visit_queries.standings(
        session, customer_ids, upto.isoformat(), {name: day.isoformat() for name, day in windows.items()}
    )
    return {
        row.customer_id: (
            rhythm(map(date.fromisoformat, set(row.days.split())), today),
            Worth(row.year, row.recent, row.before),
        )
        for row in found
    }


def read_weeks(session: Session, day: date) -> tuple[tuple[WeekShare, ...], dict[int, int]]:
    """For the twelve weeks that end with the day: visitors, and those who had come within 90 days before.

    A customer counts with the first visit in a week. Besides, the last visit (as ordinal) of everybody who came in
    these weeks or in the 90 days before them.
    """
    end = day.toordinal()
    first = end - 7 * WEEKS + 1
    came_on = visit_queries.visitors(session, _text(first - BEFORE_DAYS), _text(end))
    came, before = [set[int]() for _week in range(WEEKS)], [0] * WEEKS
    last = dict[int, int]()
    for at in range(first - BEFORE_DAYS, end + 1):
        today = came_on.get(_text(at), set())
        if at >= first:
            week = (at - first) // 7
            new = today - came[week]
            before[week] += sum(at - last.get(customer_id, 0) <= BEFORE_DAYS for customer_id in new)
            came[week] |= new
        last |= dict.fromkeys(today, at)
    shares = tuple(
        WeekShare(_week_name(date.fromordinal(first + 7 * week + 6)), before[week], len(came[week]))
        for week in range(WEEKS)
    )
    return shares, last


def _text(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def _week_name(day: date) -> str:
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"
