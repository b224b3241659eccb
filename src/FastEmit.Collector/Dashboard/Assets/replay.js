// A session once more, as it went: what was said appears in its order and at its pace, so many times as fast.

import { make, makeButton, setText } from "./dom.js";
import { count, dateTime } from "./format.js";

/** The longest pause that is waited out, whatever the speed. */
const longestPauseMs = 2000;

const speeds = [1, 10, 60, 600];

export class Replay {
  #said;
  #timer = null;
  #shown;
  #play = makeButton("button replay-play", () => this.#toggle(), "Replay");
  #speed = make("select", "");
  #place = make("input", "");
  #where = make("span", "note");

  /** @param said what was said, the oldest first: [{ element, time }] */
  constructor(said) {
    this.#said = said;
    this.#shown = said.length;
    for (const speed of speeds) {
      const option = make("option", "", `${speed} ×`);
      option.value = String(speed);
      option.selected = speed === 60;
      this.#speed.append(option);
    }

    this.#speed.setAttribute("aria-label", "Speed of the replay");
    Object.assign(this.#place, { type: "range", min: 1, max: Math.max(1, said.length), value: said.length });
    this.#place.setAttribute("aria-label", "Place in the session");
    this.#place.addEventListener("input", () => {
      this.stop();
      this.#show(Number(this.#place.value));
    });
    this.element = make("div", "replay", this.#play, this.#speed, this.#place, this.#where);
    this.#show(said.length);
  }

  /** Stays where it is. */
  stop() {
    clearTimeout(this.#timer);
    this.#timer = null;
    setText(this.#play, this.#shown < this.#said.length ? "Go on" : "Replay");
  }

  #toggle() {
    if (this.#timer !== null) {
      this.stop();
      return;
    }

    if (this.#shown >= this.#said.length) {
      this.#show(1);
    }

    setText(this.#play, "Stop");
    this.#wait();
  }

  /** Waits for what comes next; at the end there is nothing to wait for. */
  #wait() {
    if (this.#shown >= this.#said.length) {
      this.stop();
      return;
    }

    const pause = this.#said[this.#shown].time - this.#said[this.#shown - 1].time;
    this.#timer = setTimeout(() => {
      this.#show(this.#shown + 1);
      this.#said[this.#shown - 1].element.scrollIntoView({ block: "nearest" });
      this.#wait();
    }, Math.max(0, Math.min(longestPauseMs, pause / Number(this.#speed.value))));
  }

  #show(shown) {
    this.#shown = shown;
    this.#said.forEach(({ element }, index) => {
      element.hidden = index >= shown;
    });
    this.#place.value = String(shown);
    const last = this.#said[shown - 1];
    setText(this.#where, last ? `${count(shown)} of ${count(this.#said.length)} · ${dateTime(last.time)}` : "");
    this.#place.setAttribute("aria-valuetext", this.#where.textContent);
  }
}
