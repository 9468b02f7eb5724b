"""Fair figures: CPU time of this process, warm, the median of seven."""

import statistics
import time
from collections.abc import Callable

ROUNDS = 7


def cpu_ms(*works: Callable[[], object]) -> list[float]:
    """Milliseconds of CPU for each piece of work. Rounds alternate, so that a busy moment of the
    machine falls on all of them; the first round is not counted."""
    times: list[list[float]] = [[] for _ in works]
    for count in range(ROUNDS + 1):
        for work, spent in zip(works, times, strict=True):
            begun = time.process_time()
            work()
            if count:
                spent.append((time.process_time() - begun) * 1000)
    return [statistics.median(spent) for spent in times]
