"""Which searches that found nothing were meant, and what was sold then: words that somebody gave up.

Given up are words with Enter behind them, words that stood there when something else was added, words that were
deleted as a whole, and words for which others were chosen. Corrected ones are not: "tap washr" on the way to
"tap washer" is a slip, and so is what finds something with one letter more.

They wait for what is sold next, a new line or more of one that is there. Nothing of them is stored before: for
another customer, in another sale or much later they would be proposed for something that nobody meant.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer

from pos_app.services.cart_view import CartView

# Behind what was being done: a scan that comes meanwhile must not wait for it.
_LATER_MS = 50
_OTHER_WORDING = 3
# Long enough to go to the shelf together and look.
SOON_MS = 5 * 60_000


class MissedWords(QObject):
    """Follows the searches of one field; `keep(words, line_id, grown)` is called a little after they were answered.

    The line is what answered them: a new one, or with `grown` one that was there and became more.
    """

    def __init__(self, keep: Callable[[str, int, bool], object], parent: QObject) -> None:
        super().__init__(parent)
        self._keep = keep
        self._failed: list[str] = []
        self._failed_until = QDeadlineTimer()
        self._waiting: dict[str, QDeadlineTimer] = {}
        self._answered: list[tuple[str, int, bool]] = []
        self._timer = QTimer(self, singleShot=True, interval=_LATER_MS)
        self._timer.timeout.connect(self.flush)

    def searched(self, text: str, found: bool) -> None:
        """A search has run; "" says that the field is empty."""
        longest = self._longest
        if not text:
            self._give_up(longest)
        elif found:
            if text.startswith(longest):
                self._failed = []
        else:
            if not (longest.startswith(text) or text.startswith(longest)):
                self._failed = []
            self._failed.append(text)
            self._failed_until = QDeadlineTimer(SOON_MS)

    def entered(self, text: str) -> None:
        """Enter behind words that found nothing."""
        self._failed_until = QDeadlineTimer(SOON_MS)
        self._give_up(text)

    def left_standing(self, text: str) -> None:
        """Something else is about to be added while this stands in the field."""
        if text in self._failed:
            self._give_up(text)

    def chosen(self, text: str) -> None:
        """A product that these words found is about to be added."""
        longest = self._longest
        same = next((n for n, (a, b) in enumerate(zip(text, longest, strict=False)) if a != b), len(text))
        if min(len(text), len(longest)) - same >= _OTHER_WORDING:
            self._give_up(longest)
        self._failed = []

    def sale_changed(self, before: CartView, now: CartView) -> None:
        """What grew in the sale answers the words that wait; another sale or another customer ends their wait."""
        if not (self._waiting or self._failed or self._answered):
            return
        other_sale = before.id not in ("", now.id)
        if other_sale:
            self._answered = []
        if other_sale or before.customer_id not in (None, now.customer_id):
            self._waiting, self._failed = {}, []
            return
        answer = _what_grew(before, now) if self._waiting else None
        if answer is not None:
            waiting, self._waiting = self._waiting, {}
            self._answered += [(words, *answer) for words, until in waiting.items() if not until.hasExpired()]
            self._timer.start()

    def flush(self) -> None:
        """Keep at once what is still to be kept: the sale is about to be paid."""
        self._timer.stop()
        answered, self._answered = self._answered, []
        for words, line_id, grown in answered:
            self._keep(words, line_id, grown)

    @property
    def _longest(self) -> str:
        return max(self._failed, key=len, default="")

    def _give_up(self, words: str) -> None:
        if words:
            self._waiting[words] = self._failed_until
        self._failed = []


def _what_grew(before: CartView, now: CartView) -> tuple[int, bool] | None:
    """The id of the first line that is new, else of the one that became more and that it did; None if neither."""
    were = {line.id: line.quantity for line in before.lines}
    new = next((line.id for line in now.lines if line.id not in were), None)
    if new is not None:
        return new, False
    grown = next((line.id for line in now.lines if line.quantity > were[line.id]), None)
    return None if grown is None else (grown, True)
