/** Marks quoted words inside messages without touching them (CSS Custom Highlight). */

const NAME = "quote";

/**
 * Marks the first place where the quote stands and unmarks what was marked before.
 * @param {Element[]} elements
 * @param {string|null} quote
 */
export function markQuote(elements, quote) {
  if (!CSS.highlights) return;
  CSS.highlights.delete(NAME);
  if (!quote) return;
  for (const element of elements) {
    const start = element.textContent.indexOf(quote);
    if (start < 0) continue;
    const range = new Range();
    range.setStart(...placeOf(element, start));
    range.setEnd(...placeOf(element, start + quote.length));
    CSS.highlights.set(NAME, new Highlight(range));
    return;
  }
}

/** The text node, and the place in it, of a character of the element's text. @returns {[Node, number]} */
function placeOf(element, at) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  let before = 0;
  while (before + node.length < at) {
    before += node.length;
    node = walker.nextNode();
  }
  return [node, at - before];
}
