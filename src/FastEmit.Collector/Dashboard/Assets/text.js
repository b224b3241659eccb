// Text of strangers, made safe to read: what would be obeyed is shown, and what is long is cut.

// Controls (but line breaks and tabs), marks of direction, fillers, tags, and halves of surrogate pairs. Joiners and variation selectors
// stay: words and emoji are made of them.
const obeyed =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}\p{Cs}]/u;
const parts = new RegExp(`(${obeyed.source})`, "u");

/** U+202E */
const codePoint = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

/** A text as [text, isControl] pairs. Controls come as their code points. */
export function pieces(text) {
  if (!obeyed.test(text)) {
    return [[text, false]];
  }

  return text
    .split(parts)
    .map((part, index) => (index % 2 ? [codePoint(part), true] : [part, false]))
    .filter(([part]) => part !== "");
}

/** A text for a place that takes no elements: controls as ⟨U+202E⟩. */
export const visible = (text) => pieces(text).map(([part, isControl]) => (isControl ? `⟨${part}⟩` : part)).join("");

/** The first characters of a long text. */
export function clip(text, length = 120) {
  const value = String(text);
  return value.length <= length ? value : `${value.slice(0, length).replace(/[\ud800-\udbff]$/, "")}…`;
}
