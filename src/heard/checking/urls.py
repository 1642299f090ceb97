"""Addresses of the room, under /o/<code>/."""

from __future__ import annotations

from django.urls import path

from heard.checking.views import quality, review

app_name = "checking"

urlpatterns = [
    path("coding/", quality.page, name="quality"),
    path("coding/learn/", quality.learn, name="learn"),
    path("coding/learn/<str:reference>/adopt/", quality.adopt, name="adopt"),
    path("coding/learn/<str:reference>/decline/", quality.decline, name="decline"),
    path("coding/roll-back/", quality.roll_back, name="roll-back"),
    path("coding/review/", review.queue, name="review"),
    path("coding/review/fill/", review.queue_fill, name="review-fill"),
    path("coding/review/undo/", review.queue_undo, name="review-undo"),
    path("coding/review/skipped/", review.queue_skipped, name="review-skipped"),
]
