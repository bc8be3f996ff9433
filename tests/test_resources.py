"""Fonts and icons: every sign that a hardware shop prints is there, and amounts line up."""

from __future__ import annotations

import string
from xml.etree import ElementTree

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

from pos_app import i18n
from pos_app.paths import resources_dir

FONTS = resources_dir() / "fonts"
ICONS = resources_dir() / "icons"
SIGNS = string.printable.strip() + "½¼¾⅛⅜⅝⅞⅓⅔″′−×÷±°·…“”‘’–—€£¥₺✓→≤≥" + "ğĞıİşŞçÇöÖüÜåÅßøØłŁ" + "\u00a0\u202f"


@pytest.mark.parametrize("style", ["Regular", "SemiBold", "Bold"])
def test_paper_fonts_have_every_sign_and_digits_of_one_width(style: str) -> None:
    font = TTFontFile(str(FONTS / f"InterTabular-{style}.ttf"))
    assert [sign for sign in SIGNS if ord(sign) not in font.charToGlyph] == []
    assert len({font.charWidths[ord(sign)] for sign in "0123456789+−"}) == 1


@pytest.mark.parametrize("style", ["Regular", "SemiBold", "Bold"])
def test_window_fonts_have_every_sign_of_the_pseudo_locale_too(style: str) -> None:
    font = TTFontFile(str(FONTS / f"Inter-{style}.ttf"))
    assert [s for s in SIGNS + i18n.pseudo(string.ascii_letters) if ord(s) not in font.charToGlyph] == []


def test_icons_are_drawings_with_a_size() -> None:
    drawings = sorted(ICONS.glob("*.svg"))
    assert len(drawings) >= 25
    for path in drawings:
        root = ElementTree.parse(path).getroot()
        assert root.tag.endswith("svg"), path.name
        assert root.get("viewBox"), path.name
        assert not root.findall(".//{*}script"), path.name


@pytest.mark.parametrize("folder", [FONTS, ICONS])
def test_what_is_not_ours_comes_with_its_licence(folder: object) -> None:
    assert (resources_dir() / str(folder) / "LICENSE.txt").is_file()
