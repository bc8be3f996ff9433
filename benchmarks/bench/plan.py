"""Which figures are measured how often, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.bench import commit, figures, shops, start
from benchmarks.bench.driving import Worker, WorkerFailedError
from benchmarks.bench.figures import Figure, Missing
from benchmarks.bench.shops import Size

WARM = 3
FEWEST = 60
"""Of what is done once a round: the p99 of fewer would be nothing but the one that a busy machine held up."""
FEWEST_GROWN = 12
"""The median of fewer, of two windows on a machine whose speed changes, differs by more than the shops do."""
FEWEST_COMMITS = 300
"""A disk that stands still once in a hundred commits must do so in both halves of the comparison."""
ACTIONS = (
    "scan", "search", "customer_search", "choose", "quantity", "discount", "hold", "resume", "pay", "refund",
    "reprint", "x_report",
)  # fmt: skip
_COUNTER = (figures.SCAN, figures.SEARCH, figures.PEOPLE, figures.CHOOSE)
Strokes = list[list[float]]


class Run:
    """One run of the benchmark: what was measured so far, and what could not be."""

    def __init__(self, kept: Path, work: Path, size: Size, rounds: int, say: Callable[[str], None]) -> None:
        self._kept, self._work, self._size, self._rounds, self._say = kept, work, size, rounds, say
        self.figures: list[Figure] = []
        self.missing: list[Missing] = []

    @property
    def _enough(self) -> int:
        return max(self._rounds, FEWEST)

    def measure(self, only: Sequence[str]) -> None:
        """Measure these figures; one that fails is named, and the others go on."""
        kept = shops.kept(self._kept, self._size)
        large = shops.copy(kept, self._work / "large")
        if figures.START in only or figures.MEMORY in only:
            self._try(figures.START, lambda: self._start(large, only))
        wanted = [name for name in _COUNTER if name in only]
        if wanted or figures.DAILY in only:
            self._try("window", lambda: self._window(large, wanted, figures.DAILY in only))
        if figures.GROWTH in only:
            self._try(figures.GROWTH, lambda: self._growth(large))
        if figures.COMMIT in only:
            # On a copy of its own: it sets up a printer, which the other figures do without.
            self._try(figures.COMMIT, lambda: self._commit(shops.copy(kept, self._work / "commit")))

    def _try(self, name: str, measure: Callable[[], object]) -> None:
        self._say(f"{name} …")
        try:
            measure()
        except WorkerFailedError as error:
            self.missing.append(Missing(name, str(error).strip().splitlines()[-1]))
            self._say(str(error))

    def _start(self, folder: Path, only: Sequence[str]) -> None:
        rounds = max(3, min(self._rounds, 20))
        self.figures += [f for f in start.measure(folder, self._work, rounds) if f.key in only]

    def _window(self, folder: Path, wanted: Sequence[str], report: bool) -> None:
        with Worker(folder, self._enough) as worker:
            for name in wanted:
                self._try(name, lambda name=name: self._counter(worker, name))  # type: ignore[misc]
            if report:
                self._try(figures.DAILY, lambda: self._daily(worker))

    def _counter(self, worker: Worker, name: str) -> None:
        worker.strokes(name, WARM)
        rounds = self._enough if name == figures.CHOOSE else self._rounds
        self.figures.append(figures.painted(name, *worker.strokes_and_bare(name, rounds, WARM)))

    def _daily(self, worker: Worker) -> None:
        found = worker.ask({"do": "daily", "rounds": max(2, min(self._rounds, 10))})
        self.figures += figures.daily(found["seconds"], found["gaps"])

    def _commit(self, folder: Path) -> None:
        self.figures += commit.measure(folder, max(self._rounds, FEWEST_COMMITS))

    def _growth(self, large: Path) -> None:
        small = shops.copy(shops.kept(self._kept, self._size.small), self._work / "small")
        rounds = max(FEWEST_GROWN, self._rounds // 4)
        with ExitStack() as both:
            many, few = (both.enter_context(Worker(folder, rounds)) for folder in (large, small))
            for action in ACTIONS:
                self._try(
                    f"{figures.GROWTH} {action}",
                    lambda action=action: self._grown(action, many, few, rounds),  # type: ignore[misc]
                )

    def _grown(self, action: str, many: Worker, few: Worker, rounds: int) -> None:
        """Round by round in turn, each as often the first, both on one processor and then on the next.

        What disturbs the machine disturbs both; and of two virtual processors one may be a third slower for minutes.
        """
        large: Strokes = []
        small: Strokes = []
        in_turn = [(many, large), (few, small)]
        for worker, _strokes in in_turn:
            worker.strokes(action, WARM)
        for number in range(WARM, WARM + rounds):
            for worker, strokes in in_turn:
                worker.stay_on(number)
                strokes += worker.strokes(action, 1, number)
            in_turn.reverse()
        self.figures.append(figures.growth(action, large, small))
