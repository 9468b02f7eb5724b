"""`python -m plans.engine scenario.json`: plan one scenario and print the answer as JSON.

Exit code 0 for proposals and for no-fit; 2, with one line on stderr, for a scenario that
cannot be read or is not well formed.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from plans.engine.scenario import ScenarioFault, parse, render
from plans.engine.series import propose


def main(arguments: Sequence[str]) -> int:
    """Run the command line and give its exit code."""
    if len(arguments) != 1:
        return _refuse("usage: python -m plans.engine scenario.json")
    name = arguments[0]
    try:
        scenario = parse(json.loads(Path(name).read_bytes()))
    except ScenarioFault as fault:
        return _refuse(str(fault))
    except OSError as fault:
        return _refuse(f"{name}: {fault.strerror or fault}")
    except (ValueError, RecursionError) as fault:
        return _refuse(f"{name}: is not JSON: {fault}")
    print(json.dumps(render(propose(scenario)), indent=1))
    return 0


def _refuse(line: str) -> int:
    """Say one line on stderr, whatever signs a file or field name brings along."""
    print(" ".join(line.split()), file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
