"""Everything that can happen to a file on its way, from a seed."""

import io
import random
import re
import zipfile
from collections.abc import Callable

HOSTILE = [
    "", "=1+1", "#REF!", "31/02/2026", "45292", "1e999", "-", "NaN", "1,234", "1.234", "2½", "1/3",
    "99999999999999999999",
    "1.2.3", '"', "'", "\x00", "\x1b", "\ud7ff", "\u202e", "a" * 5000, "2026-13-45", "340 cm", "5 CR", "|", "{0}", "%s",
    "00/00/0000", "24:00", "٣٫٥", "\ufeff", "\u2028", "inf", "1e5", "TRUE", "-0", "9" * 4400, "1" + "0" * 18,
]  # fmt: skip
Bytes = Callable[[bytes, random.Random], bytes]
_PARTS = re.compile(rb"(?<=>)[^<>]+(?=<)|(?<=\")[^\"<>]*(?=\")")


def _flip(data: bytes, rng: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        found[rng.randrange(len(found))] = rng.randrange(256)
    return bytes(found)


def _cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data))]


def _drop(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + data[at + rng.randint(1, 200) :]


def _repeat(data: bytes, rng: random.Random) -> bytes:
    at, end = sorted(rng.randrange(len(data)) for _ in range(2))
    return data[:end] + data[at:end] + data[end:]


def _insert(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data))
    piece = rng.choice(
        [
            b'"',
            b"\x00",
            b"\r",
            b"\n",
            b",",
            b";",
            b"\t",
            b"\xff",
            b"\xc3",
            b'""',
            b"'",
            rng.randbytes(20),
            b"\x1a",
        ]
    )
    return data[:at] + piece * rng.randint(1, 3) + data[at:]


def _line(data: bytes, rng: random.Random) -> bytes:
    """Lines go, come twice, or change places."""
    lines = data.split(b"\n")
    for _ in range(rng.randint(1, 3)):
        one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        what = rng.randrange(4)
        if what == 0:
            lines.insert(one, lines[other])
        elif what == 1:
            lines[one], lines[other] = lines[other], lines[one]
        elif what == 2 and len(lines) > 1:
            del lines[one]
        else:
            lines[one] += rng.choice([b",", b";;", b"\r", b',"', b"\t\t"])
    return b"\n".join(lines)


def _cell(data: bytes, rng: random.Random) -> bytes:
    """Cells become something else."""
    separator = max(b",;\t", key=data.count)
    cells = data.split(bytes([separator]))
    for _ in range(rng.randint(1, 4)):
        cells[rng.randrange(len(cells))] = rng.choice(HOSTILE).encode("utf-8", "replace")
    return bytes([separator]).join(cells)


def _wider(data: bytes, rng: random.Random) -> bytes:
    """Columns are added to every line."""
    more = b"," * rng.choice([1, 2, 300])
    return b"\n".join(line + more for line in data.split(b"\n"))


CSV_DAMAGES: list[Bytes] = [_flip, _cut, _drop, _repeat, _insert, _line, _cell, _cell, _wider]


def damaged_csv(data: bytes, rng: random.Random) -> bytes:
    """A CSV file after one to three accidents."""
    for _ in range(rng.randint(1, 3)):
        if data:
            data = rng.choice(CSV_DAMAGES)(data, rng)
    return data


def _values(data: bytes, rng: random.Random) -> bytes:
    """Texts and attributes of a part become something else."""
    places = list(_PARTS.finditer(data))
    for place in sorted(rng.sample(places, min(len(places), rng.randint(1, 4))), key=lambda m: -m.start()):
        other = (
            rng.choice(places)[0]
            if rng.random() < 0.4
            else rng.choice(HOSTILE + _XML).encode("utf-8", "replace")
        )
        data = data[: place.start()] + other + data[place.end() :]
    return data


_XML = [
    "s", "n", "e", "d", "b", "str", "inlineStr", "-1", "999", "A1", "ZZZ99999999", "XFD1048576", "1048577", "A0",
    "hidden",
    "&lt;", "&x;", "_x0000_", "_xD800_", "true", "2958466", "-5", "1e308", "http://example.org/x", "../../x.xml", "/",
]  # fmt: skip


def _tags(data: bytes, rng: random.Random) -> bytes:
    """Elements go, come twice, or lose their end."""
    tags = list(re.finditer(rb"<[^>]*>", data))
    if not tags:
        return data
    tag = rng.choice(tags)
    piece = rng.choice(
        [b"", tag[0] * 2, b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<row r='3'>", b"<c/>", b"</sheetData>"]
    )
    return data[: tag.start()] + piece + data[tag.end() :]


PART_DAMAGES: list[Bytes] = [_flip, _cut, _drop, _values, _values, _values, _tags, _tags]


def damaged_xlsx(data: bytes, rng: random.Random) -> bytes:
    """A workbook with damage to its zip, or to the parts in it."""
    if rng.random() < 0.3:
        for _ in range(rng.randint(1, 2)):
            if data:
                data = rng.choice([_flip, _cut, _drop, _repeat, _insert])(data, rng)
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    for _ in range(rng.randint(1, 3)):
        name = rng.choice(
            [*parts, *(name for name in parts if "sheet" in name), *(n for n in parts if "sheet" in n)]
        )
        what = rng.random()
        if what < 0.05:
            del parts[name]
        elif what < 0.1:
            parts[name] = parts[rng.choice(list(parts))]
        elif parts[name]:
            parts[name] = rng.choice(PART_DAMAGES)(parts[name], rng)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()
