// Sessions: the list, and one session's tool calls over time.

import { get } from "./api.js";
import { agentsView, chatView, titleOf } from "./chat.js";
import { byId, make, makeButton, openDialog, setText, setTitle } from "./dom.js";
import { ago, clock, count, dateTime, duration, plural } from "./format.js";
import { Replay } from "./replay.js";
import { clip } from "./text.js";

const maxSessions = 60;

/** Events of a session that its conversation shows: the last ones. */
const maxSaid = 1000;

/** The collector remembers so many. */
const maxKnown = 500;

export class SessionsView {
  #rows = new Map();
  #onOpen;

  /** @param onOpen a session is to be shown */
  constructor(onOpen) {
    this.#onOpen = onOpen;
  }

  /** The most recent sessions, the newest first. */
  show(sessions, total, now) {
    const list = byId("sessions-list");
    const shown = sessions.slice(0, maxSessions);
    const ids = new Set(shown.map(({ session }) => session));
    for (const [id, row] of this.#rows) {
      if (!ids.has(id)) {
        row.item.remove();
        this.#rows.delete(id);
      }
    }

    shown.forEach((session, index) => {
      const row = this.#rows.get(session.session) ?? this.#add(session.session);
      setText(row.ago, ago(session.last, now));
      setText(row.what, `${clip(session.lastType, 60)} · ${plural(session.events, "event")} · ${plural(session.tools, "tool call")}`);
      setText(row.failed, session.failed ? `${count(session.failed)} failed` : "");
      if (list.children[index] !== row.item) {
        list.insertBefore(row.item, list.children[index] ?? null);
      }
    });
    setText(byId("sessions-count"), total ? (total >= maxKnown ? `the last ${count(total)}` : count(total)) : "");
    byId("sessions-empty").hidden = shown.length > 0;
  }

  #add(session) {
    const row = {
      ago: make("span", "ago"),
      what: make("span", "what"),
      failed: make("span", "ago bad"),
    };
    const button = make("button", "entry session-row", make("span", "name", clip(session, 80)), row.ago, row.what, row.failed);
    button.type = "button";
    setTitle(button, session);
    button.addEventListener("click", () => this.#onOpen(session));
    row.item = make("li", "", button);
    this.#rows.set(session, row);
    return row;
  }
}

function sum(name, value) {
  return make("div", "", make("b", "", value), name);
}

function axis(first, length) {
  const ticks = make("span", "ticks", ...[0, 0.25, 0.5, 0.75, 1].map((part) => make("span", "", part === 0 ? clock(first) : `+${duration(part * length)}`)));
  return make("div", "axis", make("span", "", "Tool"), ticks, make("span", "", "Duration"));
}

function spanRow(span, first, length, onEvent) {
  const row = make("button", `span ${span.state}`);
  row.type = "button";
  setTitle(row, span.call ? `${span.label} · ${span.call}` : span.label);
  const fill = make("i", "fill");
  fill.style.left = `${((span.start - first) / length) * 100}%`;
  fill.style.width = `${((span.ms ?? 0) / length) * 100}%`;
  const label = make("span", "tool", clip(span.label, 80), span.detail ? make("small", "", span.detail) : null);
  const text = span.state === "mark" ? "" : span.state === "running" ? "running" : duration(span.ms);
  row.append(label, make("span", "track", fill), make("span", "length", text));
  row.addEventListener("click", () => onEvent(span.id));
  return row;
}

/** Goes to the next failed call of the conversation, and from the last to the first. */
function nextFailure(chat) {
  const failures = [...chat.querySelectorAll(".call.failed")];
  const next = failures[(failures.findIndex((call) => call.classList.contains("current")) + 1) % failures.length];
  chat.querySelector(".call.current")?.classList.remove("current");
  next.classList.add("current");
  next.scrollIntoView({ block: "center" });
  next.querySelector("button").focus({ preventScroll: true });
}

/** Opens the panel with a session's agents, conversation and timeline. */
export async function openSession(session, { onEvent, onFilter }) {
  const body = byId("session-body");
  body.replaceChildren();
  setText(byId("session-title"), clip(session));
  openDialog(byId("session"));
  const [timeline, said] = await Promise.all([get("timeline", { session }), get("events", { session, limit: maxSaid })]);
  const conversation = said.events.reverse();
  const { first, last, spans, events, isCut } = timeline;
  if (events === 0) {
    body.replaceChildren(make("p", "", "None of its events is kept any more."));
    return;
  }

  const calls = spans.filter(({ state }) => state !== "mark");
  const length = Math.max(1, last - first);
  const busy = calls.reduce((total, { ms }) => total + (ms ?? 0), 0);
  const filter = make("button", "button", "Filter the events by this session");
  filter.type = "button";
  filter.addEventListener("click", () => {
    byId("session").close();
    onFilter(session);
  });
  const { chat, said: parts } = chatView(conversation, onEvent);
  const replay = new Replay(parts);
  byId("session").addEventListener("close", () => replay.stop(), { once: true });
  setText(byId("session-title"), titleOf(conversation, clip(session)));
  const failures = chat.querySelectorAll(".call.failed").length;
  body.replaceChildren(
    make(
      "div",
      "timeline-sums",
      sum(isCut ? "events, the last ones" : "events", count(events)),
      sum("tool calls", count(calls.length)),
      sum("failed", count(calls.filter(({ state }) => state === "failed").length)),
      sum("in tools", duration(busy)),
      sum("from first to last", duration(last - first)),
    ),
    agentsView(conversation),
    make("h3", "", said.next ? `Conversation, the last ${count(conversation.length)} events` : "Conversation"),
    parts.length > 1 ? replay.element : "",
    failures ? makeButton("button next-failure", () => nextFailure(chat), `Next failed call (${count(failures)})`) : "",
    chat,
    make("h3", "", "Timeline"),
    make("div", "timeline", axis(first, length), ...spans.map((span) => spanRow(span, first, length, onEvent))),
    make("p", "note", `${dateTime(first)} to ${dateTime(last)} · session ${clip(session)}`),
    filter,
  );
}
