"""Addresses for those who have no account here: providers, who sign what they tell, and whoever
holds the address that stops messages."""

from django.urls import path

from plans.views import hook_email, hooks, stop

urlpatterns = [
    path("hooks/email/<slug:kind>/", hook_email.hook_email, name="hook_email"),
    path("hooks/sms/twilio/status/", hooks.twilio_status, name="hook_twilio_status"),
    path("hooks/sms/twilio/answer/", hooks.twilio_answer, name="hook_twilio_answer"),
    path("hooks/sms/gateway/status/", hooks.gateway_status, name="hook_gateway_status"),
    path("hooks/sms/gateway/answer/", hooks.gateway_answer, name="hook_gateway_answer"),
    path("stop/<str:token>/", stop.stop, name="stop"),
]
