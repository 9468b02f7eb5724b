"""The site with one page that fails, to see what a visitor then gets."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from clinic.access import anybody
from clinic.urls import urlpatterns as all_pages


@anybody
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("Amira Haddad")


urlpatterns = [*all_pages, path("broken/", broken)]
