"""Addresses of the room, under /o/<code>/, and those for everybody, under /p/<code>/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from heard.assurance.views import files, months, public, steps

app_name = "assurance"

_month: list[URLPattern | URLResolver] = [
    path("", months.month, name="fft-month"),
    path("start/", steps.start, name="fft-start"),
    path("eligible/", steps.eligible, name="fft-eligible"),
    path("submit/", steps.submit, name="fft-submit"),
    path("publish/", steps.publish, name="fft-publish"),
    path("published/<int:number>/", months.published, name="fft-published"),
    path("draft.<str:form>", files.draft, name="fft-draft"),
    path("submitted/<str:reference>.<str:form>", files.submitted, name="fft-file"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("returns/fft/", months.months, name="fft"),
    path("returns/fft/<str:month>/", include(_month)),
]

# For everybody, without an account; included by config.urls in every language.
public_urls: list[URLPattern | URLResolver] = [
    path("fft/", public.months, name="fft-percentages"),
    path("fft/<str:month>/", public.month, name="fft-percentages-month"),
    path("fft/<str:month>.csv", public.month_file, name="fft-percentages-file"),
]
