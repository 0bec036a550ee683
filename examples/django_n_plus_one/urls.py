from django.urls import path
from library import views

urlpatterns = [
    path("", views.home),
    path("one/", views.one_by_one),
    path("peers/", views.with_peers),
]
