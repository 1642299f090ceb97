"""What a file is by its content, never by its name; pictures are drawn anew, so that nothing else is left in them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop

from heard.voices.errors import Refused

SOUND, PICTURE = "sound", "picture"
LARGEST: Final = 15 * 1024**2
# The longer side of a picture that is kept, and the most that one may unpack to, in pixels.
LONGEST_SIDE: Final = 2_400
MOST_PIXELS: Final = 60_000_000
NOT_TAKEN: Final = gettext_noop("Choose a photograph (JPEG, PNG or WebP) or a recording. Other files are not taken")
TOO_LARGE: Final = gettext_noop("The file is larger than 15 MB. Choose a smaller one, or make a shorter recording")
DAMAGED: Final = gettext_noop("The picture is damaged, or too large to be drawn. Choose another one")
# What a container says of moving pictures: Matroska's codecs, and the handler of an MP4's track.
_FILM: Final = (b"V_VP8", b"V_VP9", b"V_AV1", b"V_MPEG", b"V_MS/VFW", b"vide")


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that is taken: what it is, its type, and its bytes as they are kept."""

    kind: str
    media_type: str
    data: bytes


def look(data: bytes) -> Looked:
    """What a file is, cleaned. Raises Refused with the sentence for the field.

    A recording is kept as it came, without the tags at its beginning; a film is none. Nothing that a browser could run
    is taken: no SVG, no HTML, no PDF, no office file.

    >>> look(b"OggS" + bytes(60)).media_type
    'audio/ogg'
    """
    if len(data) > LARGEST:
        raise Refused(TOO_LARGE, "file")
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or _riff(data, b"WEBP"):
        return Looked(PICTURE, "image/jpeg", _drawn_anew(data))
    if media_type := _sound(data):
        return Looked(SOUND, media_type, _without_tags(data))
    raise Refused(NOT_TAKEN, "file")


def _riff(data: bytes, kind: bytes) -> bool:
    return data.startswith(b"RIFF") and data[8:12] == kind


def _sound(data: bytes) -> str:
    """The type of a recording; empty for what is none."""
    if data.startswith(b"OggS"):
        return "" if b"\x80theora" in data[:4096] else "audio/ogg"
    if _riff(data, b"WAVE"):
        return "audio/wav"
    if data.startswith(b"ID3") or (len(data) > 2 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2):
        return "audio/mpeg"
    if data.startswith(b"\x1a\x45\xdf\xa3"):
        return "" if any(mark in data for mark in _FILM[:-1]) else "audio/webm"
    if data[4:8] == b"ftyp":
        return "" if _FILM[-1] in data else "audio/mp4"
    return ""


def _without_tags(data: bytes) -> bytes:
    """An MP3 without its ID3v2 header, in which programs write names and places."""
    if not data.startswith(b"ID3") or len(data) < 10:
        return data
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte & 0x7F
    return data[10 + size :]


def _drawn_anew(data: bytes) -> bytes:
    """A picture as JPEG, upright, without what a camera writes beside it (place, time, device)."""
    # Pillow takes a tenth of a second to load: only for those who send pictures.
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused(DAMAGED, "file")
            picture = ImageOps.exif_transpose(opened).convert("RGB")
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            # A new picture has nothing of the old one but its points.
            clean = Image.new("RGB", picture.size)
            clean.paste(picture)
            made = io.BytesIO()
            clean.save(made, "JPEG", quality=85)
            return made.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        raise Refused(DAMAGED, "file") from problem
