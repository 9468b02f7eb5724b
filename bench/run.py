"""All measurements, on SQLite and then on PostgreSQL: `make bench`."""

import os
import subprocess
import sys

from tools import postgres

BENCHES = (
    *("bench.series", "bench.pages", "bench.search", "bench.diary", "bench.moving"),
    *("bench.lots", "bench.messages"),
)


def run_all(database: str) -> None:
    environment = os.environ | {"DATABASE_URL": database, "DEBUG": "1"}
    for bench in BENCHES:
        subprocess.run([sys.executable, "-m", bench], env=environment, check=True)
        print(flush=True)


def main() -> None:
    run_all("sqlite:///bench.sqlite3")
    with postgres.cluster() as url:
        run_all(url)


if __name__ == "__main__":
    main()
