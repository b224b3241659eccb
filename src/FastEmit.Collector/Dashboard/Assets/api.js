// The collector's API. The token, if there is one, stays in this tab and travels in a header only.

const tokenKey = "fastemit.token";

/** Takes a token out of the address (#token=…), where a command line may have put it. */
export function adoptToken() {
  const match = /^#token=(.+)$/.exec(location.hash);
  if (match) {
    sessionStorage.setItem(tokenKey, decodeURIComponent(match[1]));
    history.replaceState(null, "", location.pathname + location.search);
  }
}

export const setToken = (token) => sessionStorage.setItem(tokenKey, token);

function headers() {
  const token = sessionStorage.getItem(tokenKey);
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/** The collector does not know the token. */
export class Unauthorized extends Error {}

async function request(path, parameters, signal) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== "" && value !== null && value !== undefined));
  const response = await fetch(`api/${path}${query.size ? `?${query}` : ""}`, { headers: headers(), cache: "no-store", signal });
  if (response.status === 401) {
    throw new Unauthorized();
  }

  if (!response.ok) {
    throw new Error(`${response.status} ${response.statusText}`);
  }

  return response;
}

/** A JSON answer. */
export async function get(path, parameters = {}, signal = undefined) {
  return (await request(path, parameters, signal)).json();
}

/** A file for the person at the page. */
export async function download(path, parameters, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await (await request(path, parameters)).blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * Server-sent events, read by hand because an EventSource sends no header. Calls back with each message until the signal is given; throws
 * when the connection ends.
 */
export async function stream(path, parameters, onMessage, signal) {
  const response = await request(path, parameters, signal);
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
