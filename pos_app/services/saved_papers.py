"""Where papers go that are saved instead of printed: folders beside the shop's file."""

from pathlib import Path

from pos_app.errors import MachineError
from pos_app.services.desk import Desk


def path_for(desk: Desk, folder: str, number: str) -> Path:
    """The PDF of a paper's number in a folder beside the shop's file, which is made if it is not there.

    MachineError ``no_folder`` if it cannot be.
    """
    into_folder = desk.db.path.parent / folder
    try:
        into_folder.mkdir(exist_ok=True)
    except OSError as error:
        raise MachineError(
            "no_folder", "The folder {folder} cannot be made.", folder=str(into_folder)
        ) from error
    # A number may contain what a file name must not.
    name = "".join(char if char.isalnum() or char in "-_." else "-" for char in number)
    return into_folder / f"{name}.pdf"
