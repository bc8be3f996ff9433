"""X and Z on paper: what they say, that both printers say it, and that nothing collides."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from pos_app import i18n
from pos_app.printing import fonts
from pos_app.printing.codepages import printable
from pos_app.printing.receipt_pdf import MM, receipt_page
from pos_app.printing.receipt_rows import Row
from pos_app.printing.till_escpos import till_escpos
from pos_app.printing.till_layout import till_items
from pos_app.printing.till_pdf import till_pdf
from tests.printing.paper import Pdf, assert_clear, assert_printable, escpos_dump
from tests.printing.tills import AUTOMATIC, DAY, NIGHT, REPORTS, RIGHT, X

Golden = Callable[[str, str], None]
ZONE = timezone(timedelta(hours=-5))


def _text(name: str) -> str:
    return Pdf(till_pdf(REPORTS[name], zone=ZONE)).text()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", REPORTS)
def test_says_exactly_this(name: str, golden: Golden) -> None:
    golden(f"till_{name}", _text(name))


@pytest.mark.parametrize("name", REPORTS)
def test_the_printer_gets_exactly_this(name: str, golden: Golden) -> None:
    golden(f"escpos_till_{name}", escpos_dump(till_escpos(REPORTS[name], zone=ZONE), "cp858"))


@pytest.mark.usefixtures("qapp")
def test_a_copy_is_the_same_paper_between_two_marks() -> None:
    original = Pdf(till_pdf(DAY, zone=ZONE)).text()
    copy = Pdf(till_pdf(DAY, zone=ZONE, copy=True)).text().splitlines()
    assert copy[0].replace(" ", "") == copy[-1].replace(" ", "") == "COPY"
    assert copy[1:-1] == original.splitlines()


@pytest.mark.usefixtures("qapp")
def test_an_x_is_marked_and_has_no_count() -> None:
    text = _text("x")
    assert "X: not a close" in text.replace("\n", " ")
    assert "Expected" in text
    assert not any(word in text for word in ("Counted", "Signature", "SHORT", "Z 0"))


@pytest.mark.usefixtures("qapp")
def test_the_difference_is_said_in_words() -> None:
    assert "SHORT: 1.50 missing" in _text("day")
    assert "OVER: 1.00 too much" in _text("night")
    assert "The count is right." in _text("right")
    assert "not counted" in Pdf(till_pdf(replace(RIGHT, counted=None), zone=ZONE)).text()


@pytest.mark.usefixtures("qapp")
def test_a_night_over_midnight_shows_both_days() -> None:
    text = _text("night")
    assert "21 Nov 2026 18:30" in text
    assert "22 Nov 2026 01:10" in text
    assert "Sat 21 Nov (30)" in text
    assert "Sun 22 Nov (19)" in text
    assert "22 Nov 00:30 · Kim" in text


@pytest.mark.usefixtures("qapp")
def test_the_witness_is_on_the_paper_in_groups_of_eight() -> None:
    text = _text("day")
    groups = [DAY.head_hash[i : i + 8] for i in range(0, 64, 8)]
    assert " ".join(groups) in " ".join(text.split())
    assert "Day book of till 1, entry 5,127" in text


@pytest.mark.usefixtures("qapp")
def test_the_command_line_is_named_and_has_no_drawer() -> None:
    text = _text("automatic")
    assert "Opened by command line" in text
    assert "Float" not in text
    assert "not counted" in text


def test_rounding_is_a_line_of_its_own_in_words() -> None:
    labels = [(item.label, item.value) for item in till_items(DAY) if isinstance(item, Row)]
    assert ("Cash rounding, lost", "0.12") in labels
    assert ("… this year, gained", "0.31") in labels
    assert ("change of 241.55 is not part of it", "") in labels


@pytest.mark.parametrize("language", ["en", "qps"])
@pytest.mark.parametrize("width", [80, 58])
@pytest.mark.parametrize("name", REPORTS)
def test_nothing_overlaps_on_the_roll(name: str, width: int, language: str) -> None:
    i18n.use_language(language)
    fonts.register()
    page = receipt_page(till_items(REPORTS[name], zone=ZONE), width)
    assert_clear(page, (3.9 if width == 80 else 4.9) * MM)
    assert_printable(page)


@pytest.mark.parametrize("columns", [48, 42, 32])
@pytest.mark.parametrize("report", [DAY, X, NIGHT, AUTOMATIC])
def test_every_figure_is_on_every_printer(report: object, columns: int) -> None:
    assert report in (DAY, X, NIGHT, AUTOMATIC)
    found = next(one for one in (DAY, X, NIGHT, AUTOMATIC) if one is report)
    dump = escpos_dump(till_escpos(found, zone=ZONE, columns=columns), "cp858")
    for item in till_items(found, zone=ZONE):
        if isinstance(item, Row) and not item.stacks:
            assert printable(item.value, "cp858") in dump
    for line in dump.splitlines():
        text = re.sub(r"\[[a-z0-9 ]+\]", "", line)
        assert len(text) <= columns, line


def test_equal_reports_are_equal_bytes() -> None:
    assert till_pdf(DAY, zone=ZONE) == till_pdf(DAY, zone=ZONE)
