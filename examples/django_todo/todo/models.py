from django.conf import settings
from django.db import models


class Label(models.Model):
    name = models.CharField(max_length=30, unique=True)

    def __str__(self) -> str:
        return self.name


class Task(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    title = models.CharField(max_length=80)
    label = models.ForeignKey(Label, null=True, blank=True, on_delete=models.SET_NULL)
    done = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["done", "id"]

    def __str__(self) -> str:
        return f"[{'x' if self.done else ' '}] {self.title}"
