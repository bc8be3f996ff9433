"""Names, birthdays, addresses and codes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain import people
from pos_app.errors import UserError


@pytest.mark.parametrize(
    ("name", "expected", "called"),
    [
        ("Maria Kowalski", "M. K.", "M. Kowalski"),
        ("maria anna kowalski", "M. K.", "M. kowalski"),
        ("Anne-Marie Lind", "A. L.", "A. Lind"),
        ("Øyvind", "Ø.", "Øyvind"),
        ("  Chen  ", "C.", "Chen"),
        ("…", "", "…"),
        ("", "", ""),
        ("李 小龙", "李. 小.", "李. 小龙"),
    ],
)
def test_initials_and_short_names(name: str, expected: str, called: str) -> None:
    assert people.initials(name) == expected
    assert people.called(name) == called


@given(st.text(max_size=200))
def test_any_name_has_initials_or_none(name: str) -> None:
    assert len(people.initials(name)) <= 8
    people.called(name)


def test_names_are_cleaned_and_checked() -> None:
    assert people.clean_name("  Maria \t Kowalski ") == "Maria Kowalski"
    assert people.clean_name("x" * 120) == "x" * 120
    for name, code in (("", "name_missing"), (" \n ", "name_missing"), ("x" * 121, "name_too_long")):
        with pytest.raises(UserError) as error:
            people.clean_name(name)
        assert error.value.code == code


@pytest.mark.parametrize("birthday", ["", "1984-05-12", "05-12", "02-29", "2000-02-29", " 12-31 "])
def test_birthdays_that_are_days(birthday: str) -> None:
    assert people.clean_birthday(birthday) == birthday.strip()


@pytest.mark.parametrize(
    "birthday",
    ["31/02", "02-30", "2001-02-29", "1899-05-12", "1984-5-12", "tomorrow", "0000-05-12", "13-01", "٠٥-١٢"],
)
def test_birthdays_that_are_none(birthday: str) -> None:
    with pytest.raises(UserError, match="is not a date"):
        people.clean_birthday(birthday)


@pytest.mark.parametrize(
    ("birthday", "today", "expected"),
    [
        ("1984-11-23", date(2026, 11, 21), date(2026, 11, 23)),
        ("11-21", date(2026, 11, 21), date(2026, 11, 21)),
        ("11-20", date(2026, 11, 21), date(2027, 11, 20)),
        ("02-29", date(2026, 2, 1), date(2026, 3, 1)),
        ("02-29", date(2028, 2, 1), date(2028, 2, 29)),
        ("01-02", date(2026, 12, 31), date(2027, 1, 2)),
        ("", date(2026, 12, 31), None),
        ("nonsense", date(2026, 12, 31), None),
    ],
)
def test_the_next_birthday(birthday: str, today: date, expected: date | None) -> None:
    assert people.next_birthday(birthday, today) == expected


@pytest.mark.parametrize("email", ["", "a@b.c", "maria.kowalski+shop@mail.example.com", " a@b.co "])
def test_addresses_that_pass(email: str) -> None:
    assert people.clean_email(email) == email.strip()


@pytest.mark.parametrize("email", ["a", "@b.c", "a@b", "a b@c.d", "a@b..c", "a@@b.c", "x" * 120 + "@b.c"])
def test_addresses_that_do_not(email: str) -> None:
    with pytest.raises(UserError, match="is not an e-mail address"):
        people.clean_email(email)


def test_dates_are_checked() -> None:
    assert people.clean_date(" 2027-01-31 ") == "2027-01-31"
    assert people.clean_date("") == ""
    for text in ("2027-02-30", "31.01.2027", "20270131", "2027-W05-7"):
        with pytest.raises(UserError, match="is not a date"):
            people.clean_date(text)


@pytest.mark.parametrize(
    ("codes", "following"),
    [([], "C0001"), (["C0412", "C7"], "C0413"), (["CASH", "C12X", "X9"], "C0001"), (["C9999"], "C10000")],
)
def test_the_next_code(codes: list[str], following: str) -> None:
    assert people.next_code(codes) == following
