// Numbers and times as people read them.

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** 1,234,567 */
export const count = (value) => grouped.format(Math.round(value));

/** 1 call · 2 calls */
export const plural = (value, noun) => `${count(value)} ${noun}${value === 1 ? "" : "s"}`;

/** 1,234 · 56.7 k · 1.23 M */
export function short(value) {
  if (value < 10_000) {
    return value < 10 && value % 1 ? value.toFixed(1) : count(value);
  }

  const [unit, size] = value >= 1e9 ? ["G", 1e9] : value >= 1e6 ? ["M", 1e6] : ["k", 1e3];
  const scaled = value / size;
  return `${scaled.toFixed(scaled < 10 ? 2 : scaled < 100 ? 1 : 0)} ${unit}`;
}

/** 3.2 MiB */
export function bytes(value) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }

  return `${value.toFixed(unit === 0 || value >= 100 ? 0 : 1)} ${units[unit]}`;
}

/** Milliseconds: 0.4 ms · 12 ms · 1.52 s · 3 m 05 s */
export function duration(ms) {
  if (ms === null || ms === undefined) {
    return "–";
  }

  const sign = ms < 0 ? "−" : "";
  ms = Math.abs(ms);
  if (ms < 10) {
    return `${sign}${ms.toFixed(1)} ms`;
  }

  if (ms < 1000) {
    return `${sign}${ms.toFixed(0)} ms`;
  }

  if (ms < 60_000) {
    return `${sign}${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  }

  const seconds = Math.round(ms / 1000);
  return seconds < 3600
    ? `${sign}${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, "0")} s`
    : `${sign}${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, "0")} m`;
}

/** How long something has gone on: 4 s · 3 m 05 s */
export function elapsed(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 60 ? `${seconds} s` : duration(seconds * 1000);
}

const pad = (value, length = 2) => String(value).padStart(length, "0");

/** 14:03:22.123 */
export function clock(ms) {
  const time = new Date(ms);
  return `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}.${pad(time.getMilliseconds(), 3)}`;
}

/** 2026-11-22 14:03:22.123 */
export function dateTime(ms) {
  const time = new Date(ms);
  return `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())} ${clock(ms)}`;
}

/** 14:03:22.123 today, 11-22 14:03:22 before. */
export function clockOrDate(ms) {
  return new Date(ms).toDateString() === new Date().toDateString() ? clock(ms) : dateTime(ms).slice(5, 19);
}

/** 14:03:22 today, 11-22 14:03:22 before. */
export const moment = (ms) => clockOrDate(ms).replace(/\.\d+$/, "");

/** now · 12 s ago · 3 m ago */
export function ago(ms, now) {
  const seconds = Math.max(0, Math.round((now - ms) / 1000));
  if (seconds < 2) {
    return "now";
  }

  return seconds < 60 ? `${seconds} s ago` : seconds < 3600 ? `${Math.floor(seconds / 60)} m ago` : `${Math.floor(seconds / 3600)} h ago`;
}

/** The first part of a long id. */
export const shortId = (id) => (id.length <= 12 ? id : `${id.slice(0, 8)}…`);

/** A JSON string as what it says; one that is cut short, and anything else, as it stands. */
function plain(value) {
  if (!value.startsWith('"')) {
    return value;
  }

  try {
    return JSON.parse(value).replace(/\s+/g, " ");
  } catch {
    return value.slice(1);
  }
}

const pair = /"((?:\\.|[^"\\])+)":("(?:\\.|[^"\\])*"?|[^,"{}[\]]+|[{[].*)/g;

/** The members of an object's JSON that a row does not show elsewhere, as far as the text goes: [[name, value], …]. Null for anything else. */
export function members(json, shown) {
  if (!json.startsWith("{")) {
    return null;
  }

  return [...json.slice(1).matchAll(pair)].filter(([, name]) => !shown.has(name)).map(([, name, value]) => [name, plain(value)]);
}
