// The list of events: live ones on top, older ones below, one filter for both.

import { get } from "./api.js";
import { byId, make, setText } from "./dom.js";
import { Filter } from "./filter.js";
import { count, duration, short } from "./format.js";
import { eventRow } from "./row.js";
import { clip } from "./text.js";

/** Rows that are kept; more would make every change of the page slow. */
const maxRows = 300;
const previewBytes = 300;
const pageSize = 100;

export class EventsView {
  #list = byId("events-list");
  #type = byId("filter-type");
  #types = new Map();
  #sessions = new WeakMap();
  #current = null;
  #history = null;
  #next = null;
  #hasShown = false;
  #filter;
  #onOpen;
  #onSession;

  /** @param onFilter the filter has changed @param onOpen an event is to be shown @param onSession a session is to be shown @param onFail older events could not be had */
  constructor({ onFilter, onOpen, onSession, onFail }) {
    this.#onOpen = onOpen;
    this.#onSession = onSession;
    this.#filter = new Filter(onFilter);
    this.#list.addEventListener("click", (event) => this.#clicked(event));
    byId("more").addEventListener("click", () => this.#loadOlder().then(() => onFail(null), onFail));
  }

  /** What is asked for, as parameters of the API. */
  get filter() {
    return this.#filter.values;
  }

  get isFiltered() {
    return !this.#filter.isEmpty;
  }

  /** Asks for other events. */
  ask(changes) {
    this.#filter.set(changes);
  }

  clearFilter() {
    this.#filter.clear();
  }

  focusSearch() {
    byId("filter-text").focus();
    byId("filter-text").select();
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
    const answer = await get("events", { ...this.filter, before: lastId + 1, limit: pageSize, preview: previewBytes }, this.#history.signal);
    this.#append(answer);
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
        this.#next = null; // Older ones begin behind the last row again.
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
    const before = this.#next ?? this.#list.lastElementChild?.dataset.id;
    this.#append(await get("events", { ...this.filter, before, limit: pageSize, preview: previewBytes }));
  }

  #append({ events, next }) {
    this.#list.append(...events.map((event) => this.#row(event)));
    this.#next = next?.before ?? null;
    byId("more").hidden = !next;
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

  #row(event) {
    this.#addType(event.type, 0);
    const row = eventRow(event);
    if (event.session) {
      this.#sessions.set(row, event.session); // Not in an attribute: it may be very long.
    }

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
