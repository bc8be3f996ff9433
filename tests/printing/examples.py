"""Receipts and reports worked by hand: the ones in the pictures and their difficult relatives."""

from __future__ import annotations

from dataclasses import replace

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


REFUND = replace(
    PICTURE,
    number="1-004920",
    kind="refund",
    refund_of="1-004913",
    lines=(
        ReceiptLine("Silicone sealant, white 10 oz", -1000, "ea", 8_490_000, -807, "Gold −5%", "1-004913"),
        ReceiptLine("Chain, galvanised 5 mm, cut", -3400, "m", 4_200_000, -1428, returned_from="1-004913"),
    ),
    subtotal=-2235,
    taxes=(ReceiptTax("Sales tax", 55_000, -2235, -123, included=False),),
    total=-2358,
    cash_rounding=-2,
    paid=-2360,
    change=0,
    tenders=(ReceiptTender("cash", -2360),),
    saved=0,
    points=ReceiptPoints(2029, -22, 0, 2007, reward_points=500, reward_worth=500, months=24),
    offers=(),
    tip="",
)

INCLUSIVE = replace(
    PICTURE,
    currency="EUR",
    lines=(ReceiptLine("Cordless drill 18 V", 1000, "ea", 52_500_000, 5250),),
    subtotal=5250,
    document_discount=0,
    taxes=(ReceiptTax("VAT", 120_000, 4687, 563, included=True),),
    total=5250,
    cash_rounding=0,
    paid=5250,
    change=0,
    tenders=(ReceiptTender("gift_card", 2000, "7Q4M2K9XC3PD"), ReceiptTender("card", 3250, "123")),
    saved=0,
    points=None,
    offers=(),
    tip="",
)

EXEMPT = replace(
    INCLUSIVE,
    taxes=(),
    total=4687,
    paid=4687,
    tenders=(ReceiptTender("card", 4687),),
    exempt_certificate="E-17",
    waived=563,
)

DISCOUNTED = replace(
    PICTURE,
    lines=(
        ReceiptLine("Paint, exterior white", 2000, "gal", 35_000_000, 7000),
        ReceiptLine("Paint care fee item", 1000, "ea", 4_990_000, 499),
    ),
    subtotal=7499,
    document_discount=750,
    document_discount_text="Discount 10%, spring",
    taxes=(
        ReceiptTax("Sales tax", 55_000, 6749, 371, included=False),
        ReceiptTax("Paint care fee", None, 0, 150, included=False),
    ),
    total=7270,
    cash_rounding=0,
    paid=7270,
    change=0,
    tenders=(ReceiptTender("account", 7270),),
    exempt_certificate="",
    points=ReceiptPoints(2029, 67, 500, 1596, reward_points=500, reward_worth=500, months=1),
    offers=(),
)

YEN = replace(
    PICTURE,
    currency="JPY",
    exponent=0,
    lines=(
        ReceiptLine("Hinge, left hand", 3000, "ea", 1_280_000_000, 3840),
        ReceiptLine("Rope 8 mm", 2750, "m", 79_500_000, 219),
    ),
    subtotal=4059,
    taxes=(ReceiptTax("Consumption tax", 100_000, 3690, 369, included=True),),
    total=4059,
    cash_rounding=0,
    paid=4059,
    change=941,
    tenders=(ReceiptTender("cash", 5000),),
    saved=0,
    points=None,
    offers=(),
    tip="",
)

DINAR = replace(
    PICTURE,
    currency="KWD",
    exponent=3,
    lines=(ReceiptLine("Pump, 1 hp", 1000, "ea", 1_234_567_895_000, 1_234_567_895),),
    subtotal=1_234_567_895,
    taxes=(),
    total=1_234_567_895,
    cash_rounding=5,
    paid=1_234_567_900,
    change=0,
    tenders=(ReceiptTender("cash", 1_234_567_900),),
    saved=0,
    points=None,
    offers=(),
    tip="",
)

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
LONG = replace(
    PICTURE,
    shop_name="The Old Corner Hardware, Timber, Paint and Garden Company of Upper Mill Road",
    shop_lines=(
        "12 Mill Road, second yard, behind the water tower · 555 0142 · Tax no. 12-345678",
        "Open 7 to 18",
    ),
    cashier="Dana with a name that takes a good part of the line",
    customer_label="Platinum contractor with a yearly agreement",
    lines=(
        ReceiptLine(
            "Screw " * 83 + "ss", 163_000, "ea", 79_500, 1296, "Platinum contractor −7.5%, spring offer"
        ),
        ReceiptLine(LONG_WORD, 1000, "ea", 9_999_999_000_000, 999_999_900),
        ReceiptLine("Name\nwith\tcontrol \x1b characters", 1000, "ea", 100_000, 10),
    ),
    subtotal=100_001_206,
    document_discount=99,
    document_discount_text="Discount that somebody described in rather many words, agreed by the owner",
    taxes=(ReceiptTax("Combined state, county and city sales tax", 88_750, 100_001_107, 8_875_098, False),),
    total=108_876_205,
    paid=108_876_205,
    cash_rounding=0,
    change=0,
    tenders=(ReceiptTender("card", 108_876_205, "authorisation 0123456789012345678901234567890123456789"),),
    points=ReceiptPoints(123_456_789, 100_001_107, 500, 223_457_396, 500, 500, 24),
    offers=(replace(OFFER, text="20% off everything in the yard that carries a blue label, except timber"),),
    tip="wear gloves. " * 12,
    footer=("Thank you, come again, and tell your neighbours about the new timber yard behind the tower.",),
)

MANY_LINES = replace(PICTURE, lines=LINES * 20)
NO_OFFER = replace(PICTURE, offers=())
TWO_OFFERS = replace(PICTURE, offers=(OFFER, ReceiptOffer("8R5N-3L2Y-D", "a free key", "2026-12-31")))

RECEIPTS = {
    "picture": PICTURE,
    "refund": REFUND,
    "inclusive": INCLUSIVE,
    "exempt": EXEMPT,
    "discounted": DISCOUNTED,
    "yen": YEN,
    "dinar": DINAR,
    "long": LONG,
    "many_lines": MANY_LINES,
    "no_offer": NO_OFFER,
    "two_offers": TWO_OFFERS,
}


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

LONG_TEXT = "Comes every 12 days; last here 40 days ago, and then with the whole family. "
LONG_REPORT = replace(
    REPORT,
    shop_name=LONG.shop_name,
    headlines=(
        *REPORT.headlines[:3],
        Headline(
            msg("Average basket over every till"), msg("1,234,567,890.123"), msg("named 1,234,567,890.123")
        ),
        *REPORT.headlines[4:],
    ),
    people=tuple(
        _person(
            f"{letter}{number}",
            f"{LONG_WORD} {letter}",
            "555 0177, 555 0178",
            "high value",
            LONG_TEXT * 2,
            "Hi",
        )
        for number, letter in enumerate("ABCDEFGHKM")
    ),
    sections=tuple(
        replace(section, rows=section.rows * 6, title=msg(f"Part {number}"))
        for number, section in enumerate(REPORT.sections)
    ),
)
HUGE_ROW_REPORT = replace(
    REPORT,
    sections=(Section(msg("Listening"), (NoteRow(msg(LONG_TEXT * 120), None, msg("owner")),)),),
)
EMPTY_REPORT = replace(
    REPORT,
    people=(),
    segments=(),
    weeks=(),
    sections=(Section(msg("Promised and due"), (), urgent=True), Section(msg("Listening"), ())),
)
REPORTS = {"picture": REPORT, "long": LONG_REPORT, "huge_row": HUGE_ROW_REPORT, "empty": EMPTY_REPORT}
