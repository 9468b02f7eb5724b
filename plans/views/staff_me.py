"""My settings, for members of staff."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinic import clock
from clinic.access import staff
from plans.access import staff_user
from plans.actions.preference import set_search_key
from plans.forms.preference import PreferenceForm


@staff()
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    user = staff_user(request)
    data = request.POST if request.method == "POST" else None
    form = PreferenceForm(data, initial={"search_key": user.search_key})
    if form.is_valid():
        set_search_key(user=user, is_on=form.cleaned_data["search_key"], now=clock.now())
        messages.success(request, _("Saved."))
        return redirect("me")
    return render(request, "me.html", {"form": form})
