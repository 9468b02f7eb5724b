"""The products of a patient's own, as her practitioner lists them in the plan."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinic import clock
from clinic.access import staff
from clinic.models import Role
from plans.access import seen_plan, staff_user
from plans.actions.refusal import Refused
from plans.actions.skincare import add_product, change_product, end_product
from plans.forms.skincare import ProductForm, product_form
from plans.models import Plan, Skincare
from plans.queries.skincare import rests_in_force
from plans.wording.skincare import FIELDS, refusal_words

PAGE = "skincare/form.html"


@staff(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def skincare_new(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    plan = seen_plan(request, pk, now)
    form = product_form(request.POST if request.method == "POST" else None, None)
    if request.method == "POST" and form.is_valid():
        answer = add_product(
            plan_id=plan.pk, product=form.product(), by=staff_user(request), now=now
        )
        if isinstance(answer, Skincare):
            messages.success(request, _("Listed. The patient sees its dates in her plan."))
            return redirect("plan", plan.pk)
        show(answer, form)
    return render(request, PAGE, context_of(plan, form, None))


@staff(Role.PRACTITIONER)
@require_http_methods(["GET", "HEAD", "POST"])
def skincare(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    product = get_object_or_404(Skincare, pk=pk, ended_at=None)
    plan = seen_plan(request, product.plan_id, now)
    form = product_form(request.POST if request.method == "POST" else None, product)
    if request.method == "POST" and form.is_valid():
        answer = change_product(
            product_id=pk, product=form.product(), by=staff_user(request), now=now
        )
        if isinstance(answer, Skincare):
            messages.success(request, _("Changed. The patient sees the new dates in her plan."))
            return redirect("plan", plan.pk)
        show(answer, form)
    return render(request, PAGE, context_of(plan, form, product))


@staff(Role.PRACTITIONER)
@require_POST
def skincare_end(request: HttpRequest, pk: int) -> HttpResponse:
    product = get_object_or_404(Skincare, pk=pk)
    end_product(product_id=pk, by=staff_user(request), now=clock.now())
    messages.success(request, _("Taken off the list."))
    return redirect("plan", product.plan_id)


def show(refused: Refused, form: ProductForm) -> None:
    """What stands against it, beside its field."""
    form.add_error(FIELDS.get(refused.what), refusal_words(refused))


def context_of(plan: Plan, form: ProductForm, product: Skincare | None) -> dict[str, object]:
    return {"plan": plan, "form": form, "product": product, "rests": rests_in_force()}
