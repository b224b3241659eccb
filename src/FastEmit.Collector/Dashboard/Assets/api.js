// The collector's API. The token, if there is one, stays in this tab and travels in a header only.

const tokenKey = "fastemit.token";

/** The token of a link as it stands there, when it may be meant so: a link written by hand has its `%` unescaped. */
let tokenAsWritten = null;

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Takes a token out of the address (#token=…), where a command line may have put it. */
export function adoptToken() {
  const match = /^#token=(.+)$/.exec(location.hash);
  if (match) {
    sessionStorage.setItem(tokenKey, decoded(match[1]));
    tokenAsWritten = match[1];
    history.replaceState(null, "", location.pathname + location.search);
  }
}

export const setToken = (token) => sessionStorage.setItem(tokenKey, token);

/** Takes the other reading of the link's token, once. False when there is none. */
export function tryTokenAsWritten() {
  const isOther = tokenAsWritten !== null && tokenAsWritten !== sessionStorage.getItem(tokenKey);
  if (isOther) {
    setToken(tokenAsWritten);
  }

  tokenAsWritten = null;
  return isOther;
}

function headers() {
  const token = sessionStorage.getItem(tokenKey);
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/** The collector does not know the token. */
export class Unauthorized extends Error {}

/** The collector has answered that it cannot; the message is its own. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const reasonOf = async (response) => new Refused(response.status, (await response.json().catch(() => ({}))).error ?? `${response.status} ${response.statusText}`);

function address(path, parameters) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== "" && value !== null && value !== undefined));
  return `api/${path}${query.size ? `?${query}` : ""}`;
}

async function request(path, parameters, signal) {
  const response = await fetch(address(path, parameters), { headers: headers(), cache: "no-store", signal });
  if (response.status === 401) {
    throw new Unauthorized();
  }

  if (!response.ok) {
    throw await reasonOf(response);
  }

  return response;
}

/** A JSON answer. */
export async function get(path, parameters = {}, signal = undefined) {
  return (await request(path, parameters, signal)).json();
}

/** Replaces something; the answer is JSON. What was refused throws the collector's reason. */
export async function put(path, value) {
  const response = await fetch(`api/${path}`, { method: "PUT", headers: { ...headers(), "Content-Type": "application/json" }, body: JSON.stringify(value) });
  if (!response.ok) {
    throw await reasonOf(response);
  }

  return response.json();
}

/** An answer as text, every digit as it was sent. */
export async function getText(path, parameters = {}, signal = undefined) {
  return (await request(path, parameters, signal)).text();
}

/** A file for the person at the page. */
export async function download(path, parameters, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await (await request(path, parameters)).blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The close code for a token that is not the right one. */
const wrongToken = 4401;

/** How long a WebSocket may take to open before the page does without one, in milliseconds. */
const openTimeout = 5_000;

/** A collector that is there says something ten times a second: a feed that is silent for so long is dead, whatever its connection says. */
const silenceTimeout = 15_000;

/**
 * Messages over a WebSocket, of which a browser opens more than its six HTTP connections: each tab of many has its own. Calls back with each
 * until the signal is given; throws when the connection ends. Returns false when no WebSocket comes about.
 */
function watch(parameters, onMessage, signal) {
  return new Promise((resolve, reject) => {
    let isOpen = false;
    const url = new URL(address("watch", parameters), location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    const opening = setTimeout(() => socket.close(), openTimeout);
    const abort = () => {
      socket.close();
      reject(new Error("the feed was ended")); // A dead connection may take its time to close.
    };
    signal.addEventListener("abort", abort);
    socket.addEventListener("open", () => {
      isOpen = true;
      clearTimeout(opening);
      socket.send(JSON.stringify({ token: sessionStorage.getItem(tokenKey) ?? "" }));
    });
    socket.addEventListener("message", ({ data }) => !signal.aborted && onMessage(JSON.parse(data)));
    socket.addEventListener("close", ({ code }) => {
      signal.removeEventListener("abort", abort);
      clearTimeout(opening);
      if (code === wrongToken) {
        reject(new Unauthorized());
      } else if (isOpen) {
        reject(new Error("the connection has ended"));
      } else {
        resolve(false);
      }
    });
  });
}

/** The same as server-sent events, for a way that takes no WebSocket; read by hand because an EventSource sends no header. */
async function read(parameters, onMessage, signal) {
  const response = await request("live", parameters, signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      throw new Error("the stream has ended");
    }

    const messages = (rest + value).split("\n\n");
    rest = messages.pop();
    for (const message of messages) {
      if (message.startsWith("data: ")) {
        onMessage(JSON.parse(message.slice(6)));
      }
    }
  }
}

/** Calls back with each message of the live feed until the signal is given; throws when the connection ends or falls silent. */
export async function stream(parameters, onMessage, signal) {
  const silence = new AbortController();
  const give = () => silence.abort(new Error("the collector has fallen silent"));
  let timer = setTimeout(give, silenceTimeout);
  const onHeard = (message) => {
    clearTimeout(timer);
    timer = setTimeout(give, silenceTimeout);
    onMessage(message);
  };
  const end = AbortSignal.any([signal, silence.signal]);
  try {
    if ((await watch(parameters, onHeard, end)) === false) {
      await read(parameters, onHeard, end);
    }
  } finally {
    clearTimeout(timer);
  }
}
