"""Every text that a person reads goes through the catalogue, and gets the values that it names."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator

import pytest

from tests.test_project import trees

FUNCTIONS = {"_", "N_", "ngettext", "pgettext"}
MESSAGES = {"msg": 0, "plural_msg": 0, "UserError": 1, "MachineError": 1, "PosError": 1}
SHOWING = {
    "setText",
    "setWindowTitle",
    "setTitle",
    "setToolTip",
    "setPlaceholderText",
    "setAccessibleName",
    "setAccessibleDescription",
    "setLabelText",
    "addTab",
    "QLabel",
    "QPushButton",
    "QCheckBox",
    "QRadioButton",
    "QGroupBox",
    "QAction",
}


def called(node: ast.Call) -> str:
    function = node.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def placeholders(text: str) -> set[str]:
    return {name.partition(".")[0] for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def literal_texts(nodes: list[ast.expr]) -> list[str]:
    return [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def calls() -> Iterator[tuple[str, ast.Call]]:
    for where, tree in trees(""):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield f"{where}:{node.lineno}", node


def mismatch(texts: list[str], keywords: list[ast.keyword], always: set[str]) -> str:
    """What does not fit between the placeholders of texts and the keywords given; empty if all fits."""
    if any(keyword.arg is None for keyword in keywords):
        return ""
    given = {str(keyword.arg) for keyword in keywords} | always
    wanted = set().union(*map(placeholders, texts))
    return f"{texts[0]!r}: {sorted(wanted - given)} missing" if wanted - given else ""


def test_formatted_texts_get_the_values_that_they_name() -> None:
    found = []
    for where, node in calls():
        inner = node.func.value if isinstance(node.func, ast.Attribute) else None
        if called(node) == "format" and isinstance(inner, ast.Call) and called(inner) in FUNCTIONS:
            texts = literal_texts(inner.args)[1 if called(inner) == "pgettext" else 0 :]
            if texts and (wrong := mismatch(texts, node.keywords, set())):
                found.append(f"{where} {wrong}")
    assert not found


def test_messages_get_the_values_that_they_name() -> None:
    found = []
    for where, node in calls():
        name = called(node)
        if name not in MESSAGES or not isinstance(node.func, ast.Name):
            continue
        positions = [0, 1] if name == "plural_msg" else [MESSAGES[name]]
        texts = literal_texts([node.args[p] for p in positions if p < len(node.args)])
        if texts and (wrong := mismatch(texts, node.keywords, {"count"} if name == "plural_msg" else set())):
            found.append(f"{where} {wrong}")
    assert not found


@pytest.mark.parametrize("layer", ["ui", "cli"])
def test_shown_texts_go_through_the_catalogue(layer: str) -> None:
    found = [
        f"{where} {called(node)}({text!r})"
        for where, node in calls()
        if where.startswith(f"pos_app/{layer}/")
        and called(node) in (SHOWING | {"say"} if layer == "cli" else SHOWING)
        for text in literal_texts(node.args)
        if sum(letter.isalpha() for letter in text) > 2
    ]
    assert not found
