// Building the page. Text goes in as text and nothing else does: no event can become markup.

/** The element with an id. */
export const byId = (id) => document.getElementById(id);

/** A new element with a class, a text or children. */
export function make(tag, className, ...content) {
  const element = document.createElement(tag);
  if (className) {
    element.className = className;
  }

  element.append(...content.filter((part) => part !== null && part !== undefined).map((part) => (part instanceof Node ? part : String(part))));
  return element;
}

/** Sets a text only when it changes, which spares the layout. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** A bar that is filled to a fraction. */
export function meter(fraction, className = "") {
  const fill = make("i", className);
  fill.style.width = `${Math.max(0, Math.min(1, fraction)) * 100}%`;
  return make("span", "meter", fill);
}

const knownHues = { pre_tool: 0, post_tool: 2, user_prompt: 1, stop: 5, subagent_stop: 5, subagent_start: 5, notification: 3, session_start: 6, session_end: 6 };

/** One of eight hues by a text's characters, the same every time. */
export function hueOf(text) {
  if (Object.hasOwn(knownHues, text)) {
    return `hue${knownHues[text]}`;
  }

  let hash = 0;
  for (let i = 0; i < text.length; i++) {
    hash = (hash * 31 + text.charCodeAt(i)) | 0;
  }

  return `hue${(hash >>> 0) % 8}`;
}
