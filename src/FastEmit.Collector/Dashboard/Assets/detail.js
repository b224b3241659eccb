// One event, whole.

import { download, get, getText } from "./api.js";
import { byId, hueOf, make, makeButton, openDialog, setText } from "./dom.js";
import { bytes, dateTime, duration } from "./format.js";
import { pretty } from "./json.js";
import { clip } from "./text.js";

/** JSON with colours, as text nodes. */
function paint(text) {
  const code = make("pre", "code");
  const tokens = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;
  let end = 0;
  for (const match of text.matchAll(tokens)) {
    code.append(make("span", "", text.slice(end, match.index)));
    const [, string, colon, word, number] = match;
    code.append(make("span", string ? (colon ? "key" : "string") : word ? "word" : "number", string ?? word ?? number), colon ?? "");
    end = match.index + match[0].length;
  }

  code.append(make("span", "", text.slice(end)));
  return code;
}

function facts(rows) {
  const list = make("dl", "facts");
  for (const [name, value] of rows) {
    if (value !== null && value !== undefined && value !== "") {
      list.append(make("dt", "", name), make("dd", "", value));
    }
  }

  return list;
}

/** Attachments as buttons that download them. */
function attachments(id, lengths) {
  const save = (number) => download(`events/${id}/attachments/${number}`, {}, `event-${id}-${number}.bin`).catch(() => {});
  return lengths?.length ? make("span", "attachments", ...lengths.map((length, number) => makeButton("", () => save(number), `${number + 1}: ${bytes(length)}`))) : null;
}

/** Opens the panel with an event. */
export async function openEvent(id, onSession) {
  const body = byId("detail-body");
  body.replaceChildren();
  setText(byId("detail-title"), `Event ${id}`);
  openDialog(byId("detail"));
  let event;
  let data;
  try {
    [event, data] = await Promise.all([get(`events/${id}`), getText(`events/${id}/data`)]);
  } catch (error) {
    body.replaceChildren(error.status === 404 ? make("p", "", "This event is not kept any more.") : make("p", "trouble", clip(error.message, 300)));
    return;
  }

  const text = event.isText ? data : pretty(data);
  let session = null;
  if (event.session) {
    session = make("button", "", clip(event.session, 200));
    session.type = "button";
    session.addEventListener("click", () => {
      byId("detail").close();
      onSession(event.session);
    });
  }

  const copy = make("button", "button", "Copy");
  copy.type = "button";
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(data);
    copy.textContent = "Copied";
  });
  body.replaceChildren(
    facts([
      ["Type", make("span", `type ${hueOf(event.type)}`, event.type)],
      ["Event", event.name],
      ["Namespace", event.namespace],
      ["Received", dateTime(event.time)],
      ["Latency", event.latency === undefined ? null : duration(event.latency)],
      ["Session", session],
      ["Tool", event.tool],
      ["Call", event.call],
      ["Duration", event.ms === undefined ? null : duration(event.ms)],
      ["Succeeded", event.ok === undefined ? null : event.ok ? "yes" : "no"],
      ["Attachments", attachments(id, event.attachments)],
      ["Size", bytes(event.size)],
    ]),
    make("div", "code-head", make("h2", "", "Data"), copy),
    paint(text),
  );
}
