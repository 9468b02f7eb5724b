"""`make run`: the demo clinic on this machine, from nothing to a page in the browser."""

import os

from tools import assets, languages, ports, processes, requirements
from tools.project import VENV_PYTHON, TroubleError, environment, program, say, succeeds

ACCOUNTS = """\
The demo clinic is open: {address}

  Doors to each role   {address}/demo/
  Front desk           desk@demo.example            password demo-clinic
  Practitioner         practitioner@demo.example    password demo-clinic
  Manager              manager@demo.example         password demo-clinic
  Patient              amira@demo.example           by code; codes are at {address}/demo/outbox/

Ctrl-C stops it."""


def main() -> int:
    port = ports.wanted_port(os.environ.get("PORT", "8000"))
    # localhost by name: browsers refuse passkeys at a bare IP address.
    address = f"http://localhost:{port}"
    requirements.ensure("requirements.txt")
    assets.ensure()
    languages.ensure()
    os.environ |= {"DEBUG": "1", "SITE_URL": address, "DJANGO_RUNSERVER_HIDE_WARNING": "true"}
    say("Bringing the demo's database up to date ...")
    if not succeeds([VENV_PYTHON, "-m", "tools.demo"]):
        raise TroubleError("The demo's database could not be made; the lines above say why.")
    manage = [str(VENV_PYTHON), "manage.py"]
    commands = {
        "web server": [*manage, "runserver", "--noreload", f"127.0.0.1:{port}"],
        "worker": [*manage, "worker"],
    }
    return processes.run_together(
        commands,
        environment(),
        is_ready=lambda: ports.answers(port),
        when_ready=lambda: say("\n" + ACCOUNTS.format(address=address) + "\n"),
    )


if __name__ == "__main__":
    program(main)
