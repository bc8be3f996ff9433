"""The witness moves house with its shop: a backup that comes into another folder brings it along."""

import json
from pathlib import Path

from pos_app.data import shop_copy
from pos_app.services import witness


def bring_along(data_dir: Path, beside: Path, aside: Path | None, first_hash: str) -> None:
    """Give the data folder the witness of the shop that is in it now.

    One of another shop that stood here goes to what was set aside; where there is none then, the lines beside the
    backup that are of this shop are taken. OSErrors are the caller's.
    """
    own = data_dir / witness.FILE_NAME
    lines = witness.read(data_dir).lines
    if lines and all(line.shop and not first_hash.startswith(line.shop) for line in lines):
        folder = aside or data_dir
        folder.mkdir(parents=True, exist_ok=True)
        own.replace(folder / (witness.FILE_NAME if aside else f"{witness.FILE_NAME}.other"))
    if own.exists() or beside == data_dir or not beside.joinpath(witness.FILE_NAME).is_file():
        return
    kept = [
        raw for raw in beside.joinpath(witness.FILE_NAME).read_bytes().splitlines() if _of(raw, first_hash)
    ]
    if kept:
        unfinished = data_dir / (witness.FILE_NAME + shop_copy.UNFINISHED)
        unfinished.write_bytes(b"\n".join(kept) + b"\n")
        shop_copy.replace(unfinished, own)


def _of(raw: bytes, first_hash: str) -> bool:
    try:
        shop = json.loads(raw).get("shop")
    except (ValueError, AttributeError):
        return False
    return not shop or (isinstance(shop, str) and first_hash.startswith(shop))
