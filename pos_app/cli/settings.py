"""`pos-app settings`: show, set, export and import the shop's settings."""

from __future__ import annotations

import sys
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from pos_app.cli.common import JsonFlag, new_app, print_json, say
from pos_app.cli.opening import open_desk
from pos_app.errors import UserError
from pos_app.i18n import _, ngettext

app = new_app(help=_("Show, set, export and import the shop's settings."))


@app.command("show")
def show(
    key: Annotated[str, typer.Argument(help=_("A key such as shop.name, or its first part."))] = "",
    as_json: JsonFlag = False,
) -> None:
    """Print settings with their values; without a key all of them, with what each is for."""
    from pos_app.services import settings
    from pos_app.services.setting_text import value_text

    with open_desk() as desk:
        found = settings.show(desk, key=key)
    if as_json:
        print_json({view.key: view.value for view in found})
        return
    for view in found:
        say(f"{view.key} = {value_text(view.value)}")
        say("    " + _(view.help))


# A value may begin with a minus; whether it fits is for the setting to say.
@app.command("set", context_settings={"ignore_unknown_options": True})
def set_(key: str, value: str) -> None:
    """Set one setting, or a field such as tax.TAX.rate or tax_class.STD."""
    from pos_app.services.setting_text import value_of
    from pos_app.services.settings import set_setting

    with open_desk(create=True) as desk:
        set_setting(desk, key=key, value=value_of(key, value))


@app.command("pin")
def pin(staff: str) -> None:
    """Set the PIN of someone on the staff, read from standard input: 4 to 10 digits."""
    from pos_app.cli.staff import say_code
    from pos_app.services.pins import set_pin

    typed = getpass(_("New PIN: ")) if sys.stdin.isatty() else sys.stdin.readline()
    with open_desk() as desk:
        done = set_pin(desk, staff_code=staff, pin=typed.strip())
    say(_("{staff} has a new PIN.").format(staff=staff))
    say_code(done.recovery_code)


@app.command("export")
def export(file: Path) -> None:
    """Write every setting, tax and person to a TOML file."""
    from pos_app.services.settings_file import toml_of

    with open_desk() as desk, desk.db.read() as session:
        text, count = toml_of(session)
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(
            "not_writable", "“{file}” cannot be written: {reason}.", file=str(file), reason=reason
        ) from error
    said = ngettext(
        "{count} setting was written to {path}.", "{count} settings were written to {path}.", count
    )
    say(said.format(count=count, path=file))


@app.command("import")
def import_(file: Path) -> None:
    """Read settings from a TOML file; with any problem in it nothing is changed."""
    from pos_app.services.settings_file import import_toml

    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(
            "not_readable", "“{file}” cannot be read: {reason}.", file=str(file), reason=reason
        ) from error
    with open_desk(create=True) as desk:
        done = import_toml(desk, text=text)
    count = len(done.ids)
    say(ngettext("{count} setting read.", "{count} settings read.", count).format(count=count))
