"""The one thing worth saying to this customer now, ranked by value and freshness.

Every prompt has a stable key, so that an answer keeps it away for a sensible time and three dismissals
retire it for good. Paying past a prompt is no answer and changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pos_app.domain.cadence import Clock, Rhythm
from pos_app.domain.message import Day, Message, msg

YES, HELP, NOT_NOW = "yes", "help", "not_now"
RETIRED_AFTER = 3
BIRTHDAY_DAYS = 7
OFFER_DAYS = 10
SAME_YEAR_DAYS = 300
FOREVER = 36_500
# A project silent for this long has turned out one way or the other.
FINISHED_AFTER_DAYS = 14


@dataclass(frozen=True, slots=True)
class MissingPiece:
    """A product that `together` of `buyers` took with something bought for the project, and this customer not."""

    product_id: int
    name: str
    basis: str
    together: int
    buyers: int
    bin: str = ""


@dataclass(frozen=True, slots=True)
class ProjectState:
    """An open project: `last` purchase for it, in a few words `what`."""

    id: int
    name: str
    opened: date
    last: date | None
    what: str
    visits: int
    missing: MissingPiece | None = None
    open: bool = True


@dataclass(frozen=True, slots=True)
class DueGoods:
    """A consumable whose clock has rung; `key` is stable ("p55" a product, "c12" a category)."""

    key: str
    name: str
    clock: Clock


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """An unused offer of the customer."""

    code: str
    text: Message
    until: date


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said to a prompt, on a day."""

    prompt: str
    answer: str
    on: date


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything the choice looks at."""

    today: date
    rhythm: Rhythm
    last_what: str = ""
    birthday: date | None = None
    projects: Sequence[ProjectState] = ()
    due: Sequence[DueGoods] = ()
    offers: Sequence[OpenOffer] = ()
    answers: Sequence[Answer] = ()


@dataclass(frozen=True, slots=True)
class Prompt:
    """A sentence to say, a second line, three answers (id, text), and its rank."""

    key: str
    text: Message
    detail: Message | None
    answers: tuple[tuple[str, Message], ...]
    score: int


def rank(situation: Situation) -> list[Prompt]:
    """All prompts that may be said now, the best first; equal ones by key."""
    said = _by_key(situation.answers)
    prompts = [
        *(_project(p, situation.today, said) for p in situation.projects),
        *(_missing(p) for p in situation.projects if p.missing),
        *(_consumable(d, situation.today) for d in situation.due),
        *_person(situation),
        *(_offer(o, situation.today) for o in situation.offers),
    ]
    waiting = [p for p in prompts if p and not _quiet(p.key, said.get(p.key, []), situation.today)]
    return sorted(waiting, key=lambda p: (-p.score, p.key))


def needs_help(answers: Iterable[Answer]) -> list[Answer]:
    """The latest answer to each prompt where that is "needs help": promises the shop has to keep."""
    latest = [given[-1] for given in _by_key(answers).values()]
    return sorted((a for a in latest if a.answer == HELP), key=lambda a: (a.on, a.prompt))


def _by_key(answers: Iterable[Answer]) -> dict[str, list[Answer]]:
    grouped: dict[str, list[Answer]] = {}
    for answer in sorted(answers, key=lambda a: a.on):
        grouped.setdefault(answer.prompt, []).append(answer)
    return grouped


# Days of silence after an answer, by the kind that the key begins with: yes, needs help, not now.
_SILENCE = {
    "project": (60, 3, 14),
    "missing": (90, 14, 30),
    "due": (30, 14, 14),
    "birthday": (300, 300, 2),
    "back": (FOREVER, 14, 1),
    "second": (FOREVER, 7, 1),
    "offer": (FOREVER, 3, 3),
}


def _quiet(key: str, given: Sequence[Answer], today: date) -> bool:
    """Whether earlier answers keep the prompt away."""
    if not given:
        return False
    if sum(answer.answer == NOT_NOW for answer in given) >= RETIRED_AFTER:
        return True
    days = _SILENCE[key.partition(":")[0]][(YES, HELP, NOT_NOW).index(given[-1].answer)]
    return (today - given[-1].on).days < days


def _answers(yes: Message, help_: Message) -> tuple[tuple[str, Message], ...]:
    return ((YES, yes), (HELP, help_), (NOT_NOW, msg("Not now")))


def _day(day: date, today: date) -> Day:
    return Day(day, year=abs((today - day).days) > SAME_YEAR_DAYS)


def _project(project: ProjectState, today: date, said: dict[str, list[Answer]]) -> Prompt | None:
    """Ask on; a promise to help comes before everything, fresh projects before old ones."""
    key = f"project:{project.id}"
    since = (today - (project.last or project.opened)).days
    if since <= 0:
        return None
    if project.last is None:
        detail = msg("Project since {date}.", date=_day(project.opened, today))
    elif project.what:
        detail = msg("Last bought on {date}: {what}.", date=_day(project.last, today), what=project.what)
    else:
        detail = msg("Last bought for it on {date}.", date=_day(project.last, today))
    earlier = said.get(key, [])
    if earlier and earlier[-1].answer == HELP:
        text = msg("{project}: is what they needed help with solved?", project=project.name)
        return Prompt(key, text, detail, _answers(msg("Solved"), msg("Needs help")), 100)
    if since < FINISHED_AFTER_DAYS:
        text = msg("How is the {project} coming along?", project=project.name)
        return Prompt(key, text, detail, _answers(msg("Going well"), msg("Needs help")), 82 - since)
    text = msg("Ask how the {project} turned out.", project=project.name)
    score = max(30, 84 - (since - FINISHED_AFTER_DAYS) // 3)
    return Prompt(key, text, detail, _answers(msg("Went well"), msg("Needs help")), score)


def _missing(project: ProjectState) -> Prompt | None:
    """Something that others took for the same work."""
    piece = project.missing
    if piece is None:
        return None
    share = 100 * piece.together // piece.buyers
    return Prompt(
        f"missing:{project.id}:{piece.product_id}",
        msg("{project}: do they have a {piece}?", project=project.name, piece=piece.name),
        msg(
            "{together} of {buyers} who bought {basis} took one.",
            together=piece.together,
            buyers=piece.buyers,
            basis=piece.basis,
        ),
        _answers(msg("Takes one"), msg("Needs help")),
        30 + share // 5,
    )


def _consumable(due: DueGoods, today: date) -> Prompt | None:
    """The clock has rung; the longer ago, the fainter."""
    if not due.clock.due(today):
        return None
    late = (today - due.clock.due_on).days
    return Prompt(
        f"due:{due.key}",
        msg("{product} is due again.", product=due.name),
        msg(
            "Every {interval} days, last {days} days ago.",
            interval=due.clock.interval,
            days=(today - due.clock.last).days,
        ),
        _answers(msg("Takes one"), msg("Needs help")),
        max(40, 66 - late * 26 // due.clock.interval),
    )


def _person(situation: Situation) -> list[Prompt]:
    """Birthday, second visit, back after a long absence."""
    today, rhythm, found = situation.today, situation.rhythm, []
    if situation.birthday and situation.birthday <= today + timedelta(BIRTHDAY_DAYS):
        days = (situation.birthday - today).days
        text = msg("Wish a happy birthday.") if days == 0 else msg("Birthday soon: wish a good one.")
        detail = msg("Birthday on {date}.", date=Day(situation.birthday))
        found.append(
            Prompt(
                "birthday", text, detail, _answers(msg("Said"), msg("Has a wish")), 76 if days == 0 else 62
            )
        )
    if rhythm.last is None or rhythm.days_since == 0:
        return found
    last = _day(rhythm.last, today)
    if rhythm.away_long:
        text = msg("Welcome back: ask what they are working on.")
        detail = msg("Last here on {date}.", date=last)
        if rhythm.text:
            detail = msg("Last here on {date}; used to come {rhythm}.", date=last, rhythm=rhythm.text)
        answers = _answers(msg("Glad to be back"), msg("Was unhappy"))
        found.append(Prompt(f"back:{rhythm.last.isoformat()}", text, detail, answers, 72))
    elif rhythm.visits == 1:
        text = msg("Second visit: ask if everything was right the first time.")
        detail = msg("First visit on {date}.", date=last)
        if situation.last_what:
            detail = msg("First visit on {date}: {what}.", date=last, what=situation.last_what)
        found.append(Prompt("second", text, detail, _answers(msg("All fine"), msg("Needs help")), 74))
    return found


def _offer(offer: OpenOffer, today: date) -> Prompt | None:
    """An offer in the customer's hands that is about to end."""
    days = (offer.until - today).days
    if not 0 <= days <= OFFER_DAYS:
        return None
    return Prompt(
        f"offer:{offer.code}",
        msg("Remind of the offer: {offer}.", offer=offer.text),
        msg("Code {code}, until {date}.", code=offer.code, date=_day(offer.until, today)),
        _answers(msg("Will use it"), msg("Has a question")),
        58 - 2 * days,
    )
