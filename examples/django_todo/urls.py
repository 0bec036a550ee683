from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path
from todo import views

urlpatterns = [
    path("", views.task_list, name="list"),
    path("add/", views.add, name="add"),
    path("<int:pk>/toggle/", views.toggle, name="toggle"),
    path("<int:pk>/delete/", views.delete, name="delete"),
    path("login/", LoginView.as_view(template_name="todo/login.html"), name="login"),
    path("logout/", LogoutView.as_view(next_page="/login/"), name="logout"),
]
