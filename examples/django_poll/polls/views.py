import logging

from django.db.models import F, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from .models import Question

log = logging.getLogger("polls")


def index(request):
    questions = Question.objects.annotate(votes=Sum("choices__votes")).order_by("id")
    return render(request, "polls/index.html", {"questions": questions})


def detail(request, pk, error=""):
    question = get_object_or_404(Question, pk=pk)
    context = {"question": question, "choices": question.choices.all(), "error": error}
    return render(request, "polls/detail.html", context, status=400 if error else 200)


@require_POST
def vote(request, pk):
    question = get_object_or_404(Question, pk=pk)
    choice = question.choices.filter(pk=request.POST.get("choice") or 0).first()
    if choice is None:
        return detail(request, pk, "Choose one of these.")
    choice.votes = F("votes") + 1
    choice.save(update_fields=["votes"])
    log.info("a vote for %s", choice.text)
    return redirect("results", pk=pk)


def results(request, pk):
    question = get_object_or_404(Question, pk=pk)
    choices = question.choices.order_by("-votes", "id")
    return render(request, "polls/results.html", {"question": question, "choices": choices})
