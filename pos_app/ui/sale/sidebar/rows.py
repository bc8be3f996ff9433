"""What the sections say of a person: rows and the count in the head."""

from collections.abc import Sequence

from pos_app import i18n
from pos_app.domain.money import Currency
from pos_app.i18n import _, ngettext
from pos_app.services.person_view import FactView, PersonView, ProjectView, QuoteView
from pos_app.ui import format as shown
from pos_app.ui.sale.sidebar.section import RowText

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


def bought_rows(person: PersonView, currency: Currency) -> Rows:
    """The last visits: day, what, how much."""
    rows = [
        RowText(shown.joined(shown.day(visit.date), visit.what), shown.money(visit.total, currency))
        for visit in person.purchases
    ]
    if not person.visits:
        return rows, _("nothing yet")
    visits = shown.integer(person.visits)
    return rows, ngettext("{count} visit", "all {count} visits", person.visits).format(count=visits)
