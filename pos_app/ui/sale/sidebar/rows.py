"""What the sections say of a person: rows and the count in the head."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pos_app import i18n
from pos_app.domain.money import Currency
from pos_app.i18n import _, ngettext
from pos_app.ui import format as shown
from pos_app.ui.sale.sidebar.section import RowText

if TYPE_CHECKING:
    from pos_app.services.person_view import EntryView, FactView, PersonView, ProjectView, QuoteView

_NEARLY_A_YEAR = 330
Rows = tuple[list[RowText], str]


def project_rows(
    projects: Sequence[ProjectView], chosen: int | None, quotes: Sequence[QuoteView] = ()
) -> Rows:
    """Open projects, the one of this sale marked and first; below them open quotes that are for none."""
    open_ones = sorted((p for p in projects if p.open), key=lambda project: project.id != chosen)
    rows = []
    for project in open_ones:
        remark = i18n.text(project.remark) if project.remark is not None else ""
        if project.id == chosen:
            remark = shown.joined(_("this sale"), remark)
        rows.append(RowText(f"✓ {project.name}" if project.id == chosen else project.name, remark))
    for quote in quotes:
        if quote.project_id is None:
            rows.append(RowText(_("No project"), i18n.text(quote.remark)))
    count = len(open_ones)
    text = ngettext("{count} open", "{count} open", count).format(count=count) if count else _("none open")
    return rows, text


def fact_rows(facts: Sequence[FactView], *, with_style: bool = False) -> Rows:
    """What is preferred and owned. How one likes to be served is a code in the prompt card at the counter."""
    seen = [fact for fact in facts if with_style or fact.kind != "style"]
    rows = []
    for fact in seen:
        due = i18n.text(fact.due) if fact.due is not None else ""
        rows.append(RowText(fact.label, shown.joined(fact.value, due)))
    return rows, "" if rows else _("nothing noted")


def lately_rows(person: PersonView, currency: Currency) -> Rows:
    """The last visits (day, what, how much) and the last contacts outside the till, the newest of both first."""
    today = _today(person)
    dated = [
        (
            visit.date,
            RowText(
                shown.joined(_day(visit.date, today), visit.what),
                shown.money(visit.total, currency),
            ),
        )
        for visit in person.purchases
    ]
    dated += [(entry.date, _contact_row(entry, today, currency)) for entry in person.timeline]
    # Both lists are sorted, and a stable sort keeps them so within a day.
    rows = [row for _day, row in sorted(dated, key=lambda pair: pair[0], reverse=True)]
    if not person.visits:
        return rows, _("nothing yet") if not rows else ""
    visits = shown.integer(person.visits)
    return rows, ngettext("{count} visit", "all {count} visits", person.visits).format(count=visits)


def _today(person: PersonView) -> date | None:
    """The business date that the view was made for; None where nobody was here yet."""
    if person.days_since is None:
        return None
    return date.fromisoformat(person.last_visit[:10]) + timedelta(days=person.days_since)


def _day(iso: str, today: date | None) -> str:
    """A day, with its year where the day and month alone would be taken for another year's."""
    old = today is not None and (today - date.fromisoformat(iso[:10])).days > _NEARLY_A_YEAR
    return shown.long_day(iso) if old else shown.day(iso)


def _contact_row(entry: EntryView, today: date | None, currency: Currency) -> RowText:
    words = " ".join(entry.text.split())
    line = _("{what} {day}: {words}").format(
        what=i18n.text(entry.title), day=_day(entry.date, today), words=words
    )
    return RowText(line, "" if entry.amount is None else shown.money(entry.amount, currency))


def account_text(person: PersonView, currency: Currency) -> str:
    """What is on the account in neutral words, for customers can see the screen; "" where it is even."""
    if not person.account:
        return ""
    amount = shown.money(abs(person.account), currency)
    text = _("owes {amount} on account") if person.account > 0 else _("{amount} credit on account")
    return text.format(amount=amount)
