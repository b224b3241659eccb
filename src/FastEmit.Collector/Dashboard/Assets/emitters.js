// Emitters that report themselves: circuit, lanes, drops.

import { byId, make, meter, setText, setTitle } from "./dom.js";
import { bytes, count, duration, plural, short } from "./format.js";
import { readReport } from "./reports.js";
import { clip } from "./text.js";

const circuits = new Map([
  ["closed", ["good", "circuit closed"]],
  ["half_open", ["warn", "half open"]],
  ["open", ["bad", "circuit open"]],
]);
const reasons = new Map([
  ["ring_full", "ring full"],
  ["circuit_open", "circuit open"],
  ["too_large", "too large"],
  ["closed", "after close"],
  ["connection_lost", "connection lost"],
  ["too_many_pending_acks", "too many acks"],
  ["undelivered", "undelivered"],
  ["fallback_failed", "fallback failed"],
  ["namespace_refused", "namespace refused"],
]);

const some = (value, words) => (value > 0 ? [make("span", "", `${count(value)} ${words}`)] : []);

function lanesOf({ lanes }) {
  return lanes.flatMap((lane, index) => {
    const used = lane.ringBytes / Math.max(1, lane.ringCapacity);
    const bar = setTitle(meter(used, used > 0.8 ? "high" : ""), `${bytes(lane.ringBytes)} of ${bytes(lane.ringCapacity)}`);
    return [
      make("span", lane.isConnected ? "dot on" : "dot", `lane ${index + 1}`),
      bar,
      make("span", "", `${short(lane.confirmed)} confirmed · ${short(lane.pending)} pending`),
    ];
  });
}

function item({ id, name, isStale, report }) {
  const [tone, label] = circuits.get(report.circuit) ?? ["", clip(report.circuit, 30)];
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
      make("span", "", `${count(report.confirmed)} confirmed`),
      ...some(report.written, "written without proof"),
      make("span", "", `${count(report.pending)} pending`),
      ...some(report.fellBack, "to fallback"),
      make("span", "", `${short(report.resent)} resent`),
      make("span", "", `oldest waits ${duration(report.oldestPendingMs)}`),
      make("span", "", plural(report.reconnects, "reconnect")),
    ),
    make("div", "lanes", ...lanesOf(report)),
    report.lastError && report.circuit !== "closed" ? make("p", "error-line", report.lastError) : null,
  );
}

/** Shows every emitter and the sum of their drops; returns that sum. */
export function showEmitters(reported) {
  const emitters = reported.map((emitter) => ({ ...emitter, report: readReport(emitter.report) }));
  byId("emitters-list").replaceChildren(...emitters.map(item));
  byId("emitters-empty").hidden = emitters.length > 0;
  setText(byId("emitters-count"), emitters.length ? count(emitters.length) : "");
  const drops = new Map();
  for (const { report } of emitters) {
    for (const [reason, events] of report.dropped) {
      drops.set(reason, (drops.get(reason) ?? 0) + events);
    }
  }

  const rows = [...drops].filter(([, events]) => events > 0).sort(([, a], [, b]) => b - a);
  const total = rows.reduce((sum, [, events]) => sum + events, 0);
  byId("drops-list").replaceChildren(
    ...rows.map(([reason, events]) => make("li", "", make("span", "", reasons.get(reason) ?? clip(reason, 40)), meter(events / total), make("span", "", count(events)))),
  );
  byId("drops-empty").hidden = rows.length > 0;
  setText(byId("drops-count"), total ? count(total) : "");
  return total;
}
