"""The sitemap of what the manager looks after: the place, its protocols, settings and accounts."""

from django.urls import path

from plans.views import (
    staff_accounts,
    staff_hours,
    staff_place,
    staff_protocol,
    staff_resource,
    staff_standard,
    staff_version_messages,
)

place = [
    path("clinic/", staff_place.place, name="place"),
    path("clinic/locations/new/", staff_place.location_new, name="location_new"),
    path("clinic/locations/<int:pk>/", staff_place.location, name="location"),
    path(
        "clinic/locations/<int:location_id>/hours/new/", staff_hours.opening_new, name="opening_new"
    ),
    path(
        "clinic/locations/<int:location_id>/closures/new/",
        staff_place.closure_new,
        name="closure_new",
    ),
    path(
        "clinic/locations/<int:location_id>/holidays/<int:year>/",
        staff_place.holidays,
        name="holidays",
    ),
    path("clinic/closures/<int:pk>/", staff_place.closure, name="closure"),
    path("clinic/closures/<int:pk>/remove/", staff_place.closure_remove, name="closure_remove"),
    path("clinic/practitioners/", staff_resource.practitioners, name="practitioners"),
    path("clinic/practitioners/new/", staff_resource.practitioner_new, name="practitioner_new"),
    path("clinic/practitioners/<int:pk>/", staff_resource.practitioner, name="practitioner"),
    path("clinic/rooms/", staff_resource.rooms, name="rooms"),
    path("clinic/rooms/new/", staff_resource.room_new, name="room_new"),
    path("clinic/rooms/<int:pk>/", staff_resource.room, name="room"),
    path("clinic/devices/", staff_resource.devices, name="devices"),
    path("clinic/devices/new/", staff_resource.device_new, name="device_new"),
    path("clinic/devices/<int:pk>/", staff_resource.device, name="device"),
    path(
        "clinic/resources/<int:resource_id>/hours/<int:location_id>/new/",
        staff_hours.hours_new,
        name="hours_new",
    ),
    path("clinic/hours/<int:pk>/", staff_hours.hours, name="hours"),
    path("clinic/hours/<int:pk>/remove/", staff_hours.hours_remove, name="hours_remove"),
    path(
        "clinic/resources/<int:resource_id>/absences/new/",
        staff_hours.absence_new,
        name="absence_new",
    ),
    path("clinic/absences/<int:pk>/", staff_hours.absence, name="absence"),
    path("clinic/absences/<int:pk>/remove/", staff_hours.absence_remove, name="absence_remove"),
]
protocol = [
    path("clinic/protocols/", staff_protocol.protocols, name="protocols"),
    path("clinic/protocols/new/", staff_protocol.protocol_new, name="protocol_new"),
    path("clinic/protocols/<int:pk>/", staff_protocol.protocol, name="protocol"),
    path("clinic/protocols/<int:pk>/facts/", staff_protocol.protocol_facts, name="protocol_facts"),
    path("clinic/protocols/<int:pk>/draft/", staff_protocol.protocol_draft, name="protocol_draft"),
    path("clinic/versions/<int:pk>/", staff_protocol.protocol_version, name="protocol_version"),
    path("clinic/versions/<int:pk>/edit/", staff_protocol.protocol_edit, name="protocol_edit"),
    path(
        "clinic/versions/<int:pk>/approve/",
        staff_protocol.protocol_approve,
        name="protocol_approve",
    ),
    path(
        "clinic/versions/<int:pk>/messages/",
        staff_version_messages.version_messages,
        name="version_messages",
    ),
    path(
        "clinic/versions/<int:pk>/messages/edit/",
        staff_version_messages.version_messages_edit,
        name="version_messages_edit",
    ),
    path(
        "clinic/versions/<int:pk>/messages/<slug:step>/<slug:language>/",
        staff_version_messages.version_message,
        name="version_message",
    ),
    path(
        "clinic/versions/<int:pk>/messages/<slug:step>/<slug:language>/save/",
        staff_version_messages.version_message_save,
        name="version_message_save",
    ),
    path(
        "clinic/versions/<int:pk>/messages/<slug:step>/<slug:language>/shown/",
        staff_version_messages.version_message_shown,
        name="version_message_shown",
    ),
]
standard = [
    path("clinic/standards/", staff_standard.standards, name="standards"),
    path("clinic/standards/<int:pk>/", staff_standard.standard, name="standard"),
    path("clinic/standards/<int:pk>/edit/", staff_standard.standard_edit, name="standard_edit"),
    path(
        "clinic/standards/<int:pk>/approve/",
        staff_standard.standard_approve,
        name="standard_approve",
    ),
    path(
        "clinic/standards/<slug:sheet>/draft/",
        staff_standard.standard_draft,
        name="standard_draft",
    ),
]
account = [
    path("clinic/staff/", staff_accounts.accounts, name="staff"),
    path("clinic/staff/new/", staff_accounts.account_new, name="staff_new"),
    path("clinic/staff/<int:pk>/", staff_accounts.account, name="staff_account"),
    path("clinic/staff/<int:pk>/letter/", staff_accounts.account_letter, name="staff_letter"),
]

urlpatterns = [*place, *protocol, *standard, *account]
