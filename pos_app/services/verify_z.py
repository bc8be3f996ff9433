"""Every Z against the rows of its session: numbers without gaps, the figures that the rows come to, nothing else."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries import verify_tills as queries
from pos_app.data.records import Record
from pos_app.domain.message import Message, msg

_SUMS = ("credits", "points", "acts")
_NO_DOCUMENTS = (0, 0, 0, 0, 0, 0, 0, None, None)
_SIGN = {"cash_in": 1, "cash_out": -1}
Found = tuple[int, Message]


def check_zs(
    session: Session, sessions: Mapping[int, Sequence[Record]], closes: Mapping[int, Record]
) -> Iterator[Found]:
    """(entry, sentence) of everything about Zs that does not agree; `sessions` are the events by session."""
    unprinted = dict(closes)
    zs, restored = queries.zs(session), queries.restores(session)
    rows = _Rows(session) if zs else None
    for till, of_till in groupby(zs, key=attrgetter("till")):
        running = _Running(session, till)
        counter = _Numbers(restored)
        for z in of_till:
            close = unprinted.pop(z.session_id, None)
            yield from counter.next(z)
            if rows is None or close is None or close.entry_id != z.entry_id or z.entry_till != till:
                yield z.entry_id, msg("Z {number} is not that of the session it closes", number=str(z.number))
                continue
            try:
                wanted = rows.figures(sessions[z.session_id]) | running.upto(z)
                for name in _different(z, close, rows, sessions[z.session_id], wanted):
                    yield z.entry_id, msg("Z {number}: “{name}” is not what the rows come to",
                                          number=str(z.number), name=name)  # fmt: skip
            except (TypeError, ValueError, LookupError, AttributeError):
                yield z.entry_id, msg("a value is not of the kind that belongs there")
    for close in unprinted.values():
        yield close.entry_id, msg("till session {id} was closed without a Z", id=close.session_id)


def _different(
    z: Record, close: Record, rows: "_Rows", events: Sequence[Record], wanted: Mapping[str, Any]
) -> Iterator[str]:
    """The names of what the document says otherwise than the rows."""
    document = json.loads(z.document)
    figures, opened = document["figures"], events[0]
    yield from (name for name, value in wanted.items() if figures[name] != value)
    if close.expected != wanted["expected"]:
        yield "expected"
    tenders, taxes = rows.lists(z.session_id, wanted["change"])
    if {
        t["type"]: (t["count"], t["taken"], t["given_back"], t["net"]) for t in figures["tenders"]
    } != tenders:
        yield "tenders"
    if {t["code"]: (t["base"], t["amount"]) for t in figures["taxes"]} != taxes:
        yield "taxes"
    if [m["amount"] for m in figures["moves"]] != [
        _SIGN[e.event] * e.amount for e in events if e.event in _SIGN
    ]:
        yield "moves"
    counted = close.amount if close.mode == "counter" else None
    first, last = rows.receipts(z.session_id)
    head = {
        "kind": "z",
        "number": z.number,
        "till": z.till,
        "session_id": z.session_id,
        "mode": opened.mode,
        "business_date": opened.business_date,
        "counted": counted,
        "over_short": None if counted is None else counted - wanted["expected"],
        "count": [[value, pieces] for value, pieces in rows.counts.get(close.id, {}).items()],
        "first_receipt": first,
        "last_receipt": last,
    }
    yield from (name for name, value in head.items() if document[name] != value)
    said = {act["event"]: act["count"] for act in document["acts"]}
    listed: dict[str, int] = {}
    for line in document["act_lines"]:
        listed[line["event"]] = listed.get(line["event"], 0) + 1
    if not said == listed == {event: n for event, (n,) in rows.of("acts", z.session_id).items()}:
        yield "acts"


class _Rows:
    """Sums of posted rows by session, each table read once."""

    def __init__(self, session: Session) -> None:
        self._sums = {what: queries.sums(session, what) for what in _SUMS}
        self._sums |= {"documents": {}, "days": {}}
        edges: set[int] = set()
        for session_id, back, day, *figures in queries.documents(session):
            self._add("documents", session_id, back, figures)
            self._add("days", session_id, day, figures[:2])
            edges |= set(figures[-2:])
        self._numbers = queries.numbers(session, edges)
        self._session = session
        self.counts = queries.counts(session)

    def _add(self, what: str, session_id: int, key: Any, figures: Sequence[Any]) -> None:
        """Add a part to the sums under a key; the last two figures of documents are the lowest and highest id."""
        of_session = self._sums[what].setdefault(session_id, {})
        known = of_session.get(key)
        if known is None:
            of_session[key] = tuple(figures)
            return
        sums = [a + b for a, b in zip(known, figures, strict=True)]
        if what == "documents":
            sums[-2:] = [min(known[-2], figures[-2]), max(known[-1], figures[-1])]
        of_session[key] = tuple(sums)

    def of(self, what: str, session_id: int) -> dict[Any, tuple[Any, ...]]:
        """The sums of one kind of a session."""
        return self._sums[what].get(session_id, {})

    def receipts(self, session_id: int) -> tuple[str, str]:
        """The first and last receipt of a session, "" without one."""
        edges = [i for sums in self.of("documents", session_id).values() for i in sums[-2:]]
        return (self._numbers[min(edges)], self._numbers[max(edges)]) if edges else ("", "")

    def figures(self, events: Sequence[Record]) -> dict[str, Any]:
        """What the figures of a session's Z must be, but for those of the whole till."""
        session_id = events[0].session_id
        self._look_at_parts(session_id)
        documents = self.of("documents", session_id)
        sold, back = documents.get(0, _NO_DOCUMENTS), documents.get(1, _NO_DOCUMENTS)
        both = [a + b for a, b in zip(sold[:7], back[:7], strict=True)]
        names = ("count", "total", "discounts", "net", "tax", "rounding", "change")
        sums: dict[str, Any] = dict(zip(names, both, strict=True))
        del sums["count"]
        sums |= {"sales_count": sold[0], "sales": sold[1], "refunds_count": back[0], "refunds": back[1]}
        credits_, points = self.of("credits", session_id), self.of("points", session_id)
        sums |= {
            "gift_cards_sold": credits_.get("sold", (0,))[0],
            "credit_redeemed": credits_.get("redeemed", (0,))[0],
            "credit_issued": credits_.get("issued", (0,))[0],
            "points_earned": points.get("earned", (0,))[0],
            "points_spent": points.get("spent", (0,))[0],
        }
        return sums | self._drawer(events, sums["change"])

    def _look_at_parts(self, session_id: int) -> None:
        """Tenders and taxes of a session, by the range of its documents."""
        self._sums |= {"tenders": {}, "taxes": {}}
        parts = self.of("documents", session_id).values()
        if not parts:
            return
        first, last = min(part[-2] for part in parts), max(part[-1] for part in parts)
        alone = sum(part[0] for part in parts) == last - first + 1
        tenders, taxes = queries.paid_and_taxed(self._session, session_id, first, last, alone=alone)
        self._sums |= {"tenders": {session_id: tenders}, "taxes": {session_id: taxes}}

    def _drawer(self, events: Sequence[Record], change: int) -> dict[str, Any]:
        """Cash: the float, what was moved, what was taken, and what should be there. And the lists."""
        session_id = events[0].session_id
        moved = {name: sum(e.amount for e in events if e.event == name) for name in ("cash_in", "cash_out")}
        _count, received, returned = self.of("tenders", session_id).get("cash", (0, 0, 0))
        takings = received - returned - change
        days = self.of("days", session_id)
        spans = set(days) - {events[0].business_date}
        return moved | {
            "float_": events[0].amount,
            "cash_takings": takings,
            "expected": events[0].amount + moved["cash_in"] - moved["cash_out"] + takings,
            "days": [
                {"business_date": day, "documents": days[day][0], "total": days[day][1]}
                for day in sorted(days)
            ]
            if spans
            else [],
        }

    def lists(self, session_id: int, change: int) -> tuple[dict[str, Any], dict[str, Any]]:
        """Tenders (count, taken, given back, net) by type and taxes (base, amount) by code."""
        tenders = {}
        for type_, (count, received, returned) in self.of("tenders", session_id).items():
            taken = received - (change if type_ == "cash" else 0)
            tenders[type_] = (count, taken, returned, taken - returned)
        return tenders, self.of("taxes", session_id)


class _Numbers:
    """The numbers of a till's Zs, from 1 without gaps. After a restore those of Zs that were lost with the newer
    book are not given again."""

    def __init__(self, restored: Sequence[int]) -> None:
        self._restored = restored
        self._number = self._entry = 0

    def next(self, z: Record) -> Iterator[Found]:
        """What is wrong with the number of the Z that comes next."""
        expected = self._number + 1
        skips = any(self._entry < entry < z.entry_id for entry in self._restored)
        known = isinstance(z.number, int)
        if z.number != expected and not (known and skips and z.number > expected):
            yield (
                z.entry_id,
                msg("Z {number} should be Z {expected}", number=str(z.number), expected=expected),
            )
        self._number, self._entry = z.number if known else expected, z.entry_id


class _Running:
    """The figures of a till since its beginning, from Z to Z."""

    def __init__(self, session: Session, till: str) -> None:
        self._session, self._till = session, till
        self._entry, self._total = 0, 0
        self._rounding: dict[str, int] = {}

    def upto(self, z: Record) -> dict[str, int]:
        """`grand_total` and `rounding_year` as they stood before a Z's entry; Zs come in the order of entries."""
        for year, total, rounding in queries.till_sums(self._session, self._till, self._entry, z.entry_id):
            self._total += total
            self._rounding[year] = self._rounding.get(year, 0) + rounding
        self._entry = z.entry_id
        return {"grand_total": self._total, "rounding_year": self._rounding.get(z.business_date[:4], 0)}
