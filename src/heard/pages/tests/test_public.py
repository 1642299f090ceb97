"""What everybody may read: what Heard owes whoever uses it, in words that most people can read, in two languages."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from heard.coding.tests.ground import make_ground

pytestmark = pytest.mark.django_db

PAGES = (
    "front",
    "privacy",
    "accessibility",
    "cookies",
    "contact",
    "languages",
    "easy-read",
    "complain",
    "tell-us",
    "follow",
)


@pytest.fixture
def ground():
    return make_ground(voices=False)


def test_every_page_is_there_for_everybody(ground):
    for name in PAGES:
        response = Client().get(reverse(name, args=[ground.organisation.code]))
        assert response.status_code == 200, name
        assert not response.cookies
