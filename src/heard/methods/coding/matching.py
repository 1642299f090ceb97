"""Where programs (`programs`) match: the same places that Python's `re` finds, compiled by numba.

Texts are UTF-8 in small letters, and all places are bytes of them.
"""
# ruff: noqa: PLR0917 - numba takes arrays one by one

from __future__ import annotations

from typing import Any, Final

from heard.methods.coding import programs as p

# So many places to go back to, each with what to do there; a text that needs more is left to `re`.
DEPTH: Final = 4096
NOWHERE, TOO_DEEP = -1, -2
_MATCHED, _STRING, _ONE, _MANY, _GO, _TRY = p.MATCHED, p.STRING, p.ONE, p.MANY, p.GO, p.TRY
_SWITCH, _EDGE, _INSIDE, _BEGIN, _END = p.SWITCH, p.EDGE, p.INSIDE, p.BEGIN, p.END
_AHEAD, _NOT_AHEAD, _BEHIND, _NOT_BEHIND, _LOOKED = p.AHEAD, p.NOT_AHEAD, p.BEHIND, p.NOT_BEHIND, p.LOOKED
_END_COLUMN, _HEAD, _SIZE = p.END_COLUMN, p.HEAD, p.SIZE
# What must be left to Python.
UNDECIDED: Final = -1
# Columns of a text int32 [length + 1, 2]: its bytes, and where the next word begins.
BYTE, NEXT = range(2)


def find(
    tape: Any, which: int, text: Any, low: int, begin: int, high: int, advance: bool, stack: Any
) -> tuple[int, int]:
    """Start and end of the first match at `begin` or after it; NOWHERE for none, TOO_DEEP where it cannot be said.

    What is read are bytes `low` to `high` (exclusive) of a text; no word goes across `low`. `advance`: a match at
    `begin` itself must not be of nothing, as after one that was of nothing. stack int32 [DEPTH, 2] is room to work in.
    """
    place = _HEAD + _SIZE * which
    start, anywhere, words, empty = tape[place], tape[place + 1], tape[place + 2], tape[place + 3]
    if start < 0:
        return TOO_DEEP, 0
    # Most programs begin with a word: they are tried where one begins.
    leaps = tape[place + 4]
    at = text[begin, NEXT] if leaps else begin
    while at <= high:
        if at < high:
            byte = text[at, BYTE] >> 5
            may = tape[words + byte] if leaps else tape[anywhere + byte]
            if not leaps and text[at, NEXT] == at:
                may |= tape[words + byte]
            if not (may >> (text[at, BYTE] & 31)) & 1:
                at = text[at + 1, NEXT] if leaps else at + 1
                continue
        elif not empty:
            break
        end = match(tape, start, text, low, at, high, at if advance and at == begin else NOWHERE, stack)
        if end != NOWHERE:
            return at, end
        at = text[at + 1, NEXT] if leaps else at + 1
    return NOWHERE, 0


def is_word(byte: int) -> bool:
    """Whether a byte is a small ASCII letter, a digit or an underscore."""
    return 97 <= byte <= 122 or 48 <= byte <= 57 or byte == 95


def match(  # noqa: PLR0915 - one function: to call one for every instruction would take longer than they do
    tape: Any, pc: int, text: Any, low: int, at: int, high: int, refused: int, stack: Any
) -> int:
    """End of the match of the program from `pc` on that begins at `at`, but not at `refused`; as `find` where none."""
    top = 0
    while True:
        instruction, first, second = tape[pc], tape[pc + 1], tape[pc + 2]
        good = True
        pc += 3
        if instruction == _STRING:
            good = at + second <= high
            if good:
                for place in range(second):
                    if text[at + place, BYTE] != tape[first + place]:
                        good = False
                        break
                at += second
        elif instruction == _SWITCH:
            pc = tape[first + (tape[text[at, BYTE]] if at < high else _END_COLUMN)]
        elif instruction == _TRY:
            if top == len(stack):
                return TOO_DEEP
            stack[top, 0], stack[top, 1] = second, at
            top += 1
            pc = first
        elif instruction == _GO:
            pc = first
        elif _EDGE <= instruction <= _INSIDE:
            edge = (at > low and is_word(text[at - 1, BYTE])) != (at < high and is_word(text[at, BYTE]))
            good = edge == (instruction == _EDGE)
        elif instruction == _ONE:
            good = at < high and tape[first + (text[at, BYTE] >> 5)] >> (text[at, BYTE] & 31) & 1 != 0
            if good:
                at += 1
                while at < high and text[at, BYTE] & 0xC0 == 0x80:
                    at += 1
        elif instruction == _MANY:
            while at < high and tape[first + (text[at, BYTE] >> 5)] >> (text[at, BYTE] & 31) & 1:
                at += 1
                while at < high and text[at, BYTE] & 0xC0 == 0x80:
                    at += 1
        elif instruction == _MATCHED:
            if at != refused:
                return at
            good = False
        elif instruction == _BEGIN:
            good = at == low
        elif instruction == _END:
            good = at == high or (at == high - 1 and text[at, BYTE] == 10)
        elif instruction == _LOOKED:
            # Back to where the look began: what it tried is taken back with it.
            top -= 1
            while stack[top, 0] >= 0:
                top -= 1
            look, at = -stack[top, 0], stack[top, 1]
            pc = tape[look + 1]
            good = tape[look] == _AHEAD or tape[look] == _BEHIND
        elif _AHEAD <= instruction <= _NOT_BEHIND:
            back = at
            for _ in range(second):
                back -= 1
                while back > low and text[back, BYTE] & 0xC0 == 0x80:
                    back -= 1
            if back < low:
                good = instruction == _NOT_BEHIND
                pc = first
            else:
                if top == len(stack):
                    return TOO_DEEP
                stack[top, 0], stack[top, 1] = 3 - pc, at
                top += 1
                at = back
        else:
            good = False
        while not good:
            if not top:
                return NOWHERE
            top -= 1
            pc, at = stack[top, 0], stack[top, 1]
            good = True
            if pc < 0:
                look = -pc
                pc = tape[look + 1]
                good = tape[look] == _NOT_AHEAD or tape[look] == _NOT_BEHIND
    return NOWHERE


def copy_small(data: Any, begin: int, end: int, text: Any) -> int:
    """Bytes of a text in small letters, and from each place where the next word begins; how many bytes there are."""
    length = end - begin
    for at in range(length):
        byte = data[begin + at]
        text[at, BYTE] = byte + 32 if 65 <= byte <= 90 else byte
    text[length, BYTE], text[length, NEXT] = 0, length
    following = length
    for at in range(length - 1, -1, -1):
        before = at > 0 and is_word(text[at - 1, BYTE])
        inside = is_word(text[at, BYTE])
        following = at if inside and not before else following
        text[at, NEXT] = following
    return length


# What is compiled together with whichever function calls it.
PARTS: Final = (is_word, match, find, copy_small)
