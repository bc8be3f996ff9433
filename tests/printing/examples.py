"""Receipts and reports worked by hand: the ones in the pictures and their difficult relatives."""

from __future__ import annotations

from pos_app.domain.daily_report import (
    DailyReport,
    Headline,
    NoteRow,
    PersonToGreet,
    Section,
    SegmentRow,
    WeekShare,
)
from pos_app.domain.message import msg
from pos_app.domain.receipt import (
    Receipt,
    ReceiptLine,
    ReceiptOffer,
    ReceiptPoints,
    ReceiptTax,
    ReceiptTender,
)

LINES = (
    ReceiptLine("Silicone sealant, white 10 oz", 2000, "ea", 8_490_000, 1613, "Gold −5%"),
    ReceiptLine("Chain, galvanised 5 mm, cut", 3400, "m", 4_200_000, 1428),
    ReceiptLine("Deck screw T25 2½″", 163_000, "ea", 160_000, 2608),
    ReceiptLine("Interior eggshell “Sage 2140-30”", 1000, "gal", 41_990_000, 3989, "Gold −5%"),
    ReceiptLine("P-trap 1½″ PVC", -1000, "ea", 6_790_000, -679, returned_from="1-004871"),
)
OFFER = ReceiptOffer(
    "7Q4M-2K9X-C", "15% off a T25 bit set", "2026-12-19", "aisle B2", "T25 screws four times"
)

PICTURE = Receipt(
    number="1-004913",
    kind="sale",
    shop_name="Corner Hardware",
    shop_lines=("12 Mill Road · 555 0142 · Tax no. 12-345678",),
    sold_at="2026-11-21T10:44:00",
    till="Counter 1",
    cashier="Dana",
    currency="USD",
    exponent=2,
    lines=LINES,
    subtotal=8959,
    document_discount=0,
    document_discount_text="",
    taxes=(ReceiptTax("Sales tax", 55_000, 8959, 493, included=False),),
    total=9452,
    cash_rounding=-2,
    paid=9450,
    change=550,
    tenders=(ReceiptTender("cash", 10_000),),
    saved=295,
    customer_block="9c1d",
    customer_label="Gold",
    points=ReceiptPoints(1940, 89, 0, 2029, reward_points=500, reward_worth=500, months=24),
    offers=(OFFER,),
    tip="pre-drill within 50 mm of a board's end, and the deck boards won't split.",
    footer=("Thank you, come again.",),
    return_days=30,
)


def _person(code: str, name: str, contact: str, about: str, why: str, say: str) -> PersonToGreet:
    return PersonToGreet(code, f"C{code}", name, contact, msg(about), msg(why), msg(say))


PEOPLE = (
    _person(
        "K7",
        "J. Ortega",
        "555 0177",
        "high value, 412 a month",
        "Comes every 12 days; last here 40 days ago.",
        "His tile saw blade is back in stock.",
    ),
    _person(
        "M2",
        "R. Lind",
        "555 0121",
        "new, first visit 7 days ago",
        "First project: garden fence.",
        "Ask if the posts hold; welcome gift is waiting.",
    ),
    _person(
        "P9",
        "A. Chen",
        "post only",
        "birthday on Monday",
        "Gold since March.",
        "Birthday reward 10.00, valid 14 days.",
    ),
)
SHARES = (52, 54, 58, 56, 60, 63, 61, 66, 68, 71, 70, 77)
REPORT = DailyReport(
    shop_name="Corner Hardware",
    date="2026-11-21",
    printed_at="2026-11-21T18:05:00",
    printed_by="the manager",
    currency="USD",
    exponent=2,
    headlines=(
        Headline(msg("Visits"), msg("64"), msg("48 with a name")),
        Headline(msg("New customers"), msg("5"), msg("avg. 3.1 a day")),
        Headline(msg("Came back"), msg("43"), msg("90% of named")),
        Headline(msg("Average basket"), msg("38.20"), msg("named 44.10")),
        Headline(msg("Points out / in"), msg("1,820/500"), msg("liability 412.60")),
        Headline(msg("Offers used"), msg("7 of 41"), msg("worth 96.30")),
    ),
    people=PEOPLE,
    segments=(
        SegmentRow(msg("High value"), 9, 87_140),
        SegmentRow(msg("Promising"), 14, 49_810),
        SegmentRow(msg("Regular"), 20, 61_275),
        SegmentRow(msg("At risk, came back"), 5, 13_455),
        SegmentRow(msg("No name given"), 16, 32_800),
    ),
    weeks=tuple(WeekShare(f"2026-W{week}", share, 100) for week, share in enumerate(SHARES, start=36)),
    sections=(
        Section(
            msg("Promised and due"),
            (
                NoteRow(
                    msg("Special order 318, garage door spring"),
                    msg("arrived today, call S. Novak 555 0190"),
                    msg("deposit 20.00 of 84.00"),
                ),
                NoteRow(
                    msg("Complaint 52, leaking faucet"), msg("open 2 days, limit 3"), msg("owner: manager")
                ),
            ),
            urgent=True,
        ),
        Section(
            msg("Listening"),
            (
                NoteRow(
                    msg("“Couldn't find anyone in plumbing.”"),
                    msg("two times this week"),
                    msg("score 7 of 10, 18 answers"),
                ),
            ),
        ),
        Section(
            msg("Did the offers pay?"),
            (
                NoteRow(
                    msg("With an offer: 22% came back within 30 days. Held back without one (10%): 17%."),
                    None,
                    msg("+5 points ± 4, 30 days"),
                ),
            ),
        ),
        Section(
            msg("Asked for and not had"),
            (
                NoteRow(msg("Left-hand hinge 4″"), msg("3 times"), msg("on the purchase list")),
                NoteRow(msg("Propane exchange"), msg("2 times"), msg("on the purchase list")),
            ),
        ),
    ),
)
