"""What is to be moved in, and from which file and sheet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pos_app.i18n import _
from pos_app.services.importing.preview import FilePreview
from pos_app.ui.context import UiContext
from pos_app.ui.moving import words
from pos_app.ui.widgets.elided_label import ElidedLabel
from pos_app.ui.widgets.form import ChoiceBox
from pos_app.ui.widgets.key_button import KeyButton


class FileLine(QWidget):
    """`chosen` brings the path of a file, `changed` says that kind or sheet are other ones now."""

    chosen = Signal(object)
    changed = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        # The next file of a move mostly lies beside the last one.
        self.folder = QDir.homePath()
        self.kind = ChoiceBox()
        for key, text in words.KINDS.items():
            self.kind.addItem(_(text), key)
        self.kind.setAccessibleName(_("What is moved in"))
        self.kind.activated.connect(lambda _index: self.changed.emit())
        self.sheet = ChoiceBox()
        self.sheet.setAccessibleName(_("Sheet"))
        self.sheet.activated.connect(lambda _index: self.changed.emit())
        self.sheet.hide()
        for box in (self.kind, self.sheet):
            box.setMinimumHeight(44)
            box.setMinimumWidth(170)
        self.name = ElidedLabel(_("No file is chosen."))
        self.what = ElidedLabel("")
        self.what.setProperty("role", "muted")
        # A name alone stands in the middle of its line.
        self.what.hide()
        self.button = KeyButton(context.theme, _("Choose file…"), _("Alt F"), kind="primary")
        self.button.press_by("Alt+F")
        self.button.clicked.connect(self.ask)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.name)
        texts.addWidget(self.what)
        label = QLabel(_("Move in"))
        label.setProperty("role", "label")
        label.setBuddy(self.kind)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(label)
        line.addWidget(self.kind)
        line.addLayout(texts, 1)
        line.addWidget(self.sheet)
        line.addWidget(self.button)
        self.setFocusProxy(self.kind)

    @property
    def kind_name(self) -> str:
        """The kind of file that is chosen."""
        return str(self.kind.currentData())

    @property
    def sheet_name(self) -> str | None:
        """The sheet that is chosen; None for text, and for the sheet that fits."""
        return str(self.sheet.currentData()) if self.sheet.count() > 1 else None

    def set_kind(self, name: str) -> None:
        """Choose a kind."""
        self.kind.setCurrentIndex(self.kind.findData(name))

    def show_path(self, path: Path | None) -> None:
        """Name the file; its sheets come with `show_file`."""
        self.folder = str(path.parent) if path is not None else self.folder
        self.name.setText(path.name if path is not None else _("No file is chosen."))
        self.what.setText("")
        self.what.hide()
        self.sheet.clear()
        self.sheet.hide()

    def show_file(self, seen: FilePreview) -> None:
        """Say what the file is."""
        self.what.setText(words.what_it_is(seen))
        self.what.show()
        if self.sheet.count() != len(seen.peek.sheets):
            self.sheet.clear()
            for name in seen.peek.sheets:
                self.sheet.addItem(name, name)
        self.sheet.setCurrentIndex(max(0, self.sheet.findData(seen.peek.sheet)))
        self.sheet.setVisible(len(seen.peek.sheets) > 1)

    def set_first(self, first: bool) -> None:
        """Whether choosing a file is what comes next."""
        kind = "primary" if first else ""
        if self.button.property("kind") != kind:
            self.button.setProperty("kind", kind)
            self.button.style().unpolish(self.button)
            self.button.style().polish(self.button)
            self.button.updateGeometry()

    def ask(self) -> None:
        """Let a person choose a file."""
        dialog = QFileDialog(
            self,
            _("A file of the other till"),
            self.folder,
            _("Tables (*.csv *.xlsx *.txt *.tsv);;All files (*)"),
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.chosen.emit(Path(name)))
        dialog.open()
