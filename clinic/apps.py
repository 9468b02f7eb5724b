from django.apps import AppConfig


class ClinicConfig(AppConfig):
    name = "clinic"
    verbose_name = "The clinic and its place"

    def ready(self) -> None:
        from clinic import checks  # noqa: F401, PLC0415  # registers; the models must stand first
