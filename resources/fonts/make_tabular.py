"""Makes the paper fonts `InterTabular-*.ttf` from `Inter-*.ttf`: run with fontTools installed, in this folder.

Inter's digits differ in width (a 1 is two thirds of a 0) unless the OpenType feature `tnum` is on. Qt can switch
it on; the PDF library cannot, and a column of amounts would not line up. So the digits and signs of that feature
become the ordinary ones, the layout tables that a PDF does not use are dropped, and the family is renamed.
The licence (LICENSE.txt, OFL 1.1) permits this and declares no reserved font name.
"""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
ALIKE = "0123456789+−"


def tabular_glyphs(font: TTFont) -> dict[str, str]:
    """Ordinary glyph → its counterpart with the width of a digit, as the font's own `tnum` feature says."""
    table = font["GSUB"].table
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            lookup = table.LookupList.Lookup[record.Feature.LookupListIndex[0]]
            return dict(getattr(lookup.SubTable[0], "ExtSubTable", lookup.SubTable[0]).mapping)
    raise LookupError("the font has no tnum feature")


def make(style: str) -> None:
    """Writes InterTabular-`style`.ttf."""
    font = TTFont(HERE / f"Inter-{style}.ttf")
    counterpart = tabular_glyphs(font)
    for table in font["cmap"].tables:
        for character in ALIKE:
            name = table.cmap.get(ord(character))
            if name in counterpart:
                table.cmap[ord(character)] = counterpart[name]
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 16):
            record.string = str(record).replace("Inter", "Inter Tabular", 1)
        if record.nameID == 6:
            record.string = f"InterTabular-{style}"
    options = subset.Options(layout_features=[], hinting=False, name_IDs=["*"], notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=font.getBestCmap())
    cutter.subset(font)
    font.save(HERE / f"InterTabular-{style}.ttf")


if __name__ == "__main__":
    for each in ("Regular", "SemiBold", "Bold"):
        make(each)
