// What is wrong with the collector itself, in red above everything else.

import { make } from "./dom.js";
import { bytes, elapsed } from "./format.js";
import { clip } from "./text.js";

/** Events may wait for the store's next transaction for so long. */
const patienceMs = 3000;

export class Troubles {
  #element;
  #said;
  #texts = new Map();
  #stuck = null;

  /** @param element shows them; @param said a live region: a trouble is said when it begins, and not again with every figure in it that grows */
  constructor(element, said) {
    this.#element = element;
    this.#said = said;
  }

  set(name, text) {
    if (!this.#texts.has(name)) {
      this.#said.textContent = text;
    }

    if (this.#texts.get(name) !== text) {
      this.#texts.set(name, text);
      this.#show();
    }
  }

  clear(name) {
    if (this.#texts.delete(name)) {
      this.#said.textContent = "";
      this.#show();
    }
  }

  /** The store: an error while events wait, or events that wait while none is stored. */
  showStore(store, now) {
    if (!store?.waiting) {
      this.#stuck = null;
      this.clear("store");
      return;
    }

    if (this.#stuck?.stored !== store.stored) {
      this.#stuck = { stored: store.stored, since: now };
    }

    const waited = now - this.#stuck.since;
    const waiting = `${bytes(store.waiting)} wait to be stored, and their senders with them`;
    if (store.lastError && store.errors > 0) {
      this.set("store", `The collector cannot store events: ${clip(store.lastError, 300)}. ${waiting}.`);
    } else if (waited >= patienceMs) {
      this.set("store", `The store has taken nothing for ${elapsed(waited)}: ${waiting}.`);
    } else {
      this.clear("store");
    }
  }

  /** The endpoint that sessions go to as traces. */
  showTraces(otlp) {
    if (otlp?.lastError) {
      this.set("traces", `Sessions do not reach ${clip(otlp.host, 100)} as traces: ${clip(otlp.lastError, 300)}. Their events wait in the store.`);
    } else {
      this.clear("traces");
    }
  }

  #show() {
    this.#element.replaceChildren(...[...this.#texts.values()].map((text) => make("p", "trouble", text)));
  }
}
