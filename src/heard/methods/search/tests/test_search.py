"""A text is found by its words and by its contiguous phrases, and by no other phrase, with SQLite's own engine."""

import sqlite3
from struct import unpack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heard.methods.search import FTS5_TOKENIZER, parse, terms, terms_batch, to_fts5, to_tsquery, to_tsvector
from heard.methods.search.normalise import stem, words

VOCABULARY = [
    "the",
    "staff",
    "were",
    "very",
    "kind",
    "a",
    "wonderful",
    "corridor",
    "café",
    "didn’t",
    "ਸੇਵਾ",
    "ਚੰਗੀ",
    "عملہ",
    "111",
]
sentences = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=12)


class Index:
    """An FTS5 table in memory that holds one text at a time."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")
        self.connection.execute(f'create virtual table found using fts5(terms, tokenize="{FTS5_TOKENIZER}")')

    def finds(self, text: str, query: str) -> bool:
        self.connection.execute("delete from found")
        self.connection.execute("insert into found (terms) values (?)", [terms(text)])
        match = to_fts5(parse(query))
        return bool(self.connection.execute("select count(*) from found where found match ?", [match]).fetchone()[0])


@pytest.fixture(scope="module")
def index() -> Index:
    return Index()


@settings(deadline=None)
@given(sentence=sentences)
def test_every_word_finds_its_text(index: Index, sentence: list[str]) -> None:
    assert all(index.finds(" ".join(sentence), word) for word in sentence)


@settings(deadline=None)
@given(sentence=sentences, phrase=sentences)
def test_a_phrase_finds_the_texts_in_which_its_words_stand_side_by_side(
    index: Index, sentence: list[str], phrase: list[str]
) -> None:
    contiguous = any(sentence[at : at + len(phrase)] == phrase for at in range(len(sentence)))
    assert index.finds(" ".join(sentence), f'"{" ".join(phrase)}"') is contiguous


@settings(deadline=None)
@given(sentence=sentences, data=st.data())
def test_every_run_of_words_is_found_as_a_phrase(index: Index, sentence: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sentence) - 1))
    end = data.draw(st.integers(start + 1, len(sentence)))
    assert index.finds(" ".join(sentence), f'"{" ".join(sentence[start:end])}"')


@settings(deadline=None)
@given(sentence=sentences, phrase=sentences)
def test_distances_and_positions_for_postgresql_agree_with_the_words(sentence: list[str], phrase: list[str]) -> None:
    contiguous = any(sentence[at : at + len(phrase)] == phrase for at in range(len(sentence)))
    # Lexemes of a query stand in quotes.
    vector = {f"'{word}'": set(at) for word, at in read(to_tsvector(terms(" ".join(sentence)))).items()}
    query = to_tsquery(parse(f'"{" ".join(phrase)}"')).strip("()").split(" ")
    reached = vector.get(query[0], set())
    for distance, lexeme in zip(query[1::2], query[2::2], strict=True):
        reached = {place + int(distance.strip("<>")) for place in reached} & vector.get(lexeme, set())
    assert bool(reached) is contiguous


@settings(deadline=None)
@given(query=st.text(max_size=40), text=st.text(max_size=80))
def test_nothing_that_anyone_types_is_syntax(index: Index, query: str, text: str) -> None:
    if not parse(query).is_empty:
        index.finds(text, query)
        assert to_tsquery(parse(query)).count("'") % 2 == 0


@settings(deadline=None)
@given(text=st.text(max_size=80))
def test_terms_are_words_and_single_spaces(text: str) -> None:
    found = terms(text)
    assert found == " ".join(found.split())
    assert not set(found) & set("'\"\\:&|!()<>*^")
    assert terms_batch([text]) == [found]


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("They didn't call back", "didn’t", True),
        ("Waiting for hours", "waits", True),
        ("Parking was dear", "waits -parking", False),
        ("Long waits", "waits -parking", True),
        ("My appointment was late", "appoint*", True),
        ("My appointment was late", "appointm*", True),
        ("My appointment was late", "apples*", False),
        ("Seen by A&E in York", '"A&E"', True),
        ("The café is closed", "cafe", True),
        ("ਸੇਵਾ ਚੰਗੀ ਸੀ", "ਚੰਗੀ", True),
        ("ਸੇਵਾ ਚੰਗੀ ਸੀ", "ਚਗ", False),
        ("عملہ بہت اچھا تھا", '"بہت اچھا"', True),
        ("follow-up never came", "follow-up", True),
        ("up we follow", "follow-up", False),
        ("staff were kind", "-staff kind", False),
        ("the staff, the ward", '"the staff the ward"', True),
    ],
)
def test_examples(index: Index, text: str, query: str, found: bool) -> None:
    assert index.finds(text, query) is found


def test_accents_go_from_latin_letters_and_stay_on_others() -> None:
    assert words("Zoë’s naïve ﬁancé") == ["zoes", "naive", "fiance"]
    assert words("ਚੰਗੀ Ελλάδα") == ["ਚੰਗੀ", "ελλάδα"]


def test_only_exclusions_ask_for_nothing() -> None:
    assert parse("-staff").is_empty
    assert to_fts5(parse("-staff")) == to_tsquery(parse("-staff")) == ""


def read(vector: bytes) -> dict[str, list[int]]:
    """Positions by lexeme of a vector in binary form."""
    (count,), rest = unpack(">i", vector[:4]), vector[4:]
    found: dict[str, list[int]] = {}
    for _ in range(count):
        word, _, rest = rest.partition(b"\0")
        (places,) = unpack(">H", rest[:2])
        found[word.decode()] = list(unpack(f">{places}H", rest[2 : 2 + 2 * places]))
        rest = rest[2 + 2 * places :]
    assert not rest
    return found


def test_positions_stop_where_postgresql_stops() -> None:
    vector = read(to_tsvector(terms("pebble " * 300 + "shell " * 17_000 + "end")))
    assert vector == {"pebbl": list(range(1, 256)), "shell": list(range(301, 556)), "end": []}


@pytest.mark.parametrize("length", [0, 1, 126, 127, 128, 129, 300])
def test_short_and_long_vectors_have_one_form(length: int) -> None:
    said = terms(" ".join(["ਸੇਵਾ", "wait", *[f"word{number % 90}" for number in range(length)]][:length]))
    position, expected = 0, dict[str, list[int]]()
    for token in said.split():
        position += "_" not in token
        expected.setdefault(token, []).append(position)
    assert read(to_tsvector(said)) == expected


def test_a_word_is_never_longer_than_postgresql_allows() -> None:
    assert max(len(token.encode()) for token in terms("x" * 5_000 + " " + "ਚ" * 5_000).split()) < 2_048
    assert stem("x" * 5_000) == "x" * 200
