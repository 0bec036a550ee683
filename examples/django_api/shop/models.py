from django.db import models


class Product(models.Model):
    name = models.CharField(max_length=40, unique=True)
    price = models.PositiveIntegerField()
    stock = models.PositiveIntegerField(default=0)

    def as_json(self) -> dict[str, object]:
        return {"id": self.pk, "name": self.name, "price": self.price, "stock": self.stock}


class Order(models.Model):
    total = models.PositiveIntegerField()
    pieces = models.PositiveIntegerField()
