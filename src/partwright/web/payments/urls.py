"""Where payments are told of."""

from django.urls import path

from partwright.web.payments import views

app_name = "payments"
urlpatterns = [path("payments/stripe/webhook/", views.stripe_webhook, name="stripe-webhook")]
