"""The daily customer report: text, page breaks, and nothing cut or overlapping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import pytest

from pos_app import i18n
from pos_app.domain.daily_report import NoteRow, Section
from pos_app.domain.message import msg
from pos_app.printing.daily_report_pdf import (
    CHART_HEIGHT,
    LEAST_CHART_HEIGHT,
    MARGIN,
    daily_report_pdf,
    report_pages,
)
from pos_app.printing.page import TICK, Picture, Run
from pos_app.printing.papers import SIZES
from pos_app.printing.tables import HEADING
from tests.printing.examples import EMPTY_REPORT, LONG_REPORT, LONG_TEXT, LONG_WORD, REPORT, REPORTS
from tests.printing.paper import Pdf, assert_clear, assert_printable

Golden = Callable[[str, str], None]
Paper = Literal["A4", "Letter"]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize(("name", "pages"), [("picture", 1), ("long", 3), ("empty", 1)])
def test_says_exactly_this(name: str, pages: int, paper: Paper, golden: Golden) -> None:
    pdf = Pdf(daily_report_pdf(REPORTS[name], page=paper))
    assert pdf.pages == pages
    assert pdf.size() == pytest.approx(SIZES[paper], abs=0.01)
    golden(f"report_{name}_{paper}", pdf.text())


@pytest.mark.parametrize("language", ["en", "qps"])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", REPORTS)
def test_nothing_overlaps_or_leaves_the_paper(name: str, paper: Paper, language: str) -> None:
    i18n.use_language(language)
    for page in report_pages(REPORTS[name], paper):
        assert_clear(page, MARGIN)
        assert_printable(page)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", REPORTS)
def test_no_heading_is_the_last_thing_on_a_page(name: str, paper: Paper) -> None:
    for page in report_pages(REPORTS[name], paper):
        runs = [mark for mark in page.marks if isinstance(mark, Run)]
        lowest = max(runs, key=lambda run: run.baseline)
        assert lowest.type != HEADING


def test_the_head_of_a_table_comes_again_on_the_next_page() -> None:
    first, second, *_rest = report_pages(LONG_REPORT)
    for page in (first, second):
        texts = [mark.text for mark in page.marks if isinstance(mark, Run)]
        assert "Code" in texts
        assert "Result" in texts


def test_every_word_is_printed() -> None:
    def printed(name: str) -> str:
        pages = report_pages(REPORTS[name])
        return "".join(mark.text for page in pages for mark in page.marks if isinstance(mark, Run)).replace(
            " ", ""
        )

    assert printed("long").count(LONG_TEXT.replace(" ", "")) == 2 * len(LONG_REPORT.people)
    assert printed("long").count(LONG_WORD) == len(LONG_REPORT.people)
    assert printed("huge_row").count(LONG_TEXT.replace(" ", "")) == 120


def test_three_boxes_to_tick_for_every_person() -> None:
    [page] = report_pages(REPORT)
    ticks = [mark for mark in page.marks if isinstance(mark, Run) and mark.type.font == TICK]
    assert len(ticks) == 3 * len(REPORT.people)


def test_an_empty_day_says_so_and_leaves_the_rest_out() -> None:
    [page] = report_pages(EMPTY_REPORT)
    texts = [mark.text for mark in page.marks if isinstance(mark, Run)]
    assert "Nothing due today." in texts
    assert "No visits today." in texts
    assert "Listening" not in texts
    assert not any("90 days" in text for text in texts)


def test_a_telephone_number_is_never_parted() -> None:
    numbers = ("+1 207 555 0177", "(413) 555-0199", "020 7946 0958")
    people = [
        replace(person, name="A. Long-Windedname", contact=number)
        for person, number in zip(REPORT.people, numbers, strict=True)
    ]
    due = NoteRow(
        msg("Special order 318"), msg("arrived today, then call S. Nováková {n}", n=numbers[0]), None
    )
    report = replace(
        REPORT, people=tuple(people), sections=(Section(msg("Promised and due"), (due,), urgent=True),)
    )
    [page] = report_pages(report)
    texts = [mark.text.replace("\u00a0", " ") for mark in page.marks if isinstance(mark, Run)]
    for number in numbers:
        assert sum(number in text for text in texts) == 1 + (number == numbers[0])


def test_the_chart_is_lower_before_it_takes_a_page_of_its_own() -> None:
    """Row by row the report grows out of its page; the chart gives way first, and stands full on the next."""
    heights = []
    for more in range(25):
        due, *others = REPORT.sections
        rows = (*due.rows, *due.rows[:1] * more)
        report = replace(REPORT, segments=REPORT.segments[:2], sections=(replace(due, rows=rows), *others))
        pages = report_pages(report)
        chart = next(mark for page in pages for mark in page.marks if isinstance(mark, Picture))
        heights.append((len(pages), chart.drawing.height))
    assert (1, CHART_HEIGHT) in heights
    assert (1, LEAST_CHART_HEIGHT) in heights
    assert (2, CHART_HEIGHT) in heights
    assert (2, LEAST_CHART_HEIGHT) not in heights


def test_equal_reports_are_equal_bytes() -> None:
    assert daily_report_pdf(REPORT) == daily_report_pdf(REPORT)
