"""Whether a page can be read in a narrow window and walked with the Tab key.

Narrow is 320 CSS pixels, what WCAG 1.4.10 asks: a phone, or a desk's page four times as large.
"""

from playwright.sync_api import Page

NARROW = {"width": 320, "height": 640}
TWICE = {"width": 640, "height": 450}
"""A desk's page of 1280 by 900 at twice its size."""

CROWDED = """() => {
  const root = document.documentElement, wide = root.clientWidth;
  const OWN = ".table-scroll, .table-region, .position__map";  // tables and maps may scroll
  const APART = "svg, .skip, .visually-hidden, .w-sr-only, [aria-hidden=true], .sidebar, iframe";
  const called = (one) => one.tagName.toLowerCase() + "." + (one.getAttribute("class") || one.id)
    + " " + one.textContent.trim().replace(/\\s+/g, " ").slice(0, 40);
  const scrolls = (one) => /auto|scroll/.test(getComputedStyle(one).overflowX);
  const found = [];
  if (root.scrollWidth > wide) found.push(`the page is ${root.scrollWidth} wide`);
  for (const one of document.body.querySelectorAll("*")) {
    if (one.closest(APART) || !one.checkVisibility({visibilityProperty: true})) continue;
    const box = one.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) continue;
    const told = one.textContent.trim() || one.matches("a, button, input, img, select, textarea");
    const inner = one.scrollWidth > one.clientWidth + 1;
    const typed = one.matches("input, select, textarea");
    const region = one.closest(OWN);
    if (scrolls(one) && inner && !typed && !region) found.push("scrolls: " + called(one));
    if (told && !region && (box.right > wide + 1 || box.left < -1))
      found.push("beyond the edge: " + called(one));
  }
  return found.slice(0, 6);
}"""

TYPE = """(type) => {
  if (type) document.documentElement.dataset.type = type;
  else delete document.documentElement.dataset.type;
}"""

BEGIN = """(frame) => {
  window.stops = [];
  document.activeElement?.blur();
  getSelection()?.removeAllRanges();
  scrollTo(0, 0);
  if (!frame) document.querySelector("main").focus();
}"""

STOP = """(frame) => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return {end: true};
  if (!frame && !one.closest("main")) return {end: true};
  const last = window.stops.at(-1);
  if (one === last?.one) {  // a date has several parts
    last.times += 1;
    return last.times > 9 ? {end: true, wrong: ["a trap"], name: one.outerHTML.slice(0, 90)} : {};
  }
  if (window.stops.some((stop) => stop.one === one)) return {end: true};
  const unseen = (part) =>
    part && (getComputedStyle(part).opacity === "0" || unseen(part.parentElement));
  const small = one.getBoundingClientRect().width <= 2;
  const named = one.closest("label") || one.labels?.[0] || one.parentElement;
  const seen = unseen(one) || small ? named : one;
  const box = seen.getBoundingClientRect(), wrong = [];
  if (last && !(last.one.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING))
    wrong.push("not in the order of the document");
  const middle = [box.left + box.width / 2, box.top + Math.min(box.height, innerHeight) / 2];
  const at = document.elementFromPoint(...middle);
  const kin = at && (seen.contains(at) || at.contains(seen) || one.contains(at)
    || [...(one.labels || [])].some((label) => label.contains(at)));
  if (!kin) wrong.push("covered or out of sight at " + middle.map(Math.round));
  const ringed = (part) => getComputedStyle(part).outlineStyle !== "none"
    && parseFloat(getComputedStyle(part).outlineWidth) >= 2;
  let ring = false;
  for (let part = one, step = 0; part && step < 4; part = part.parentElement, step += 1)
    ring ||= ringed(part) && !unseen(part);
  ring ||= [...(one.labels || [])].some(ringed);
  const drawn = one.closest("svg") && one.querySelector("path, circle");  // ringed by its own line
  ring ||= Boolean(drawn) && parseFloat(getComputedStyle(drawn).strokeWidth) >= 3;
  if (!ring) wrong.push("no ring round it");
  const fixed = Boolean(one.closest(".tabbar, .skip, .toast"));
  const [left, top] = [box.left + scrollX, box.top + scrollY];
  const place = {left, top, right: left + box.width, bottom: top + box.height};
  if (last && !last.fixed && !fixed) {
    const [was, apart] = [last.place, (a, b, c, d) => Math.min(b, d) - Math.max(a, c)];
    const beside = apart(was.left, was.right, place.left, place.right);
    const level = apart(was.top, was.bottom, place.top, place.bottom);
    if (place.bottom <= was.top + 1 && beside > 4) wrong.push("above what came before");
    if (level > Math.min(was.bottom - was.top, box.height) / 2 && place.right <= was.left + 1)
      wrong.push("left of what came before");
  }
  window.stops.push({one, place, fixed, times: 1});
  return {wrong, name: one.outerHTML.replace(/\\s+/g, " ").slice(0, 90)};
}"""


def crowded(page: Page) -> list[str]:
    """Return what does not fit on `page` in a narrow window, in large type, or at twice its size.

    Only tables and maps may scroll to the side, each in a region of its own.
    """
    size = page.viewport_size or NARROW
    kept = page.evaluate("() => document.documentElement.dataset.type ?? ''")
    found = []
    for window, large in ((NARROW, False), (NARROW, True), (TWICE, False)):
        page.set_viewport_size(window)
        page.evaluate(TYPE, "large" if large else "")
        words = page.evaluate(CROWDED)
        found += [f"{window['width']}{' large' if large else ''}: {one}" for one in words]
    page.evaluate(TYPE, kept)
    page.set_viewport_size(size)
    return found


def lost_focus(page: Page, *, frame: bool = False, most: int = 250) -> list[str]:
    """Return where the focus is not seen, covered or out of order while Tab walks over `page`.

    With `frame` from the first link to the last; without, what is between header and footer.
    """
    page.evaluate(BEGIN, frame)
    found: list[str] = []
    for _press in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP, frame)
        found += [f"{wrong}: {stop['name']}" for wrong in stop.get("wrong", [])]
        if stop.get("end"):
            return found
    return [*found, f"no end after {most} stops"]
