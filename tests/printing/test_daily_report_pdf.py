"""The daily customer report: text, page breaks, and nothing cut or overlapping."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest

from pos_app import i18n
from pos_app.printing.daily_report_pdf import MARGIN, SIZES, daily_report_pdf, report_pages
from pos_app.printing.page import TICK, Run
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


def test_equal_reports_are_equal_bytes() -> None:
    assert daily_report_pdf(REPORT) == daily_report_pdf(REPORT)
