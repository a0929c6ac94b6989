/** The website's accent colour made readable: the text on it, and a shade of it for text on the panel (contrast 4.5:1). */

const AA = 4.5;
const WHITE = [255, 255, 255];
const BLACK = [20, 18, 16];
const LIGHT_PANEL = [243, 240, 233];
const DARK_PANEL = [42, 39, 35];

/** Custom properties for any opaque CSS colour; none when the browser does not know it. `probe` is touched for a moment. */
export function accentProperties(colour, probe, dark) {
  const accent = channelsOf(colour, probe);
  if (!accent) return {};
  const ink = contrast(accent, WHITE) >= AA ? WHITE : BLACK;
  const mixed = (share, other) => `color-mix(in srgb, ${css(accent)} ${share}%, ${other})`;
  return {
    "--hl-accent": css(accent),
    "--hl-accent-hover": mixed(86, ink === WHITE ? "black" : "white"),
    "--hl-accent-ink": css(ink),
    "--hl-accent-text": css(readable(accent, dark ? DARK_PANEL : LIGHT_PANEL, dark ? WHITE : BLACK)),
    "--hl-accent-soft": mixed(dark ? 24 : 12, "var(--hl-surface)"),
  };
}

function channelsOf(colour, probe) {
  probe.style.color = colour;
  const channels = probe.style.color && getComputedStyle(probe).color.match(/\d+/gu);
  probe.style.color = "";
  return channels && channels.slice(0, 3).map(Number);
}

function readable(colour, panel, towards) {
  let shade = colour;
  for (let share = 0.05; contrast(shade, panel) < AA && share <= 1; share += 0.05) {
    shade = colour.map((value, index) => Math.round(value + (towards[index] - value) * share));
  }
  return shade;
}

function contrast(...colours) {
  const [dim, bright] = colours.map(luminance).sort((a, b) => a - b);
  return (bright + 0.05) / (dim + 0.05);
}

function luminance(channels) {
  const linear = channels.map((value) => ((value / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

function css(channels) {
  return `rgb(${channels.join(" ")})`;
}
