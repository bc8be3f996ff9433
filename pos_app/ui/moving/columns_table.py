"""Their columns and what each is read as: one row for each, with a box to choose from."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from pos_app.i18n import _
from pos_app.services.importing.columns import JOINED
from pos_app.services.importing.preview import FilePreview
from pos_app.ui.moving import words
from pos_app.ui.widgets.elided_label import ElidedLabel
from pos_app.ui.widgets.form import ChoiceBox

OPEN = "?"
_TOUCH = 44


class ColumnsTable(QFrame):
    """`changed` says that a person chose another column of ours for one of theirs."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.boxes: list[ChoiceBox] = []
        self._theirs: list[str] = []
        self._hows: list[QLabel] = []
        self._first: dict[int, tuple[str, str]] = {}
        self._could_be: list[str] = []
        self._joined: set[str] = set()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 6, 6)
        column.addWidget(self._area)

    def show_file(self, seen: FilePreview) -> None:
        """Rows for the columns of a file, with what was decided on each."""
        self.boxes, self._hows, self._theirs, self._first = [], [], [], {}
        self._could_be = [column.could_be for column in seen.matched.columns]
        self._joined = set(JOINED.get(seen.kind, ()))
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        for place, stretch in enumerate((3, 4, 4, 2)):
            grid.setColumnStretch(place, stretch)
        for place, text in enumerate((_("Their column"), _("In the first rows"), _("Is read as"), "")):
            head = QLabel(text)
            head.setProperty("role", "small")
            grid.addWidget(head, 0, place)
        for place, column in enumerate(seen.matched.columns):
            self._add_row(grid, place, column.theirs, _examples(seen, place))
            box = self.boxes[-1]
            self._fill(box, seen, OPEN if column.how == "open" else column.ours)
            self._first[place] = (str(box.currentData()), column.how)
            self._say(place)
        grid.setRowStretch(len(self.boxes) + 1, 1)
        self._area.setWidget(inside)
        if self.boxes:
            waiting = [box for box in self.boxes if box.currentData() == OPEN]
            self.setFocusProxy((waiting or self.boxes)[0])

    def _add_row(self, grid: QGridLayout, place: int, theirs: str, examples: str) -> None:
        name, example, how = ElidedLabel(theirs.strip() or "–"), ElidedLabel(examples), QLabel()
        example.setProperty("role", "muted")
        box = ChoiceBox()
        box.setMinimumHeight(_TOUCH)
        box.setAccessibleName(_("“{theirs}” is read as").format(theirs=theirs.strip() or "–"))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(12)
        # A column without a name cannot be told from another one without.
        box.setEnabled(bool(theirs.strip()))
        box.activated.connect(lambda _index: self._on_chosen(place))
        for at, widget in enumerate((name, example, box, how)):
            grid.addWidget(widget, place + 1, at)
        self.boxes.append(box)
        self._theirs.append(theirs)
        self._hows.append(how)

    def _fill(self, box: ChoiceBox, seen: FilePreview, now: str) -> None:
        if now == OPEN:
            box.addItem(_("Choose…"), OPEN)
        box.addItem(_("– left out –"), "")
        for name in seen.matched.kind.columns:
            needed = _("{column} (needed)") if name in seen.matched.kind.required else "{column}"
            box.addItem(needed.format(column=words.column(name)), name)
        box.setCurrentIndex(max(0, box.findData(now)))

    def choose(self, theirs: str, ours: str) -> None:
        """Read one of their columns as ours."""
        place = self._theirs.index(theirs)
        self.boxes[place].setCurrentIndex(self.boxes[place].findData(ours))
        self._on_chosen(place)

    def mapping(self) -> dict[str, str]:
        """Theirs → ours for every column that has a name; open ones are left out of it."""
        pairs = [
            (t, str(b.currentData())) for t, b in zip(self._theirs, self.boxes, strict=True) if t.strip()
        ]
        return {theirs: ours for theirs, ours in pairs if ours != OPEN}

    @property
    def left_open(self) -> list[str]:
        """Their columns that a person has to decide on."""
        return [t for t, b in zip(self._theirs, self.boxes, strict=True) if b.currentData() == OPEN]

    def settle(self, seen: FilePreview) -> None:
        """Columns that were open and are not any more, because another one was decided on."""
        for place, column in enumerate(seen.matched.columns):
            if self.boxes[place].currentData() == OPEN and column.how != "open":
                self._set(place, column.ours)

    def _on_chosen(self, place: int) -> None:
        self._say(place)
        chosen = str(self.boxes[place].currentData())
        for other, box in enumerate(self.boxes):
            if other == place or not chosen or chosen == OPEN:
                continue
            taken = box.currentData() == chosen and chosen not in self._joined
            if taken or (box.currentData() == OPEN and self._could_be[other] == chosen):
                # One of theirs for one of ours, where they cannot be put together.
                self._set(other, "")
        self.changed.emit()

    def _set(self, place: int, ours: str) -> None:
        self.boxes[place].setCurrentIndex(self.boxes[place].findData(ours))
        self._say(place)

    def _say(self, place: int) -> None:
        """How it was decided; what a person chose needs no word."""
        before, how = self._first[place]
        said = words.how(how) if str(self.boxes[place].currentData()) == before else ""
        label = self._hows[place]
        label.setText(said)
        role = "warn" if how == "open" and said else "muted"
        if label.property("role") != role:
            label.setProperty("role", role)
            label.style().unpolish(label)
            label.style().polish(label)


def _examples(seen: FilePreview, place: int) -> str:
    found = dict.fromkeys(
        cells[place].strip() for _n, cells in seen.peek.rows if place < len(cells) and cells[place].strip()
    )
    return " · ".join(list(found)[:3])
