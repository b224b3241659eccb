// The page: one stream of messages in, views out. See docs/collector.md for the messages.

import { Refused, Unauthorized, adoptToken, download, get, setToken, stream, tryTokenAsWritten } from "./api.js";
import { AlertsView } from "./alerts.js";
import { Chart } from "./chart.js";
import { openEvent } from "./detail.js";
import { byId, make, setText } from "./dom.js";
import { showEmitters } from "./emitters.js";
import { EventsView } from "./events.js";
import { bytes, count, duration, moment, short } from "./format.js";
import { OverviewView } from "./overview.js";
import { SessionsView, openSession } from "./sessions.js";
import { clip } from "./text.js";
import { Troubles } from "./troubles.js";

const themeKey = "fastemit.theme";

let connection = null;
let isPaused = false;

const troubles = new Troubles(byId("troubles"), byId("troubles-said"));
const showEvent = (id) => openEvent(id, showSession);
const events = new EventsView({ onFilter: () => connect(), onOpen: showEvent, onSession: (session) => showSession(session), onFail: (error) => fail("older events", error) });
const sessions = new SessionsView((session) => showSession(session));
const alerts = new AlertsView((session) => showSession(session));
const overview = new OverviewView({
  openSession: (session) => showSession(session),
  openEvent: showEvent,
  ask: (changes) => {
    events.ask(changes);
    showTab("events");
  },
  show: part,
  fail,
});
const rateChart = new Chart(byId("chart-rate"), [{ key: "rate", color: "--chart-1", name: "events/s", fill: true }], short, 10);
const latencyChart = new Chart(
  byId("chart-latency"),
  [
    { key: "p50", color: "--chart-2", name: "median", fill: true },
    { key: "p99", color: "--chart-3", name: "99th percentile" },
  ],
  (value) => (value < 1000 ? `${short(value)} ms` : `${short(value / 1000)} s`),
  1,
);

function showSession(session) {
  openSession(session, { onEvent: showEvent, onFilter: (name) => events.ask({ session: name }) }).catch((error) => byId("session-body").replaceChildren(make("p", "trouble", clip(error.message, 300))));
}

function setStatus(state, text) {
  byId("status").dataset.state = state;
  setText(byId("status").lastElementChild, text);
}

function showFigure(name, value, unit, note) {
  const element = byId(`f-${name}`);
  if (element.dataset.shown !== value + unit) {
    element.dataset.shown = value + unit;
    element.replaceChildren(value, unit ? make("small", "", unit) : "");
  }

  setText(byId(`f-${name}-note`), note || "\u00a0");
}

function showStats(stats) {
  showFigure("events", short(stats.events), "", stats.duplicates ? `${count(stats.duplicates)} duplicates left out` : `${bytes(stats.bytes)} received`);
  showFigure("connections", count(stats.openConnections), "", `${count(stats.connections)} ever · ${count(stats.protocolErrors)} protocol errors`);
  const { store } = stats;
  const isStuck = Boolean(store?.waiting && store.lastError);
  showFigure("kept", store ? short(store.events) : "–", "", isStuck ? `${bytes(store.waiting)} wait` : (store ? `${bytes(store.bytes)} ${store.outlivesProcess ? "on disk" : "in memory"}` : "nothing is kept"));
  byId("f-kept").classList.toggle("bad", isStuck);
  events.setTypes(stats.byEvent);
}

function showPoint(point) {
  rateChart.add(point);
  latencyChart.add(point);
  showFigure("rate", short(point.rate), "/s", `${bytes(point.bytes)}/s`);
  if (point.p50 === null) {
    showFigure("latency", "–", "", "no event with a timestamp");
  } else {
    const [value, unit] = duration(point.p50).split(" ");
    showFigure("latency", value, unit, `99 % within ${duration(point.p99)}`);
  }
}

/** Says why the collector could not answer for a part of the page; null takes it back. That the collector is away is said elsewhere. */
function fail(name, error) {
  if (error instanceof Refused) {
    troubles.set(`answer ${name}`, `The ${name} are not shown: ${clip(error.message, 300)}`);
  } else if (error === null) {
    troubles.clear(`answer ${name}`);
  }
}

/** Shows one part of the page. What goes wrong there is said, and stops no other part. */
function part(name, show) {
  try {
    show();
    troubles.clear(`part ${name}`);
  } catch (error) {
    console.warn(name, error);
    troubles.set(`part ${name}`, `The page could not show its ${name}: ${error.message}`);
  }
}

function showMessage(message) {
  if (message.hello) {
    events.clear(); // Only now: what was there is shown for as long as the collector is away.
    part("charts", () => {
      rateChart.set(message.hello.history);
      latencyChart.set(message.hello.history);
    });
    events.load(message.hello.lastId).then(() => fail("events", null), (error) => fail("events", error));
  }

  if (message.point) {
    part("charts", () => showPoint(message.point));
  }

  if (message.stats) {
    part("figures", () => showStats(message.stats));
    part("store", () => troubles.showStore(message.stats.store, message.time));
    part("traces", () => troubles.showTraces(message.stats.otlp));
    part("losses", () => overview.showLosses(message.emitters, message.stats));
    overview.refresh(message.time);
    alerts.tell(message.lastAlert).catch(() => {}); // The feed says when the collector is away.
    part("sessions", () => sessions.show(message.sessions, message.sessionCount, message.time));
    part("emitters", () => {
      const dropped = showEmitters(message.emitters);
      const reporting = message.emitters.length;
      showFigure("dropped", reporting ? short(dropped) : "–", "", reporting ? `${count(reporting)} reporting` : "no emitter reports");
      byId("f-dropped").classList.toggle("bad", dropped > 0);
    });
  }

  if (message.events) {
    part("events", () => events.add(message));
  }
}

/** Opens the stream anew, with the filter of the moment, again and again until it is closed on purpose. */
async function connect() {
  connection?.abort();
  const mine = (connection = new AbortController());
  if (isPaused) {
    return;
  }

  let wait = 250;
  let lostAt = null;
  while (!mine.signal.aborted) {
    try {
      await stream(
        events.filter,
        (message) => {
          wait = 250;
          lostAt = null;
          setStatus("live", "Live");
          showMessage(message);
        },
        mine.signal,
      );
    } catch (error) {
      if (mine.signal.aborted) {
        return;
      }

      if (error instanceof Unauthorized && tryTokenAsWritten()) {
        continue;
      }

      if (error instanceof Unauthorized) {
        askForToken();
        return;
      }

      lostAt ??= Date.now();
      setStatus("lost", `Not connected since ${moment(lostAt)}`);
      await new Promise((resolve) => setTimeout(resolve, wait));
      wait = Math.min(wait * 2, 5000);
    }
  }
}

let hasAsked = false;

function askForToken() {
  setStatus("lost", "Token needed");
  setText(byId("login-error"), hasAsked ? "The collector does not know this token." : "");
  hasAsked = true;
  byId("login").showModal();
}

function togglePause() {
  isPaused = !isPaused;
  const button = byId("pause");
  button.setAttribute("aria-pressed", String(isPaused));
  setText(button.lastElementChild, isPaused ? "Go on" : "Pause");
  if (isPaused) {
    connection?.abort();
    setStatus("paused", "Paused");
  } else {
    connect();
  }
}

function isDark() {
  return (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
}

function setTheme(theme) {
  if (theme) {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(themeKey, theme);
  }

  rateChart.redraw();
  latencyChart.redraw();
}

function showTab(tab) {
  document.body.dataset.tab = tab;
  for (const button of document.querySelectorAll("[data-tab]:is(button)")) {
    button.setAttribute("aria-current", String(button.dataset.tab === tab));
  }

  rateChart.redraw();
  latencyChart.redraw();
}

const keys = {
  "/": () => events.focusSearch(),
  j: () => events.move(1),
  ArrowDown: () => events.move(1),
  k: () => events.move(-1),
  ArrowUp: () => events.move(-1),
  Enter: () => events.openCurrent(),
  s: () => events.openCurrentSession(),
  a: () => alerts.open(),
  p: togglePause,
  t: () => setTheme(isDark() ? "light" : "dark"),
  "?": () => byId("help").showModal(),
  Escape: () => events.isFiltered && events.clearFilter(),
};

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, select, textarea");
  // A dialog that has just been closed keeps the focus until the next frame: what is in it is not meant.
  const isButton = event.key === "Enter" && event.target.closest("button, a") && !event.target.closest("dialog:not([open])");
  if (event.ctrlKey || event.metaKey || event.altKey || isButton || document.querySelector("dialog[open]") || (isTyping && event.key !== "Escape")) {
    return;
  }

  const act = keys[event.key];
  if (act) {
    event.preventDefault();
    if (isTyping) {
      event.target.blur();
    }

    act();
  }
});

for (const button of document.querySelectorAll("[data-close]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}

for (const dialog of document.querySelectorAll("dialog:not(#login)")) {
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}

for (const button of document.querySelectorAll("button[data-tab]")) {
  button.addEventListener("click", () => showTab(button.dataset.tab));
}

byId("login").addEventListener("cancel", (event) => event.preventDefault());
byId("login-form").addEventListener("submit", () => {
  setToken(byId("token").value);
  connect();
});
byId("pause").addEventListener("click", togglePause);
byId("theme").addEventListener("click", keys.t);
byId("keys").addEventListener("click", keys["?"]);
byId("export").addEventListener("click", (event) => {
  event.preventDefault();
  download("export", events.filter, "events.ndjson").catch(() => {});
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTheme(null));
document.addEventListener("visibilitychange", () => !document.hidden && setTheme(null));

adoptToken();
setTheme(localStorage.getItem(themeKey));
showTab("events");
setText(byId("snippet"), `await using var emitter = HookEmitter.Create("${location.origin}");`);
connect();

// For whoever looks into the page from outside: tests measure how soon it answers.
globalThis.fastEmit = { get, togglePause };
