"""Addresses of the room, under /o/<code>/."""

from __future__ import annotations

from django.urls import path

from heard.checking.views import blind, quality, review, samples

app_name = "checking"

urlpatterns = [
    path("coding/", quality.page, name="quality"),
    path("coding/learn/", quality.learn, name="learn"),
    path("coding/learn/<str:reference>/adopt/", quality.adopt, name="adopt"),
    path("coding/learn/<str:reference>/decline/", quality.decline, name="decline"),
    path("coding/roll-back/", quality.roll_back, name="roll-back"),
    path("coding/samples/", samples.samples, name="samples"),
    path("coding/samples/new/", samples.sample_new, name="sample-new"),
    path("coding/samples/monthly/", samples.reading_plan, name="reading-plan"),
    path("coding/samples/<str:reference>/", samples.sample, name="sample"),
    path("coding/samples/<str:reference>/export/", samples.sample_export, name="sample-export"),
    path("coding/samples/<str:reference>/stop/", samples.sample_stop, name="sample-stop"),
    path("coding/samples/<str:reference>/code/", blind.code_sample, name="sample-code"),
    path("coding/samples/<str:reference>/settle/", blind.settle_sample, name="sample-settle"),
    path("coding/review/", review.queue, name="review"),
    path("coding/review/fill/", review.queue_fill, name="review-fill"),
    path("coding/review/undo/", review.queue_undo, name="review-undo"),
    path("coding/review/skipped/", review.queue_skipped, name="review-skipped"),
]
