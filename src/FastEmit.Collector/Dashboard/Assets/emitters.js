// Emitters that report themselves: circuit, lanes, drops.

import { byId, make, meter, setText } from "./dom.js";
import { bytes, count, duration, short } from "./format.js";

const circuits = { closed: ["good", "circuit closed"], half_open: ["warn", "half open"], open: ["bad", "circuit open"] };
const reasons = {
  ring_full: "ring full",
  circuit_open: "circuit open",
  too_large: "too large",
  closed: "after close",
  connection_lost: "connection lost",
  too_many_pending_acks: "too many acks",
  undelivered: "undelivered",
  fallback_failed: "fallback failed",
  namespace_refused: "namespace refused",
};

const number = (value) => (typeof value === "number" && Number.isFinite(value) ? value : 0);

const some = (value, words) => (number(value) > 0 ? [make("span", "", `${count(number(value))} ${words}`)] : []);

function lanesOf({ lanes }) {
  const list = Array.isArray(lanes) ? lanes.slice(0, 64) : [];
  return list.flatMap((lane, index) => {
    const used = number(lane.ring_bytes) / Math.max(1, number(lane.ring_capacity));
    const bar = meter(used, used > 0.8 ? "high" : "");
    bar.title = `${bytes(number(lane.ring_bytes))} of ${bytes(number(lane.ring_capacity))}`;
    return [
      make("span", lane.connected === true ? "dot on" : "dot", `lane ${index + 1}`),
      bar,
      make("span", "", `${short(number(lane.confirmed))} confirmed · ${short(number(lane.pending))} pending`),
    ];
  });
}

function item({ id, name, isStale, report }) {
  const [tone, label] = circuits[report.circuit] ?? ["", String(report.circuit ?? "")];
  return make(
    "li",
    isStale ? "emitter stale" : "emitter",
    make(
      "div",
      "top",
      make("span", "name", name),
      make("span", "pid", report.pid ? `pid ${report.pid}` : id.slice(0, 8)),
      make("span", `badge ${isStale ? "" : tone}`, isStale ? "silent" : label),
    ),
    make(
      "div",
      "sums",
      make("span", "", `${count(number(report.confirmed))} confirmed`),
      ...some(report.written, "written without proof"),
      make("span", "", `${count(number(report.pending))} pending`),
      ...some(report.fell_back, "to fallback"),
      make("span", "", `${short(number(report.resent))} resent`),
      make("span", "", `oldest waits ${duration(number(report.oldest_pending_ms))}`),
      make("span", "", `${count(number(report.reconnects))} reconnects`),
    ),
    make("div", "lanes", ...lanesOf(report)),
    typeof report.last_error === "string" && report.circuit !== "closed" ? make("p", "error-line", report.last_error) : null,
  );
}

/** Shows every emitter and the sum of their drops; returns that sum. */
export function showEmitters(emitters) {
  byId("emitters-list").replaceChildren(...emitters.map(item));
  byId("emitters-empty").hidden = emitters.length > 0;
  setText(byId("emitters-count"), emitters.length ? count(emitters.length) : "");
  const drops = new Map();
  for (const { report } of emitters) {
    for (const [reason, events] of Object.entries(report.dropped ?? {})) {
      drops.set(reason, (drops.get(reason) ?? 0) + number(events));
    }
  }

  const rows = [...drops].filter(([, events]) => events > 0).sort(([, a], [, b]) => b - a);
  const total = rows.reduce((sum, [, events]) => sum + events, 0);
  byId("drops-list").replaceChildren(
    ...rows.map(([reason, events]) => make("li", "", make("span", "", reasons[reason] ?? reason), meter(events / total), make("span", "", count(events)))),
  );
  byId("drops-empty").hidden = rows.length > 0;
  setText(byId("drops-count"), total ? count(total) : "");
  return total;
}
