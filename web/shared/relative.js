/** How long ago, or until: takes Dates, the present among them, and a language (BCP 47). */

const STEPS = [
  ["second", 60],
  ["minute", 60],
  ["hour", 24],
  ["day", 7],
  ["week", 4.345],
  ["month", 12],
  ["year", Infinity],
];

/** "3 minutes ago", "in 2 hours", "now"; `style` is long, short or narrow. */
export function relativeTime(at, now, language, style = "long") {
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto", style });
  let amount = (at.getTime() - now.getTime()) / 1000;
  if (Math.abs(amount) < 10) return format.format(0, "second");
  for (const [unit, size] of STEPS) {
    if (Math.abs(amount) < size) return format.format(Math.round(amount), unit);
    amount /= size;
  }
  return "";
}
