"""The addresses of conversations; each of one conversation also by link, for people without an account."""

from django.urls import URLPattern, path

from partwright.web.conversations import views

app_name = "conversations"

_ONE = "<uuid:conversation_id>/"
_LINKED = "<uuid:conversation_id>/link/<slug:link>/"


def _both(below: str, view: object, name: str, linked: str) -> list[URLPattern]:
    return [
        path(f"{_ONE}{below}", view, name=name),  # type: ignore[arg-type]
        path(f"{_LINKED}{below}", view, name=linked),  # type: ignore[arg-type]
    ]


urlpatterns = [
    path("", views.conversations, name="list"),
    path("new/", views.new, name="new"),
    *_both("", views.conversation, "conversation", "linked"),
    *_both("entries/", views.entries, "entries", "linked_entries"),
    *_both("close/", views.close, "close", "linked_close"),
    *_both("reopen/", views.reopen, "reopen", "linked_reopen"),
    *_both("files/<uuid:file_id>/", views.download, "file", "linked_file"),
    *_both("pictures/<uuid:file_id>/", views.picture, "picture", "linked_picture"),
]
