"""Names of people whose telephone numbers end alike."""

import pytest

from pos_app.domain.likeness import same_person


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("maria", "kowalski"), ("maria", "kowalski")),
        (("maria", "kowalski"), ("kowalski", "maria")),
        (("maria", "kowalski"), ("m", "kovalsky")),
        (("kowalski",), ("maria", "kowalski")),
        (("maria", "anna", "kowalski"), ("maria", "kovalski")),
        (("สมชาย",), ("สมชาย", "ใจดี")),
    ],
)
def test_one_person(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert same_person(one, other)
    assert same_person(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("maria", "kowalski"), ("jan", "kowalski")),
        (("maria", "kowalski"), ("j", "kowalski")),
        (("maria", "maria"), ("maria", "kowalski")),
        (("m",), ("maria", "kowalski")),
        ((), ("maria",)),
        (("สมชาย",), ("สมหญิง",)),
    ],
)
def test_two_people(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert not same_person(one, other)
    assert not same_person(other, one)
