"""Enter patients from a CSV file, after a report of what is wrong with it.

The report names lines, columns and records of ours, never what stands in the file.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from clinic import clock
from clinic.models import Location
from plans.actions.patient import import_patients
from plans.forms.sheet import COLUMNS, Sheet, SheetError, read_sheet
from plans.queries.duplicates import duplicates_in
from plans.queries.patient import today_here
from plans.wording.patient import doubled_row_words


class Command(BaseCommand):
    help = (
        "Enter patients from a CSV file in UTF-8 whose first line names the columns: "
        + ", ".join(COLUMNS)
        + ". Bad rows and likely duplicates are reported before anything is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="report only, write nothing")
        parser.add_argument("--skip-bad", action="store_true", help="leave bad rows out")
        parser.add_argument(
            "--with-duplicates", action="store_true", help="enter likely duplicates too"
        )
        parser.add_argument(
            "--region", help="country of phone numbers without one (default: the clinic's)"
        )

    def handle(self, *_args: Any, file: Path, **options: Any) -> None:
        region = options["region"] or _country()
        try:
            sheet = read_sheet(file.read_bytes(), today=today_here(clock.now()), region=region)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except SheetError as error:
            raise CommandError(str(error)) from None
        doubled = self._report(sheet)
        if options["dry_run"]:
            self.stdout.write(_("Nothing is written: this was a dry run."))
            return
        if sheet.faults and not options["skip_bad"]:
            raise CommandError(
                _("Nothing is written. Mend these rows, or leave them out with --skip-bad.")
            )
        left_out = set() if options["with_duplicates"] else doubled
        rows = [row.details for row in sheet.rows if row.line not in left_out]
        count = import_patients(rows=rows, by=None, now=clock.now())
        self.stdout.write(_("%(count)d patients are entered.") % {"count": count})

    def _report(self, sheet: Sheet) -> set[int]:
        """Print all that is to be known; the lines of likely duplicates."""
        for fault in sheet.faults:
            where = {"line": fault.line, "column": fault.column, "what": fault.what}
            self.stdout.write(_("Line %(line)d, %(column)s: %(what)s") % where)
        doubled = duplicates_in(sheet.people)
        for double in doubled:
            self.stdout.write(doubled_row_words(double))
        self.stdout.write(
            _("%(good)d good rows, %(bad)d bad rows, %(double)d likely duplicates.")
            % {
                "good": len(sheet.rows),
                "bad": len({fault.line for fault in sheet.faults}),
                "double": len(doubled),
            }
        )
        return {double.line for double in doubled}


def _country() -> str:
    return Location.objects.order_by("pk").values_list("country", flat=True).first() or ""
