"""Only what the pages use is copied, and it names no file that was left behind."""

from pathlib import Path

from tools import assets

FACE = """\
/* {name} */
@font-face {{
  font-family: 'Inter Variable';
  src: url(./files/{name}.woff2) format('woff2-variations');
  unicode-range: U+0000-00FF;
}}
"""


def packages(folder: Path) -> Path:
    """A node_modules with every file that is copied, and others beside them."""
    texts = {
        "bootstrap/dist/css/bootstrap.min.css": "a{}\n/*# sourceMappingURL=b.css.map */",
        "bootstrap/dist/js/bootstrap.bundle.min.js": "f()\n//# sourceMappingURL=b.js.map\n",
        "bootstrap-icons/font/bootstrap-icons.min.css": (
            '@font-face{src:url("fonts/bootstrap-icons.woff2?e3") format("woff2"),'
            'url("fonts/bootstrap-icons.woff?e3") format("woff")}.bi{}'
        ),
        "bootstrap/README.md": "not copied",
    }
    for font in ("inter", "fraunces"):
        subsets = ("cyrillic-ext", "latin-ext", "latin")
        texts[f"@fontsource-variable/{font}/index.css"] = "\n".join(
            FACE.format(name=f"{font}-{subset}-wght-normal") for subset in subsets
        )
    for name in assets.COPIES:
        texts.setdefault(name, f"content of {name}")
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_just_the_used_files_are_copied_and_older_ones_go(tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    vendor.mkdir()
    (vendor / "from-an-older-version.css").write_text("")
    assets.fill(packages=packages(tmp_path / "node_modules"), vendor=vendor)
    found = {str(file.relative_to(vendor)) for file in vendor.rglob("*") if file.is_file()}
    assert found == {
        "bootstrap-icons.min.css",
        "bootstrap.bundle.min.js",
        "bootstrap.min.css",
        "event-calendar.min.css",
        "event-calendar.min.js",
        "fonts.css",
        "fonts/bootstrap-icons.woff2",
        "fonts/fraunces-latin-ext-wght-normal.woff2",
        "fonts/fraunces-latin-wght-normal.woff2",
        "fonts/inter-latin-ext-wght-normal.woff2",
        "fonts/inter-latin-wght-normal.woff2",
    }


def test_the_copies_name_no_source_map_and_no_missing_font(tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    assets.fill(packages=packages(tmp_path / "node_modules"), vendor=vendor)
    assert (vendor / "bootstrap.min.css").read_text() == "a{}\n"
    assert (vendor / "bootstrap.bundle.min.js").read_text() == "f()\n\n"
    assert (vendor / "bootstrap-icons.min.css").read_text() == (
        '@font-face{src:url("fonts/bootstrap-icons.woff2?e3") format("woff2")}.bi{}'
    )


def test_the_font_sheet_names_the_copied_subsets_only(tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    assets.fill(packages=packages(tmp_path / "node_modules"), vendor=vendor)
    sheet = (vendor / "fonts.css").read_text()
    addresses = [part.split(")")[0] for part in sheet.split("url(")[1:]]
    assert addresses == [
        "fonts/inter-latin-ext-wght-normal.woff2",
        "fonts/inter-latin-wght-normal.woff2",
        "fonts/fraunces-latin-ext-wght-normal.woff2",
        "fonts/fraunces-latin-wght-normal.woff2",
    ]
    assert all((vendor / address).is_file() for address in addresses)
