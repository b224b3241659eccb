// One event, whole.

import { get } from "./api.js";
import { byId, hueOf, make, setText } from "./dom.js";
import { bytes, dateTime, duration } from "./format.js";

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

/** Opens the panel with an event. */
export async function openEvent(id, onSession) {
  const body = byId("detail-body");
  body.replaceChildren();
  setText(byId("detail-title"), `Event ${id}`);
  byId("detail").showModal();
  let event;
  try {
    event = await get(`events/${id}`);
  } catch {
    body.replaceChildren(make("p", "", "This event is not kept any more."));
    return;
  }

  const text = typeof event.data === "string" && event.isText ? event.data : JSON.stringify(event.data, null, 2);
  let session = null;
  if (event.session) {
    session = make("button", "", event.session);
    session.type = "button";
    session.addEventListener("click", () => {
      byId("detail").close();
      onSession(event.session);
    });
  }

  const copy = make("button", "button", "Copy");
  copy.type = "button";
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
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
      ["Attachments", event.attachments?.map((length) => bytes(length)).join(", ")],
      ["Size", bytes(event.size)],
    ]),
    make("div", "code-head", make("h2", "", "Data"), copy),
    paint(text),
  );
}
