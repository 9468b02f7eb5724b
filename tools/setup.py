"""Set-up for developers: `python -m tools.setup`."""

from tools import assets, languages, requirements
from tools.project import program


def main() -> int:
    requirements.ensure("requirements-dev.txt")
    assets.ensure()
    languages.ensure()
    return 0


if __name__ == "__main__":
    program(main)
