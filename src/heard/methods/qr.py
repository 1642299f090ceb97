"""QR codes of short texts, as ISO/IEC 18004 has them, with all that does not differ between two codes worked out once.

A code is its text's bits, then bits that repair it (Reed-Solomon), in a fixed order over the modules that are not
patterns. The patterns, with the words for version, level and mask, are segno's. Ten times as fast as segno.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import segno

# All eight masks are read alike. To find the one that ISO/IEC 18004 rates best takes four times as long as the rest;
# over links with keys this one is 1% worse by that measure on average and 7% at most, the others 7% to 13% on average.
MASK: Final = 3
# By version, at level M (tables 7 and 9): codewords of data in each block, of repair in each, and blocks.
_BLOCKS: Final = {3: (44, 26, 1), 4: (32, 18, 2), 5: (43, 24, 2), 6: (27, 16, 4)}
# Data that is not there, in turn.
_PADDING: Final = b"\xec\x11"
# Of the field of 256 elements in which the repair is reckoned.
_POLYNOMIAL: Final = 0x11D
_DIGITS: Final = bytes.maketrans(b"01", b"\0\1")


def matrix(text: str) -> list[bytes]:
    """The modules of a code with level M, row by row, 1 for dark. `text` has printable ASCII only.

    Raises ValueError for other characters, and for a text of more than 106.

    >>> rows = matrix("https://example.org/#lion-long-start-minimum-south")
    >>> len(rows), rows[0][:9].hex()
    (33, '010101010101010001')
    """
    if not text.isascii() or not text.isprintable():
        raise ValueError("A code of such characters would have another form.")
    frame = _frame(_version(len(text)))
    bits = format(int.from_bytes(_message(frame, text.encode())) ^ frame.masked, f"0{len(frame.places)}b")
    modules = bytearray(frame.modules)
    for place, bit in zip(frame.places, bits.encode().translate(_DIGITS), strict=True):
        modules[place] = bit
    return [bytes(modules[first : first + frame.side]) for first in range(0, len(modules), frame.side)]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all codes of a version have in common."""

    version: int
    side: int
    # Every module, with the patterns right.
    modules: bytes
    # The modules of the message in its order, and those of them that the mask turns, as a number.
    places: tuple[int, ...]
    masked: int
    # What each first codeword adds to those of repair, as a number.
    repairs: tuple[int, ...]


def _version(length: int) -> int:
    # Of the first two codewords, one and a half say form and length, and half a codeword ends the text.
    for version, (data, _, blocks) in _BLOCKS.items():
        if length <= data * blocks - 2:
            return version
    raise ValueError("A link of this length needs a larger code.")


@lru_cache(maxsize=len(_BLOCKS))
def _frame(version: int) -> _Frame:
    data, repair, blocks = _BLOCKS[version]
    code = segno.make("-", error="m", version=version, mode="byte", mask=MASK, boost_error=False)
    side = len(code.matrix)
    places = _places(side)[: 8 * (data + repair) * blocks]
    turned = "".join("1" if (place // side + place % side) % 3 == 0 else "0" for place in places)
    modules = b"".join(bytes(row) for row in code.matrix)
    return _Frame(version, side, modules, tuple(places), int(turned, 2), _repairs(repair))


def _places(side: int) -> list[int]:
    """The modules that are no pattern, from the lower right in columns of two, up and down in turn."""
    found = []
    for turn, right in enumerate([*range(side - 1, 6, -2), *range(5, 0, -2)]):
        rows = range(side) if turn % 2 else range(side - 1, -1, -1)
        found += [row * side + column for row in rows for column in (right, right - 1) if _is_free(row, column, side)]
    return found


def _is_free(row: int, column: int, side: int) -> bool:
    near, far = 9, side - 8
    corner = (row < near and (column < near or column >= far)) or (row >= far and column < near)
    timing = row == 6 or column == 6
    alignment = side - 9 <= row <= side - 5 and side - 9 <= column <= side - 5
    return not (corner or timing or alignment)


def _repairs(count: int) -> tuple[int, ...]:
    """The generator polynomial of so many codewords of repair, times each element of the field."""
    generator, root = [1], 1
    for _ in range(count):
        times = [_product(one, root) for one in generator]
        generator = [a ^ b for a, b in zip([*generator, 0], [0, *times], strict=True)]
        root = _product(root, 2)
    return tuple(int.from_bytes(bytes(_product(one, element) for one in generator[1:])) for element in range(256))


def _product(left: int, right: int) -> int:
    found = 0
    while right:
        found ^= left * (right & 1)
        left, right = left << 1, right >> 1
        if left & 0x100:
            left ^= _POLYNOMIAL
    return found


def _message(frame: _Frame, text: bytes) -> bytes:
    """The codewords of a text, those of its blocks in turn, then their repair in the same way."""
    data, repair, blocks = _BLOCKS[frame.version]
    length = len(text)
    # Bytes (4), how many, the bytes, and the end (0).
    begun = (((4 << 8 | length) << 8 * length | int.from_bytes(text)) << 4).to_bytes(length + 2)
    rest = data * blocks - len(begun)
    # A reader stops at the end of the text; after it segno leaves a codeword empty, and so the codes are the same.
    words = begun + (b"\0" + _PADDING * (rest // 2 + 1))[:rest]
    held = [words[first : first + data] for first in range(0, len(words), data)]
    repaired = [_repair(block, repair, frame.repairs) for block in held]
    return bytes(word for each in (held, repaired) for row in zip(*each, strict=True) for word in row)


def _repair(block: bytes, count: int, repairs: tuple[int, ...]) -> bytes:
    top, rest = 8 * (count - 1), 0
    most = (1 << top) - 1
    for word in block:
        rest = (rest & most) << 8 ^ repairs[word ^ rest >> top]
    return rest.to_bytes(count)
