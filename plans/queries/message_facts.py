"""What visits and plans are as their messages see them, and whom the messages can reach."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Max

from plans.engine.message_course import PlanFacts, asks_plan
from plans.engine.message_plan import Clocks, Rule, VisitFacts, Ways, is_answered
from plans.engine.reminder import contact_hindrance
from plans.models import CheckIn, MessageStep, Patient, Plan, Reminder, Screening, Visit
from plans.queries.standard import standards_in_force
from plans.queries.standing import Course, courses_of
from plans.queries.ways import contact_of, loud_of

Rules = Mapping[int, Sequence[Rule]]
"""By the id of the version."""

ANSWERABLE = (MessageStep.Reason.SCREENING, MessageStep.Reason.CONFIRM, MessageStep.Reason.CHECK_IN)


def rules_of(versions: Iterable[int]) -> dict[int, list[Rule]]:
    """The messages of versions that are switched on, but for those that tell dates. One query."""
    steps = MessageStep.objects.filter(version__in=set(versions), is_on=True)
    found: dict[int, list[Rule]] = {}
    for step in steps.exclude(reason__in=MessageStep.DATES).order_by("version", "order"):
        found.setdefault(step.version_id, []).append(rule_of(step))
    return found


def rule_of(step: MessageStep) -> Rule:
    return Rule(
        id=step.pk,
        reason=step.reason,
        days=step.offset_days,
        hours=step.offset_hours,
        minute=step.minute,
        after_session=step.after_session,
        way=step.way,
        asks_check_in=step.asks_check_in,
    )


def ways_of(patient: Patient) -> Ways:
    return Ways(
        email=contact_hindrance(contact_of(patient, Reminder.Channel.EMAIL)),
        sms=contact_hindrance(contact_of(patient, Reminder.Channel.SMS)),
        prefers=patient.channel,
    )


def clocks_of(about: Visit | Plan) -> Clocks:
    """Those of a visit or a plan that comes with its patient, location and version."""
    clinic = about.location.zone
    return Clocks(clinic, about.patient.zone or clinic, loud_of(about.version))


def visit_facts(visits: Sequence[Visit], rules: Rules) -> dict[int, VisitFacts]:
    """By the visit's id; the visits come with version and location. At most three queries, however
    many visits, and none where no message looks at answers."""
    reasons = {rule.reason for visit in visits for rule in rules.get(visit.version_id, ())}
    keys = [visit.pk for visit in visits]
    screened, answered, is_judged = set[int | None](), dict[int, int](), False
    if "screening" in reasons:
        given = Screening.objects.filter(visit__in=keys)
        screened = set(given.values_list("visit", flat=True))
    if "check_in" in reasons:
        is_judged = standards_in_force().triage is not None
        days = CheckIn.objects.filter(visit__in=keys).order_by().values_list("visit")
        answered = dict(days.annotate(Max("day")))
    return {
        visit.pk: VisitFacts(
            state=visit.state,
            start=visit.start,
            end=visit.end,
            done_at=visit.done_at,
            is_session=visit.kind == Visit.Kind.SESSION,
            is_prepared_for=bool(visit.version.prepare_text),
            is_confirmed=visit.confirmed_at is not None,
            is_screened=visit.pk in screened,
            has_check_ins=is_judged and visit.location.has_check_ins,
            check_in_day=answered.get(visit.pk),
        )
        for visit in visits
    }


def plans_facts(plans: Sequence[Plan], now: dt.datetime) -> dict[int, PlanFacts]:
    """By the plan's id; the plans come with their location. At most three queries."""
    courses = courses_of(plans, now=now)
    refreshed = patients_refreshed([plan for plan in plans if plan.maintenance_from])
    return {plan.pk: plan_facts(courses[plan.pk], plan.pk in refreshed) for plan in plans}


def plan_facts(course: Course, is_refreshed: bool) -> PlanFacts:
    plan = course.plan
    zone = zoneinfo.ZoneInfo(plan.location.zone)
    done_on: dict[int, dt.date] = {}
    for stand in course.stands:
        visit = stand.visit
        if visit is None and stand.day:
            done_on[stand.number] = stand.day
        elif visit and visit.state == Visit.State.DONE:
            done_on[stand.number] = (visit.done_at or visit.end).astimezone(zone).date()
    ahead = [stand for stand in course.stands if stand.number not in done_on]
    undated = next((stand for stand in ahead if stand.day is None), None)
    declined = plan.maintenance_declined_at is not None
    return PlanFacts(
        state=plan.state,
        done_on=done_on,
        next_is_undated=undated is not None and undated is ahead[0],
        closes=course.window(undated.number).last if undated else None,
        maintenance_from=None if declined or is_refreshed else plan.maintenance_from,
    )


def patients_refreshed(plans: Sequence[Plan]) -> set[int]:
    """Plans after whose completion a visit for maintenance was booked or had."""
    if not plans:
        return set()
    visits = Visit.objects.filter(
        patient__in={plan.patient_id for plan in plans}, kind=Visit.Kind.MAINTENANCE
    ).exclude(state__in=Visit.OVER)
    found = list(visits.values_list("patient", "start"))
    return {
        plan.pk
        for plan in plans
        for patient, start in found
        if patient == plan.patient_id and plan.ended_at and start > plan.ended_at
    }


def answered_among(rows: Sequence[Reminder], now: dt.datetime) -> set[int]:
    """Those of these messages, by their ids, that ask for nothing any more: she has confirmed,
    answered or booked meanwhile, or the plan is over. At most nine queries, however many."""
    asking = [row for row in rows if row.step_id and row.reason in ANSWERABLE]
    of_plan = [row for row in rows if row.step_id and row.plan_id]
    if not asking and not of_plan:
        return set()
    found = Visit.objects.filter(pk__in={row.visit_id for row in asking})
    visits = {visit.pk: visit for visit in found.select_related("version", "location")}
    listed = Plan.objects.filter(pk__in={row.plan_id for row in of_plan})
    plans = {plan.pk: plan for plan in listed.select_related("location", "patient", "version")}
    versions = {visit.version_id for visit in visits.values()}
    rules = rules_of(versions | {plan.version_id for plan in plans.values()})
    visited = visit_facts(list(visits.values()), rules)
    planned = plans_facts(list(plans.values()), now) if plans else {}
    answered = set()
    for row in (*asking, *of_plan):
        about: Visit | Plan = visits.get(row.visit_id or 0) or plans[row.plan_id or 0]
        here = rules.get(about.version_id, [])
        rule = next((one for one in here if one.id == row.step_id), None)
        if rule is None:
            is_over = True
        elif isinstance(about, Visit):
            is_over = is_answered(rule, visited[about.pk], here)
        else:
            is_over = not asks_plan(rule, planned[about.pk])
        if is_over:
            answered.add(row.pk)
    return answered
