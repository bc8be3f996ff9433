"""The daily customer report as PDF on A4 or Letter, as many pages as it needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from pos_app import formats
from pos_app.domain.daily_report import DailyReport, PersonToGreet, Section, WeekShare
from pos_app.domain.money import divide_half_up
from pos_app.i18n import _, ngettext, text
from pos_app.printing.charts import Bar, bar_chart
from pos_app.printing.flow import Block, paginate, side_by_side, stacked
from pos_app.printing.fonts import BOLD, SEMIBOLD
from pos_app.printing.headlines import headline_boxes
from pos_app.printing.page import TICK, Mark, Page, Picture, Type, baseline_in, line_runs, wrapped
from pos_app.printing.papers import SIZES
from pos_app.printing.tables import (
    BODY,
    INK,
    LEADING,
    NOTE,
    STRONG,
    Cell,
    cell,
    columns,
    head_row,
    heading,
    rows,
)
from pos_app.printing.wrapping import Span, clean, whole_numbers

MARGIN = 36.0
TOP = 31.5
COLUMN_GAP = 16.5
TITLE = Type(BOLD, 16, INK)
TITLE_LEADING = 20.0
CODE = Type(SEMIBOLD, 10, INK, spacing=1.0)
BOX = Type(TICK, 8, INK)
CHART_HEIGHT = 92.0
# Rather a lower chart than a page for nothing but the chart.
LEAST_CHART_HEIGHT = 56.0


def daily_report_pdf(report: DailyReport, *, page: Literal["A4", "Letter"] = "A4") -> bytes:
    """The report as PDF; equal reports give equal bytes."""
    from pos_app.printing.pdf import pdf_bytes

    title = f"{_('Customers today')} · {clean(report.shop_name)} · {report.date}"
    return pdf_bytes(report_pages(report, page), title=title)


def report_pages(report: DailyReport, paper: Literal["A4", "Letter"] = "A4") -> list[Page]:
    """The report laid out on pages."""
    size = SIZES[paper]
    width = size[0] - 2 * MARGIN
    # The number of pages is not known yet; two digits reserve the room.
    first_top = TOP + _page_head(report, width, 99, 99, first=True).height
    top = TOP + _page_head(report, width, 99, 99, first=False).height

    def laid_out(chart: float) -> list[Page]:
        blocks = _blocks(report, width, chart)
        return paginate(blocks, size=size, first_top=first_top, top=top, bottom=size[1] - TOP)

    pages = laid_out(CHART_HEIGHT)
    if len(pages) > 1:
        pages = min(pages, laid_out(LEAST_CHART_HEIGHT), key=len)
    for number, page in enumerate(pages, start=1):
        head = _page_head(report, width, number, len(pages), first=number == 1)
        # First in the file too: who reads the text or has it read aloud begins with the title.
        page.marks[:0] = stacked([Block(TOP), head]).marks
    return pages


def _page_head(report: DailyReport, width: float, number: int, count: int, *, first: bool) -> Block:
    """Title (on the first page) and the line that says whose paper this is and of when."""
    printed = datetime.fromisoformat(report.printed_at)
    parts = [
        clean(report.shop_name),
        formats.full_date(date.fromisoformat(report.date)),
        _("printed {time} by {name}").format(time=formats.clock(printed), name=clean(report.printed_by)),
        _("page {number} of {count}").format(number=number, count=count),
    ]
    marks: list[Mark] = []
    y = 0.0
    title = _("Customers today")
    if first:
        marks.extend(line_runs([Span(title, TITLE)], MARGIN, baseline_in(y, TITLE_LEADING, TITLE.size)))
        y += TITLE_LEADING
    else:
        parts.insert(0, title)
    for line in wrapped([Span(" · ".join(parts), NOTE)], width):
        marks.extend(line_runs(line, MARGIN, baseline_in(y, 12, NOTE.size)))
        y += 12
    return Block(y + 8, tuple(marks))


def _blocks(report: DailyReport, width: float, chart: float) -> list[Block]:
    blocks = headline_boxes(report.headlines, MARGIN, width)
    blocks.extend(_people(report.people, width))
    for section in report.sections:
        if section.urgent:
            blocks.extend(_section(section, width))
    blocks.extend(_visits(report, width, chart))
    for section in report.sections:
        if not section.urgent and section.rows:
            blocks.extend(_section(section, width))
    return blocks


def _people(people: Sequence[PersonToGreet], width: float) -> list[Block]:
    if len(people) == 10:
        title = _("Ten people to call or greet tomorrow")
    elif people:
        title = ngettext(
            "{count} person to call or greet tomorrow",
            "{count} people to call or greet tomorrow",
            len(people),
        ).format(count=len(people))
    else:
        title = _("People to call or greet tomorrow")
    blocks = [heading(title, MARGIN, width)]
    if not people:
        return [*blocks, *_sentence(_("Nobody to call or greet tomorrow."), width)]
    table = columns(MARGIN, width, (9, 39, 35, 41, 30))
    head = head_row(table, (_("Code"), _("Who"), _("Why"), _("Say"), _("Result")))
    return [*blocks, *rows(table, [_person(person) for person in people], head)]


def _person(person: PersonToGreet) -> list[Cell]:
    who = [
        [Span(clean(person.name), STRONG), Span(" " + whole_numbers(clean(person.contact)), BODY)],
        [Span(clean(text(person.about)), NOTE)],
    ]
    results: list[Span[Type]] = []
    for answer in (_("came"), _("no answer"), _("not now")):
        # No-break spaces keep a box with its words.
        words = "\u00a0" + answer.replace(" ", "\u00a0") + " "
        results.extend([Span("□", BOX), Span(words, BODY)])
    return [
        cell(person.code, CODE),
        who,
        cell(clean(text(person.why))),
        cell(clean(text(person.say))),
        [results],
    ]


def _section(section: Section, width: float) -> list[Block]:
    blocks = [heading(clean(text(section.title)), MARGIN, width)]
    if not section.rows:
        return [*blocks, *_sentence(_("Nothing due today."), width)]
    has_middle = any(row.middle for row in section.rows)
    has_right = any(row.right for row in section.rows)
    shares = (38, 34 if has_middle else 0, 28 if has_right else 0)
    if not has_middle and has_right:
        shares = (70, 0, 30)
    used = [index for index, share in enumerate(shares) if share]
    table = columns(MARGIN, width, [shares[index] for index in used], [used.index(2)] if has_right else [])
    cells = []
    for row in section.rows:
        texts = [
            whole_numbers(clean(text(part))) if part else "" for part in (row.left, row.middle, row.right)
        ]
        types = (BODY, BODY if section.urgent else NOTE, BODY)
        cells.append([cell(texts[index], types[index]) for index in used])
    return [*blocks, *rows(table, cells)]


def _visits(report: DailyReport, width: float, chart_height: float) -> list[Block]:
    """Who came, and beside it how many had been here before; one below the other if they do not fit."""
    half = (width - COLUMN_GAP) / 2
    weeks = [week for week in report.weeks if week.visitors]
    segments = _segments(report, half if weeks else width)
    if not weeks:
        return segments
    chart = _weeks(report.weeks, MARGIN + half + COLUMN_GAP, half, chart_height)
    together = side_by_side([stacked(segments), stacked(chart)])
    if together.height < 400:
        return [together]
    return [*_segments(report, width), stacked(_weeks(report.weeks, MARGIN, width, chart_height))]


def _segments(report: DailyReport, width: float) -> list[Block]:
    blocks = [heading(_("Who came"), MARGIN, width)]
    if not report.segments:
        return [*blocks, *_sentence(_("No visits today."), width)]
    table = columns(MARGIN, width, (50, 22, 28), right=(1, 2))
    head = head_row(table, (_("Segment"), _("Visits"), _("Sales")))
    cells = [
        [
            cell(clean(text(row.segment))),
            cell(formats.integer(row.visits) if row.visits else ""),
            cell(formats.money(row.sales, report.exponent)),
        ]
        for row in report.segments
    ]
    return [*blocks, *rows(table, cells, head)]


def _share(week: WeekShare) -> str:
    return formats.percent(divide_half_up(week.came_before * 100, week.visitors) * 10_000)


def _weeks(weeks: Sequence[WeekShare], x: float, width: float, height: float) -> list[Block]:
    count = len(weeks)
    title = ngettext(
        "Came before within 90 days, last {count} week",
        "Came before within 90 days, last {count} weeks",
        count,
    ).format(count=count)
    first, last = weeks[0], weeks[-1]
    marked = {0, count - 1}
    bars = [
        Bar(week.came_before, week.visitors, _share(week) if week.visitors and index in marked else "")
        for index, week in enumerate(weeks)
    ]
    drawing = bar_chart(bars, width, height)
    blocks = [heading(title, x, width), Block(height + 3, (Picture(x, 0, drawing),))]
    sentences = []
    if last.visitors:
        sentences.append(_("{share} this week").format(share=_share(last)))
    if first.visitors and count > 1:
        ago = ngettext("{count} week ago {share}", "{count} weeks ago {share}", count - 1)
        sentences.append(ago.format(share=_share(first), count=count - 1))
    if sentences:
        blocks.extend(_sentence("; ".join(sentences), width, x))
    return blocks


def _sentence(words: str, width: float, x: float = MARGIN) -> list[Block]:
    marks: list[Mark] = []
    y = 2.0
    for line in wrapped([Span(words, NOTE)], width):
        marks.extend(line_runs(line, x, baseline_in(y, LEADING, NOTE.size)))
        y += LEADING
    return [Block(y + 2, tuple(marks))]
