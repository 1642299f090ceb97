"""E-mail addresses and accounts of networks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from heard.methods.redaction.spans import Span

_SAID_DOT: Final = r"(?: dot | ?\(dot\) ?| ?\[dot\] ?)"
_SAID: Final = r"(?:dot|underscore|dash|hyphen)"
_EMAIL: Final = re.compile(
    r"[A-Za-z0-9._%+'-]{1,64} ?@ ?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}"
    r"|[A-Za-z0-9._%+'-]{1,64}@(?:gmail|hotmail|yahoo|outlook|icloud|btinternet|live|aol|sky|talktalk|nhs)\b"
    rf"|\b[A-Za-z0-9._+-]{{1,64}}(?:(?: {_SAID} | ?\({_SAID}\) ?)[A-Za-z0-9._+-]{{1,64}}){{0,4}}"
    rf"(?: at | ?\(at\) ?| ?\[at\] ?| ?@ ?)[A-Za-z0-9-]{{2,63}}(?:{_SAID_DOT}[a-z0-9-]{{1,30}}){{0,3}}"
    rf"{_SAID_DOT}(?:com|co|uk|org|net|nhs|info|me|eu|ie|gov|ac|example)\b"
    r"|\b[A-Za-z0-9._+-]{2,64} ?[(\[]at[)\]] ?[A-Za-z0-9-]{2,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}",
    re.IGNORECASE,
)
_NETWORKS: Final = (
    "facebook|fb|instagram|insta|twitter|x|tiktok|linkedin|youtube|snapchat|pinterest|twitch|strava|medium|nextdoor"
    "|reddit|threads|bsky|tumblr|flickr|discord|vinted|ebay|patreon|mumsnet|wa|t|youtu|onlyfans|soundcloud|github"
    "|spotify|gofundme|justgiving|depop|etsy|myspace|goodreads|tripadvisor|trustpilot|wordpress|blogspot|telegram|m"
)
# The names that people give to networks where an account follows: 'my snapchat is tyrell-p04', 'fb /hassan.malik'.
_NETWORK_SAID: Final = (
    "facebook|fb|insta(?:gram|grm)?|ig|twitter|tiktok|tik tok|linked ?in|youtube|snap(?:chat)?|pinterest|twitch|strava"
    "|reddit|threads|bluesky|tumblr|discord|vinted|ebay|telegram|mastodon|xbox|psn|playstation|steam|skype|kik|whatsapp"
    "|depop|etsy|nextdoor|gamertag|user ?name|handle|messenger"
)
# Words without which none of these is found.
WORDS: Final = frozenset(
    """
facebook fb insta instagram instagrm ig twitter tiktok tik linkedin linked youtube snap snapchat pinterest twitch
strava reddit threads bluesky tumblr discord vinted ebay telegram mastodon xbox psn playstation steam skype kik
whatsapp depop etsy nextdoor gamertag user username handle messenger dot wordpress blogspot substack livejournal
bsky
""".split()  # noqa: SIM905 - a word list reads better as prose
)
_SUBDOMAINS: Final = "tumblr|wordpress|blogspot|substack|livejournal|bsky"
_HANDLE: Final = (
    r"[A-Za-z0-9](?=[A-Za-z0-9._#-]*[0-9_#])[A-Za-z0-9._#-]{2,39}(?<![.\-])"
    r"|(?!(?:e\.g|i\.e|a\.m|p\.m|www)\b|[\w.-]+/)[A-Za-z0-9_]{1,30}(?:\.[A-Za-z0-9_]{1,30}){1,4}"
    r"|live:[A-Za-z0-9._-]{2,40}(?<!\.)"
)
_ACCOUNT: Final = re.compile(
    r"(?<![\w@.])@[A-Za-z0-9_]{2,30}(?:[.-][A-Za-z0-9_]+){0,4}(?:@[a-z0-9.-]+[a-z])?"
    rf"|\b(?:https?://)?(?:[a-z]{{1,4}}\.)?(?:{_NETWORKS})\.(?:com|co\.uk|me|tv|app|org|be|social|net)/"
    r"[^\s<>\"'),]+(?<![.!?;:])"
    rf"|\b[A-Za-z0-9-]{{3,40}}\.(?:{_SUBDOMAINS})\.(?:com|co\.uk|social)(?:/[^\s<>\"'),]*)?"
    r"|\b(?:linktr\.ee|discord\.gg|t\.co|bit\.ly)/[A-Za-z0-9_.-]{3,40}"
    r"|(?<![\w/])/?u/[A-Za-z0-9_-]{3,30}"
    rf"|(?<![\w@.])(?=[a-z0-9.]*[0-9_])[a-z0-9_][a-z0-9._-]{{2,38}}[a-z0-9_] on (?:my )?(?:{_NETWORK_SAID})\b"
    rf"|\b(?:{_NETWORK_SAID})[ :]{{1,2}}/[A-Za-z0-9._-]{{3,40}}(?<!\.)"
    rf"|\b(?:{_NETWORK_SAID})(?:[\s,]+(?:user(?:name)?|account|handle|name|id|tag|page|profile))?"
    rf"(?:[\s:,(]+(?:is|as|under|called|-|=|my|me|i'?m))?[\s:,(\"]{{1,3}}({_HANDLE})",
    re.IGNORECASE,
)


def find(text: str) -> Iterator[Span]:
    """E-mail addresses, then accounts.

    >>> [span.kind for span in find("ann@example.org, or @ann_writes")]
    ['email', 'account']
    """
    for match in _EMAIL.finditer(text):
        yield Span(match.start(), match.end(), "email")
    for match in _ACCOUNT.finditer(text):
        if match.group(1) is None or not match.group(1).replace(".", "").isdigit():
            yield Span(match.start(1) if match.group(1) else match.start(), match.end(), "account")
