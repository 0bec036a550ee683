from django import forms
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from .models import Label, Task


class TaskForm(forms.ModelForm):
    label = forms.ModelChoiceField(Label.objects.all(), to_field_name="name", required=False)

    class Meta:
        model = Task
        fields = ["title", "label"]


@login_required
def task_list(request, form=None):
    tasks = Task.objects.filter(owner=request.user).select_related("label")
    label = request.GET.get("label", "")
    if label:
        tasks = tasks.filter(label__name=label)
    context = {
        "tasks": tasks,
        "labels": Label.objects.order_by("name"),
        "shown": label,
        "form": form or TaskForm(),
        "open": sum(not task.done for task in tasks),
    }
    return render(request, "todo/list.html", context, status=400 if form else 200)


@login_required
@require_POST
def add(request):
    form = TaskForm(request.POST)
    if not form.is_valid():
        return task_list(request, form)
    task = form.save(commit=False)
    task.owner = request.user
    task.save()
    return redirect("list")


@login_required
@require_POST
def toggle(request, pk):
    task = get_object_or_404(Task, pk=pk, owner=request.user)
    task.done = not task.done
    task.save(update_fields=["done"])
    return redirect("list")


@login_required
@require_POST
def delete(request, pk):
    get_object_or_404(Task, pk=pk, owner=request.user).delete()
    return redirect("list")
