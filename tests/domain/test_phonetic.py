"""Names that sound alike share a key, names that do not keep their own."""

import pytest

from pos_app.domain.phonetic import sound_key

ALIKE = (
    "meyer maier mayr mayer meier", "kowalski kovalsky kowalsky", "philip filip phillip", "schmidt schmitt schmid",
    "johnson jonson jonsson", "catherine kathrin katrin", "wright right rite", "novak nowak", "lee li leigh",
    "jansen janssen", "tomas thomas", "erik eric erick",
)  # fmt: skip


@pytest.mark.parametrize("names", ALIKE)
def test_alike(names: str) -> None:
    assert len({sound_key(name) for name in names.split()}) == 1


@pytest.mark.parametrize("names", ["kowalski novak", "maria marek", "ortega rossi", "lind land silva"])
def test_not_all_alike(names: str) -> None:
    assert len({sound_key(name) for name in names.split()}) > 1


def test_nothing_to_hear() -> None:
    assert sound_key("") == sound_key("123") == ""
