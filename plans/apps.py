from django.apps import AppConfig
from django.db.models.signals import post_migrate

from plans.triggers import put_back


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "Plans"

    def ready(self) -> None:
        post_migrate.connect(put_back, sender=self)
