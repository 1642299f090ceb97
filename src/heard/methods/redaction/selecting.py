"""Which texts may hold personal data: one pass over their bytes, compiled by numba.

What is selected is a superset of what the rules find (held by tests); who finds more decides. Whether a word is a
name, in a dictionary or begins a turn of phrase is read from the table of `vocabulary`.
"""

# ruff: noqa: PLR1714 - comparisons are what numba makes fast
from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa

from heard.methods.coding import kernel
from heard.methods.redaction import vocabulary as v
from heard.methods.redaction.spans import EVERYTHING
from heard.methods.redaction.vocabulary import Array

# What a text may hold, by the module that finds it.
NAMES, ACCOUNTS, BIRTHS, NUMBERS, POSTCODES, ADDRESSES = (1 << place for place in range(6))


def select(column: pa.Array) -> Array:
    """Bits uint8 [N] of what each text may hold; `EVERYTHING` where numba cannot run."""
    texts = column.cast(pa.string()).fill_null("")
    masks = np.full(len(texts), EVERYTHING, dtype=np.uint8)
    if not len(texts):
        return masks
    _, places, letters = texts.buffers()
    offsets = np.frombuffer(places, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(letters if letters is not None else b"", dtype=np.uint8)
    try:
        run = kernel.compile_once(_select)
    except ImportError:
        return masks
    run(data, offsets, *v.table(), masks)
    return masks


# numba keeps what it compiled by the stamp of this file: note here what changes in `vocabulary` (2^17 buckets).
_BASIS, _PRIME, _BUCKET = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3), np.uint64(v.BUCKETS - 1)
_NAME, _OTHER, _KNOWN, _DULL = v.NAME, v.OTHER, v.KNOWN, v.DULL
_SHORT_TITLE, _TITLE, _CUE, _INNER, _NO_TITLED = v.SHORT_TITLE, v.TITLE, v.CUE, v.INNER, v.NO_TITLED
_PARTICLE, _ROLE, _OURS, _WHOSE, _IS, _CALLED, _NHS, _THEY = (
    v.PARTICLE, v.ROLE, v.OURS, v.WHOSE, v.IS, v.CALLED, v.NHS, v.THEY,
)  # fmt: skip
_TELLS, _STREET, _NO_STREET, _BEFORE_NUMBER = v.TELLS, v.STREET, v.NO_STREET, v.BEFORE_NUMBER
_BIRTH, _FIGURE, _WELSH, _MODAL = v.BIRTH, v.FIGURE, v.WELSH, v.MODAL
_NAMES, _ACCOUNTS, _BIRTHS = NAMES, ACCOUNTS, BIRTHS
_NUMBERS, _POSTCODES, _ADDRESSES, _EVERYTHING = NUMBERS, POSTCODES, ADDRESSES, EVERYTHING
_SHORT: Final = 3
_DIGITS: Final = 6
_FIGURES: Final = 7
_FAR: Final = 99


def _select(  # noqa: PLR0915, PLR0917 - one function: numba would compile smaller ones first, and inline them anyway
    data: Any, offsets: Any, starts: Any, keys: Any, bits: Any, masks: Any
) -> None:
    for text in range(len(offsets) - 1):
        at, stop = offsets[text], offsets[text + 1]
        # 1. Whether capitals say anything, and whether there are letters other than of ASCII.
        capitals, smalls, strange = 0, 0, 0
        for place in range(at, stop):
            byte = data[place]
            capitals += (byte >= 65) & (byte <= 90)
            smalls += (byte >= 97) & (byte <= 122)
            strange += byte >= 128
        shouting = capitals > smalls
        place = at
        while strange > 0 and place < stop:
            byte, size = data[place], 1
            if byte >= 128:
                second = data[place + 1] if place + 1 < stop else 0
                third = data[place + 2] if place + 2 < stop else 0
                plain = False
                if byte == 0xC2:  # a hard space, the pound, an acute accent by itself, quotation marks, a dot
                    size = 2
                    plain = second == 0xA0 or second == 0xA3 or second == 0xB4 or second == 0xAB or second == 0xBB
                elif byte == 0xE2:  # punctuation, some signs, a heart
                    size = 3
                    plain = second == 0x80 or (second >= 0x98 and second <= 0x9C) or (second == 0x9D and third == 0xA4)
                elif byte == 0xEF:
                    size = 3
                    plain = second == 0xB8 and third == 0x8F
                elif byte == 0xF0:  # pictures
                    size = 4
                    plain = second == 0x9F and ((third >= 0x8C and third <= 0x99) or (third >= 0xA4 and third <= 0xA7))
                if not plain:
                    strange = -1
            place += size
        if strange < 0:
            masks[text] = _EVERYTHING
            continue

        # 2. Word by word; what the text may hold.
        named, account, number, postcode, address = False, False, False, False, False
        digits, births, numbered, letter_o = 0, False, False, False
        outward: Any = False
        figures = 0
        since_number, since_comma, since_called = _FAR, _FAR, _FAR
        all_capitals, no_street = False, False
        title, short_title, cue, ours, initial = False, False, False, False, False
        stranger, other = 0, False
        comma = False
        length, begin, first = 0, at, np.uint8(0)
        while at < stop:
            byte = data[at]
            small = byte | 32
            if not (small >= 97 and small <= 122 and byte < 128):
                if byte >= 48 and byte <= 57:
                    begin = at
                    while at < stop and data[at] >= 48 and data[at] <= 57:
                        at += 1
                    digits += at - begin
                    figures = figures + 1 if at - begin <= _SHORT else 0
                    number |= figures >= _FIGURES
                    address |= since_called <= 1
                    # 'N1', 'CF14' before; '4LP' after: what a postcode is made of.
                    before = data[begin - 1] | 32 if begin > offsets[text] else 0
                    outward |= before >= 97 and before <= 122 and length <= 2
                    if outward and at + 1 < stop:
                        one, two = data[at] | 32, data[at + 1] | 32
                        postcode |= one >= 97 and one <= 122 and two >= 97 and two <= 122
                    since_number, all_capitals, no_street, numbered = 0, True, False, True
                    since_comma = _FAR
                    continue
                if byte == 64:
                    account = True
                elif byte == 44:
                    comma = True
                elif byte == 46 or byte == 33 or byte == 63:
                    cue = False
                elif byte == 47 and at > offsets[text]:  # 'facebook.com/', 'u/somebody'
                    back = at - 1
                    while back > offsets[text] and data[back] | 32 >= 97 and data[back] | 32 <= 122:
                        back -= 1
                    account |= data[back] == 46 or (data[at - 1] | 32 == 117 and at - back <= 2)
                at += 1
                continue

            single = length == 1 and first | 32 != 105  # 'O', 'D', not 'I'
            begin, hashed, shorter, upper = at, _BASIS, _BASIS, 0
            while at < stop:
                byte = data[at]
                small = byte | 32
                if not (small >= 97 and small <= 122 and byte < 128):
                    break
                shorter = hashed
                hashed = (hashed ^ np.uint64(small)) * _PRIME
                upper += byte < 97
                at += 1
            length = at - begin
            first = data[begin]
            # What joins this to the letter before, and the next to this: 39 an apostrophe, 45 a hyphen, else 0.
            left = 0
            if begin - 1 > offsets[text]:
                byte, far = data[begin - 1], data[begin - 2] | 32
                if (byte == 39 or byte == 45) and far >= 97 and far <= 122:
                    left = byte
                elif byte == 0x99 and begin - 4 >= offsets[text] and data[begin - 2] == 0x80:
                    far = data[begin - 4] | 32
                    left = 39 if data[begin - 3] == 0xE2 and far >= 97 and far <= 122 else 0
            hyphen = left == 45
            if at + 1 < stop and data[at] == 45:
                far = data[at + 1] | 32
                hyphen |= far >= 97 and far <= 122
            if left == 39:
                # 's', 't', 'm', 'd', 've', 're' and 'll' end a word; what else follows an apostrophe may be a name.
                last = data[at - 1] | 32
                if length == 1:
                    named |= single or not (last == 115 or last == 116 or last == 109 or last == 100)
                else:
                    first = first | 32
                    ends = ((first == 118 or first == 114) and last == 101) or (first == 108 and last == 108)
                    named |= single or length > 2 or not ends
                continue

            meaning = 0
            bucket = hashed & _BUCKET
            for slot in range(starts[bucket], starts[bucket + np.uint64(1)]):
                if keys[slot] == hashed:
                    meaning = bits[slot]
            counted = data[begin - 1] if begin > offsets[text] else np.uint8(0)
            counted_on = counted >= 48 and counted <= 57
            capital = first < 97 and (length == 1 or upper < length) and not shouting
            if meaning & (_NAME | _OTHER | _KNOWN) == 0 and data[at - 1] | 32 == 115 and length > 1:
                bucket = shorter & _BUCKET
                for slot in range(starts[bucket], starts[bucket + np.uint64(1)]):
                    if keys[slot] == shorter:
                        meaning |= bits[slot] & _KNOWN
                        named |= capital and bits[slot] & _NAME != 0
            if meaning & _MODAL != 0 and not capital:
                meaning = (meaning & ~_OTHER) | _KNOWN
            known = meaning & (_NAME | _OTHER | _KNOWN) != 0
            unknown = not known and (length >= _SHORT or (hyphen and length > 1))
            likely = meaning & (_NAME | _OTHER) != 0 or unknown
            dull = meaning & _DULL != 0 and not hyphen

            # 3. Names: of the lists, strangers, after titles, after thanks, after initials.
            named |= meaning & _NAME != 0 and (length >= _SHORT or upper > 0 or ours or hyphen)
            named |= (capital and (meaning & _OTHER != 0 or unknown)) or (hyphen and first < 97 and length > 1)
            named |= other and meaning & _THEY != 0
            if title or short_title:
                if hyphen:
                    named = True
                elif length == 1 or meaning & _PARTICLE != 0 or (at < stop and (data[at] == 39 or data[at] >= 128)):
                    named |= short_title
                elif shouting:
                    named |= likely or (short_title and meaning & _NO_TITLED == 0)
                elif capital:
                    named |= not dull
                else:
                    named |= likely or (short_title and meaning & _NO_TITLED == 0)
            if cue or initial:
                named |= likely or (capital and not dull)
            if left == 45:
                pass
            elif stranger == 1:
                named |= meaning & _NHS != 0
                stranger = 2 if meaning & _WHOSE != 0 else 4 if meaning & _IS != 0 else 0
            elif stranger == 2 or stranger == 3:
                named |= meaning & _ROLE != 0
                stranger = 3 if stranger == 2 else 0
            elif stranger == 4:
                stranger = 5 if meaning & _WHOSE != 0 else 0
            elif stranger == 5:
                named |= meaning & _CALLED != 0
                stranger = 0
            if unknown and not shouting:
                stranger = 1
            other = meaning & _OTHER != 0

            # 4. Structured data: words that are enough, births, streets after a number or a comma, spoken figures.
            account |= meaning & _TELLS != 0
            births |= meaning & _BIRTH != 0
            letter_o |= first | 32 == 111 and data[at - 1] | 32 == 111
            outward &= counted_on and length == 1
            address |= left == 45 and numbered and first | 32 == 121 and length <= 2  # '17 Pen-y-Bryn'
            account |= (
                length == 2 and (counted == 40 or counted == 91) and first | 32 == 97 and data[at - 1] | 32 == 116
            )
            figures = figures + 1 if meaning & _FIGURE != 0 else 0
            number |= figures >= _FIGURES
            if meaning & (_STREET | _WELSH) != 0:
                address |= numbered and meaning & _WELSH != 0
                address |= meaning & _WELSH != 0 and comma
                address |= since_number >= 1 and since_number <= 2 and not no_street
                address |= since_number >= 1 and since_number <= 5 and all_capitals
                address |= since_comma >= 1 and since_comma <= 4
            if left == 0 and not (counted_on and length == 1):
                since_number += 1
                if comma and first < 97:
                    since_comma = 1
                elif first < 97 and since_comma < _FAR:
                    since_comma += 1
                else:
                    since_comma = _FAR
                all_capitals &= first < 97
                no_street |= meaning & _NO_STREET != 0 and first >= 97
            since_called = 0 if meaning & _BEFORE_NUMBER != 0 else since_called + 1

            # 5. What the next word is to know of this one.
            comma = False
            lead = length == 1 or meaning & _PARTICLE != 0
            if not hyphen or at >= stop or data[at] != 45:
                title = meaning & _TITLE != 0 or (title and lead)
                short_title = meaning & _SHORT_TITLE != 0 or (short_title and lead)
                cue = meaning & _CUE != 0 or (cue and meaning & _INNER != 0)
            ours = meaning & _OURS != 0
            initial = length == 1 and at < stop and data[at] == 46
        number |= digits >= _DIGITS or (letter_o and numbered)
        mask = (_NAMES if named else 0) | (_ACCOUNTS if account else 0) | (_BIRTHS if births and numbered else 0)
        mask |= (_NUMBERS if number else 0) | (_POSTCODES if postcode else 0) | (_ADDRESSES if address else 0)
        masks[text] = mask
