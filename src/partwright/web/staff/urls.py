"""Where the pages of the staff are reached."""

from django.urls import path

from partwright.web.staff import (
    calendar_views,
    conversation_views,
    customer_views,
    exemption_views,
    feedback_views,
    freight_views,
    job_views,
    logo_views,
    mail_views,
    mailbox_views,
    order_views,
    payment_views,
    people_views,
    price_version_views,
    price_views,
    review_views,
    terms_views,
    views,
    work_views,
)

app_name = "staff"

_CONVERSATION = "staff/conversations/<uuid:conversation_id>/"
_MESSAGE = "staff/mail/<uuid:message_id>/"
_TEMPLATE = "staff/mail/templates/<str:template_id>/"
_JOB = "staff/jobs/<uuid:job_id>/"
_CUSTOMER = "staff/customers/<uuid:owner_id>/"
_PAYMENT = "staff/payments/<uuid:payment_id>/"
_REFUND = "staff/refunds/<uuid:refund_id>/"

_ORDER = "staff/orders/<uuid:order_id>/"
_COMPLAINT = f"{_ORDER}complaints/<uuid:complaint_id>/"

urlpatterns = [
    path("staff/", work_views.work, name="work"),
    path("staff/orders/", order_views.orders, name="orders"),
    path(_ORDER, order_views.order, name="order"),
    path(f"{_ORDER}advance/<str:action>/", order_views.advance, name="order-advance"),
    path(f"{_ORDER}hold/", order_views.hold, name="order-hold"),
    path(f"{_ORDER}reschedule/", order_views.reschedule, name="order-reschedule"),
    path(f"{_ORDER}redirect/", order_views.redirect, name="order-redirect"),
    path(f"{_ORDER}cancel/", order_views.cancel, name="order-cancel"),
    path(f"{_ORDER}return/", order_views.take_back, name="order-return"),
    path(f"{_ORDER}ship/", order_views.send, name="order-ship"),
    path(f"{_ORDER}paper/", order_views.add_file, name="order-paper"),
    path(f"{_ORDER}certificate/", order_views.certificate, name="order-certificate"),
    path(f"{_COMPLAINT}decide/", order_views.decide, name="complaint-decide"),
    path(f"{_COMPLAINT}returned/", order_views.returned, name="complaint-returned"),
    path("staff/shipments/<uuid:shipment_id>/delivered/", order_views.delivered, name="shipment-delivered"),
    path("staff/customers/", customer_views.customer_list, name="customers"),
    path(_CUSTOMER, customer_views.customer, name="customer"),
    path(f"{_CUSTOMER}credit/", payment_views.set_credit, name="credit"),
    path(f"{_PAYMENT}approve/", payment_views.approve, name="payment-approve"),
    path(f"{_PAYMENT}receive/", payment_views.receive, name="payment-receive"),
    path(f"{_PAYMENT}refund/", payment_views.refund, name="payment-refund"),
    path(f"{_REFUND}settle/", payment_views.settle, name="refund-settle"),
    path(f"{_REFUND}retry/", payment_views.retry, name="refund-retry"),
    path("staff/freight/", freight_views.questions, name="freight"),
    path("staff/freight/<uuid:checkout_id>/", freight_views.question, name="freight-question"),
    path("staff/exemptions/", exemption_views.exemptions, name="exemptions"),
    path("staff/exemptions/<uuid:exemption_id>/decide/", exemption_views.decide, name="exemption-decide"),
    path("staff/conversations/", conversation_views.conversations, name="conversations"),
    path(_CONVERSATION, conversation_views.conversation, name="conversation"),
    path(f"{_CONVERSATION}assign/", conversation_views.assign, name="assign"),
    path(f"{_CONVERSATION}calls/", conversation_views.note_call, name="note-call"),
    path("staff/feedback/", feedback_views.feedback, name="feedback"),
    path("staff/feedback/csv/", feedback_views.feedback_csv, name="feedback-csv"),
    path("staff/mailbox/", mailbox_views.mailbox, name="mailbox"),
    path("staff/mailbox/<int:mail_id>/take/", mailbox_views.take_mail, name="take-mail"),
    path("staff/mail/", mail_views.messages, name="mail"),
    path("staff/mail/test/", mail_views.test, name="mail-test"),
    path("staff/mail/templates/", mail_views.templates, name="mail-templates"),
    path(_TEMPLATE, mail_views.preview, name="mail-template"),
    path(f"{_TEMPLATE}html/", mail_views.preview_html, name="mail-template-html"),
    path(_MESSAGE, mail_views.message, name="message"),
    path(f"{_MESSAGE}html/", mail_views.message_html, name="message-html"),
    path(f"{_MESSAGE}retry/", mail_views.retry, name="message-retry"),
    path(f"{_MESSAGE}give-up/", mail_views.give_up, name="message-give-up"),
    path("staff/prices/", price_views.prices, name="prices"),
    path("staff/prices/draft/<str:section>/", price_views.change, name="prices-change"),
    path("staff/prices/discard/", price_views.discard, name="prices-discard"),
    path("staff/prices/publish/", price_views.publish, name="prices-publish"),
    path("staff/prices/trial/", price_views.trial, name="prices-trial"),
    path("staff/prices/trial/start/", price_views.try_draft, name="prices-try"),
    path("staff/prices/versions/", price_version_views.version_list, name="prices-versions"),
    path("staff/prices/versions/<int:number>/again/", price_version_views.publish_again, name="prices-again"),
    path("staff/jobs/", job_views.jobs, name="jobs"),
    path(f"{_JOB}retry/", job_views.retry, name="job-retry"),
    path(f"{_JOB}drop/", job_views.drop, name="job-drop"),
    path("staff/people/", people_views.people, name="people"),
    path("staff/people/invite/", people_views.invite, name="invite"),
    path("staff/people/<uuid:person_id>/roles/", people_views.change_roles, name="roles"),
    path("staff/people/invitations/<uuid:invitation_id>/withdraw/", people_views.withdraw, name="withdraw"),
    path("staff/calendar/", calendar_views.calendar, name="calendar"),
    path("staff/calendar/close/", calendar_views.close, name="calendar-close"),
    path("staff/calendar/reopen/", calendar_views.reopen, name="calendar-reopen"),
    path("staff/terms/", terms_views.terms, name="terms"),
    path("staff/setup/", views.setup, name="setup"),
    path("staff/setup/logo.png", logo_views.logo, name="logo"),
    path("staff/setup/logo/", logo_views.replace, name="logo-replace"),
    path("staff/setup/logo/remove/", logo_views.remove, name="logo-remove"),
    path("staff/setup/test-mail/", views.test_mail, name="test-mail"),
    path("staff/reviews/", review_views.review_list, name="reviews"),
    path("staff/reviews/<uuid:review_id>/", review_views.review, name="review"),
]
