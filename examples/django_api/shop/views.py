import json

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404

from .models import Order, Product


def home(request):
    return JsonResponse({"products": "/products/", "orders": "/orders/"})


def products(request):
    if request.method == "POST":
        data = json.loads(request.body)
        added = Product(name=data["name"], price=data["price"], stock=data.get("stock", 0))
        try:
            added.full_clean()
        except ValidationError as error:
            return JsonResponse({"errors": error.message_dict}, status=400)
        added.save()
        return JsonResponse(added.as_json(), status=201)
    return JsonResponse({"products": [one.as_json() for one in Product.objects.order_by("id")]})


def product(request, pk):
    found = get_object_or_404(Product, pk=pk)
    if request.method == "DELETE":
        found.delete()
        return HttpResponse(status=204)
    return JsonResponse(found.as_json())


def orders(request):
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    items = json.loads(request.body)["items"]
    with transaction.atomic():
        total = 0
        for name, pieces in items.items():
            wanted = get_object_or_404(Product, name=name)
            if wanted.stock < pieces:
                return JsonResponse({"error": f"only {wanted.stock} of {name} left"}, status=409)
            Product.objects.filter(pk=wanted.pk).update(stock=F("stock") - pieces)
            total += wanted.price * pieces
        pieces = sum(items.values())
        order = Order.objects.create(total=total, pieces=pieces)
    return JsonResponse({"order": order.pk, "total": total, "each": total / pieces}, status=201)
