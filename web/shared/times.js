/** Times and days as people write them; takes Dates, the present among them, and a language (BCP 47). */

/** "14:32" or "2:32 PM", as the language writes it. */
export function clockTime(at, language) {
  return new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" }).format(at);
}

/** "Today", "Yesterday", "Tomorrow", else "Tuesday 3 March", with the year when it is another one. */
export function dayName(at, now, language) {
  const days = Math.round((midnight(at) - midnight(now)) / 86_400_000);
  if (Math.abs(days) <= 1) {
    const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day");
    return words.charAt(0).toLocaleUpperCase(language) + words.slice(1);
  }
  const year = at.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", year }).format(at);
}

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
