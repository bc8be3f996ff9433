"""The command line's shell: the data folder, the version, and errors as one sentence and an exit code."""

from __future__ import annotations

import json
import subprocess
import sys
import types
from pathlib import Path
from typing import Annotated

import pytest
import typer

from pos_app import __version__
from pos_app.__main__ import main, split_data_dir
from pos_app.cli import app, common
from pos_app.errors import MachineError, UserError


@pytest.fixture
def surroundings(data_dir: Path) -> common.Surroundings:
    def no_window(*_: Path) -> int:
        raise AssertionError("this command opens no window")

    return common.Surroundings(data_dir, True, no_window, lambda *_: [], no_window)


@pytest.fixture
def trial(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that fails as it is told to, run by the real shell."""
    typer_app = common.new_app()

    @typer_app.command()
    def command(
        how: str, as_json: common.JsonFlag = False, times: Annotated[int, typer.Option()] = 1
    ) -> None:
        if how == "user":
            raise UserError("underpaid", "Still due: {amount}.", amount="4.50", line=2)
        if how == "machine":
            raise MachineError("disk_full", "The disk is full.")
        if how == "bug":
            raise ZeroDivisionError("customer 'Maria Kowalski', card 4000123456789")
        if how == "stop":
            raise KeyboardInterrupt
        if how == "partly":
            raise typer.Exit(1)
        common.print_json({"folder": str(common.data_dir()), "times": times})

    module = types.ModuleType("pos_app.cli.trial")
    module.app = typer_app  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pos_app.cli.trial", module)
    monkeypatch.setitem(app.COMMANDS, "trial", app.Entry("trial", "a command for this test"))


def test_the_data_folder_stands_anywhere() -> None:
    assert split_data_dir(["--data-dir", "d", "price", "f"]) == ("d", ["price", "f"])
    assert split_data_dir(["price", "f", "--data-dir=d"]) == ("d", ["price", "f"])
    assert split_data_dir(["price", "--", "--data-dir"]) == (None, ["price", "--", "--data-dir"])
    assert split_data_dir(["price", "--data-dir"]) == ("", ["price"])


def test_version_loads_neither_qt_nor_the_database() -> None:
    program = (
        "import sys; from pos_app.__main__ import main; main(['--version']); "
        "sys.exit(any(m in sys.modules for m in ('PySide6', 'sqlalchemy', 'typer', 'babel')))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (answer.returncode, answer.stdout) == (0, f"pos-app {__version__}\n")


@pytest.mark.usefixtures("trial")
@pytest.mark.parametrize(
    ("how", "code", "name", "sentence"),
    [
        ("user", app.USER, "underpaid", "Still due: 4.50."),
        ("machine", app.MACHINE, "disk_full", "The disk is full."),
        ("stop", app.INTERRUPTED, "interrupted", "Interrupted; what was saved is complete."),
    ],
)
def test_errors_are_one_sentence(
    how: str,
    code: int,
    name: str,
    sentence: str,
    surroundings: common.Surroundings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert app.run(["trial", how, "--json"], surroundings) == code
    out, err = capsys.readouterr()
    error = json.loads(out)["error"]
    assert (error["code"], error["message"]) == (name, sentence)
    assert err.endswith(sentence + "\n")
    assert err.count("\n") == 1
    assert error.get("line") == (2 if how == "user" else None)


@pytest.mark.usefixtures("trial")
@pytest.mark.logs_errors
def test_a_bug_is_logged_without_names(
    surroundings: common.Surroundings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.run(["trial", "bug"], surroundings) == app.BUG
    out, err = capsys.readouterr()
    log = (surroundings.data_dir / "logs" / "pos_app.log").read_text("utf-8")
    assert out == ""
    assert "Traceback" not in err
    assert "pos_app.log" in err
    assert "ZeroDivisionError" in log
    assert "test_command_shell.py" in log
    assert "Maria" not in log
    assert "4000123456789" not in log


@pytest.mark.usefixtures("trial")
@pytest.mark.parametrize(
    "line",
    [["trial"], ["trial", "ok", "--what"], ["trial", "ok", "--times", "three"], ["nothing"], ["--what"]],
)
def test_wrong_usage_is_one_sentence(
    line: list[str], surroundings: common.Surroundings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.run(line, surroundings) == app.USAGE
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "--help" in err


@pytest.mark.usefixtures("trial")
def test_a_command_knows_its_folder_and_its_exit_code(
    surroundings: common.Surroundings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.run(["trial", "ok", "--times", "3"], surroundings) == 0
    assert json.loads(capsys.readouterr().out) == {"folder": str(surroundings.data_dir), "times": 3}
    assert app.run(["trial", "partly"], surroundings) == 1
    assert main(["--data-dir", str(surroundings.data_dir), "trial", "ok"]) == 0


def test_help_lists_every_command(
    surroundings: common.Surroundings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.run(["--help"], surroundings) == 0
    overview = capsys.readouterr().out
    assert all(f"\n  {name} " in overview for name in app.COMMANDS)


def test_a_data_folder_needs_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data-dir"]) == app.USAGE
    assert "folder" in capsys.readouterr().err
