"""People who tell something, all at once: the generator of `heard bench tell`, in a process of its own.

They arrive by chance (Poisson) at a rate that does not wait for answers. Each does what a person with a new telephone
does after a poster's code: the way to the page, the page, its style and scripts, the next page, then four forms, with
some seconds between them. A request counts from the moment at which it was to be sent, so that whatever waits anywhere
counts. Some go back, some leave the form empty first, some press 'Send' twice at once, some lose the signal while they
send and try again. Everything that they say is made beforehand.
"""

from __future__ import annotations

import asyncio
import json
import re
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from math import ceil
from pathlib import Path
from random import Random
from typing import Any, Final
from urllib.parse import quote_plus, urlencode

from heard.cli.bench.tell_data import CODE

SYLLABLES: Final = "ba de fi go hu ka le mi no pu ra se ti vo wa".split()  # noqa: SIM905
# Of a hundred people, so many …
ODD: Final = {"goes back": 5, "sends an empty form": 5, "sends twice": 3, "is cut off": 3}
WISH: Final = {"a reply": 35, "a PIN": 5, "not this ward": 3, "publication": 30, "only a rating": 8, "danger": 2}
# Seconds between an answer and the next request of the same person, and until the last of them has to be done.
THINKS: Final = (0.5, 3.0)
PATIENCE: Final = 60.0
_CARRIED: Final = re.compile(rb'name="carried" value="([^"]*)"')
_KEY: Final = re.compile(rb'id="key">([a-z ]+)<')
_STATIC: Final = re.compile(rb'(?:href|src)="(/static/[^"]+\.(?:css|js|svg)[^"]*)"')
_LENGTH: Final = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


class OddAnswer(Exception):  # noqa: N818
    """A page that does not answer as it should; the message says which."""


@dataclass
class Person:
    """What somebody will do and say, and what came of it."""

    point: str
    mark: str
    odd: str
    forms: dict[str, str]
    key: str = ""
    problem: str = ""


@dataclass
class Record:
    """Seconds of each request by its kind, and what went wrong."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    problems: list[str] = field(default_factory=list)


def mark_of(number: int) -> str:
    """A word that no other journey has, and that nothing takes for a name or a number.

    >>> mark_of(0), mark_of(16)
    ('qbabababababa', 'qdedebabababa')
    """
    word = "q"
    for _ in range(6):
        number, place = divmod(number, len(SYLLABLES))
        word += SYLLABLES[place]
    return word


def people(points: list[str], count: int, first: int) -> list[Person]:
    """So many people with their texts, numbered from `first`, which is the seed too."""
    from heard.demonstration.generator import voices

    random = Random(first)  # noqa: S311 - invented words, no secret
    said = islice(voices(count, seed=first), count)
    return [_person(random, random.choice(points), n, one) for n, one in enumerate(said, first)]


def _person(random: Random, point: str, number: int, spoken: Any) -> Person:
    wish = {name: random.randrange(100) < share for name, share in WISH.items()}
    draw = random.randrange(100)
    odd = next((name for name, end in zip(ODD, _ends(), strict=True) if draw < end), "")
    mark = "" if wish["only a rating"] else mark_of(number)
    # After 'nurses' or 'cleaner' an unknown word would be masked as a name.
    said = (spoken.why, "She is not breathing well." * wish["danger"], "That is all.", mark)
    text = " ".join(filter(None, said)) if mark else ""
    wishes = {"publication": "without_name" if wish["publication"] else "none"}
    wishes |= {"reply": "on", "email": f"{mark_of(number)}@example.org"} if wish["a reply"] else {}
    wishes |= {"pin": f"{random.randrange(10_000):04d}"} if wish["a PIN"] else {}
    wishes |= {"not_this_ward": "on"} if wish["not this ward"] else {}
    relation = {"Relative": "relative", "Carer": "carer"}.get(spoken.relation, "patient")
    forms = {
        "who": urlencode({"step": "who", "relation": relation, "about_person": ""}),
        "words": urlencode({"step": "words", "words": text, "rating": spoken.rating, "moment": "during"}),
        "empty": urlencode({"step": "words", "words": "", "moment": ""}),
        "back": urlencode({"step": "wishes", "back": "1", **wishes}),
        "wishes": urlencode({"step": "wishes", **wishes}),
        "check": urlencode({"step": "check"}),
    }
    return Person(point, mark, odd, forms)


def _ends() -> Iterator[int]:
    total = 0
    for share in ODD.values():
        total += share
        yield total


class Browser:
    """One connection, opened again where the server has closed it; every request is timed from when it was due."""

    def __init__(self, port: int, record: Record, random: Random) -> None:
        self.port, self.record, self.random = port, record, random
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(
        self, kind: str, method: str, path: str, body: str = "", *, status: int = 200, at_once: bool = False
    ) -> bytes:
        """A page's bytes. Raises OddAnswer for another status, OSError where the server does not answer."""
        due = time.perf_counter()
        if not at_once:
            wait = self.random.uniform(*THINKS)
            due += wait
            await asyncio.sleep(wait)
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept-Encoding: gzip\r\n"
        if method == "POST":
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        sent = f"{head}\r\n{body}".encode()
        try:
            found, page = await self._once(sent)
        except (OSError, asyncio.IncompleteReadError):
            # The server closed a connection that was quiet for some seconds, as it may: a browser opens a new one.
            self.close()
            found, page = await self._once(sent)
        self.record.times[kind].append(time.perf_counter() - due)
        if found != status:
            raise OddAnswer(f"{kind} answers with {found}")
        return page

    async def _once(self, sent: bytes) -> tuple[int, bytes]:
        if self.writer is None or self.reader is None or self.reader.at_eof():
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(sent)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        page = await self.reader.readexactly(int(length[1])) if length else b""
        return int(head[9:12]), page

    async def cut_off(self, body: str, path: str) -> None:
        """Send, and lose the signal before the answer."""
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Length: {len(body)}\r\n"
        head += "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write((head + body).encode())
        await self.writer.drain()
        await asyncio.sleep(self.random.uniform(0, 0.05))
        self.close()

    def close(self) -> None:
        """Nothing more on this connection."""
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


async def tell(person: Person, browser: Browser, plain: str = "") -> None:
    """The whole journey, from the poster to the receipt; at the plain page, if one is named, by the same steps."""
    base = f"/p/{CODE}/tell-us/{person.point}/"
    way, first, who, answer = (plain,) * 4 if plain else (f"/t/{person.point}/", base, f"{base}who/", f"{base}answer/")
    await browser.ask("way", "GET", way, status=200 if plain else 302, at_once=True)
    for file in dict.fromkeys(_STATIC.findall(await browser.ask("start", "GET", first, at_once=True))):
        await browser.ask("file", "GET", file.decode(), at_once=True)
    await browser.ask("who", "GET", who)

    async def send(step: str, page: bytes = b"", kind: str = "") -> bytes:
        return await browser.ask(kind or f"send {step}", "POST", answer, _form(person.forms[step], page))

    page = await send("who")
    if person.odd == "sends an empty form":
        page = await send("empty", page, "send an empty form")
    page = await send("words", page)
    if person.odd == "goes back":
        page = await send("back", page, "go back")
        page = await send("words", page, "send words again")
    page = await send("wishes", page)
    if person.odd == "is cut off":
        await browser.cut_off(_form(person.forms["check"], page), answer)
    if person.odd == "sends twice":
        other = Browser(browser.port, browser.record, Random(0))  # noqa: S311
        body = _form(person.forms["check"], page)
        both = [one.ask("send check twice", "POST", answer, body, at_once=True) for one in (browser, other)]
        receipts = await asyncio.gather(*both)
        other.close()
        if _key(receipts[0]) != _key(receipts[1]):
            raise OddAnswer("two sendings of one form have two keys")
        person.key = _key(receipts[0])
        return
    person.key = _key(await send("check", page, "send check" if person.odd != "is cut off" else "send check again"))


def _form(fields: str, page: bytes) -> str:
    found = _CARRIED.search(page)
    return f"{fields}&carried={quote_plus(unescape(found[1].decode()))}" if found else f"{fields}&carried="


def _key(page: bytes) -> str:
    found = _KEY.search(page)
    if found is None:
        raise OddAnswer("the last page has no key")
    return found[1].decode()


async def crowd(port: int, told: list[Person], rate: float, seed: int, plain: str = "") -> tuple[Record, float]:
    """Have everybody arrive, and wait until they have left; what was recorded, and the generator's own worst delay."""
    record, random = Record(), Random(seed)  # noqa: S311 - the moment of arrival, no secret
    running, worst, due = set(), 0.0, time.perf_counter()

    async def one(person: Person) -> None:
        browser = Browser(port, record, random)
        try:
            await tell(person, browser, plain)
        except (OSError, OddAnswer, asyncio.IncompleteReadError) as problem:
            person.problem = f"{type(problem).__name__}: {problem}"
            record.problems.append(person.problem)
        finally:
            browser.close()

    for person in told:
        due += random.expovariate(rate)
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        worst = max(worst, time.perf_counter() - due)
        running.add(asyncio.create_task(one(person)))
    _, late = await asyncio.wait(running, timeout=PATIENCE)
    for task in late:
        task.cancel()
    record.problems += ["a journey did not end"] * len(late)
    return record, worst


def summary(times: list[float]) -> dict[str, float]:
    """Number, median, 95th and 99th percentile and the longest, in milliseconds.

    >>> summary([0.001 * n for n in range(1, 101)])
    {'requests': 100, 'p50': 50.0, 'p95': 95.0, 'p99': 99.0, 'max': 100.0}
    """
    ordered = sorted(times)
    ranks = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    found = {name: round(ordered[ceil(share * len(ordered)) - 1] * 1000, 1) for name, share in ranks.items()}
    return {"requests": len(ordered), **found}


def main(given: str) -> None:
    """Run as JSON says (port, points, rate, seconds, first, plain), add each journey to the file `told`, print JSON."""
    asked = json.loads(given)
    count = max(1, round(asked["rate"] * asked["seconds"]))
    told = people(asked["points"], count, asked["first"])
    record, worst = asyncio.run(crowd(asked["port"], told, asked["rate"], asked["first"], asked["plain"]))
    with Path(asked["told"]).open("a", encoding="utf-8") as file:
        for one in told:
            file.write(json.dumps({"mark": one.mark, "key": one.key, "problem": one.problem}) + "\n")
    usage = resource.getrusage(resource.RUSAGE_SELF)
    found = {
        "journeys": count,
        "kinds": {kind: summary(times) for kind, times in sorted(record.times.items())},
        "problems": record.problems[:20],
        "failed": len(record.problems),
        "generator": {
            "processor s": round(usage.ru_utime + usage.ru_stime, 1),
            "worst delay ms": round(worst * 1e3, 1),
        },
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
