// An emitter's report on itself. Anybody may send one: every member is read as the type that it has to have, or not at all.

import { clip } from "./text.js";

const number = (value) => (typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : 0);
const text = (value) => (typeof value === "string" ? clip(value, 500) : "");
const record = (value) => (value !== null && typeof value === "object" && !Array.isArray(value) ? value : {});
const list = (value) => (Array.isArray(value) ? value : []);

const maxLanes = 64;
const maxReasons = 32;

function readLane(value) {
  const lane = record(value);
  return {
    isConnected: lane.connected === true,
    confirmed: number(lane.confirmed),
    pending: number(lane.pending),
    ringBytes: number(lane.ring_bytes),
    ringCapacity: number(lane.ring_capacity),
  };
}

/** A report whose members are what they should be. */
export function readReport(value) {
  const report = record(value);
  return {
    circuit: text(report.circuit),
    pid: typeof report.pid === "number" ? number(report.pid) : 0,
    confirmed: number(report.confirmed),
    written: number(report.written),
    pending: number(report.pending),
    fellBack: number(report.fell_back),
    resent: number(report.resent),
    reconnects: number(report.reconnects),
    oldestPendingMs: number(report.oldest_pending_ms),
    lastError: text(report.last_error),
    lanes: list(report.lanes).slice(0, maxLanes).map(readLane),
    dropped: Object.entries(record(report.dropped)).slice(0, maxReasons).map(([reason, events]) => [reason, number(events)]),
  };
}
