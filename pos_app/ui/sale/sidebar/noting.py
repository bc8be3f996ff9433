"""Writing down beside the sale: preferences, things owned, style, notes, projects; and taking them back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from pos_app import i18n
from pos_app.errors import PosError
from pos_app.i18n import N_, _
from pos_app.late import late
from pos_app.ui.context import UiContext
from pos_app.ui.sale.sidebar.adding import OneLineEditor
from pos_app.ui.sale.sidebar.menus import add_menu, fact_menu, open_below, project_menu
from pos_app.ui.sale.sidebar.section import Section

if TYPE_CHECKING:
    from pos_app.services import carts, customers
    from pos_app.services.person_view import PersonView
else:
    carts, customers = late("pos_app.services", "carts", "customers")

# Hint in the line, by kind.
_HINTS = {
    "preference": N_("Prefers what? Paint: low odour"),
    "owned": N_("Owns what? Mower belt: 4L430"),
    "style": N_("Code: words. T: short talk"),
    "note": N_("Worth remembering"),
}


class Noting(QObject):
    """Opens menus and one-line editors on the sections; saves through the services.

    `arrange` is called when an editor needs room, `done` when the focus can go back. Away from the sale
    (`on_sale` False) no project can be chosen for it.
    """

    def __init__(
        self,
        context: UiContext,
        projects: Section,
        facts: Section,
        *,
        arrange: Callable[[], None],
        done: Callable[[], None],
        on_sale: bool = True,
    ) -> None:
        super().__init__(projects)
        self._context = context
        self._projects, self._facts = projects, facts
        self._arrange, self._done, self._on_sale = arrange, done, on_sale
        self._person: PersonView | None = None
        self._chosen: int | None = None
        projects.activated.connect(self._on_projects_activated)
        projects.adding.connect(self._add_project)
        facts.activated.connect(self._on_facts_activated)
        facts.adding.connect(self._on_fact_wanted)

    def follow(self, person: PersonView, chosen: int | None) -> None:
        """Whom to write about, and the sale's project. A line open for somebody else is closed."""
        if self._person is not None and self._person.id != person.id:
            self._projects.set_editor(None)
            self._facts.set_editor(None)
        self._person, self._chosen = person, chosen

    def _on_projects_activated(self) -> None:
        if self._person is None:
            return
        menu = project_menu(
            self._projects,
            self._person,
            self._chosen,
            choose=self._choose_project if self._on_sale else None,
            add=self._add_project,
            close=lambda project: self._act_on_person(customers.close_project, project_id=project),
        )
        open_below(menu, self._projects)

    def _on_facts_activated(self) -> None:
        if self._person is None:
            return
        menu = fact_menu(
            self._facts,
            self._person,
            add=self._add_fact,
            remove=lambda fact: self._act_on_person(customers.remove_fact, fact_id=fact),
        )
        open_below(menu, self._facts)

    def _on_fact_wanted(self) -> None:
        open_below(add_menu(self._facts, self._add_fact), self._facts.plus)

    def _choose_project(self, project_id: int | None) -> None:
        self._act(carts.set_project, project_id=project_id)

    def _add_project(self) -> None:
        editor = self._open(self._projects, _("New project"), _("Name of the project: Bathroom"))
        editor.entered.connect(lambda text: self._keep(editor, customers.open_project, name=text))

    def _add_fact(self, kind: str) -> None:
        names = {
            "preference": _("Preference"),
            "owned": _("Thing owned"),
            "style": _("Style"),
            "note": _("Note"),
        }
        editor = self._open(self._facts, names[kind], _(_HINTS[kind]))

        def keep(text: str) -> None:
            label, value = split_fact(text, names[kind])
            self._keep(editor, customers.add_fact, kind=kind, label=label, value=value)

        editor.entered.connect(keep)

    def _open(self, section: Section, name: str, hint: str) -> OneLineEditor:
        editor = OneLineEditor(name, hint)
        editor.left.connect(lambda: self._close(section))
        section.set_editor(editor)
        self._arrange()
        editor.setFocus()
        return editor

    def _close(self, section: Section) -> None:
        section.set_editor(None)
        self._arrange()
        self._done()

    def _keep(self, editor: OneLineEditor, service: Callable[..., Any], **values: Any) -> None:
        if self._person is None:
            return

        def on_error(error: PosError) -> None:
            editor.show_error(i18n.text(error.message))
            self._arrange()

        section = self._projects if service is customers.open_project else self._facts
        self._context.operations.run(
            service,
            customer_id=self._person.id,
            on_done=lambda _result: self._close(section),
            on_error=on_error,
            **values,
        )

    def _act_on_person(self, service: Callable[..., Any], **values: Any) -> None:
        if self._person is not None:
            self._act(service, customer_id=self._person.id, **values)

    def _act(self, service: Callable[..., Any], **values: Any) -> None:
        self._context.operations.run(service, **values)
        self._done()


def split_fact(text: str, usual: str) -> tuple[str, str]:
    """What was typed as label and value: "Paint: Sage 2140-30" → ("Paint", "Sage 2140-30").

    Without a colon the label is the `usual` one.
    """
    label, colon, value = text.partition(":")
    if colon and label.strip() and value.strip():
        return label.strip(), value.strip()
    return usual, text.strip().strip(":").strip()
