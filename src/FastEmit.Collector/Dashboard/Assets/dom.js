// Building the page. Text goes in as text and nothing else does: no event can become markup.

import { clip, pieces, visible } from "./text.js";

/** The element with an id. */
export const byId = (id) => document.getElementById(id);

/** The nodes of a text: controls in it become marks that can be seen. */
function nodes(text) {
  return pieces(text).map(([part, isControl]) => {
    if (!isControl) {
      return part;
    }

    const mark = document.createElement("span");
    mark.className = "control";
    mark.append(part);
    return mark;
  });
}

/** A new element with a class, a text or children. */
export function make(tag, className, ...content) {
  const element = document.createElement(tag);
  if (className) {
    element.className = className;
  }

  for (const part of content) {
    if (part instanceof Node) {
      element.append(part);
    } else if (part !== null && part !== undefined) {
      element.append(...nodes(String(part)));
    }
  }

  return element;
}

/** A button that does something. */
export function makeButton(className, act, ...content) {
  const button = make("button", className, ...content);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

/** What a button stands for, which its successor in the same list stands for, too. */
const keys = new WeakMap();

export function setKey(button, key) {
  keys.set(button, key);
  return button;
}

const successor = (list, key) => [...list.querySelectorAll("button")].find((button) => keys.get(button) === key);

/** Puts other children in the place of a list's; the focus goes to the button that stands for the same. */
export function replaceList(list, ...children) {
  const key = list.contains(document.activeElement) ? keys.get(document.activeElement) : undefined;
  list.replaceChildren(...children);
  if (key !== undefined) {
    successor(list, key)?.focus({ preventScroll: true });
  }
}

/** Opens a dialog. Its end gives the focus back, also where the button that had it was replaced meanwhile. */
export function openDialog(dialog) {
  const opener = document.activeElement;
  const list = opener?.closest("[id]:not(button)");
  const key = keys.get(opener);
  dialog.showModal();
  dialog.addEventListener("close", () => !opener?.isConnected && list && key !== undefined && successor(list, key)?.focus(), { once: true });
}

const texts = new WeakMap();

/** Sets a text only when it changes, which spares the layout. */
export function setText(element, text) {
  if (texts.get(element) !== text) {
    texts.set(element, text);
    element.replaceChildren(...nodes(String(text)));
  }
}

/** Says more about an element while it is pointed at. */
export function setTitle(element, text) {
  element.title = visible(clip(text, 500));
  return element;
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
