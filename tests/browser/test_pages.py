"""Every page, in every light and on every screen: accessible (WCAG 2.1 AA), nothing cut off, nothing that jumps."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.chromium import Guests
from tests.browser.house import House, furnished
from tests.browser.views import VIEWS, View

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
LOOKS = [(size, scheme) for size in (LAPTOP, PHONE) for scheme in ("light", "dark")]
ZOOMED = {"width": 640, "height": 400}
"""1280 × 800 at 200 %."""
SCREENS = [ZOOMED, {"width": 320, "height": 640}, PHONE, LAPTOP, {"width": 2560, "height": 1440}]
MOST_SHIFT = 0.1
"""Up to here a layout counts as stable (Core Web Vitals)."""
TABS = 25
COUNT_SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
"""
FAULTS_OF_LAYOUT = """() => {
  const faults = [];
  const named = (element) => `${element.tagName} ${element.className} ${element.textContent.trim().slice(0, 40)}`;
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.push(`${root.scrollWidth} of ${root.clientWidth}`);
  const walk = (parent) => {
    for (const element of parent.querySelectorAll("*")) {
      if (element.shadowRoot) walk(element.shadowRoot);
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const scrolls = ["auto", "scroll"].includes(style.overflowX) || ["auto", "scroll"].includes(style.overflowY);
      const wide = element.scrollWidth > element.clientWidth + 1;
      if (scrolls && wide && !element.matches("input, textarea")) faults.push(`scrolls sideways: ${named(element)}`);
      if (!element.matches("button, a, input, select, textarea, h1, h2, h3, summary") || box.width <= 1) continue;
      if (box.left < -1 || box.right > innerWidth + 1) faults.push(`beside the screen: ${named(element)}`);
      const narrow = style.display !== "inline" && element.scrollWidth > element.clientWidth + 1;
      const cut = narrow && style.textOverflow !== "ellipsis" && element.matches("button, a, summary, h2, h3");
      if (cut) faults.push(`cut off: ${named(element)}`);
    }
  };
  walk(document);
  return faults;
}"""
COVERED_WORDS = """() => {
  const covered = (label) => {
    const [field, words] = [label.querySelector(".input"), label.querySelector("span")];
    if (!field || !words) return false;
    const text = document.createRange();
    text.selectNodeContents(words);
    const [one, other] = [text, field].map((part) => part.getBoundingClientRect());
    return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  };
  return [...document.querySelectorAll("dialog label")].filter(covered).map((label) => label.textContent);
}"""
HIDDEN_FOCUS = """async () => {
  const hidden = () => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    if (!focused || focused === document.body || focused.matches("dialog, [tabindex='-1']")) return null;
    const label = focused.matches("input[type=radio], input[type=checkbox]") && focused.closest("label");
    const seen = label || focused;
    const { left, right, top, bottom, width } = seen.getBoundingClientRect();
    const between = (low, high, most) => (Math.max(low, 0) + Math.min(high, most)) / 2;
    const middle = [between(left, right, innerWidth), between(top, bottom, innerHeight)];
    const inside = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth && width > 0;
    let over = inside ? document.elementFromPoint(...middle) : null;
    while (over?.shadowRoot) {
      const deeper = over.shadowRoot.elementFromPoint(...middle);
      if (!deeper || deeper === over) break;
      over = deeper;
    }
    if (over && (seen.contains(over) || over.contains(seen) || seen.getRootNode().host === over)) return null;
    const place = inside ? `behind ${over?.tagName} ${over?.className}` : "off the screen";
    return `${focused.tagName} ${focused.className} ${focused.textContent.trim().slice(0, 40)}: ${place}`;
  };
  for (let tries = 0; hidden() && tries < 50; tries += 1) await new Promise((done) => setTimeout(done, 100));
  return hidden();
}"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The day that all pages show."""
    with furnished(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def page(guests: Guests) -> Page:
    """A laptop; what moves is still at once."""
    guests.expect_trouble("/demo/")
    return guests.page(viewport=LAPTOP, reduced_motion="reduce")


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_page_has_no_violation(view: View, house: House, page: Page) -> None:
    """By axe-core, all rules of WCAG 2.1 A and AA, in light and dark, on a laptop and on a phone."""
    view.open(page, house)
    found = {f"{size['width']} {scheme}: {fault}" for size, scheme in LOOKS for fault in violations(page, size, scheme)}
    assert found == set()


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_page_fits_every_screen_and_stands_still(view: View, house: House, page: Page) -> None:
    """From 320 px and 200 % zoom to a wide screen: nothing cut off or beside it, and no jump when it opens."""
    page.add_init_script(COUNT_SHIFTS)
    view.open(page, house)
    assert page.evaluate("() => window.shifted") <= MOST_SHIFT
    for size in SCREENS:
        resized(page, size)
        assert (size["width"], page.evaluate(FAULTS_OF_LAYOUT)) == (size["width"], [])


def test_fields_leave_the_words_beside_them_in_view_on_a_touch_phone(house: House, guests: Guests) -> None:
    """Where fields are larger, so that a phone does not zoom into them."""
    page = guests.page(viewport=PHONE, is_mobile=True, has_touch=True)
    next(view for view in VIEWS if view.name == "desk-snooze").open(page, house)
    assert page.evaluate(COVERED_WORDS) == []


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_the_focus_is_always_in_view(view: View, house: House, page: Page) -> None:
    """Tab by tab at 200 % zoom, where there is least room: on the screen, and not behind something."""
    page.set_viewport_size(ZOOMED)
    view.open(page, house)
    for step in range(TABS):
        page.keyboard.press("Tab")
        assert (step, page.evaluate(HIDDEN_FOCUS)) == (step, None)


def resized(page: Page, size: Any) -> None:
    """The page on another screen, laid out."""
    page.set_viewport_size(size)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def violations(page: Page, size: Any, scheme: Any) -> list[str]:
    """What axe complains of, with the elements that it means."""
    page.emulate_media(color_scheme=scheme)
    resized(page, size)
    results = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response
    return [
        f"{size['width']} {scheme} {rule['id']}: {node['target']} {node['html'][:160]} {node['failureSummary'][:200]}"
        for rule in results["violations"]
        for node in rule["nodes"]
    ]
