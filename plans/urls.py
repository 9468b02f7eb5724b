"""The sitemap of what happens to patients: one group of addresses for each noun."""

from django.conf import settings
from django.urls import path

from plans.views import (
    demo_doors,
    demo_outbox,
    health,
    portal,
    staff_clinical,
    staff_message,
    staff_plan,
    staff_today,
)

day = [
    path("today/", staff_today.today, name="today"),
    path("visits/<int:pk>/outcome/", staff_clinical.visit_outcome, name="visit_outcome"),
    path("visits/<int:pk>/note/", staff_clinical.visit_note, name="visit_note"),
    *(
        path(f"visits/<int:pk>/{step}/", staff_today.visit_step, {"step": step}, f"visit_{step}")
        for step in staff_today.STEPS
    ),
]
plan = [
    path("patients/<int:pk>/order/", staff_clinical.order_new, name="order_new"),
    path("plans/<int:pk>/", staff_plan.plan, name="plan"),
    path("plans/<int:pk>/print/", staff_plan.plan_print, name="plan_print"),
    path("plans/<int:pk>/order/", staff_clinical.plan_order, name="plan_order"),
    path("plans/<int:pk>/calendar.ics", staff_plan.plan_calendar, name="plan_calendar"),
]
own = [
    path("my/", portal.home, name="portal"),
    path("my/plan/<int:pk>/calendar.ics", portal.calendar, name="portal_calendar"),
]

message = [
    path("messages/", staff_message.message_list, name="messages"),
    path("messages/<int:pk>/again/", staff_message.message_again, name="message_again"),
]
site = [path("health/", health.health, name="health")]
if settings.DEBUG:
    site += [
        path("demo/", demo_doors.demo, name="demo"),
        path("demo/enter/<str:role>/", demo_doors.demo_enter, name="demo_enter"),
        path("demo/outbox/", demo_outbox.demo_outbox, name="demo_outbox"),
    ]

urlpatterns = [*message, *site, *day, *plan, *own]
