"""Where a move stands, and what follows from it: what may be checked, imported, or must wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pos_app.services.importing.preview import FilePreview
from pos_app.services.importing.report import ImportReport

Under = Literal["", "look", "check", "import"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is `under` way, the file as it was `seen`, and the `report` on it; None before there is one.

    `left_open`: a column waits for a person's word. `skips`: rows with problems are to be left out.
    """

    under: Under
    seen: FilePreview | None
    report: ImportReport | None
    left_open: bool
    skips: bool

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return self.under != ""

    @property
    def importing(self) -> bool:
        """Whether the file is being saved: it can be stopped, and nothing else."""
        return self.under == "import"

    @property
    def complete(self) -> bool:
        """Whether it is known how every column is read."""
        return self.seen is not None and self.seen.complete and not self.left_open

    @property
    def checked(self) -> bool:
        """Whether this very file, read this very way, was gone through without being saved."""
        return self.report is not None and self.report.dry_run and self.complete

    @property
    def good(self) -> bool:
        """Whether what was checked may be saved."""
        return self.report is not None and (self.report.ok or self.skips)

    @property
    def has_problems(self) -> bool:
        """Whether a check found rows that cannot be saved."""
        return self.checked and self.report is not None and not self.report.ok

    @property
    def imported(self) -> bool:
        """Whether a file was saved and the next one is awaited."""
        return self.seen is None and self.report is not None and self.report.saved

    @property
    def has_rejects(self) -> bool:
        """Whether rows that were left out lie in a file."""
        saved = self.report is not None and self.report.saved and bool(self.report.rejected)
        return saved and self.skips and not self.busy
