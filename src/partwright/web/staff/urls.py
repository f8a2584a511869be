"""Where the pages of the staff are reached."""

from django.urls import path

from partwright.web.staff import conversation_views, feedback_views, mailbox_views, review_views, views, work_views

app_name = "staff"

_CONVERSATION = "staff/conversations/<uuid:conversation_id>/"

urlpatterns = [
    path("staff/", work_views.work, name="work"),
    path("staff/conversations/", conversation_views.conversations, name="conversations"),
    path(_CONVERSATION, conversation_views.conversation, name="conversation"),
    path(f"{_CONVERSATION}assign/", conversation_views.assign, name="assign"),
    path(f"{_CONVERSATION}calls/", conversation_views.note_call, name="note-call"),
    path("staff/feedback/", feedback_views.feedback, name="feedback"),
    path("staff/feedback/csv/", feedback_views.feedback_csv, name="feedback-csv"),
    path("staff/mailbox/", mailbox_views.mailbox, name="mailbox"),
    path("staff/mailbox/<int:mail_id>/take/", mailbox_views.take_mail, name="take-mail"),
    path("staff/setup/", views.setup, name="setup"),
    path("staff/setup/test-mail/", views.test_mail, name="test-mail"),
    path("staff/reviews/", review_views.review_list, name="reviews"),
    path("staff/reviews/<uuid:review_id>/", review_views.review, name="review"),
]
