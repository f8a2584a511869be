"""Where uploads, models and pictures are reached."""

from django.urls import path

from partwright.web.parts import views

app_name = "parts"
urlpatterns = [
    path("parts/<uuid:part_id>/model.glb", views.model, name="model"),
    path("parts/<uuid:part_id>/picture.png", views.picture, name="picture"),
    path("parts/<uuid:part_id>/state/", views.state, name="state"),
    path("parts/<uuid:part_id>/units/", views.units, name="units"),
    path("parts/<uuid:part_id>/delete/", views.delete, name="delete"),
]
