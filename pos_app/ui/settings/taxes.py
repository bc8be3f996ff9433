"""Taxes and tax classes as the settings file tells them."""

import tomllib
from typing import Any

from pos_app.services import settings_file
from pos_app.ui.context import UiContext


def taxes(context: UiContext) -> dict[str, dict[str, Any]]:
    """The shop's taxes by code: name, kind, rate as decimal text, and what they do."""
    found = _tables(context).get("tax", {})
    return {code: fields for code, fields in found.items() if isinstance(fields, dict)}


def tax_classes(context: UiContext) -> list[str]:
    """Codes of the tax classes that a product can name."""
    return sorted(_tables(context).get("tax_class", {}))


def _tables(context: UiContext) -> dict[str, Any]:
    text = context.operations.run(settings_file.export_toml)
    return tomllib.loads(text) if text is not None else {}
