"""Where things lie: the shop's data folder and the program's own resources."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

APP_FOLDER = "pos_app"
# The demo shop lies in a folder of its own within the data folder.
DEMO_FOLDER = "demo"


def default_data_dir() -> Path:
    """The platform's user-data folder for this program (not created)."""
    import platformdirs

    return Path(platformdirs.user_data_dir(APP_FOLDER, appauthor=False))


@cache
def resources_dir() -> Path:
    """The folder with icons, fonts, catalogues, themes and the demo shop.

    It lies beside the package in a source tree, inside it in an installed wheel, and where PyInstaller
    unpacks in a built program.
    """
    package = Path(__file__).resolve().parent
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle is not None:
        return Path(bundle) / "resources"
    installed = package / "resources"
    return installed if installed.is_dir() else package.parent / "resources"


def make_folder(folder: Path) -> None:
    """The folder of a shop, made if it is not there; MachineError ``folder_unusable``."""
    from pos_app.errors import MachineError

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MachineError(
            "folder_unusable",
            "The data folder {folder} cannot be made: {reason}.",
            folder=str(folder),
            reason=error.strerror or str(error),
        ) from error
