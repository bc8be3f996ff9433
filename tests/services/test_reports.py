"""The daily customer report from a history made by hand: every figure can be counted on fingers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pos_app.data.queries import customers as queries
from pos_app.domain.daily_report import DailyReport
from pos_app.domain.message import Message, english, msg
from pos_app.domain.message_codec import encode
from pos_app.domain.offer_codes import make_code
from pos_app.printing.daily_report_pdf import daily_report_pdf
from pos_app.services import customers
from pos_app.services.phones import local_form
from pos_app.services.report_text import report_json, report_lines
from pos_app.services.reports import daily_report
from tests.services.history_kit import TODAY, Kit


def ago(days: int) -> date:
    return TODAY - timedelta(days)


def report(kit: Kit, day: date = TODAY) -> DailyReport:
    return daily_report(kit.desk, day=day)


def figures(found: DailyReport) -> list[tuple[str, str, str]]:
    return [(english(h.label), english(h.value), english(h.note)) for h in found.headlines]


def said(message: Message | None) -> str:
    return english(message) if message else ""


def section(found: DailyReport, title: str) -> list[tuple[str, str, str]]:
    return [
        (said(row.left), said(row.middle), said(row.right))
        for part in found.sections
        if english(part.title) == title
        for row in part.rows
    ]


def test_a_shop_without_a_sale_has_an_empty_report(kit: Kit) -> None:
    found = report(kit)
    assert [value for _label, value, _note in figures(found)] == ["0", "0", "0", "0.00", "0/0", "0 of 0"]
    assert (found.people, found.segments, section(found, "Promised and due")) == ((), (), [])
    assert daily_report_pdf(found).startswith(b"%PDF")


@pytest.fixture
def day(kit: Kit) -> Kit:
    """Today: Maria (came before) twice, Jan for the first time, one without a name, and a refund."""
    tape = kit.product("TAPE", "Tape")
    maria = kit.customer("C1", "Maria Kowalski")
    jan = kit.customer("C2", "Jan Lind")
    for n in (60, 40, 20):
        kit.sale(ago(n), maria, {tape: 5_000}, points=50)
    kit.sale(TODAY, maria, {tape: 3_000}, points=30)
    kit.sale(TODAY, maria, {tape: 1_000}, points=-20)
    kit.sale(TODAY, jan, {tape: 2_000})
    kit.sale(TODAY, None, {tape: 4_001})
    kit.sale(TODAY, maria, {tape: -500}, kind="refund")
    return kit


def test_the_six_figures(day: Kit) -> None:
    assert figures(report(day)) == [
        ("Visits", "3", "2 with a name"),
        ("New customers", "1", "avg. 0.3 a day"),  # Maria's first visit, on one of three days with sales
        ("Came back", "1", "50% of named"),
        ("Average basket", "33.34", "named 30.00"),
        ("Points out / in", "30/20", "liability 1.60"),  # 160 points, 500 are worth 5.00
        ("Offers used", "0 of 0", "worth 0.00"),
    ]


def test_who_came_by_segment(day: Kit) -> None:
    rows = [(english(row.segment), row.visits, row.sales) for row in report(day).segments]
    assert rows == [
        ("High value", 1, 4_000),
        ("New", 1, 2_000),
        ("No name given", 1, 4_001),
        ("Given back", 0, -500),
    ]
    assert sum(sales for _, _, sales in rows) == 9_501


def test_who_only_brings_something_back_is_no_visit_but_an_exchange_is(day: Kit) -> None:
    """Rung up as sales: one gives back 0.30; one gives back 20.00 and takes goods for 5.00."""
    before = report(day)
    other = day.product("GLUE", "Glue")
    day.sale(TODAY, None, {1: -30})
    anna = day.customer("C3", "Anna Chen")
    day.sale(TODAY, anna, {1: -10})
    found = report(day)
    assert figures(found) == figures(before)
    assert [(english(row.segment), row.visits, row.sales) for row in found.segments[-2:]] == [
        ("No name given", 1, 4_001),
        ("Given back", 0, -540),
    ]
    day.sale(TODAY, None, {1: -2_000, other: 500})
    assert figures(report(day))[0] == ("Visits", "4", "2 with a name")
    assert report(day).segments[-2].sales == 2_501


def test_how_many_had_been_here_before(day: Kit) -> None:
    weeks = report(day).weeks
    assert len(weeks) == 12
    assert [(week.came_before, week.visitors) for week in weeks if week.visitors] == [
        (0, 1),
        (1, 1),
        (1, 1),
        (1, 2),
    ]
    assert weeks[-1].week == "2026-W47"


def test_a_report_of_a_day_gone_by_knows_nothing_of_the_days_after(day: Kit) -> None:
    before = report(day, ago(20))
    tape, maria = 1, 1
    day.sale(TODAY, maria, {tape: 90_000}, points=900)
    customers.answer_prompt(day.desk, customer_id=maria, key="birthday", answer="help")
    customers.open_project(day.desk, customer_id=maria, name="Deck")
    assert report(day, ago(20)) == before
    assert figures(before)[0] == ("Visits", "1", "1 with a name")


def late_customer(kit: Kit, code: str, name: str, **more: object) -> int:
    """Someone who comes every 12 days and was here 40 days ago."""
    tape = 1
    customer_id = kit.customer(code, name, **more)
    for n in (100, 88, 76, 64, 52, 40):
        kit.sale(ago(n), customer_id, {tape: 10_000})
    return customer_id


def test_whom_to_call_and_how_they_agreed_to_be_reached(kit: Kit) -> None:
    kit.product("TAPE", "Tape")
    reach = {"phone_shown": "555 0177", "phone": "+15550177", "email": "a@b.co"}
    late_customer(kit, "C1", "Jorge Ortega", consent="phone email post", **reach)
    late_customer(kit, "C2", "Anna Chen", consent="email post", **reach)
    late_customer(kit, "C3", "Rolf Lind", consent="post", **reach)
    late_customer(kit, "C4", "Maria Kowalski", **reach)
    erased = late_customer(kit, "C5", "Nobody", **reach)
    with kit.desk.db.write() as session:
        queries.update_customer(session, erased, {"erased_at": "2026-11-01T00:00:00Z"})
        session.commit()
    found = report(kit).people
    assert [(p.name, p.contact) for p in found] == [
        ("J. Ortega", "555-0177"),
        ("A. Chen", "a@b.co"),
        ("R. Lind", "post only"),
        ("M. Kowalski", "greet only"),
    ]
    assert english(found[0].why) == "Comes every 12 days; last here 40 days ago."
    assert english(found[0].about) == "at risk, 50 a month"
    assert len({p.code for p in found}) == 4


@pytest.mark.parametrize(
    ("stored", "shown", "region", "written"),
    [
        ("+12075550177", "+1 207 555 0177", "US", "(207) 555-0177"),
        ("+12075550177", "207-555-0177", "US", "(207) 555-0177"),
        ("+15550177", "555 0177", "US", "555-0177"),
        ("+12075550177", "+1 207 555 0177", "GB", "+1 207-555-0177"),
        ("+442079460958", "020 7946 0958", "GB", "020 7946 0958"),
        # Given when the shop's region was another one.
        ("+442079460958", "020 7946 0958", "US", "+44 20 7946 0958"),
        ("", "ask at 12", "US", "ask at 12"),
        ("+12075550177", "", "US", "(207) 555-0177"),
    ],
)
def test_numbers_are_written_as_people_of_the_region_do(
    stored: str, shown: str, region: str, written: str
) -> None:
    assert local_form(stored, shown, region) == written


def test_what_someone_mostly_buys_is_something_to_talk_about(kit: Kit) -> None:
    plumbing, paint = kit.category("Plumbing"), kit.category("Paint")
    kit.product("TAPE", "Tape", category_id=plumbing)
    brush = kit.product("BRUSH", "Brush", category_id=paint)
    customer_id = late_customer(kit, "C1", "Jorge Ortega")
    kit.sale(ago(100), customer_id, {brush: 900})
    (found,) = report(kit).people
    assert english(found.say) == "Mostly buys Plumbing: ask what they are working on."


def test_who_was_here_today_is_not_called_tomorrow(kit: Kit) -> None:
    kit.product("TAPE", "Tape")
    customer_id = late_customer(kit, "C1", "Jorge Ortega")
    assert len(report(kit).people) == 1
    kit.sale(TODAY, customer_id, {1: 100})
    assert report(kit).people == ()


def test_ten_people_at_most(kit: Kit) -> None:
    kit.product("TAPE", "Tape")
    for n in range(12):
        late_customer(kit, f"C{n}", f"Person {n}")
    assert len(report(kit).people) == 10


def test_help_that_was_asked_for_stays_until_it_is_solved(kit: Kit) -> None:
    kit.product("TAPE", "Tape")
    maria = kit.customer("C1", "Maria Kowalski", consent="phone", phone_shown="555 0190")
    kit.sale(ago(30), maria, {1: 100})
    project = customers.open_project(kit.at(ago(30)), customer_id=maria, name="Bathroom").ids[1]
    key = f"project:{project}"
    customers.answer_prompt(kit.at(ago(3)), customer_id=maria, key=key, answer="help")
    found = report(kit)
    assert section(found, "Promised and due") == [
        ("Needs help: Bathroom", "M. Kowalski 555 0190", "since 3 days")
    ]
    assert [english(p.why) for p in found.people] == ["Asked for help on 2026-11-18: Bathroom."]
    assert section(report(kit, ago(4)), "Promised and due") == []
    customers.answer_prompt(kit.desk, customer_id=maria, key=key, answer="yes")
    assert section(report(kit), "Promised and due") == []


def test_whether_the_offers_paid(kit: Kit) -> None:
    """25 with an offer of whom 15 came back, 20 held back of whom 4 did."""
    kit.product("TAPE", "Tape")
    number = 0
    for count, back, held in ((25, 15, False), (20, 4, True)):
        for n in range(count):
            number += 1
            customer_id = kit.customer(f"C{number}")
            if held:
                more = {"offer_holdout_ledger": [{"customer_id": customer_id}]}
            else:
                more = {
                    "offer_ledger": [
                        {
                            "id": number, "code": make_code(number), "customer_id": customer_id, "product_id": 1,
                            "percent": 100_000, "valid_until": "2026-11-01", "text": encode(msg("x")),
                            "reason": encode(msg("y")),
                        }
                    ],
                    "offer_event_ledger": [{"offer_id": number, "event": "issued"}],
                }  # fmt: skip
            kit.sale(ago(60), customer_id, {1: 100}, more=more)
            if n < back:
                kit.sale(ago(40), customer_id, {1: 100})
    rows = section(report(kit), "Did the offers pay?")
    assert rows == [
        (
            "With an offer: 60% came back within 30 days. Held back without one (10%): 20%.",
            "",
            "+40 points ± 26, 30 days",
        )
    ]
    early = "Too early to say: 25 given out, 0 used and 20 held back so far; none had 30 days to come back."
    assert section(report(kit, ago(55)), "Did the offers pay?") == [(early, "", "")]
    assert section(report(kit, ago(61)), "Did the offers pay?") == []
    (numbers,) = [part for part in report_json(report(kit))["sections"] if part["key"] == "offers"]
    assert (numbers["offered"], numbers["offered_came_back"]) == (25, 15)
    assert (numbers["difference"], numbers["margin"]) == ("0.40", "0.26")


def test_too_few_offers_prove_nothing(kit: Kit) -> None:
    kit.product("TAPE", "Tape")
    customer_id = kit.customer("C1")
    kit.sale(ago(60), customer_id, {1: 100}, more={"offer_holdout_ledger": [{"customer_id": customer_id}]})
    ((left, _middle, right),) = section(report(kit), "Did the offers pay?")
    assert left == (
        "Too early to say: 0 with an offer and 1 held back without one had 30 days to come back; "
        "20 of each are needed."
    )
    assert right == ""


def test_the_report_as_text_and_json(day: Kit) -> None:
    found = report(day)
    data = report_json(found)
    assert data["headlines"][3] == {
        "key": "average_basket",
        "label": "Average basket",
        "value": "33.34",
        "note": "named 30.00",
        "amount": "33.34",
        "named_amount": "30.00",
    }
    numbers = [{k: v for k, v in h.items() if k not in ("label", "value", "note")} for h in data["headlines"]]
    assert numbers[:3] + numbers[4:] == [
        {"key": "visits", "count": 3, "named": 2},
        {"key": "new_customers", "count": 1, "average_per_day": "0.3"},
        {"key": "came_back", "count": 1, "share": "0.50"},
        {"key": "points", "earned": 30, "spent": 20, "liability_amount": "1.60"},
        {"key": "offers_used", "count": 0, "issued": 0, "amount": "0.00"},
    ]
    assert data["segments"][-2] == {
        "key": "no_name",
        "segment": "No name given",
        "visits": 1,
        "sales": "40.01",
    }
    assert "Given back: −5.00" in report_lines(found)
    assert (data["date"], data["shop"], data["currency"]) == ("2026-11-21", "My shop", "USD")
    assert "Visits: 3 (2 with a name)" in report_lines(found)
