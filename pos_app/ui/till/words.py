"""How the till says things: when it was opened, and whether a count is over, short or exact."""

from __future__ import annotations

from pos_app import formats
from pos_app.domain.money import Currency
from pos_app.i18n import _
from pos_app.services.desk import Desk, from_utc_text
from pos_app.services.tills import TillState
from pos_app.ui import format as shown

# The colour of the theme for each role of `over_short`.
TONES = {"muted": "mute", "ok": "brand", "warn": "warn", "error": "danger"}


def over_short(amount: int | None, currency: Currency) -> tuple[str, str]:
    """A difference in minor units (counted less expected) as words with a shape, and the role of their colour.

    None: nobody counted.
    """
    if amount is None:
        return _("– not counted"), "muted"
    figure = shown.money(abs(amount), currency)
    if amount > 0:
        return _("▲ {amount} over").format(amount=figure), "warn"
    if amount < 0:
        return _("▼ {amount} short").format(amount=figure), "error"
    return _("✓ exact"), "ok"


def state_words(desk: Desk, state: TillState) -> tuple[str, str]:
    """How the till is: a shape, a word and since when; and the role of the colour."""
    if not state.is_open:
        return _("○ closed"), "warn"
    since = time_of(desk, state.opened_at)
    if state.of_earlier_day:
        return _("! open since {time}").format(time=since), "warn"
    return _("● open {time}").format(time=since), "ok"


def headline(desk: Desk, state: TillState) -> tuple[str, str]:
    """As `state_words`, for the page that has the room."""
    if not state.is_open:
        return _("○ The till is closed"), "warn"
    since = time_of(desk, state.opened_at)
    if state.of_earlier_day:
        return _("! Open since {time}, not counted yet").format(time=since), "warn"
    return _("● Open since {time}").format(time=since), "ok"


def time_of(desk: Desk, stored: str) -> str:
    """A stored moment on the shop's clock: "08:02", with its day unless that is today; "" stays empty."""
    if not stored:
        return ""
    moment = from_utc_text(stored).astimezone(desk.zone)
    if moment.date() == desk.local_now().date():
        return formats.clock(moment)
    return f"{formats.short_date(moment.date())} {formats.clock(moment)}"


def moment_of(desk: Desk, stored: str) -> str:
    """A stored moment with its whole date: "21 Nov 2026 08:02"; "" stays empty."""
    return formats.date_time(from_utc_text(stored).astimezone(desk.zone)) if stored else ""
