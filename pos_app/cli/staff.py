"""`pos-app staff`: who works here, letting people in or not, and a new PIN for an owner who lost PIN and code."""

from __future__ import annotations

import sys
from getpass import getpass
from typing import Annotated

import typer

from pos_app.cli.common import JsonFlag, new_app, print_json, say
from pos_app.cli.opening import open_desk
from pos_app.i18n import N_, _

app = new_app(help=_("Who works here: list, lock out, let in again, and an owner's lost PIN."))
_ROLES = {"cashier": N_("cashier"), "manager": N_("manager"), "owner": N_("owner")}
Code = Annotated[str, typer.Argument(metavar="CODE", help=_("The person's code, as `staff list` shows it."))]


@app.command("list")
def list_(
    everyone: Annotated[bool, typer.Option("--all", help=_("Also those who no longer work here."))] = False,
    as_json: JsonFlag = False,
) -> None:
    """Print everyone who works here: code, name, role, PIN, locked out."""
    from dataclasses import asdict

    from pos_app.services.pins import team

    with open_desk() as desk:
        found = team(desk, retired=everyone)
    if as_json:
        print_json([asdict(person) for person in found])
        return
    for person in found:
        role = _(_ROLES.get(person.role, person.role))
        facts = [_("has a PIN") if person.has_pin else _("no PIN")]
        facts += [_("locked out")] if person.locked else []
        facts += [] if person.active else [_("no longer here")]
        line = _("{code}: {name}, {role}, {facts}")
        say(line.format(code=person.code, name=person.name, role=role, facts=", ".join(facts)))


@app.command("lock")
def lock(code: Code) -> None:
    """Lock someone out: they can neither sign in nor allow anything."""
    from pos_app.services import staff

    with open_desk() as desk:
        staff.lock(desk, staff_code=code)
    say(_("{code} is locked out.").format(code=code))


@app.command("unlock")
def unlock(code: Code) -> None:
    """Let someone in again; their wrong tries are forgotten."""
    from pos_app.services import staff

    with open_desk() as desk:
        staff.unlock(desk, staff_code=code)
    say(_("{code} can sign in again.").format(code=code))


@app.command("recover")
def recover(code: Code) -> None:
    """Set a new PIN of an owner who lost both PIN and recovery code, read from standard input.

    It is kept in the audit, and the sign-in page tells everyone.
    """
    from pos_app.services.pins import recover_by_files

    typed = getpass(_("New PIN: ")) if sys.stdin.isatty() else sys.stdin.readline()
    with open_desk() as desk:
        done = recover_by_files(desk, staff_code=code, pin=typed.strip())
    say(_("{code} has a new PIN; the sign-in page will tell it.").format(code=code))
    say_code(done.recovery_code)


def say_code(recovery_code: str) -> None:
    """Print a new recovery code, where there is one."""
    if recovery_code:
        said = _(
            "The new recovery code, shown this once: {code}. Write it down and keep it away from the till."
        )
        say(said.format(code=recovery_code))
