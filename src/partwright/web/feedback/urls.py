"""Where people write to the shop and rate it."""

from django.urls import path

from partwright.web.feedback import views

app_name = "feedback"
urlpatterns = [
    path("contact/", views.contact, name="contact"),
    path("contact/sent/", views.contact_sent, name="contact-sent"),
    path("feedback/", views.feedback, name="feedback"),
    path("feedback/sent/", views.feedback_sent, name="feedback-sent"),
]
