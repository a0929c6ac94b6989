/** Text with its web addresses made into links. */

import { el } from "./dom.js";

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/giu;
const TRAILING = /[.,;:!?)\]}»”’。、]+$/u;

/** A fragment in which http and https addresses are links; everything else stays plain text. */
export function linkified(text) {
  const fragment = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutTrailing(match[0]);
    if (!isAddress(address)) continue;
    fragment.append(text.slice(end, match.index));
    fragment.append(el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, address));
    end = match.index + address.length;
  }
  fragment.append(text.slice(end));
  return fragment;
}

function isAddress(text) {
  try {
    return new URL(text).hostname !== "";
  } catch {
    return false;
  }
}

/** Punctuation after an address belongs to the sentence, a bracket opened inside it to the address. */
function withoutTrailing(address) {
  const trailing = TRAILING.exec(address)?.[0] ?? "";
  const kept = trailing.startsWith(")") && address.includes("(") ? 1 : 0;
  return address.slice(0, address.length - trailing.length + kept);
}
