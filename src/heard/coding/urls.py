"""Addresses of the room, under /o/<code>/."""

from __future__ import annotations

from django.urls import path, re_path

from heard.coding.views import codes, explore, export, frames, labelling, saved, topic_steps, topics, translation

app_name = "coding"

urlpatterns = [
    path("explore/", explore.explore, name="explore"),
    re_path(r"^explore/export\.(?P<form>csv|xlsx)$", export.explore_export, name="explore-export"),
    path("explore/saved/", saved.saved_views, name="saved-views"),
    path("explore/saved/new/", saved.view_save, name="view-save"),
    path("explore/saved/<str:reference>/", saved.view_change, name="view-change"),
    path("explore/saved/<str:reference>/delete/", saved.view_delete, name="view-delete"),
    path("explore/by-frame/", frames.counted, name="counted"),
    path("frames/", frames.frames, name="frames"),
    path("frames/new/", frames.frame_new, name="frame-new"),
    path("frames/<str:reference>/", frames.frame, name="frame"),
    path("frames/<str:reference>/labels/", frames.frame_labels, name="frame-labels"),
    path("frames/<str:reference>/comments/", labelling.frame_comment, name="frame-comment"),
    path("frames/<str:reference>/file/", labelling.frame_file, name="frame-file"),
    path("frames/<str:reference>/learn/", frames.frame_learn, name="frame-learn"),
    path("frames/<str:reference>/adopt/<int:number>/", frames.frame_adopt, name="frame-adopt"),
    path("frames/<str:reference>/withdraw/", frames.frame_withdraw, name="frame-withdraw"),
    path("themes/", topics.topics, name="topics"),
    path("themes/look/", topics.topic_search_new, name="topic-search"),
    path("themes/begin/", topics.topic_start, name="topic-start"),
    path("themes/<str:reference>/", topics.topic, name="topic"),
    path("themes/<str:reference>/name/", topic_steps.topic_name, name="topic-name"),
    path("themes/<str:reference>/merge/", topic_steps.topic_merge, name="topic-merge"),
    path("themes/<str:reference>/split/", topic_steps.topic_split, name="topic-split"),
    path("themes/<str:reference>/dismiss/", topic_steps.topic_dismiss, name="topic-dismiss"),
    path("themes/<str:reference>/rule/", topic_steps.topic_rule, name="topic-rule"),
    path("themes/<str:reference>/sign/", topic_steps.topic_sign, name="topic-sign"),
    path("voices/<str:reference>/codes/<int:answer>/", codes.codes_correct, name="codes-correct"),
    path("voices/<str:reference>/translation/<int:answer>/", translation.translation, name="translation"),
]
