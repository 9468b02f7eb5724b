"""What pytest's closing lines add up to."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

CLOSING = re.compile(r"^=*\s*((?:no tests ran|\d+ \w+).* in \d+\.\d+s(?: \([\d:]+\))?)\s*=*$")
PROGRESS = re.compile(r"\[\s*\d+%\]$")


@dataclass(frozen=True)
class LegResult:
    """How one run of pytest ended: its exit code and its closing line, if it came to one."""

    name: str
    code: int
    closing: str | None


def closing_line(output: str) -> str | None:
    """The line with which pytest sums up its run, without the decoration around it."""
    found = [match[1] for line in output.splitlines() if (match := CLOSING.match(line.strip()))]
    return found[-1] if found else None


def counts(closing: str) -> Counter[str]:
    """How many tests ended how: {"passed": 12, "failed": 1, ...}."""
    words = re.findall(r"(\d+) ([a-z]+)", closing.rsplit(" in ", 1)[0])
    return Counter({word.removesuffix("s"): int(number) for number, word in words})


def passed_and_failed(results: Iterable[LegResult]) -> tuple[int, int]:
    """Both numbers over all legs.

    A skipped test counts as failed: a test that has no meaning in a run is not collected there,
    and whatever a machine lacks is said by name. A leg that ended badly without naming a failed
    test counts as one failure.
    """
    passed = failed = 0
    for result in results:
        found = counts(result.closing or "")
        bad = found["failed"] + found["error"] + found["skipped"]
        passed += found["passed"]
        failed += bad or int(result.code != 0)
    return passed, failed
