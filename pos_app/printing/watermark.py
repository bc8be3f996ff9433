"""The words across every paper of the practice till: nobody can take it for a receipt.

A switch of the whole process, as the language is: a program that practises prints nothing else, and no paper can
be forgotten.
"""

from __future__ import annotations

from pos_app.i18n import _

_practice = False


def use(practice: bool) -> None:
    """From now on every paper of this process is marked, or none is."""
    global _practice
    _practice = practice


def text() -> str:
    """What stands across a paper and at its ends, "" for a real one."""
    return _("PRACTICE, NOT A RECEIPT") if _practice else ""
