"""The rows of the settings page in one table: which setting, under which name, edited how."""

from dataclasses import dataclass, field
from typing import Literal

from pos_app.i18n import ENGLISH, N_, _
from pos_app.paths import resources_dir

Kind = Literal["text", "number", "tick", "choice", "lines", "entries"]


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting's key, its label, and its editor; `options` are stored value and word, `fields` of entries."""

    key: str
    label: str
    kind: Kind = "text"
    options: tuple[tuple[str, str], ...] = ()
    fields: tuple[str, ...] = field(default=())


TAX_ROUNDING = (("line", N_("on every line")), ("document", N_("once over the whole sale")))
CASH_METHODS = (
    ("half_up", N_("to the nearest, half up")),
    ("half_down", N_("to the nearest, half down")),
    ("half_even", N_("to the nearest, half to even")),
    ("up", N_("always up")),
    ("down", N_("always down")),
)
THEMES = (("system", N_("as the computer")), ("light", N_("light")), ("dark", N_("dark")))
DRAWERS = (("2", N_("pin 2 of the printer")), ("5", N_("pin 5 of the printer")), ("", N_("no drawer")))
SIZES = tuple((str(size), f"{size} %") for size in (90, 100, 110, 125, 140, 160))

GROUPS: tuple[tuple[str, tuple[SettingRow, ...]], ...] = (
    (
        N_("Shop"),
        (
            SettingRow("shop.name", N_("Name")),
            SettingRow("shop.lines", N_("Address lines"), "lines"),
            SettingRow("shop.currency", N_("Currency")),
            SettingRow("shop.phone_region", N_("Country")),
            SettingRow("shop.language", N_("Language"), "choice"),
        ),
    ),
    (
        N_("Window"),
        (
            SettingRow("ui.theme", N_("Colours"), "choice", THEMES),
            SettingRow("ui.font_scale", N_("Size of letters"), "choice", SIZES),
        ),
    ),
    (
        N_("Receipt"),
        (
            SettingRow("printer.target", N_("Receipt printer")),
            SettingRow("drawer.pin", N_("Cash drawer"), "choice", DRAWERS),
            SettingRow("receipt.footer", N_("Last lines"), "lines"),
            SettingRow("receipt.return_days", N_("Days for returns"), "number"),
        ),
    ),
    (
        N_("Quotes"),
        (
            SettingRow("quotes.days", N_("Days a quote holds"), "number"),
            SettingRow("quotes.terms", N_("Terms"), "lines"),
        ),
    ),
    (
        N_("Cash"),
        (
            SettingRow("cash.step", N_("Smallest coin")),
            SettingRow("cash.method", N_("Cash is rounded"), "choice", CASH_METHODS),
        ),
    ),
    (
        N_("Tax"),
        (
            SettingRow("shop.tax_rounding", N_("Taxes are rounded"), "choice", TAX_ROUNDING),
            SettingRow("tax.default_class", N_("Usual tax class")),
        ),
    ),
    (
        N_("Limits"),
        (
            SettingRow("limits.discount_percent", N_("Discount without permission, in percent")),
            SettingRow("till.lock_minutes", N_("Lock the window after so many idle minutes"), "number"),
            SettingRow("limits.margin_floor", N_("Lowest price above the cost, in percent")),
        ),
    ),
    (
        N_("Backups"),
        (
            SettingRow("backup.minutes", N_("Minutes between two backups"), "number"),
            SettingRow("backup.folder", N_("Second folder")),
            SettingRow("backup.hours", N_("Hours that keep a backup"), "number"),
            SettingRow("backup.days", N_("Days that keep a backup"), "number"),
            SettingRow("backup.months", N_("Months that keep a backup"), "number"),
        ),
    ),
    (
        N_("Loyalty"),
        (
            SettingRow("loyalty.points_per_unit", N_("Points for money spent")),
            SettingRow("loyalty.rewards", N_("Rewards"), "entries", fields=("code", "points", "worth")),
            SettingRow("loyalty.months", N_("Points last, in months"), "number"),
            SettingRow("loyalty.tiers", N_("Tiers"), "entries", fields=("name", "spend")),
        ),
    ),
    (
        N_("Offers"),
        (
            SettingRow("offers.percent", N_("An offer takes off, in percent")),
            SettingRow("offers.days", N_("Days to use it"), "number"),
            SettingRow("offers.holdout_percent", N_("Held back, in percent")),
        ),
    ),
    (
        N_("Stock and scanner"),
        (
            SettingRow("stock.refuse_below_zero", N_("Refuse sales below zero stock"), "tick"),
            SettingRow(
                "barcodes.labels",
                N_("Labels with price or weight"),
                "entries",
                fields=("prefix", "pattern", "kind", "decimals"),
            ),
            SettingRow("scanner.prefix", N_("Prefix of the scanner")),
            SettingRow("scanner.gap_ms", N_("Pause between keys, in ms"), "number"),
        ),
    ),
)


def languages() -> tuple[tuple[str, str], ...]:
    """The languages that this installation brings, each in its own name."""
    folder = resources_dir() / "i18n"
    codes = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    return tuple((code, _own_name(code)) for code in dict.fromkeys((ENGLISH, *codes)))


def _own_name(code: str) -> str:
    if code == ENGLISH:
        return "English"
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(code).get_display_name(code) or code)
    except (UnknownLocaleError, ValueError):
        return code


def hint(row: SettingRow) -> str:
    """How entries are written, "" for plain rows."""
    if row.kind == "lines":
        return _("One line of text each.")
    if row.fields:
        words = {
            "code": _("code"),
            "points": _("points"),
            "worth": _("worth"),
            "name": _("name"),
            "spend": _("spend"),
            "prefix": _("prefix"),
            "pattern": _("pattern"),
            "kind": _("price, weight or quantity"),
            "decimals": _("decimals"),
        }
        return _("One on a line: {fields}").format(fields="; ".join(words[name] for name in row.fields))
    return ""
