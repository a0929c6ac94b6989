/** The line icons of the desk, each one path on a 24 × 24 grid for `icon()` of shared/dom.js. */

export const BACK = "M15 5l-7 7 7 7";
export const CHECK = "M5 12.5l4.5 4.5L19 7.5";
export const CLOSE = "M6 6l12 12M18 6L6 18";
export const COPY = "M8 8h11v12H8zM16 8V4H5v12h3";
export const DOWN = "M12 5v14M6 13l6 6 6-6";
export const LOCK = "M7 11V8a5 5 0 0 1 10 0v3M6 11h12v9H6z";
export const RETURN = "M9 14l-5-5 5-5M4 9h10a6 6 0 0 1 0 12h-3";
export const SEND = "M5 12h13M12 6l6 6-6 6";
export const SHIELD = "M12 3l7 3v5.5c0 4.5-3 7.8-7 9.5-4-1.7-7-5-7-9.5V6zM9 12l2.2 2.2L15.2 10";
export const SUMMARY = "M6 4h12v16H6zM9.5 9h5M9.5 12.5h5M9.5 16h3";
export const KEYBOARD = "M3 7h18v10H3zM7 10.5h.01M11 10.5h.01M15 10.5h.01M8 14h8";
export const FORTH = "M9 5l7 7-7 7";
export const LEAVE = "M14 4H6v16h8M10 12h10M17 9l3 3-3 3";
export const AT = "M16 12a4 4 0 1 0-4 4 4 4 0 0 0 4-4v1.5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-3.6 7.2";
export const PASS_ON = "M4 12h12M11 6l6 6-6 6M20 5v14";
export const SNOOZE = "M12 7v5l3 2M12 3a9 9 0 1 0 9 9 9 9 0 0 0-9-9z";
export const BELL = "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5h4";
export const GIFT = "M4 11h16v9H4zM3 7h18v4H3zM12 7v13M12 7S10.5 3 8.5 3 6.5 6 8 7zM12 7s1.5-4 3.5-4 2 3 .5 4z";
export const FIND = "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4.5 4.5";
export const CHART = "M4 20h16M6.5 20v-6M12 20V5M17.5 20v-9";
