// JSON as it was sent: no number is read and no member left out; white space is added, and texts lose the escapes that they do not need.

const tokens = /"(?:\\.|[^"\\])*"?|[{}[\],:]|[^\s"{}[\],:]+/g;

/** A text without needless escapes. */
function readable(string) {
  try {
    return JSON.stringify(JSON.parse(string));
  } catch {
    return string;
  }
}

/** A JSON text over several lines, every number and name as it stands. */
export function pretty(text) {
  const out = [];
  let depth = 0;
  let before = "";
  const line = () => out.push("\n", "  ".repeat(Math.min(depth, 100)));
  for (const [token] of text.matchAll(tokens)) {
    const isClosing = token === "}" || token === "]";
    const wasOpening = before === "{" || before === "[";
    if (isClosing) {
      depth--;
    }

    if (isClosing ? !wasOpening : wasOpening || before === ",") {
      line();
    }

    out.push(token === ":" ? ": " : token[0] === '"' && token.includes("\\u") ? readable(token) : token);
    if (token === "{" || token === "[") {
      depth++;
    }

    before = token;
  }

  return out.join("");
}
