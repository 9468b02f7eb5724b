"""The sitemap of what happens to patients: one group of addresses for each noun."""

from django.conf import settings
from django.urls import path

from plans import hook_urls as hook
from plans import place_urls as place
from plans.views import (
    demo_doors,
    demo_outbox,
    health,
    portal,
    portal_aftercare,
    portal_checkin,
    staff_adverse,
    staff_aftercare,
    staff_booking,
    staff_checkin,
    staff_clinical,
    staff_consent,
    staff_consent_text,
    staff_contact,
    staff_course,
    staff_diary,
    staff_diary_fits,
    staff_inbox,
    staff_late,
    staff_lot,
    staff_me,
    staff_merge,
    staff_message,
    staff_move,
    staff_needs,
    staff_off,
    staff_patient,
    staff_photo,
    staff_photo_consent,
    staff_plan,
    staff_planner,
    staff_record,
    staff_screening,
    staff_skincare,
    staff_thread,
    staff_today,
)

day = [
    path("today/", staff_today.today, name="today"),
    path("today/live/", staff_today.today_live, name="today_live"),
    path("today/print/", staff_today.today_print, name="today_print"),
    path("visits/<int:pk>/menu/", staff_today.visit_menu, name="visit_menu"),
    path("visits/<int:pk>/late/", staff_late.visit_late, name="visit_late"),
    path("plans/waiting/", staff_needs.plans_waiting, name="plans_waiting"),
    path("visits/<int:pk>/outcome/", staff_clinical.visit_outcome, name="visit_outcome"),
    path("visits/<int:pk>/note/", staff_aftercare.visit_note, name="visit_note"),
    path("visits/<int:pk>/note/print/", staff_aftercare.visit_note_print, name="visit_note_print"),
    path("visits/<int:pk>/note/note.pdf", staff_aftercare.visit_note_pdf, name="visit_note_pdf"),
    *(
        path(f"visits/<int:pk>/{step}/", staff_today.visit_step, {"step": step}, f"visit_{step}")
        for step in staff_today.STEPS
    ),
]
screening = [
    path("visits/<int:pk>/screening/", staff_screening.visit_screening, name="visit_screening"),
    path("visits/<int:pk>/screening/decide/", staff_screening.gate_decide, name="gate_decide"),
    path(
        "patients/<int:pk>/screening/", staff_screening.patient_screening, name="patient_screening"
    ),
]
diary = [
    path("diary/", staff_diary.diary, name="diary"),
    path("diary/events/", staff_diary.diary_events, name="diary_events"),
    path("diary/fits/", staff_diary_fits.diary_fits, name="diary_fits"),
    path("diary/visits/<int:pk>/", staff_diary.diary_visit, name="diary_visit"),
    path("diary/visits/<int:pk>/windows/", staff_diary.diary_windows, name="diary_windows"),
    path("diary/visits/<int:pk>/drop/", staff_diary.diary_drop, name="diary_drop"),
]
plan = [
    path("patients/<int:pk>/order/", staff_clinical.order_new, name="order_new"),
    path("plans/<int:pk>/", staff_plan.plan, name="plan"),
    path(
        "plans/<int:pk>/sessions/<int:number>/move/", staff_move.session_move, name="session_move"
    ),
    path("plans/<int:pk>/rest/", staff_move.plan_rest, name="plan_rest"),
    path("plans/<int:pk>/stop/", staff_course.plan_stop, name="plan_stop"),
    path("plans/<int:pk>/extend/", staff_course.plan_extend, name="plan_extend"),
    path(
        "plans/<int:pk>/maintenance/decline/",
        staff_course.maintenance_decline,
        name="maintenance_decline",
    ),
    path("visits/<int:pk>/move/", staff_move.visit_move, name="visit_move"),
    path("visits/<int:pk>/cancel/", staff_course.visit_cancel, name="visit_cancel"),
    path("plans/<int:pk>/print/", staff_plan.plan_print, name="plan_print"),
    path("plans/<int:pk>/order/", staff_clinical.plan_order, name="plan_order"),
    path("plans/<int:pk>/calendar.ics", staff_plan.plan_calendar, name="plan_calendar"),
    path("plans/<int:pk>/skincare/new/", staff_skincare.skincare_new, name="skincare_new"),
    path("skincare/<int:pk>/", staff_skincare.skincare, name="skincare"),
    path("skincare/<int:pk>/end/", staff_skincare.skincare_end, name="skincare_end"),
]
own = [
    path("my/", portal.home, name="portal"),
    path("my/visits/<int:pk>/note/", portal_aftercare.portal_note, name="portal_note"),
    path("my/visits/<int:pk>/note.pdf", portal_aftercare.portal_note_pdf, name="portal_note_pdf"),
    path("my/visits/<int:pk>/check-in/", portal_checkin.portal_check_in, name="portal_check_in"),
    path("my/visits/<int:pk>/confirm/", portal.visit_confirm, name="portal_confirm"),
    path(
        "my/check-ins/<int:pk>/",
        portal_checkin.portal_check_in_answer,
        name="portal_check_in_answer",
    ),
    path("my/plan/<int:pk>/calendar.ics", portal.calendar, name="portal_calendar"),
    path(
        "my/plan/<int:pk>/maintenance/decline/",
        portal.maintenance_decline,
        name="portal_maintenance_decline",
    ),
]
off = [
    path("off/", staff_off.call_off, name="call_off"),
    path("calls/", staff_off.calls, name="calls"),
    path("calls/<int:visit>/times/", staff_off.call_times, name="call_times"),
]
message = [
    path("messages/", staff_message.message_list, name="messages"),
    path("messages/<int:pk>/again/", staff_message.message_again, name="message_again"),
    path("messages/<int:pk>/change/", staff_message.message_change, name="message_change"),
    path("messages/<int:pk>/now/", staff_message.message_now, name="message_now"),
    path("messages/<int:pk>/preview/", staff_message.message_preview, name="message_preview"),
    path("messages/<int:pk>/release/", staff_message.message_release, name="message_release"),
    path("messages/<int:pk>/stop/", staff_message.message_stop, name="message_stop"),
    path("plans/<int:pk>/messages/", staff_message.plan_message_list, name="plan_messages"),
    path("patients/<int:pk>/messages/", staff_thread.patient_messages, name="patient_messages"),
    path("answers/<int:pk>/read/", staff_thread.answer_read, name="answer_read"),
    path("answers/<int:pk>/whose/", staff_thread.answer_whose, name="answer_whose"),
]
check_in = [
    path("check-ins/<int:pk>/", staff_checkin.check_in, name="check_in"),
    path("check-ins/<int:pk>/review/", staff_checkin.check_in_review, name="check_in_review"),
    path("visits/<int:pk>/check-in/ask/", staff_checkin.check_in_ask, name="check_in_ask"),
]
inbox = [
    path("inbox/", staff_inbox.inbox, name="inbox"),
    path("inbox/live/", staff_inbox.inbox_live, name="inbox_live"),
    path("inbox/news/", staff_inbox.inbox_news, name="inbox_news"),
    path("inbox/check-ins/<int:pk>/", staff_inbox.inbox_history, name="inbox_history"),
    *(
        path(
            f"inbox/<slug:thing>/<int:about>/{act}/",
            staff_inbox.inbox_act,
            {"act": act},
            f"inbox_{act.replace('-', '_')}",
        )
        for act in staff_inbox.ACTS
    ),
]
site = [path("health/", health.health, name="health")]
if settings.DEBUG:
    site += [
        path("demo/", demo_doors.demo, name="demo"),
        path("demo/enter/<str:role>/", demo_doors.demo_enter, name="demo_enter"),
        path("demo/outbox/", demo_outbox.demo_outbox, name="demo_outbox"),
    ]
consent = [
    path("clinic/consents/", staff_consent_text.consent_texts, name="consent_texts"),
    path(
        "clinic/consents/draft/", staff_consent_text.consent_text_begin, name="consent_text_begin"
    ),
    path("clinic/consents/<int:pk>/", staff_consent_text.consent_text, name="consent_text"),
    path(
        "clinic/consents/<int:pk>/edit/",
        staff_consent_text.consent_text_edit,
        name="consent_text_edit",
    ),
    path(
        "clinic/consents/<int:pk>/approve/",
        staff_consent_text.consent_text_approve,
        name="consent_text_approve",
    ),
    path("visits/<int:pk>/consent/", staff_consent.visit_consent, name="visit_consent"),
    path(
        "visits/<int:pk>/consent/print/",
        staff_consent.visit_consent_print,
        name="visit_consent_print",
    ),
    path("plans/<int:pk>/consent/", staff_consent.plan_consent, name="plan_consent"),
    path("consents/<int:pk>/", staff_consent.consent, name="consent"),
    path("consents/<int:pk>/signature/", staff_consent.consent_signature, name="consent_signature"),
    path("consents/<int:pk>/withdraw/", staff_consent.consent_withdraw, name="consent_withdraw"),
    path(
        "patients/<int:pk>/photo-consent/", staff_photo_consent.photo_consent, name="photo_consent"
    ),
    path(
        "patients/<int:pk>/photo-consent/print/",
        staff_photo_consent.photo_consent_print,
        name="photo_consent_print",
    ),
    path(
        "patients/<int:pk>/photo-consent/withdraw/",
        staff_photo_consent.photo_consent_withdraw,
        name="photo_consent_withdraw",
    ),
]
lot = [
    path("lots/", staff_lot.lots, name="lots"),
    path("lots/export/", staff_lot.lots_export, name="lots_export"),
    path("lots/<int:pk>/", staff_lot.lot, name="lot"),
    path("lots/<int:pk>/recall/", staff_lot.lot_recall, name="lot_recall"),
    path("lots/devices/<int:pk>/", staff_lot.lot_device, name="lot_device"),
    path("patients/<int:pk>/lots/", staff_lot.patient_lots, name="patient_lots"),
]
adverse = [
    path("adverse/", staff_adverse.adverse_events, name="adverse_events"),
    path("adverse/<int:pk>/", staff_adverse.adverse_event, name="adverse_event"),
    path("adverse/<int:pk>/edit/", staff_adverse.adverse_edit, name="adverse_edit"),
    path("adverse/<int:pk>/told/", staff_adverse.adverse_told, name="adverse_told"),
    path("adverse/<int:pk>/close/", staff_adverse.adverse_close, name="adverse_close"),
    path("adverse/<int:pk>/print/", staff_adverse.adverse_print, name="adverse_print"),
    path(
        "patients/<int:pk>/adverse/new/", staff_adverse.patient_event_new, name="patient_event_new"
    ),
    path("visits/<int:pk>/adverse/new/", staff_adverse.visit_event_new, name="visit_event_new"),
]
patient = [
    path("patients/", staff_patient.patients, name="patients"),
    path("patients/hits/", staff_patient.hits, name="patient_hits"),
    path("patients/new/", staff_patient.patient_new, name="patient_new"),
    path("patients/<int:pk>/", staff_patient.patient, name="patient"),
    path("patients/<int:pk>/edit/", staff_patient.patient_edit, name="patient_edit"),
    path("patients/<int:pk>/contact/", staff_contact.contact_new, name="contact_new"),
    path("patients/<int:pk>/merge/", staff_merge.patient_merge, name="patient_merge"),
    path("me/", staff_me.me, name="me"),
]
planner = [
    path("patients/<int:pk>/planner/<slug:slug>/", staff_planner.planner, name="planner"),
    path(
        "patients/<int:pk>/planner/<slug:slug>/proposals/",
        staff_planner.planner_proposals,
        name="planner_proposals",
    ),
    path(
        "patients/<int:pk>/planner/<slug:slug>/places/",
        staff_planner.planner_places,
        name="planner_places",
    ),
    path(
        "patients/<int:pk>/planner/<slug:slug>/book/",
        staff_planner.planner_book,
        name="planner_book",
    ),
]
booking = [
    path("bookings/", staff_booking.bookings, name="bookings"),
    path("bookings/<int:pk>/firm/", staff_booking.booking_firm, name="booking_firm"),
    path("bookings/<int:pk>/undo/", staff_booking.booking_undo, name="booking_undo"),
]

record = [
    path("visits/<int:pk>/record/", staff_record.record, name="record"),
    *(
        path(f"visits/<int:pk>/record/{part}/", view, name=f"record_{part}")
        for part, view in staff_record.PARTS.items()
    ),
]

photo = [
    path("photos/<int:pk>/align/", staff_photo.photo_align, name="photo_align"),
    path("photos/<int:pk>/hide/", staff_photo.photo_hide, name="photo_hide"),
    path("photos/<int:pk>/<slug:size>/", staff_photo.photo_file, name="photo_file"),
    path("visits/<int:pk>/photos/", staff_photo.visit_photos, name="visit_photos"),
    path("patients/<int:pk>/photos/", staff_photo.patient_photos, name="patient_photos"),
]

urlpatterns = [
    *photo,
    *patient,
    *planner,
    *booking,
    *message,
    *inbox,
    *site,
    *day,
    *screening,
    *diary,
    *off,
    *plan,
    *own,
    *check_in,
    *place.urlpatterns,
    *hook.urlpatterns,
    *lot,
    *adverse,
    *consent,
    *record,
]
