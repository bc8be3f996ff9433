"""How a customer reads in a table: enough to tell two people apart."""

from datetime import date

from PySide6.QtCore import QDate

from pos_app.i18n import _
from pos_app.services.person_view import CustomerHit
from pos_app.ui import format as shown
from pos_app.ui.widgets.table import Column


def hit_columns(*, narrow: bool = False) -> list[Column[CustomerHit]]:
    """Name, phone, company, tier, last visit; `narrow` leaves out what the detail beside it tells."""
    columns: list[Column[CustomerHit]] = [
        Column("name", _("Name"), lambda hit: hit.name, sample="Maria Kowalski", stretch=True),
        Column("phone", _("Phone"), lambda hit: hit.phone, sample="+0 000 555 00000"),
        Column("company", _("Company"), lambda hit: hit.company, sample="Kowal & Sons Fencing"),
        Column("tier", _("Tier"), lambda hit: hit.tier, sample="Platinum"),
        Column(
            "last",
            _("Last here"),
            _last_visit,
            sort=lambda hit: iso_date(hit.last_visit),
            sample="28 Sep 2000",
        ),
    ]
    return [column for column in columns if not narrow or column.name in ("name", "phone")]


def search_hints() -> tuple[str, ...]:
    """What a customer is found by, from the most words to the fewest."""
    return (
        _("Name, end of the phone number, company, card or receipt"),
        _("Name, phone, company, card or receipt"),
        _("Name, phone, company, card"),
        _("Name, phone, card"),
        _("Search"),
    )


def _last_visit(hit: CustomerHit) -> str:
    return shown.long_day(hit.last_visit)


def iso_date(text: str) -> QDate:
    """An ISO date for sorting; "" sorts first."""
    if not text:
        return QDate()
    day = date.fromisoformat(text[:10])
    return QDate(day.year, day.month, day.day)
