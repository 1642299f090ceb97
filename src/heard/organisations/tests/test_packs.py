"""Packs: rules as data."""

from __future__ import annotations

from datetime import date

import pytest

from heard.organisations import models, packs

GOOD = """
id: test-clocks
version: "2"
title: Clocks
source: A regulation
in_force_from: 2026-04-01
content: {days: 3}
"""


def write(folder, text, name="clocks.yaml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What these tests write is rolled back behind the memory's back."""
    yield
    packs.forget()


def test_a_pack_is_read_with_its_dates_and_source(tmp_path):
    pack = packs.read(write(tmp_path, GOOD))
    assert (pack.slug, pack.version, pack.in_force_from) == ("test-clocks", "2", date(2026, 4, 1))
    assert pack.content == {"days": 3}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[1, 2]", "has to be a mapping"),
        (": : :", "is not YAML"),
        (GOOD.replace('"2"', "2"), "needs version, as text in quotes"),
        (GOOD.replace("source: A regulation", ""), "needs source"),
        (GOOD.replace("{days: 3}", "3"), "needs content"),
        (GOOD + "colour: red", "a field that packs do not have: colour"),
        (GOOD + "in_force_until: 2026-04-01", "ends before it begins"),
        (GOOD.replace("2026-04-01", "soon"), "needs its dates"),
        (GOOD + "applies_to: everyone", "applies_to as a list"),
    ],
)
def test_a_wrong_file_gets_a_sentence_that_names_it(tmp_path, text, sentence):
    with pytest.raises(packs.BadPackError, match=sentence) as raised:
        packs.read(write(tmp_path, text))
    assert "clocks.yaml" in str(raised.value)


@pytest.mark.django_db
def test_the_version_in_force_on_the_day_is_loaded(tmp_path, monkeypatch):
    old = GOOD.replace('"2"', '"1"').replace("2026-04-01", "2020-01-01").replace("days: 3", "days: 5")
    written = [write(tmp_path, old, "a.yaml"), write(tmp_path, GOOD, "b.yaml")]
    monkeypatch.setattr(packs, "files", lambda: iter(written))
    packs.sync()
    assert packs.load("test-clocks", on=date(2026, 3, 31)).content == {"days": 5}
    assert packs.load("test-clocks", on=date(2026, 4, 1)).content == {"days": 3}
    with pytest.raises(packs.NoPackError, match="clocks is in force on 2019-12-31"):
        packs.load("test-clocks", on=date(2019, 12, 31))


@pytest.mark.django_db
def test_sync_follows_the_files_and_two_files_of_one_version_change_nothing(tmp_path, monkeypatch):
    path = write(tmp_path, GOOD)
    monkeypatch.setattr(packs, "files", lambda: iter([path]))
    packs.sync()
    write(tmp_path, GOOD.replace("days: 3", "days: 4"))
    packs.sync()
    assert models.Pack.objects.get(slug="test-clocks").content == {"days": 4}
    twin = write(tmp_path, GOOD, "twin.yaml")
    monkeypatch.setattr(packs, "files", lambda: iter([path, twin]))
    with pytest.raises(packs.BadPackError, match="Two files hold version 2"):
        packs.sync()
    assert models.Pack.objects.get(slug="test-clocks").content == {"days": 4}


@pytest.mark.django_db
def test_the_packs_of_every_room_are_in_the_table():
    shipped = {(pack.slug, pack.version) for pack in map(packs.read, packs.files())}
    assert shipped <= set(models.Pack.objects.values_list("slug", "version"))


@pytest.mark.django_db
def test_what_another_process_brings_counts_after_ten_seconds(tmp_path, monkeypatch, django_assert_num_queries):
    now = [100.0]
    monkeypatch.setattr(packs, "REMEMBERED", 10.0)
    monkeypatch.setattr(packs.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(packs, "files", lambda: iter([write(tmp_path, GOOD)]))
    packs.sync()
    assert packs.load("test-clocks", on=date(2026, 4, 1)).once(len) == 1
    models.Pack.objects.filter(slug="test-clocks").update(content={"days": 9, "hours": 1})
    now[0] += packs.REMEMBERED - 0.1
    with django_assert_num_queries(0):
        assert packs.load("test-clocks", on=date(2026, 4, 1)).content == {"days": 3}
    now[0] += 0.2
    assert packs.load("test-clocks", on=date(2026, 4, 1)).content == {"days": 9, "hours": 1}
    assert packs.load("test-clocks", on=date(2026, 4, 1)).once(len) == 2
