from django.urls import path
from shop import views

urlpatterns = [
    path("", views.home),
    path("products/", views.products),
    path("products/<int:pk>/", views.product),
    path("orders/", views.orders),
]
