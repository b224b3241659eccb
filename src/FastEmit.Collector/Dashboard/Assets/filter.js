// What is asked of the events: the fields above the list, the chips below them, and the address.

import { readAddress, writeAddress } from "./address.js";
import { byId, make, makeButton } from "./dom.js";
import { dateTime } from "./format.js";
import { clip } from "./text.js";

const names = ["text", "not", "type", "session", "project", "agent", "tool", "namespace", "from", "to", "failed"];
const labels = { failed: () => "failed only", from: (value) => `from ${dateTime(Date.parse(value))}`, to: (value) => `to ${dateTime(Date.parse(value))}` };

/** A time for a field, in the zone of whoever looks. */
function local(iso) {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? "" : new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

const iso = (value) => {
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? "" : time.toISOString();
};

export class Filter {
  #values = {};
  #onChange;

  /** @param onChange it asks for something else now */
  constructor(onChange) {
    this.#onChange = onChange;
    const address = readAddress();
    for (const name of names) {
      this.#show(name, (this.#values[name] = address[name] ?? ""));
      this.#listen(name);
    }

    byId("more-filters").open = names.slice(3).some((name) => this.#values[name]) || Boolean(this.#values.not);
    this.#showChips();
  }

  /** As parameters of the API. */
  get values() {
    return { ...this.#values };
  }

  get isEmpty() {
    return names.every((name) => !this.#values[name]);
  }

  /** Asks for other things, besides what is asked for. */
  set(changes) {
    for (const [name, value] of Object.entries(changes)) {
      this.#values[name] = value;
      this.#show(name, value);
    }

    writeAddress(this.#values);
    this.#showChips();
    this.#onChange();
  }

  clear() {
    this.set(Object.fromEntries(names.map((name) => [name, ""])));
  }

  #field(name) {
    return byId(`filter-${name}`);
  }

  #show(name, value) {
    const field = this.#field(name);
    if (name === "failed") {
      field.checked = value === "1";
    } else if (name === "from" || name === "to") {
      field.value = value ? local(value) : "";
    } else {
      if (name === "type" && value && ![...field.options].some((option) => option.value === value)) {
        const option = make("option", "", clip(value, 60));
        option.value = value;
        field.append(option);
      }

      field.value = value;
    }
  }

  #listen(name) {
    const field = this.#field(name);
    let typing = 0;
    const take = () => {
      clearTimeout(typing);
      const value = name === "failed" ? (field.checked ? "1" : "") : name === "from" || name === "to" ? field.value && iso(field.value) : field.value.trim();
      if (value !== this.#values[name]) {
        this.set({ [name]: value });
      }
    };
    field.addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(take, 200);
    });
    field.addEventListener("change", take);
  }

  #showChips() {
    const chips = names
      .filter((name) => this.#values[name])
      .map((name) => {
        const value = this.#values[name];
        const chip = makeButton("chip", () => this.set({ [name]: "" }), labels[name]?.(value) ?? `${name}: ${clip(value)}`);
        chip.title = "Take this filter off";
        return chip;
      });
    byId("filters").replaceChildren(...chips);
    byId("filters").hidden = chips.length === 0;
  }
}
