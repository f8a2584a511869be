"""Addresses of checkout, orders and terms."""

from django.urls import path

from partwright.web.ordering import checkout_views, order_views

app_name = "ordering"
urlpatterns = [
    path("q/<str:token>/revisions/<int:number>/order/", checkout_views.begin, name="begin"),
    path("checkout/<uuid:checkout_id>/", checkout_views.addresses, name="checkout"),
    path("checkout/<uuid:checkout_id>/summary/", checkout_views.summary, name="summary"),
    path("checkout/<uuid:checkout_id>/exemption/", checkout_views.exemption, name="exemption"),
    path("checkout/<uuid:checkout_id>/freight/", checkout_views.ask_freight, name="ask_freight"),
    path("terms/", checkout_views.terms, name="terms"),
    path("terms/<int:version>/", checkout_views.terms, name="terms_in"),
    path("orders/", order_views.orders, name="orders"),
    path("orders/<uuid:order_id>/", order_views.order, name="order"),
    path("orders/<uuid:order_id>/card/", order_views.card, name="card"),
    path("orders/<uuid:order_id>/paid/", order_views.paid, name="paid"),
    path("orders/<uuid:order_id>/pay/", order_views.pay, name="pay"),
    path("orders/<uuid:order_id>/cancel/", order_views.cancel, name="cancel"),
    path("orders/<uuid:order_id>/again/", order_views.again, name="again"),
    path("orders/<uuid:order_id>/write/", order_views.write, name="write"),
    path("orders/<uuid:order_id>/complaint/", order_views.complain, name="complain"),
    path("orders/<uuid:order_id>/forget/", order_views.forget, name="forget"),
    path("orders/<uuid:order_id>/export.zip", order_views.export, name="export"),
    path("orders/<uuid:order_id>/papers/<str:number>.pdf", order_views.paper, name="paper"),
    path("orders/<uuid:order_id>/files/<uuid:file_id>/", order_views.file, name="file"),
]
