# Makes gradient.ttf: a font with one emoji, a square whose color goes from red at the left to blue at the right, as a
# graph of paints (COLR version 1). Needs fontTools 4.68:  python3 gradient.py
from fontTools.colorLib.builder import buildCOLR, buildCPAL
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables.otTables import PaintFormat


def box(x0, y0, x1, y1):
    pen = TTGlyphPen(None)
    pen.moveTo((x0, y0))
    for corner in [(x0, y1), (x1, y1), (x1, y0)]:
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


GLYPHS = [".notdef", "square", "plain"]
builder = FontBuilder(1000, isTTF=True)
builder.setupGlyphOrder(GLYPHS)
builder.setupCharacterMap({0x1F600: "square", 0x42: "plain"})
builder.setupGlyf({".notdef": box(100, 0, 200, 10), "square": box(0, 0, 800, 800), "plain": box(0, 0, 800, 800)})
builder.setupHorizontalMetrics({glyph: (900, 0) for glyph in GLYPHS})
builder.setupHorizontalHeader(ascent=900, descent=-200)
builder.setupNameTable({"familyName": "Gradient Test", "styleName": "Regular", "copyright": "Made for a test; public domain"})
builder.setupOS2(sTypoAscender=900, usWinAscent=900, usWinDescent=200)
builder.setupPost()
stops = {"Extend": "pad", "ColorStop": [(0.0, 0), (1.0, 1)]}
gradient = {"Format": PaintFormat.PaintLinearGradient, "ColorLine": stops, "x0": 0, "y0": 0, "x1": 800, "y1": 0, "x2": 0, "y2": 800}
paint = {"Format": PaintFormat.PaintGlyph, "Glyph": "square", "Paint": gradient}
builder.font["CPAL"] = buildCPAL([[(1, 0, 0, 1), (0, 0, 1, 1)]])
builder.font["COLR"] = buildCOLR({"square": paint}, version=1)
builder.font["head"].created = builder.font["head"].modified = 0
builder.font.recalcTimestamp = False
builder.save("gradient.ttf")
