// The list of events: live ones on top, older ones below, one filter for both.

import { get } from "./api.js";
import { byId, hueOf, make, setText, setTitle } from "./dom.js";
import { clip } from "./text.js";
import { clock, count, duration, members, short, shortId } from "./format.js";

/** Rows that are kept; more would make every change of the page slow. */
const maxRows = 300;
const previewBytes = 300;
const pageSize = 100;

/** Members that have a place of their own in a row, or mean nothing to people. */
const shownElsewhere = new Set(["session_id", "timestamp", "tool_name", "duration_ms", "success", "correlation_id", "tool_use_id", "event_id", "batch_id", "subtype"]);

/** An event's data on one line. */
function summary(preview) {
  const known = members(preview, shownElsewhere);
  return known ? known.flatMap(([name, value]) => [make("i", "", name), `${value}  `]) : [preview];
}

export class EventsView {
  #list = byId("events-list");
  #search = byId("search");
  #type = byId("type");
  #types = new Map();
  #session = "";
  #sessions = new WeakMap();
  #current = null;
  #history = null;
  #hasShown = false;
  #onFilter;
  #onOpen;
  #onSession;

  /** @param onFilter the filter has changed @param onOpen an event is to be shown @param onSession a session is to be shown */
  constructor({ onFilter, onOpen, onSession }) {
    this.#onFilter = onFilter;
    this.#onOpen = onOpen;
    this.#onSession = onSession;
    let typing = 0;
    this.#search.addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(() => this.#filterChanged(), 200);
    });
    this.#type.addEventListener("change", () => this.#filterChanged());
    this.#list.addEventListener("click", (event) => this.#clicked(event));
    byId("more").addEventListener("click", () => this.#loadOlder());
  }

  /** What is asked for, as parameters of the API. */
  get filter() {
    return { text: this.#search.value.trim(), type: this.#type.value, session: this.#session };
  }

  get isFiltered() {
    return Object.values(this.filter).some((value) => value !== "");
  }

  filterBySession(session) {
    this.#session = session;
    this.#filterChanged();
  }

  clearFilter() {
    this.#search.value = "";
    this.#type.value = "";
    this.#session = "";
    this.#filterChanged();
  }

  focusSearch() {
    this.#search.focus();
    this.#search.select();
  }

  /** The types that were received, the most frequent first. */
  setTypes(byEvent) {
    for (const { name, events } of byEvent) {
      this.#addType(name, events);
    }
  }

  /** Fetches what came up to an event, and shows it below what is there. */
  async load(lastId) {
    this.#history?.abort();
    this.#history = new AbortController();
    const { events } = await get("events", { ...this.filter, before: lastId + 1, limit: pageSize, preview: previewBytes }, this.#history.signal);
    this.#list.append(...events.map((event) => this.#row(event)));
    byId("more").hidden = events.length < pageSize;
    this.#showEmptiness();
  }

  /** Begins with nothing. */
  clear() {
    this.#history?.abort();
    this.#list.replaceChildren();
    this.#current = null;
    byId("more").hidden = true;
  }

  /** Adds live events, the oldest first, and says what share of all they are. */
  add({ events, seen, looked, matched, ms }) {
    if (events.length > 0) {
      this.#list.prepend(...events.map((event) => this.#row(event)).reverse());
      while (this.#list.childElementCount > maxRows) {
        this.#list.lastElementChild.remove();
        byId("more").hidden = false;
      }

      this.#showEmptiness();
    }

    this.#describe(events.length, seen, looked, matched, ms);
  }

  /** Moves the mark by so many rows. */
  move(rows) {
    const elements = [...this.#list.children];
    const index = elements.indexOf(this.#current);
    this.#mark(elements[Math.max(0, Math.min(elements.length - 1, index < 0 ? 0 : index + rows))]);
  }

  openCurrent() {
    if (this.#current) {
      this.#onOpen(Number(this.#current.dataset.id));
    }
  }

  openCurrentSession() {
    if (this.#current && this.#sessions.has(this.#current)) {
      this.#onSession(this.#sessions.get(this.#current));
    }
  }

  async #loadOlder() {
    const oldest = this.#list.lastElementChild;
    const { events } = await get("events", { ...this.filter, before: oldest?.dataset.id, limit: pageSize, preview: previewBytes });
    this.#list.append(...events.map((event) => this.#row(event)));
    byId("more").hidden = events.length < pageSize;
  }

  #filterChanged() {
    this.#showChips();
    this.#onFilter();
  }

  #showChips() {
    const { text, type, session } = this.filter;
    const chip = (label, clear) => {
      const button = make("button", "chip", clip(label));
      button.type = "button";
      button.title = "Take this filter off";
      button.addEventListener("click", () => {
        clear();
        this.#filterChanged();
      });
      return button;
    };
    const chips = [
      text && chip(`text: ${text}`, () => (this.#search.value = "")),
      type && chip(`type: ${type}`, () => (this.#type.value = "")),
      session && chip(`session: ${session}`, () => (this.#session = "")),
    ].filter(Boolean);
    byId("filters").replaceChildren(...chips);
    byId("filters").hidden = chips.length === 0;
  }

  #clicked(event) {
    const row = event.target.closest(".row");
    if (!row) {
      return;
    }

    this.#mark(row);
    if (event.target.closest(".session")) {
      this.#onSession(this.#sessions.get(row));
    } else {
      this.openCurrent();
    }
  }

  #mark(row) {
    if (!row) {
      return;
    }

    this.#current?.classList.remove("current");
    this.#current = row;
    row.classList.add("current");
    row.scrollIntoView({ block: "nearest" });
  }

  #row({ id, time, namespace, name, type, session, tool, ms, ok, latency, preview }) {
    this.#addType(type, 0);
    const row = make("li", ok === false ? "row failed" : "row");
    row.dataset.id = id;
    const label = setTitle(make("span", `type ${hueOf(type)}`, clip(type, 60)), `${name} in ${namespace}`);
    const data = make("span", "data", tool ? make("b", "", clip(tool, 150)) : null, ms === undefined ? null : make("em", "", duration(ms)), ...summary(preview));
    let link = make("span", "session", "");
    if (session) {
      this.#sessions.set(row, session); // Not in an attribute: it may be very long.
      link = make("button", "session", shortId(session));
      link.type = "button";
      link.tabIndex = -1;
      setTitle(link, session);
    }

    row.append(make("time", "", clock(time)), make("span", "type-cell", label), link, data, make("span", "latency", latency === undefined ? "" : duration(latency)));
    return row;
  }

  #addType(type, events) {
    if (this.#types.has(type) || this.#types.size >= 200 || type.length > 200) {
      return;
    }

    this.#types.set(type, events);
    const option = make("option", "", clip(type, 60));
    option.value = type;
    const after = [...this.#type.options].slice(1).find((other) => other.value > type);
    this.#type.insertBefore(option, after ?? null);
  }

  #describe(shown, seen, looked, matched, ms) {
    const line = byId("sampling");
    const perSecond = (value) => `${short((value * 1000) / ms)} events/s`;
    const isSampled = shown < matched || looked < seen;
    line.classList.toggle("on", isSampled);
    if (isSampled) {
      const share = matched > shown ? `Showing a sample: ${count(shown)} of ${count(matched)}` : `Showing what the last ${count(looked)} had`;
      setText(line, `${share} in the last ${duration(ms)} (${perSecond(seen)}). Counters and charts count everything.`);
    } else if (seen > 0) {
      setText(line, this.isFiltered ? `Showing every match (${perSecond(seen)} in all).` : `Showing every event (${perSecond(seen)}).`);
    } else {
      setText(line, "Waiting for events.");
    }
  }

  #showEmptiness() {
    const isEmpty = this.#list.childElementCount === 0;
    this.#hasShown ||= !isEmpty;
    const empty = byId("events-empty");
    empty.hidden = !isEmpty;
    setText(empty.querySelector(".title"), this.isFiltered ? "Nothing matches" : "No events yet");
    for (const element of empty.querySelectorAll("p:not(.title), pre")) {
      element.hidden = this.isFiltered || this.#hasShown;
    }

    this.#list.hidden = isEmpty;
  }
}
