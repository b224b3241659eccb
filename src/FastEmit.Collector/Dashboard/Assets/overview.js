// The first screen: what runs, what failed, which tool is slow, what it cost, whether anything was lost. Of today, by the clock of whoever looks.

import { get } from "./api.js";
import { byId, make, makeButton, replaceList, setKey, setText, setTitle } from "./dom.js";
import { ago, count, dateTime, duration, elapsed, moment, plural, short, shortId } from "./format.js";
import { readReport } from "./reports.js";
import { clip } from "./text.js";

const everyMs = 2000;
const maxShown = 8;
const maxNames = 12;

/** $0.0042 · $1.23 · $1,234 */
export const money = (dollars) =>
  dollars >= 1000 ? `$${count(dollars)}` : `$${dollars.toFixed(dollars === 0 || dollars >= 0.1 ? 2 : 4)}`;

const midnight = () => new Date().setHours(0, 0, 0, 0);

const percent = (part, whole) => (whole === 0 || part === 0 ? "–" : `${((part * 100) / whole).toFixed(part * 10 < whole ? 1 : 0)} %`);

function sessionItem({ session, project, prompt, agent, last, failed, cost, state, since, tool, what }, now, open) {
  const doing =
    state === "waiting" ? `waits for you ${elapsed(now - since)}` : tool ? `${tool} ${elapsed(now - since)}` : state === "working" ? "works" : `at rest, ${ago(last, now)}`;
  const button = makeButton(
    `entry agent ${state}`,
    () => open(session),
    make("span", "name", make("b", "", clip(project ?? shortId(session), 40)), " ", clip(prompt ?? "", 160)),
    make("span", "badge", doing),
    make("span", "what", clip(what ?? [agent, cost ? money(cost) : null].filter(Boolean).join(" · "), 160)),
    make("span", "bad", failed ? `${count(failed)} failed` : ""),
  );
  return make("li", "", setTitle(setKey(button, session), session));
}

function failureItem({ id, project, tool, what, error, time }, open) {
  const button = makeButton(
    "entry failure",
    () => open(id),
    make("span", "name", make("b", "", clip(tool ?? "tool", 40)), " ", clip(what ?? "", 160)),
    setTitle(make("time", "", moment(time)), dateTime(time)),
    make("span", "what", clip([project, error].filter(Boolean).join(" · "), 200)),
  );
  return make("li", "", setKey(button, id));
}

const cells = (tag, ...values) => make("tr", "", ...values.map((value) => make(tag, "", value)));

function toolRow({ tool, calls, failed, p50, p99 }, ask) {
  const row = cells("td", "", p50 === undefined ? "–" : duration(p50), p99 === undefined ? "–" : duration(p99), count(calls), percent(failed, calls));
  row.firstElementChild.append(setKey(makeButton("link", () => ask({ tool, failed: "" }), clip(tool, 40)), tool));
  return row;
}

const modelRow = ({ model, input, output, cacheRead, cacheWritten, cost, unpriced }) =>
  cells("td", clip(model, 40), short(input + cacheRead + cacheWritten), short(output), unpriced && !cost ? "no price" : money(cost));

export class OverviewView {
  #open;
  #busy = false;
  #askedAt = 0;

  /** Whether the collector is still reading today's events: then it is asked again at once. */
  #isBehind = false;

  /** @param actions openSession(id), openEvent(id), ask(filter): what a click does; show(name, act): runs act for a part of the page; fail(name, error): says, or takes back, what went wrong with it */
  constructor(actions) {
    this.#open = actions;
  }

  /** Asks for the figures, if the last answer is old; `now` is the collector's time. */
  async refresh(now) {
    if (this.#busy || (!this.#isBehind && Date.now() - this.#askedAt < everyMs) || document.hidden) {
      return;
    }

    this.#busy = true;
    try {
      const overview = await get("overview", { from: midnight() });
      this.#isBehind = overview.isBehind;
      this.#open.fail("figures of today", null);
      this.#open.show("overview", () => this.#show(overview, now));
    } catch (error) {
      this.#open.fail("figures of today", error); // The live feed says when the collector is away.
    } finally {
      this.#busy = false;
      this.#askedAt = Date.now();
    }
  }

  /** What emitters and the collector lost. */
  showLosses(emitters, { refusedEvents }) {
    const reports = emitters.map(({ report, isStale }) => ({ ...readReport(report), isStale }));
    const dropped = reports.reduce((sum, { dropped }) => sum + dropped.reduce((all, [, events]) => all + events, 0), 0);
    const open = reports.filter(({ circuit }) => circuit === "open").length;
    const silent = reports.filter(({ isStale }) => isStale).length;
    const parts = [
      dropped ? `${count(dropped)} dropped by emitters` : null,
      refusedEvents ? `${count(refusedEvents)} refused` : null,
      open ? `${count(open)} with an open circuit` : null,
      silent ? `${count(silent)} silent` : null,
    ].filter(Boolean);
    const isKnown = reports.length > 0;
    setText(byId("o-lost"), dropped + refusedEvents ? count(dropped + refusedEvents) : isKnown ? "nothing" : "–");
    setText(byId("o-lost-note"), parts.join(" · ") || (isKnown ? `${plural(reports.length, "emitter")}, all well` : "no emitter reports"));
    byId("o-lost").classList.toggle("bad", dropped + refusedEvents > 0);
  }

  #show({ sessions, failures, tools, models, cost, calls, failed, sessionCount, isBehind }, now) {
    const waiting = sessions.filter(({ state }) => state === "waiting").length;
    const working = sessions.filter(({ state }) => state !== "rest").length;
    setText(byId("o-running"), count(working));
    setText(byId("o-running-note"), waiting ? `${count(waiting)} ${waiting === 1 ? "waits" : "wait"} for you` : plural(sessionCount, "session") + " today");
    byId("o-running-note").classList.toggle("warn", waiting > 0);
    setText(byId("o-failed"), count(failed));
    setText(byId("o-failed-note"), calls ? `of ${plural(calls, "call")} today` : "no calls today");
    byId("o-failed").classList.toggle("bad", failed > 0);
    const [slowest] = tools;
    setText(byId("o-slow"), slowest?.p99 === undefined ? "–" : clip(slowest.tool, 24));
    setText(byId("o-slow-note"), slowest?.p99 === undefined ? "no durations yet" : `99 % within ${duration(slowest.p99)}`);
    setText(byId("o-cost"), money(cost));
    setText(byId("o-cost-note"), isBehind ? "still reading today's events" : models.length ? `today, ${plural(models.length, "model")}` : "no tokens today");
    replaceList(byId("o-sessions"), ...sessions.slice(0, maxShown).map((session) => sessionItem(session, now, this.#open.openSession)));
    replaceList(byId("o-failures"), ...failures.slice(0, maxShown).map((failure) => failureItem(failure, this.#open.openEvent)));
    replaceList(byId("o-tools"), ...tools.slice(0, maxNames).map((tool) => toolRow(tool, this.#open.ask)));
    byId("o-models").replaceChildren(...models.slice(0, maxNames).map(modelRow));
    for (const [name, shown] of Object.entries({ sessions, failures, tools, models })) {
      byId(`o-${name}-empty`).hidden = shown.length > 0;
    }

    byId("view-now").hidden = sessionCount === 0 && calls === 0;
  }
}
