from django.db import models
from django.http import HttpResponse
from django.shortcuts import render

from .models import Book


def home(request):
    return HttpResponse('<p><a href="/one/">One by one</a> or <a href="/peers/">with peers</a></p>')


def one_by_one(request):
    return book_list(request, models.FETCH_ONE)


def with_peers(request):
    return book_list(request, models.FETCH_PEERS)


def book_list(request, mode):
    """A field that has not been fetched is fetched when the template asks for it, in this mode."""
    books = Book.objects.fetch_mode(mode).order_by("id")
    return render(request, "library/books.html", {"books": books})
