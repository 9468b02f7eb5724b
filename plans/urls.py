"""The sitemap of what happens to patients: one group of addresses for each noun."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
