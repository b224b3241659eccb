// A session as a conversation: prompts, answers, tool calls with what they were given and what came of it. Every member of an event may be of
// any type; what is not as agent hooks put it is left out.

import { make, makeButton, setTitle } from "./dom.js";
import { count, dateTime, duration, moment } from "./format.js";
import { money } from "./overview.js";
import { clip } from "./text.js";

const longest = 20_000;
const record = (value) => (value !== null && typeof value === "object" && !Array.isArray(value) ? value : {});
const text = (...values) => clip(values.find((value) => typeof value === "string" && value !== "") ?? "", longest);
const number = (value) => (typeof value === "number" && Number.isFinite(value) ? value : 0);

/** An event's members: those of its object's `data`, and behind them the object's own. */
const membersOf = ({ data }) => ({ ...record(data), ...record(record(data).data) });

/** The lines of an edit: what both texts begin and end with is left out. */
export function diffOf(before, after) {
  const old = before.split("\n");
  const now = after.split("\n");
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) {
    start++;
  }

  let end = 0;
  while (end < old.length - start && end < now.length - start && old[old.length - 1 - end] === now[now.length - 1 - end]) {
    end++;
  }

  return { removed: old.slice(start, old.length - end), added: now.slice(start, now.length - end) };
}

function diffView(input) {
  const edits = Array.isArray(input.edits) ? input.edits.map(record) : [input];
  const lines = edits.flatMap((edit) => {
    if (typeof edit.new_string !== "string" && typeof edit.content !== "string") {
      return [];
    }

    const { removed, added } = diffOf(text(edit.old_string), text(edit.new_string, edit.content));
    return [
      ...removed.filter((line, index) => index > 0 || line !== "" || removed.length > 1).map((line) => make("del", "", `− ${line}\n`)),
      ...added.map((line) => make("ins", "", `+ ${line}\n`)),
    ];
  });
  return lines.length ? make("pre", "code diff", ...lines) : null;
}

function outputOf(members) {
  const response = record(members.tool_response);
  const output = text(members.tool_response, response.stdout, response.content, response.output, members.result_summary);
  const error = text(members.error, response.stderr);
  return [output ? make("pre", "code output", output.replaceAll("\r\n", "\n")) : null, error ? make("pre", "code output bad", error.replaceAll("\r\n", "\n")) : null];
}

function callView(event, members, onEvent) {
  const isEnd = event.type === "post_tool";
  const input = record(members.tool_input ?? members.tool_parameters);
  const what = text(input.command, input.file_path, input.pattern, input.url, input.query, input.description, members.parameters);
  const isFailed = event.ok === false;
  const head = makeButton(
    "link call-head",
    () => onEvent(event.id),
    make("b", "", clip(event.tool ?? "tool", 60)),
    " ",
    make("code", "", clip(what, 400)),
    isFailed ? make("span", "badge bad", "failed") : !isEnd ? make("span", "badge", "running") : make("span", "badge", duration(event.ms)),
  );
  const [output, error] = outputOf(members);
  const folded = output ? make("details", "", make("summary", "", `output, ${count(output.textContent.split("\n").length)} lines`), output) : null;
  return make("div", isFailed ? "said call failed" : "said call", head, diffView(input), folded, error);
}

/** What an event says in a conversation: [class, who, text], or null for nothing. */
function saying({ type }, members) {
  switch (type) {
    case "user_prompt":
      return ["prompt", "you", text(members.prompt, members.prompt_text)];
    case "stop":
    case "stop_failure":
    case "subagent_stop":
    case "assistant_response":
      return ["answer", text(members.agent_type) || "agent", text(members.last_assistant_message, members.output, members.text)];
    case "notification":
      return ["mark", "notification", text(members.message)];
    case "permission_request":
    case "permission_denied":
      return ["mark", type.replace("_", " "), text(members.tool_name)];
    case "pre_compact":
    case "post_compact":
      return ["mark", "compaction", text(members.trigger)];
    case "session_start":
    case "session_end":
    case "subagent_start":
      return ["mark", type.replace("_", " "), text(members.agent_type, members.reason, members.source)];
    default:
      return null;
  }
}

/** The sources of tokens, the best first, as the collector ranks them: of one session only one counts. */
const sources = ["transcript", "log", "metric", "span", "agent"];
const telling = ["input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "cost_usd"];

/** Where an event's tokens are from; null when it tells of none. */
function sourceOf({ type }, members) {
  if (type === "token_usage_updated") {
    return "transcript";
  }

  if (!type.startsWith("otel_") || !telling.some((name) => typeof members[name] === "number")) {
    return null;
  }

  const isAgent = ["invoke_agent", "invoke_workflow"].includes(members["gen_ai.operation.name"]);
  return members.otlp === "span" && isAgent ? "agent" : sources.includes(members.otlp) ? members.otlp : null;
}

/** The agent and its subagents with their calls, time in tools, tokens and cost: [{ id, type, calls, failed, ms, tokens, cost }]. */
export function agentsOf(events) {
  const agents = new Map();
  const messages = new Set();
  const told = events.map((event) => ({ event, members: membersOf(event) }));
  const found = new Set(told.map(({ event, members }) => sourceOf(event, members)));
  const best = sources.find((source) => found.has(source));
  const hasHooks = events.some(({ type }) => type !== "token_usage_updated" && !type.startsWith("otel_"));
  for (const { event, members } of told) {
    const id = text(members.agent_id);
    const agent = agents.get(id) ?? { id, type: "", calls: 0, failed: 0, ms: 0, tokens: 0, cost: 0 };
    agents.set(id, agent);
    agent.type ||= text(members.agent_type);
    if (event.type === (hasHooks ? "post_tool" : "otel_tool_result")) {
      agent.calls++;
      agent.failed += event.ok === false ? 1 : 0;
      agent.ms += event.ms ?? 0;
    } else if (best && sourceOf(event, members) === best && !messages.has(members.message_id)) {
      if (text(members.message_id)) {
        messages.add(members.message_id); // A message told twice is counted once.
      }

      agent.tokens += number(members.total_tokens) || number(members.input_tokens) + number(members.output_tokens);
      agent.cost += number(members.cost_usd);
    }
  }

  return [...agents.values()].sort((a, b) => (a.id === "" ? -1 : b.id === "" ? 1 : 0));
}

function agentRow({ id, type, calls, failed, ms, tokens, cost }) {
  const name = setTitle(make("td", id ? "subagent" : "", id ? `└ ${clip(type || id, 40)}` : "agent"), id || "the session's own agent");
  const cells = [calls && count(calls), failed && count(failed), calls && duration(ms), tokens && count(tokens), cost && money(cost)].map((text) => text || "–");
  return make("tr", "", name, ...cells.map((cell) => make("td", "", cell)));
}

/** The tree of a session's agents. */
export function agentsView(events) {
  const head = ["Agent", "Calls", "Failed", "In tools", "Tokens", "Cost"].map((name) => {
    const cell = make("th", "", name);
    cell.scope = "col";
    return cell;
  });
  return make("table", "tree", make("thead", "", make("tr", "", ...head)), make("tbody", "", ...agentsOf(events).map(agentRow)));
}

/** When an event happened: by its sender's clock, which knows better than when it arrived. */
const timeOf = ({ time, data }) => Date.parse(text(record(data).timestamp)) || time;

/** What the session is about: its project and first prompt. */
export function titleOf(events, fallback) {
  const { data } = events.find(({ data }) => text(membersOf({ data }).cwd)) ?? { data: null };
  const project = text(membersOf({ data }).cwd).split(/[\\/]/).filter(Boolean).at(-1);
  const asked = events.find(({ type }) => type === "user_prompt");
  const prompt = asked ? text(membersOf(asked).prompt, membersOf(asked).prompt_text) : "";
  return [project, clip(prompt, 80)].filter(Boolean).join(": ") || fallback;
}

/** The conversation, the oldest first: its element, and each part with its time. A call that has ended is told once, at its end. */
export function chatView(events, onEvent) {
  const said = [];
  const ended = new Set(events.filter(({ type, call }) => type === "post_tool" && call).map(({ call }) => call));
  const chat = make("div", "chat");
  for (const event of events) {
    const members = membersOf(event);
    const isCall = event.type === "post_tool" || (event.type === "pre_tool" && !ended.has(event.call));
    const words = saying(event, members);
    const view = isCall
      ? callView(event, members, onEvent)
      : words && make("div", `said ${words[0]}`, make("span", "who", clip(words[1], 40)), words[0] === "mark" ? ` ${words[2]}` : make("p", "", words[2]));
    if (view) {
      view.classList.toggle("of-subagent", text(members.agent_id) !== "");
      view.prepend(setTitle(make("time", "", moment(timeOf(event))), dateTime(timeOf(event))));
      chat.append(view);
      said.push({ element: view, time: timeOf(event) });
    }
  }

  return { chat, said };
}
