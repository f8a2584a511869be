"""Addresses of the pages. A quote's token is the right to read it; its owner alone may write."""

from django.urls import path

from partwright.web.quoting import (
    freezing,
    list_views,
    move_views,
    pdf,
    repricing,
    requiring,
    reviewing,
    sheet,
    views,
)

app_name = "quoting"
urlpatterns = [
    path("", views.home, name="home"),
    path("formats/", views.formats, name="formats"),
    path("upload/", views.upload, name="upload"),
    path("quotes/", list_views.quotes, name="quotes"),
    path("q/<str:token>/", views.quote, name="quote"),
    path("q/<str:token>/name/", views.rename, name="rename"),
    path("q/<str:token>/quote.pdf", pdf.quote_pdf, name="pdf"),
    path("q/<str:token>/freeze/", freezing.freeze, name="freeze"),
    path("q/<str:token>/revisions/<int:number>/", freezing.revision, name="revision"),
    path("q/<str:token>/archive/", list_views.archive, name="archive"),
    path("q/<str:token>/bring-back/", list_views.bring_back, name="bring_back"),
    path("q/<str:token>/review/", reviewing.review, name="review"),
    path("q/<str:token>/review/withdraw/", reviewing.withdraw, name="withdraw_review"),
    path("q/<str:token>/move/", move_views.move, name="move"),
    path("q/<str:token>/copy/", views.copy, name="copy"),
    path("q/<str:token>/quote.csv", sheet.quote_csv, name="csv"),
    path("q/<str:token>/upload/", views.upload_more, name="upload_more"),
    path("q/<str:token>/delete/", views.delete, name="delete"),
    path("q/<str:token>/currency/", views.currency, name="currency"),
    path("q/<str:token>/lines/<uuid:line_id>/", views.line, name="line"),
    path("q/<str:token>/lines/<uuid:line_id>/currency/", views.currency, name="line_currency"),
    path("q/<str:token>/lines/<uuid:line_id>/details/", views.details, name="details"),
    path("q/<str:token>/lines/<uuid:line_id>/offer/", reviewing.line_offer, name="line_offer"),
    path("q/<str:token>/lines/<uuid:line_id>/configure/", views.configure, name="configure"),
    path("q/<str:token>/lines/<uuid:line_id>/prices/", repricing.reprice, name="reprice"),
    path("q/<str:token>/lines/<uuid:line_id>/requirements/", requiring.require, name="require"),
    path("q/<str:token>/lines/<uuid:line_id>/units/", views.units, name="units"),
    path("q/<str:token>/lines/<uuid:line_id>/duplicate/", views.duplicate, name="duplicate"),
    path("q/<str:token>/lines/<uuid:line_id>/remove/", views.remove, name="remove"),
    path("q/<str:token>/lines/<uuid:line_id>/restore/", views.restore, name="restore"),
    path("q/<str:token>/lines/<uuid:line_id>/state/", views.line_state, name="line_state"),
    path("q/<str:token>/parts/<uuid:part_id>/model.glb", views.shared_model, name="shared_model"),
    path("q/<str:token>/parts/<uuid:part_id>/picture.png", views.shared_picture, name="shared_picture"),
]
