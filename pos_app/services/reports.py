"""The daily customer report: what happened today, and whom to call or greet tomorrow."""

from datetime import date

from pos_app.domain.daily_report import DailyReport, Section
from pos_app.services import report_figures as figures
from pos_app.services import report_people as people
from pos_app.services import settings
from pos_app.services.desk import Desk
from pos_app.services.report_offers import offers_section


def daily_report(desk: Desk, *, day: date) -> DailyReport:
    """The report for a business date, from nothing that happened after it."""
    with desk.db.read() as session:
        shop = settings.cached(session)
        read = figures.read_day(session, day, shop)
        notes = people.read_notes(session, desk, day)
        sections: list[Section | None] = [
            people.promised_section(session, day, notes, shop.shop.phone_region),
            offers_section(session, read),
        ]
        return DailyReport(
            shop_name=shop.shop.name,
            date=day.isoformat(),
            printed_at=desk.local_now().strftime("%Y-%m-%dT%H:%M:%S"),
            printed_by=desk.actor.name,
            currency=shop.shop.currency.code,
            exponent=shop.shop.currency.exponent,
            headlines=figures.headlines(session, read),
            people=people.people_to_greet(session, read, notes),
            segments=figures.segments(session, read),
            weeks=read.weeks,
            sections=tuple(section for section in sections if section is not None),
        )
