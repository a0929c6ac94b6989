"""The documents' pictures: `python -m tests.browser.screenshots [NAME …]` writes docs/images/ and its gallery.

A fresh front desk in the middle of a working day is started for it, and every page opened on a laptop and a phone,
in light and dark. With names, only those views are taken again.
"""

import base64
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page

from frontdesk.settings import ROOT
from tests.browser.chromium import Guests, running_browser
from tests.browser.house import furnished
from tests.browser.views import VIEWS, View

IMAGES = ROOT / "docs" / "images"
GALLERY = IMAGES / "README.md"
LARGEST_BYTES = 60_000
QUALITIES = (88, 80, 70, 60, 50, 40)
SETTLED_MS = 400
LAPTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
LOOKS: dict[str, dict[str, Any]] = {
    "light": LAPTOP,
    "dark": LAPTOP | {"color_scheme": "dark"},
    "phone": PHONE,
    "phone-dark": PHONE | {"color_scheme": "dark"},
}
LOOKS_OF_DIALOGS = ("light", "phone-dark")
HEAD = """# Every page

On a laptop (1280 × 800) and a phone (390 × 844); what the pages are for is told in [desk.md](../desk.md).
`.venv/bin/python -m tests.browser.screenshots` takes all pictures again and writes this page.
"""


def main(names: list[str]) -> None:
    """Write the pictures and the gallery. Raises ValueError for one that is too large for a page."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, furnished(Path(folder)) as house, running_browser() as browser:
        for view in VIEWS:
            for look in looks_of(view) if not names or view.name in names else ():
                guests = Guests(browser)
                page = guests.page(**LOOKS[look])
                view.open(page, house)
                write(page, IMAGES / f"{view.name}-{look}.webp")
                guests.leave()
    GALLERY.write_text("\n".join([HEAD, *map(section, VIEWS)]), "utf-8")


def looks_of(view: View) -> tuple[str, ...]:
    """A page in every look; a dialog in two that show the rest."""
    return LOOKS_OF_DIALOGS if view.dialog else tuple(LOOKS)


def write(page: Page, path: Path) -> None:
    """One picture of what the page shows now, in the best quality that is small enough."""
    page.mouse.move(0, 0)
    page.wait_for_timeout(SETTLED_MS)
    browser = page.context.new_cdp_session(page)
    for quality in QUALITIES:
        shot = browser.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
        picture = base64.b64decode(shot["data"])
        if len(picture) <= LARGEST_BYTES:
            path.write_bytes(picture)
            print(f"{path.relative_to(ROOT)}  {len(picture) // 1000} kB")
            return
    raise ValueError(f"{path} has {len(picture)} bytes; more than {LARGEST_BYTES} are too many for a page")


def section(view: View) -> str:
    """A view in the gallery."""
    pictures = " ".join(
        f'<img src="{view.name}-{look}.webp" alt="{view.words}" {"width=170" if "phone" in look else "width=400"}>'
        for look in looks_of(view)
    )
    return f"## {view.name}\n\n{view.words}\n\n{pictures}\n"


if __name__ == "__main__":
    main(sys.argv[1:])
