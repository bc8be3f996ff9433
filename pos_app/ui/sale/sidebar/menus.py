"""The menus of the sections: choose or close a project, write something down, take something back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from pos_app.i18n import N_, _

if TYPE_CHECKING:
    from pos_app.services.person_view import PersonView, ProjectView

_KINDS = (
    ("preference", N_("Prefers…")),
    ("owned", N_("Owns…")),
    ("style", N_("Likes to be served…")),
    ("note", N_("Note…")),
)


def project_menu(
    parent: QWidget,
    person: PersonView,
    chosen: int | None,
    *,
    choose: Callable[[int | None], object] | None,
    add: Callable[[], object],
    close: Callable[[int], object],
) -> QMenu:
    """Which project this sale belongs to; a new one; close one that is finished."""
    menu = QMenu(parent)
    open_ones = [project for project in person.projects if project.open]
    if choose is not None:
        _add_choices(menu, open_ones, chosen, choose)
    menu.addSeparator()
    _plain(menu, _("New project…"), add)
    for project in open_ones:
        _plain(menu, _named(_("Finished: {name}"), project.name), partial(close, project.id))
    return menu


def _add_choices(
    menu: QMenu, projects: list[ProjectView], chosen: int | None, choose: Callable[[int | None], object]
) -> None:
    for project in projects:
        action = _plain(menu, _named(_("For this sale: {name}"), project.name), partial(choose, project.id))
        action.setCheckable(True)
        action.setChecked(project.id == chosen)
    if chosen is not None:
        _plain(menu, _("No project for this sale"), partial(choose, None))


def fact_menu(
    parent: QWidget, person: PersonView, *, add: Callable[[str], object], remove: Callable[[int], object]
) -> QMenu:
    """Write down a preference, a thing owned, the style or a note; or take one back."""
    menu = add_menu(parent, add)
    if person.facts:
        menu.addSeparator()
    for fact in person.facts:
        what = f"{fact.label}: {fact.value}"
        shown = what if len(what) <= 40 else what[:39] + "…"
        _plain(menu, _named(_("Remove “{name}”"), shown), partial(remove, fact.id))
    return menu


def add_menu(parent: QWidget, add: Callable[[str], object]) -> QMenu:
    """The kinds of things that can be written down."""
    menu = QMenu(parent)
    for kind, words in _KINDS:
        _plain(menu, _(words), partial(add, kind))
    return menu


def open_below(menu: QMenu, widget: QWidget) -> None:
    """Open at the foot of `widget` with the first entry chosen, so that Enter takes it."""
    actions = menu.actions()
    if actions:
        menu.setActiveAction(actions[0])
    menu.popup(widget.mapToGlobal(QPoint(0, widget.height())))


def _plain(menu: QMenu, text: str, act: Callable[[], object]) -> QAction:
    action = menu.addAction(text)
    action.triggered.connect(lambda _checked=False: act())
    return action


def _named(template: str, name: str) -> str:
    # An ampersand in a name is no mnemonic.
    return template.format(name=name.replace("&", "&&"))
