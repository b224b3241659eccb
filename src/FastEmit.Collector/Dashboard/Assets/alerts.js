// Alerts: what rules have told, the rules themselves, and notifications of the browser.

import { get, put } from "./api.js";
import { byId, make, makeButton, setText, setTitle } from "./dom.js";
import { count, dateTime, moment } from "./format.js";
import { clip } from "./text.js";

/** A rule in words: [before the limit, behind it]. */
const words = {
  failed_calls: ["", "failed calls in a row"],
  slow_call: ["a call takes", "s or more"],
  cost: ["a day costs more than $", ""],
  waiting: ["waits for a person for", "s"],
  drops: ["an emitter drops", "events or more"],
};

const wordsOf = ({ when, limit, project, tool }) => {
  const [before, behind] = words[when] ?? [when, ""];
  return [`${before}${before.endsWith("$") ? "" : " "}${limit} ${behind}`.trim(), tool ? `of ${clip(tool, 40)}` : "", project ? `in ${clip(project, 40)}` : ""].filter(Boolean).join(" ");
};

function alertItem({ text, time, session }, openSession) {
  const content = [make("span", "name", clip(text, 240)), setTitle(make("time", "", moment(time)), dateTime(time))];
  return make("li", "", session ? makeButton("entry", () => openSession(session), ...content) : make("p", "entry", ...content));
}

export class AlertsView {
  #open;
  #rules = [];
  #last = null;
  #seen = 0;
  #busy = false;

  /** @param openSession shows the session of an alert */
  constructor(openSession) {
    this.#open = (session) => {
      byId("alerts").close();
      openSession(session);
    };
    byId("alerts-open").addEventListener("click", () => this.open());
    byId("alert-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#add();
    });
    byId("alerts-notify").addEventListener("click", async () => {
      await Notification.requestPermission();
      this.#showPermission();
    });
    this.#showPermission();
  }

  async open() {
    byId("alerts").showModal();
    await this.#load();
    this.#seen = this.#last ?? 0;
    this.#count();
  }

  /** The number of the last alert, as the feed has it: of new ones the person is told. */
  async tell(lastAlert) {
    if (lastAlert === this.#last || this.#busy) {
      return;
    }

    this.#busy = true;
    try {
      const before = this.#last ?? lastAlert; // What was there when the page was opened is old.
      const alerts = lastAlert ? await this.#load() : [];
      this.#seen = this.#last === null || lastAlert < this.#seen ? lastAlert : this.#seen;
      this.#last = lastAlert;
      this.#count();
      for (const { id, text } of alerts.filter((alert) => alert.id > before).slice(0, 5)) {
        this.#notify(id, text);
      }
    } finally {
      this.#busy = false;
    }
  }

  #notify(id, text) {
    if (globalThis.Notification?.permission === "granted") {
      new Notification("FastEmit", { body: clip(text, 200), tag: `alert ${id}` });
    }
  }

  #count() {
    const fresh = (this.#last ?? 0) - this.#seen;
    const badge = byId("alerts-count");
    setText(badge, fresh ? count(fresh) : "");
    badge.hidden = fresh === 0;
  }

  #showPermission() {
    const state = globalThis.Notification?.permission ?? "denied";
    byId("alerts-notify").hidden = state !== "default";
    setText(
      byId("alerts-permission"),
      state === "granted" ? "This browser tells you of each alert while the page is open." : state === "denied" ? "This browser lets no page notify you." : "",
    );
  }

  async #load() {
    const answer = await get("alerts");
    this.#show(answer);
    return answer.alerts;
  }

  #show({ alerts, rules, webhook, fault }) {
    this.#rules = rules;
    byId("alerts-list").replaceChildren(...alerts.map((alert) => alertItem(alert, this.#open)));
    byId("alerts-empty").hidden = alerts.length > 0;
    byId("rules-list").replaceChildren(...rules.map((rule, index) => this.#ruleItem(rule, index)));
    const posted = webhook ? `Posted to ${webhook.url}: ${count(webhook.sent)} taken, ${count(webhook.failed)} failed${webhook.lastError ? ` (${webhook.lastError})` : ""}.` : "";
    setText(byId("alerts-webhook"), posted);
    setText(byId("alerts-error"), fault ? `The rules cannot be tried: ${fault}` : "");
  }

  #ruleItem(rule, index) {
    const remove = makeButton("button", () => this.#save(this.#rules.filter((_, place) => place !== index)), "Remove");
    remove.setAttribute("aria-label", `Remove: ${wordsOf(rule)}`);
    return make("li", "rule", make("span", "", wordsOf(rule)), remove);
  }

  #add() {
    const rule = { when: byId("rule-when").value, limit: Number(byId("rule-limit").value) };
    for (const name of ["project", "tool"]) {
      const value = byId(`rule-${name}`).value.trim();
      if (value) {
        rule[name] = value;
      }
    }

    this.#save([...this.#rules, rule]);
  }

  async #save(rules) {
    try {
      this.#show(await put("alerts", { rules }));
    } catch (error) {
      setText(byId("alerts-error"), error.message);
    }

    byId("rule-when").focus(); // A button that was removed takes the focus with it.
  }
}
