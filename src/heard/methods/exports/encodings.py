"""Which encoding a file of text is in, and text that is none."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

# The error handler's name for bytes that are not UTF-8 in a file that otherwise is.
WINDOWS = "windows-1252-bytes"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What a binary file begins with, and what people call it.
MAGIC = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls) or another Office file"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file (.gz)"),
    (b"7z\xbc\xaf", "a compressed file (.7z)"),
    (b"Rar!", "a compressed file (.rar)"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# A table of text has hardly any of these; tab, line feed, form feed and carriage return are not among them.
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding by Python's name, how errors are handled, and whether that is sure."""

    name: str
    errors: str = "strict"
    sure: bool = True


def _windows_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(WINDOWS, _windows_bytes)


def what_binary(head: bytes) -> str | None:
    """What a binary file is, by its first bytes, or None for what may be text.

    >>> what_binary(b"%PDF-1.7")
    'a PDF'
    >>> what_binary(b"Date,Comment")
    """
    for magic, name in MAGIC:
        if head.startswith(magic):
            return name
    if any(head.startswith(mark) for mark, _ in MARKS) or _utf16_without_mark(head):
        return None
    # A few NUL bytes get into exports of text; a tenth of control characters does not.
    if head.count(0) * 10 > len(head) or len(_CONTROL.findall(head)) * 10 > len(head):
        return "a binary file"
    return None


def find_encoding(blocks: Iterable[bytes]) -> Encoding:
    """The encoding of a text given in blocks of bytes.

    A byte order mark decides; then UTF-16 by its zero bytes; then UTF-8 where every byte of the file agrees. A file
    that is UTF-8 but for single bytes (two exports pasted together) is read as UTF-8 with those bytes as Windows-1252.
    Anything else is guessed by charset-normalizer from the surroundings of the first byte that disagrees.

    >>> find_encoding([b"caf\\xc3\\xa9"]).name
    'utf-8'
    """
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    first, good = True, 0
    for block in blocks:
        if first:
            first = False
            for mark, name in MARKS:
                if block.startswith(mark):
                    return Encoding(name, "replace")
            if guess := _utf16_without_mark(block):
                return Encoding(guess, "replace", sure=False)
        try:
            decoder.decode(block)
        except UnicodeDecodeError:
            return _guess(block, good)
        if good < 3 and not block.isascii():
            good += len(_MULTIBYTE.findall(block))
    return Encoding("utf-8", WINDOWS)


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 of mostly Latin text has a zero in every second byte."""
    even, odd = head[:4096:2], head[1:4096:2]
    if len(even) >= 8 and len(odd) >= 8:
        if odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.1 * len(even):
            return "utf-16-le"
        if even.count(0) > 0.7 * len(even) and odd.count(0) < 0.1 * len(odd):
            return "utf-16-be"
    return None


def _guess(block: bytes, good: int) -> Encoding:
    good += len(_MULTIBYTE.findall(block))
    bad = sum(byte >= 0x80 for byte in _MULTIBYTE.sub(b"", block))
    if good >= 3 and good >= bad:
        return Encoding("utf-8", WINDOWS, sure=False)
    from charset_normalizer import from_bytes

    lines = [line for line in block.splitlines(keepends=True) if any(byte >= 0x80 for byte in line)]
    found = from_bytes(b"".join(lines[:2000])[:262_144]).best()
    # Windows-1252 differs from Latin-1 only where Latin-1 has control characters, which no export means.
    if found is None or found.encoding in {"latin_1", "cp1252", "iso8859_15", "cp1250", "ascii", "mac_roman", "cp437"}:
        return Encoding("cp1252", "replace", sure=found is not None and found.encoding in {"latin_1", "cp1252"})
    return Encoding(found.encoding, "replace", sure=False)
