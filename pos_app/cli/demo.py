"""`pos-app demo`: a ready-made hardware shop in a data folder of its own, in a window or as papers and pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pos_app.cli.common import new_app, say, surroundings
from pos_app.i18n import _, text
from pos_app.paths import DEMO_FOLDER

app = new_app(help=_("Open a ready-made hardware shop."))


@app.command()
def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help=_("No window: make real sales, and write papers and pictures."))
    ] = False,
    out: Annotated[
        Path, typer.Option("--out", help=_("Where papers and pictures go (with --headless)."))
    ] = Path("demo-out"),
) -> int:
    """Open the demo shop; it is made the first time, in some seconds, and kept."""
    folder = _folder()
    _make_if_absent(folder)
    if not headless:
        return surroundings().open_window(folder)
    for path in [*_work(folder, out), *surroundings().paint_window(folder, out)]:
        say(str(path))
    return 0


def _folder() -> Path:
    """The folder named on the command line, or one of its own beside the shop's: never the shop's."""
    here = surroundings()
    return here.data_dir if here.data_dir_given else here.data_dir / DEMO_FOLDER


def _make_if_absent(folder: Path) -> None:
    from pos_app.services.setup import shop_exists

    if shop_exists(folder):
        return
    from datetime import datetime

    from pos_app.services.demo.build import build_demo

    say(_("Making the demo shop in {folder} …").format(folder=folder))
    today = datetime.now().astimezone().date()
    built = build_demo(folder, today, progress=lambda _done, _of, what: say("  " + text(what)))
    say(
        _("{products} products, {customers} customers, {sales} sales.").format(
            products=built.products, customers=built.customers, sales=built.sales
        )
    )


def _work(folder: Path, out: Path) -> list[Path]:
    """Make real sales and write the papers; returns their files."""
    from pos_app.printing.daily_report_pdf import daily_report_pdf
    from pos_app.printing.targets import write_file
    from pos_app.services.backups import back_up
    from pos_app.services.demo.counter_day import work_at_counter
    from pos_app.services.opening import counter_desk
    from pos_app.services.print_jobs import print_receipt
    from pos_app.services.reports import daily_report
    from pos_app.services.setup import open_shop
    from pos_app.services.till_printing import print_z

    out.mkdir(parents=True, exist_ok=True)
    database = open_shop(folder, create=False)
    try:
        desk = counter_desk(database)
        day = work_at_counter(desk)
        for sale in day.sales:
            say(_("Receipt {number} is stored.").format(number=sale.number))
        paper, printer, report = out / "receipt.pdf", out / "receipt.escpos", out / "daily-report.pdf"
        z = out / "z.pdf"
        print_receipt(desk, number=day.papers, target=f"pdf:{paper}", copy=False)
        print_receipt(desk, number=day.papers, target=f"file:{printer}", copy=False)
        print_z(desk, number=day.z_number, target=f"pdf:{z}", copy=False)
        back_up(desk)
        write_file(report, daily_report_pdf(daily_report(desk, day=desk.business_date())))
    finally:
        database.close()
    return [paper, printer, report, z]
