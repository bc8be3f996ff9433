"""Which searches that found nothing were meant: words that somebody gave up, not every beginning of them.

Given up are words with Enter behind them, words that stood there when something else was added, words that were
deleted as a whole, and words for which others were chosen. Corrected ones are not: "tap washr" on the way to
"tap washer" is a slip, and so is what finds something with one letter more.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

# Behind what was being done: a scan that comes meanwhile must not wait for it.
_LATER_MS = 50
_OTHER_WORDING = 3


class MissedWords(QObject):
    """Follows the searches of one field; `keep(words, line)` is called later with the `newest_line` of then."""

    def __init__(
        self, keep: Callable[[str, int], object], newest_line: Callable[[], int], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._keep, self._newest_line = keep, newest_line
        self._failed: list[str] = []
        self._given_up: list[tuple[str, int]] = []
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

    def entered(self, text: str) -> None:
        """Enter behind words that found nothing."""
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

    def flush(self) -> None:
        """Keep at once what is still to be kept: the sale is about to be paid."""
        self._timer.stop()
        given_up, self._given_up = self._given_up, []
        for words, line in given_up:
            self._keep(words, line)

    @property
    def _longest(self) -> str:
        return max(self._failed, key=len, default="")

    def _give_up(self, words: str) -> None:
        if words:
            self._given_up.append((words, self._newest_line()))
            self._timer.start()
        self._failed = []
