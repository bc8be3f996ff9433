"""The people to call or greet tomorrow: one reason each, in words, ranked by urgency times worth.

The base of a reason says how much it wants to be acted on; the customer's monthly spend (whole units,
400 at most) raises it to five times that, so that a good customer's small reason can go before a rare
visitor's large one, but a promise to help stays near the top whoever it was given to.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import islice

from pos_app.domain.cadence import Rhythm, Stage
from pos_app.domain.message import Amount, Day, Message, msg, plural_msg
from pos_app.domain.prompts import FINISHED_AFTER_DAYS, DueGoods, OpenOffer, ProjectState
from pos_app.domain.segments import ValueSegment

# No sign here reads like another one, in print or in handwriting.
_LETTERS = "ACDEFHJKMNPRTVWXY"
_DIGITS = "234679"
WORTH_CAP = 400
GONE_AFTER = 6
LONG_GONE_DAYS = 400
MOST_OF_A_KIND = 3
_UNLIMITED = ("promise", "late")
# What goods that are due are worth as a reason.
DUE = 75
_AT_ONCE = 32
SOON_DAYS = 7

ABOUT = {
    ValueSegment.HIGH: msg("high value"),
    ValueSegment.PROMISING: msg("promising"),
    ValueSegment.REGULAR: msg("regular"),
    ValueSegment.AT_RISK: msg("at risk"),
    ValueSegment.NEW: msg("new"),
}


@dataclass(frozen=True, slots=True)
class Promise:
    """Help that was asked for: about what, and when."""

    about: Message
    since: date


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of someone who might be called; `month` is their monthly spend in whole units.

    `usual` names the category they mostly buy in, "" where none stands out.
    """

    code: str
    rhythm: Rhythm
    segment: ValueSegment
    month: int
    birthday: date | None = None
    due: Sequence[DueGoods] = ()
    projects: Sequence[ProjectState] = ()
    offers: Sequence[OpenOffer] = ()
    promises: Sequence[Promise] = ()
    usual: str = ""


@dataclass(frozen=True, slots=True)
class Greeting:
    """The reason to call somebody: its `kind`, who they are, why, what to say, and the rank."""

    kind: str
    about: Message
    why: Message
    say: Message
    score: int


def greeting(person: Candidate, today: date) -> Greeting | None:
    """The best reason to call or greet the person tomorrow, None where there is none."""
    reasons = [
        reason
        for reason in (
            _promise(person, today),
            _late(person, today),
            _due(person, today),
            _birthday(person, today),
            _project(person, today),
            _offer(person, today),
            _new(person, today),
        )
        if reason is not None
    ]
    if not reasons:
        return None
    base, kind, why, say = max(reasons, key=lambda reason: reason[0])
    return Greeting(kind, _about(person, today), why, say, base * _weight(person))


def _weight(person: Candidate) -> int:
    return 100 + min(person.month, WORTH_CAP)


_Reason = tuple[int, str, Message, Message]


def _about(person: Candidate, today: date) -> Message:
    days = person.rhythm.days_since
    if person.rhythm.stage is Stage.NEW and person.rhythm.first:
        ago = (today - person.rhythm.first).days
        return plural_msg("new, first visit {count} day ago", "new, first visit {count} days ago", ago)
    if person.birthday and person.birthday <= today + timedelta(SOON_DAYS):
        return msg("{segment}, birthday on {date}", segment=ABOUT[person.segment], date=Day(person.birthday))
    if person.month > 0:
        return msg(
            "{segment}, {amount} a month", segment=ABOUT[person.segment], amount=Amount(person.month, 0)
        )
    if days is None:
        return ABOUT[person.segment]
    return msg("{segment}, last here {days} days ago", segment=ABOUT[person.segment], days=days)


def _promise(person: Candidate, today: date) -> _Reason | None:
    if not person.promises:
        return None
    oldest = min(person.promises, key=lambda promise: promise.since)
    why = msg("Asked for help on {date}: {about}.", date=_day(oldest.since, today), about=oldest.about)
    return 400, "promise", why, msg("Ask whether it is solved, and what is still needed.")


def _late(person: Candidate, today: date) -> _Reason | None:
    """Later than 1.5 intervals, but not gone for good."""
    interval, since = person.rhythm.interval, person.rhythm.days_since
    if person.rhythm.stage not in (Stage.LATE, Stage.LAPSED) or interval is None or since is None:
        return None
    if since > GONE_AFTER * max(interval, SOON_DAYS) or since > LONG_GONE_DAYS:
        return None
    why = msg(
        "Comes {rhythm}; last here {days} days ago.",
        rhythm=person.rhythm.text or msg("rarely"),
        days=since,
    )
    urgency = 60 + min(60, 20 * since // max(interval, SOON_DAYS))
    return urgency, "late", why, _to_say(person)


def _to_say(person: Candidate) -> Message:
    """The friendliest true thing to say to someone who stays away."""
    if person.due:
        return msg("{product} should be due by now.", product=person.due[0].name)
    if person.projects:
        return msg("Ask how the {project} is going.", project=person.projects[0].name)
    if person.offers:
        return msg("Remind of the offer: {offer}.", offer=person.offers[0].text)
    if person.usual:
        return msg("Mostly buys {category}: ask what they are working on.", category=person.usual)
    return msg("Ask what they are working on.")


def _due(person: Candidate, today: date) -> _Reason | None:
    due = [d for d in person.due if d.clock.due(today + timedelta(1))]
    if not due:
        return None
    first = max(due, key=lambda d: (d.clock.due_on, d.key))
    why = msg(
        "{product}: every {interval} days, last {days} days ago.",
        product=first.name,
        interval=first.clock.interval,
        days=(today - first.clock.last).days,
    )
    return DUE, "due", why, msg("Offer to put one aside: {product}.", product=first.name)


def _birthday(person: Candidate, today: date) -> _Reason | None:
    if person.birthday is None or person.birthday > today + timedelta(SOON_DAYS):
        return None
    tomorrow = person.birthday <= today + timedelta(1)
    why = msg("Birthday on {date}.", date=Day(person.birthday))
    return 110 if tomorrow else 70, "birthday", why, msg("Wish a happy birthday.")


def _project(person: Candidate, today: date) -> _Reason | None:
    """A project that was bought for, and then silence for two weeks to three months."""
    idle = [p for p in person.projects if p.last and FINISHED_AFTER_DAYS <= (today - p.last).days <= 90]
    if not idle:
        return None
    latest = max(idle, key=lambda p: (p.last or p.opened, p.id))
    why = msg(
        "{project} is open; last here on {date}.",
        project=latest.name,
        date=_day(latest.last or today, today),
    )
    return 80, "project", why, msg("Ask how the {project} turned out.", project=latest.name)


def _offer(person: Candidate, today: date) -> _Reason | None:
    ending = [o for o in person.offers if o.until <= today + timedelta(SOON_DAYS)]
    if not ending:
        return None
    first = min(ending, key=lambda o: (o.until, o.code))
    why = msg("Unused offer until {date}: {offer}.", date=_day(first.until, today), offer=first.text)
    return 65, "offer", why, msg("Remind of it; the code is {code}.", code=first.code)


def _new(person: Candidate, today: date) -> _Reason | None:
    first = person.rhythm.first
    if first is None or person.rhythm.visits != 1 or not 5 <= (today - first).days <= 14:
        return None
    why = msg("First visit on {date}.", date=Day(first))
    return 72, "new", why, msg("Ask if everything was right, and what is next.")


def _day(day: date, today: date) -> Day:
    return Day(day, year=abs((today - day).days) > 300)


_Pair = tuple[Candidate, Greeting]


def ranked(people: Iterable[Candidate], today: date, most: int = 10) -> list[_Pair]:
    """The people with the best reasons, equal ones by code; at most three for each of the smaller reasons.

    Places that nothing else fills go to further ones of the same kind.
    """
    chosen, more = _placed(people, today)
    return sorted((chosen + more)[:most], key=_place)


def undecided(
    people: Sequence[Candidate], looked_at: Collection[str], today: date, most: int = 10
) -> list[Candidate]:
    """Of whom to find out next which goods they are due, before `ranked` is right: nobody once it is.

    `looked_at` are the codes of those of whom it is known. It matters for who has a place, for what is said to them,
    and for who would come before the last of the places, or among the few of that reason, if goods were due.
    """
    chosen, more = _placed(people, today)
    best = (chosen + more)[:most]
    last = _place(best[-1]) if len(best) == most else None
    due = [_place(pair) for pair in chosen if pair[1].kind == "due"]
    enough = due[-1] if len(due) == MOST_OF_A_KIND else None
    scores = {person.code: reason.score for person, reason in chosen + more}

    def matters(person: Candidate, at: tuple[int, str]) -> bool:
        if scores.get(person.code, 0) > -at[0]:
            return False
        if len(chosen) >= most or (enough is not None and enough < at):
            return last is None or at < last
        return True

    unknown = {
        (-DUE * _weight(person), person.code): person for person in people if person.code not in looked_at
    }
    placed = {person.code for person, _reason in best}
    with_place = [person for person in unknown.values() if person.code in placed]
    others = (
        unknown[at] for at in sorted(unknown) if unknown[at].code not in placed and matters(unknown[at], at)
    )
    return with_place + list(islice(others, _AT_ONCE))


def _placed(people: Iterable[Candidate], today: date) -> tuple[list[_Pair], list[_Pair]]:
    """The best first, and those that are too many of their kind."""
    found = [(person, reason) for person in people if (reason := greeting(person, today)) is not None]
    found.sort(key=_place)
    chosen, more = list[_Pair](), list[_Pair]()
    count: dict[str, int] = {}
    for pair in found:
        kind = pair[1].kind
        count[kind] = count.get(kind, 0) + 1
        (chosen if kind in _UNLIMITED or count[kind] <= MOST_OF_A_KIND else more).append(pair)
    return chosen, more


def _place(pair: _Pair) -> tuple[int, str]:
    return -pair[1].score, pair[0].code


def row_codes(day: date, count: int) -> list[str]:
    """Short codes to type back, "K7": no two of a day share their letter, so a slip of the pen finds nobody else.

    ValueError beyond 17 rows.
    """
    if count > len(_LETTERS):
        raise ValueError("there are more rows than letters")
    seed = int.from_bytes(sha256(day.isoformat().encode()).digest()[:4], "big")
    start, step = seed % len(_LETTERS), 1 + seed // 17 % (len(_LETTERS) - 1)
    return [
        _LETTERS[(start + at * step) % len(_LETTERS)] + _DIGITS[(seed // 289 + at * 5) % len(_DIGITS)]
        for at in range(count)
    ]
