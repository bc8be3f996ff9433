"""Customers: added, changed, found, noted about; bad input says what is wrong and changes nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from pos_app.data.queries import posting
from pos_app.domain.message import english
from pos_app.errors import UserError
from pos_app.services import customers, settings
from pos_app.services.changes import Area
from pos_app.services.customers import CustomerForm
from tests.services.history_kit import TODAY, Kit
from tests.services.shop_kit import as_owner

MARIA = CustomerForm(
    name="  Maria  Kowalski ",
    phone="(608) 555-0177",
    email="maria@example.com",
    birthday="05-12",
    company="Mill Road Builders",
    consent="post phone nonsense",
    notes=" likes to be asked ",
    tax_exempt_no="E-17",
    tax_exempt_until="2027-01-31",
)


def test_a_customer_is_stored_clean_and_comes_back_as_given(kit: Kit) -> None:
    saved = customers.create(kit.desk, form=MARIA)
    assert (saved.code, saved.areas, saved.notices) == ("C0001", {Area.CUSTOMER}, ())
    assert customers.get(kit.desk, customer_id=saved.customer_id) == replace(
        MARIA, name="Maria Kowalski", consent="phone post", notes="likes to be asked", code="C0001"
    )
    with kit.desk.db.read() as session:
        row = session.execute(select(posting.table("customer"))).one()
    assert (row.phone, row.phone_shown, row.created_on) == ("+16085550177", "(608) 555-0177", "2026-11-21")


@pytest.mark.parametrize(
    ("change", "code", "sentence"),
    [
        ({"name": " "}, "name_missing", "Please give a name."),
        ({"name": "x" * 500}, "name_too_long", "A name may have 120 characters; this one has 500."),
        ({"phone": "12"}, "bad_phone", "“12” is not a complete telephone number."),
        ({"phone": "call me"}, "bad_phone", "“call me” is not a complete telephone number."),
        ({"phone": "1" * 30}, "bad_phone", f"“{'1' * 30}” is not a complete telephone number."),
        ({"email": "maria"}, "bad_email", "“maria” is not an e-mail address."),
        ({"birthday": "31/02"}, "bad_birthday", "“31/02” is not a date such as 1984-05-12."),
        ({"tax_exempt_until": "soon"}, "bad_date", "“soon” is not a date such as 2027-01-31."),
        ({"notes": "n" * 2001}, "text_too_long", f"“{'n' * 20}…” has more than 2000 characters."),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_stored(
    kit: Kit, change: dict[str, str], code: str, sentence: str
) -> None:
    with pytest.raises(UserError) as error:
        customers.create(kit.desk, form=replace(MARIA, **change))
    assert (error.value.code, str(error.value)) == (code, sentence)
    with kit.desk.db.read() as session:
        assert session.execute(select(posting.table("customer"))).all() == []


def test_the_region_of_the_shop_completes_a_number(kit: Kit) -> None:
    settings.set_setting(as_owner(kit.desk), key="shop.phone_region", value="DE")
    saved = customers.create(kit.desk, form=CustomerForm("Anna", phone="030 901820"))
    with kit.desk.db.read() as session:
        table = posting.table("customer")
        stored = session.execute(select(table.c.phone).where(table.c.id == saved.customer_id)).scalar()
    assert stored == "+4930901820"


def test_the_same_phone_is_a_notice_and_no_refusal(kit: Kit) -> None:
    customers.create(kit.desk, form=MARIA)
    father = customers.create(kit.desk, form=CustomerForm("Jan Kowalski", phone="608-555-0177"))
    assert father.code == "C0002"
    assert [english(notice) for notice in father.notices] == [
        "Maria Kowalski (C0001) has the same telephone number."
    ]
    again = customers.update(kit.desk, customer_id=father.customer_id, form=CustomerForm("Jan K.", phone=""))
    assert (again.notices, again.code) == ((), "C0002")


def test_codes_are_given_or_taken_but_never_twice(kit: Kit) -> None:
    assert customers.create(kit.desk, form=replace(MARIA, code=" c0412 ")).code == "C0412"
    assert customers.create(kit.desk, form=MARIA).code == "C0413"
    for n in range(60):
        kit.customer(f"X{n}")
    assert customers.create(kit.desk, form=MARIA).code == "C0001", "the newest have other codes"
    assert customers.create(kit.desk, form=MARIA).code == "C0002"
    with pytest.raises(UserError, match="already has the code C0412"):
        customers.create(kit.desk, form=replace(MARIA, code="C0412"))
    with pytest.raises(UserError, match="already has the code C0413"):
        customers.update(kit.desk, customer_id=1, form=replace(MARIA, code="C0413"))
    with pytest.raises(UserError, match="no customer number 99"):
        customers.get(kit.desk, customer_id=99)


def test_a_new_and_a_changed_customer_are_found(kit: Kit) -> None:
    saved = customers.create(kit.desk, form=MARIA)
    assert [hit.code for hit in customers.search(kit.desk, text="kowal")] == ["C0001"]
    assert [hit.code for hit in customers.search(kit.desk, text="0177")] == ["C0001"]
    customers.update(
        kit.desk, customer_id=saved.customer_id, form=replace(MARIA, name="Maria Lind", phone="")
    )
    assert customers.search(kit.desk, text="kowal") == []
    assert [hit.name for hit in customers.search(kit.desk, text="lind")] == ["Maria Lind"]
    assert customers.search(kit.desk, text="   ") == []


def test_an_old_receipt_finds_its_customer(kit: Kit) -> None:
    maria = kit.customer("C0012", "Maria Kowalski")
    screw = kit.product("SCREW", "Screw")
    kit.sale(TODAY, maria, {screw: 100})
    assert [hit.code for hit in customers.search(kit.desk, text="1-000001")] == ["C0012"]


def test_facts_are_noted_and_struck_out(kit: Kit) -> None:
    maria = kit.customer("C0012")
    done = customers.add_fact(
        kit.desk, customer_id=maria, kind="preference", label=" Paint ", value="Sage  2140-30"
    )
    assert (done.areas, done.ids) == ({Area.CUSTOMER}, (maria,))
    facts = customers.person(kit.desk, customer_id=maria).facts
    assert [(fact.kind, fact.label, fact.value, fact.due) for fact in facts] == [
        ("preference", "Paint", "Sage 2140-30", None)
    ]
    other = kit.customer("C0013")
    with pytest.raises(UserError, match="no longer there"):
        customers.remove_fact(kit.desk, customer_id=other, fact_id=facts[0].id)
    customers.remove_fact(kit.desk, customer_id=maria, fact_id=facts[0].id)
    assert customers.person(kit.desk, customer_id=maria).facts == ()


@pytest.mark.parametrize(
    ("kind", "label", "value"),
    [("secret", "a", "b"), ("note", "", " "), ("note", "x" * 61, "b"), ("note", "a", "x" * 301)],
)
def test_bad_facts(kit: Kit, kind: str, label: str, value: str) -> None:
    maria = kit.customer("C0012")
    with pytest.raises(UserError) as error:
        customers.add_fact(kit.desk, customer_id=maria, kind=kind, label=label, value=value)
    assert error.value.code == "bad_fact"


def test_projects_are_opened_and_closed_once(kit: Kit) -> None:
    maria = kit.customer("C0012")
    project = customers.open_project(kit.desk, customer_id=maria, name=" Deck,  spring ").ids[1]
    assert isinstance(project, int)
    views = customers.person(kit.desk, customer_id=maria).projects
    assert [(view.name, view.open) for view in views] == [("Deck, spring", True)]
    customers.close_project(kit.desk, customer_id=maria, project_id=project)
    with pytest.raises(UserError, match="not open any more"):
        customers.close_project(kit.desk, customer_id=maria, project_id=project)
    assert [view.open for view in customers.person(kit.desk, customer_id=maria).projects] == [False]
    for name in ("", "x" * 81):
        with pytest.raises(UserError, match="needs a name"):
            customers.open_project(kit.desk, customer_id=maria, name=name)


def test_answers_are_kept_and_bad_ones_refused(kit: Kit) -> None:
    maria = kit.customer("C0012", birthday="11-23")
    prompt = customers.person(kit.desk, customer_id=maria).prompt
    assert prompt is not None
    assert prompt.key == "birthday"
    with pytest.raises(UserError, match="is no answer"):
        customers.answer_prompt(kit.desk, customer_id=maria, key=prompt.key, answer="maybe")
    customers.answer_prompt(kit.desk, customer_id=maria, key=prompt.key, answer="yes")
    assert customers.person(kit.desk, customer_id=maria).prompt is None
    with pytest.raises(UserError, match="no customer number"):
        customers.answer_prompt(kit.desk, customer_id=99, key="birthday", answer="yes")


def test_purchases_page_through_all_receipts_the_newest_first(kit: Kit) -> None:
    maria = kit.customer("C0012")
    trap, tape = kit.product("TRAP", "P-trap, 1½″ PVC"), kit.product("TAPE", "Tape")
    for n in range(5):
        kit.sale(TODAY - timedelta(n), maria, {trap: 679, tape: 100 + n})
    found = customers.purchases(kit.desk, customer_id=maria, limit=2, offset=1)
    assert [(p.date, p.what, p.total) for p in found] == [
        ("2026-11-20", "P-trap, Tape", 780),
        ("2026-11-19", "P-trap, Tape", 781),
    ]


def test_the_personal_block_is_salted_reused_and_new_after_a_change_of_name(kit: Kit) -> None:
    maria = kit.customer("C0012", "Maria Kowalski")
    with kit.desk.db.write() as session:
        first, block = customers.block_of(session, maria)
        session.execute(posting.table("person_block").insert(), block)
        assert customers.block_of(session, maria) == (first, {})
        session.commit()
    with kit.desk.db.read() as session:
        row = session.execute(select(posting.table("person_block"))).one()
    assert sha256((row.salt + row.block).encode()).hexdigest() == row.hash == first
    assert json.loads(row.block) == {"name": "Maria Kowalski", "initials": "M. K."}
    customers.update(kit.desk, customer_id=maria, form=CustomerForm("Maria Lind"))
    with kit.desk.db.write() as session:
        assert customers.block_of(session, maria)[0] != first
