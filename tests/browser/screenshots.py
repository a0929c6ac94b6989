"""The documents' pictures: `python -m tests.browser.screenshots [NAME …]` writes docs/images/ and its gallery.

A fresh front desk in the middle of a working day is started for it, and every page opened on a laptop and a phone,
in light and dark. With names, only those views are taken again.
"""

import base64
import sys
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from playwright.sync_api import Page

from frontdesk.settings import ROOT
from tests.browser.chromium import Guests, running_browser
from tests.browser.house import furnished
from tests.browser.views import VIEWS, View

IMAGES = ROOT / "docs" / "images"
GALLERY = IMAGES / "README.md"
LARGEST_BYTES = 60_000
QUALITIES = (88, 80, 70, 60, 50, 40)
SETTLED_MS = 300
SCREENS: dict[str, dict[str, Any]] = {
    "laptop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = {"laptop": 400, "phone": 170}
LOOKS_OF_DIALOGS = (("laptop", "light"), ("phone", "dark"))
HEAD = """# Every page

On a laptop (1280 × 800) and a phone (390 × 844); what the pages are for is told in [desk.md](../desk.md).
`.venv/bin/python -m tests.browser.screenshots` takes all pictures again and writes this page.
"""


def main(names: list[str]) -> None:
    """Write the pictures and the gallery. Raises ValueError for one that is too large for a page."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, furnished(Path(folder)) as house, running_browser() as browser:
        for view in VIEWS:
            for screen, options in SCREENS.items() if not names or view.name in names else ():
                guests = Guests(browser)
                page = guests.page(**options)
                view.open(page, house)
                for scheme in [scheme for scheme in SCHEMES if (screen, scheme) in looks_of(view)]:
                    page.emulate_media(color_scheme=scheme)
                    write(page, IMAGES / picture(view, screen, scheme))
                guests.leave()
    GALLERY.write_text("\n".join([HEAD, *map(section, VIEWS)]), "utf-8")


def looks_of(view: View) -> Iterable[tuple[str, str]]:
    """A page in every look; a dialog in two that show the rest."""
    return LOOKS_OF_DIALOGS if view.dialog else tuple(product(SCREENS, SCHEMES))


def picture(view: View, screen: str, scheme: str) -> str:
    """The name of a picture."""
    return f"{view.name}-{screen}-{scheme}.webp"


def write(page: Page, path: Path) -> None:
    """One picture of what the page shows now, in the best quality that is small enough."""
    page.mouse.move(0, 0)
    page.wait_for_timeout(SETTLED_MS)
    browser = page.context.new_cdp_session(page)
    for quality in QUALITIES:
        taken = browser.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
        shot = base64.b64decode(taken["data"])
        if len(shot) <= LARGEST_BYTES:
            path.write_bytes(shot)
            print(f"{path.relative_to(ROOT)}  {len(shot) // 1000} kB", flush=True)
            return
    raise ValueError(f"{path} has {len(shot)} bytes; more than {LARGEST_BYTES} are too many for a page")


def section(view: View) -> str:
    """A view in the gallery."""
    pictures = " ".join(
        f'<img src="{picture(view, screen, scheme)}" alt="{view.words}" width="{WIDTHS[screen]}">'
        for screen, scheme in looks_of(view)
    )
    return f"## {view.name}\n\n{view.words}\n\n{pictures}\n"


if __name__ == "__main__":
    main(sys.argv[1:])
