// One event as a row for people: who, what, how long.

import { hueOf, make, setTitle } from "./dom.js";
import { clockOrDate, dateTime, duration, members, shortId } from "./format.js";
import { clip } from "./text.js";

/** Members that have a place of their own in a row, or mean nothing to people. */
const shownElsewhere = new Set([
  "session_id", "timestamp", "tool_name", "duration_ms", "success", "correlation_id", "tool_use_id", "event_id", "batch_id", "subtype",
  "event", "source", "type", "hook_event_name", "transcript_path", "cwd", "agent",
]);

/** An event's data on one line, for an event of which nothing better is known. */
function summary(preview) {
  const known = members(preview, shownElsewhere);
  return known ? known.flatMap(([name, value]) => [make("i", "", name), `${value}  `]) : [preview];
}

/** What happened: `Bash git push`, `Edit src/a.cs +3 −1`. */
export function sentence({ tool, ms, ok, what, added, removed, error, preview, subagentType, subagent }) {
  const parts = [
    subagent ? make("u", "", clip(subagentType ?? subagent, 30)) : null,
    tool ? make("b", "", clip(tool, 150)) : null,
    ms === undefined ? null : make("em", "", duration(ms)),
    ...(what === undefined ? summary(preview ?? "") : [make("q", "", what)]),
    added === undefined ? null : make("ins", "", `+${added}`),
    removed === undefined ? null : make("del", "", `−${removed}`),
    ok === false && error ? make("strong", "", error) : null,
  ];
  return parts.filter((part) => part !== null).flatMap((part) => [part, " "]);
}

/** A row; `openSession` makes its session a button. */
export function eventRow(event) {
  const { id, time, namespace, name, type, session, ok, latency, project } = event;
  const row = make("li", ok === false ? "row failed" : "row");
  row.dataset.id = id;
  const label = setTitle(make("span", `type ${hueOf(type)}`, clip(type, 60)), `${name} in ${namespace}`);
  let link = make("span", "session", "");
  if (session) {
    link = setTitle(make("button", "session", clip(project ?? shortId(session), 40)), project ? `${project} · ${session}` : session);
    link.type = "button";
    link.tabIndex = -1;
  }

  row.append(
    setTitle(make("time", "", clockOrDate(time)), dateTime(time)),
    make("span", "type-cell", label),
    link,
    make("span", "data", ...sentence(event)),
    make("span", "latency", latency === undefined ? "" : duration(latency)),
  );
  return row;
}
