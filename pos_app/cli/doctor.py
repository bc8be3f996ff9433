"""`pos-app doctor`: what on this machine would stop the shop."""

from __future__ import annotations

import typer

from pos_app.cli.common import JsonFlag, data_dir, new_app, print_json, say
from pos_app.i18n import N_, _, text

_WORDS = {"ok": N_("ok"), "warn": N_("look at"), "bad": N_("BROKEN")}

app = new_app()


@app.command()
def doctor(as_json: JsonFlag = False) -> None:
    """Look at everything the shop needs on this machine, and say what to do; exits 1 if something is broken."""
    from pos_app.services.doctor import examine
    from pos_app.services.findings import Level

    findings = examine(data_dir())
    broken = any(finding.level is Level.BAD for finding in findings)
    if as_json:
        rows = [
            {
                "code": finding.code,
                "level": finding.level.value,
                "message": text(finding.message),
                "advice": text(finding.advice) if finding.advice else "",
            }
            for finding in findings
        ]
        print_json({"ok": not broken, "findings": rows})
    else:
        for finding in findings:
            say(f"{_(_WORDS[finding.level.value]):<8} {text(finding.message)}")
            if finding.advice:
                say(f"{'':<8} → {text(finding.advice)}")
    if broken:
        raise typer.Exit(1)
