"""A process with the real window on one shop, that does what it is told: one JSON line in, one out.

    python -m benchmarks.bench.worker FOLDER ROUNDS

In: {"do": "scan", "from": 0, "rounds": 10}; out: {"strokes": [[sent, delivered, busy], …]} in milliseconds, and with
"bare": true what the machine itself took beside each: {"bare": [[commit, arithmetic], …]}.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.bench import actions, daily, deeds
from benchmarks.bench.bare import Bare
from benchmarks.bench.painted import NotPaintedError, Stroke
from benchmarks.bench.samples import Samples, of_shop
from benchmarks.bench.window import Window
from pos_app.errors import PosError

LINES = 5


class Worker:
    """The window, and the samples to use in turn."""

    def __init__(self, folder: Path, rounds: int) -> None:
        self.window = Window(folder)
        self.samples: Samples = of_shop(self.window.database.path, max(rounds, 20) * LINES)
        self.receipt = ""
        self.bare = Bare(folder)

    def codes(self, number: int, count: int = LINES) -> list[str]:
        """The barcodes of one sale; other ones in each round."""
        every = self.samples.codes
        return [every[(number * count + at) % len(every)] for at in range(count)]

    def scan(self, number: int) -> Iterator[Stroke]:
        """A sale of five lines."""
        for code in self.codes(number):
            yield actions.scan(self.window, code)

    def search(self, number: int) -> Iterator[Stroke]:
        """Every letter of a search."""
        for char in self.samples.words[number % len(self.samples.words)]:
            yield from _one(actions.search_key(self.window, char))

    def customer_search(self, number: int) -> Iterator[Stroke]:
        """Every letter of a customer."""
        finder = actions.open_finder(self.window)
        for char in self.samples.people[number % len(self.samples.people)]:
            yield from _one(actions.customer_key(self.window, finder, char))

    def choose(self, number: int) -> Iterator[Stroke]:
        """The first customer found."""
        finder = actions.open_finder(self.window)
        for char in self.samples.people[number % len(self.samples.people)]:
            actions.customer_key(self.window, finder, char)
        yield actions.choose(self.window)

    def refund(self, number: int) -> Iterator[Stroke]:
        """A receipt of the counter."""
        every = self.samples.receipts
        yield from deeds.refund(self.window, every[number % len(every)])

    def deed(self, name: str, number: int) -> Iterator[Stroke]:
        """One of the deeds that need a sale, or nothing."""
        if name in ("reprint", "x_report"):
            yield from getattr(deeds, name)(self.window)
        else:
            yield from getattr(deeds, name)(self.window, self.codes(number, 2))

    def do(self, what: str, number: int) -> Iterator[Stroke]:
        """One round of an action, on an empty sale."""
        self.window.clear()
        own: Callable[[int], Iterator[Stroke]] | None = getattr(self, what, None)
        return own(number) if own is not None else self.deed(what, number)

    def beside(self) -> tuple[float, float]:
        """What the machine itself takes just now; the next stroke comes as long after it as after any other."""
        found = self.bare.measure()
        self.window.settle()
        return found


def _one(stroke: Stroke | None) -> Iterator[Stroke]:
    if stroke is not None:
        yield stroke


def main(folder: Path, rounds: int) -> int:
    """Do what stands in the lines of standard input until it ends."""
    answers, sys.stdout = sys.stdout, sys.stderr
    worker = Worker(folder, rounds)
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = _answer(worker, asked)
        except (NotPaintedError, AssertionError, PosError):
            # Whoever asked says it, and goes on with the next figure.
            answer = {"failed": traceback.format_exc(limit=-3)}
        print(json.dumps(answer), file=answers, flush=True)
    worker.bare.close()
    worker.window.close()
    return 0


def _answer(worker: Worker, asked: dict[str, Any]) -> dict[str, Any]:
    if asked["do"] == "daily":
        return daily.measure(worker.window, asked["rounds"])
    strokes, bare = [], []
    for number in range(asked["from"], asked["from"] + asked["rounds"]):
        for stroke in worker.do(asked["do"], number):
            strokes.append([stroke.sent, stroke.delivered, stroke.busy])
            if asked.get("bare"):
                bare.append(worker.beside())
    return {"strokes": strokes, "bare": bare}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
