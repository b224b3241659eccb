// Written by `fastemit contract`. Do not edit.

/** What an emitter may add to the members of an event. */
export interface Stamps {
  timestamp?: string;
  event_id?: string;
  batch_id?: string;
  traceparent?: string;
  tracestate?: string;
}

/** An event as it arrives. */
export type Stamped<T> = T & Omit<Stamps, keyof T>;

/** What an acknowledgement is given. */
export type Acknowledge = (...answer: unknown[]) => void;

/** The argument of an envelope: the events of one namespace, each as its own argument list. */
export type Envelope<Events> = { [Name in keyof Events]: Events[Name] extends (data: infer Data, ack?: Acknowledge) => void ? [Name, Data] : never }[keyof Events][];

/** Whether the event carries the id by which a server removes duplicates. */
export function hasEventId<T extends object>(event: T): event is T & { event_id: string } {
  return "event_id" in event && typeof event.event_id === "string";
}

/**
 * What a tool does.
 *
 * ToolKind of ToolBegan.
 */
export type ToolKind = "Command" | "Edit" | "Search";

/**
 * A tool is about to run.
 *
 * 'tool_began' of namespace /hook.
 */
export interface ToolBegan {
  /** The session that calls it; the events of one arrive in order. */
  "session_id": string;
  /** The tool's name. */
  "tool_name": string;
  /** What it does. */
  "kind": ToolKind;
}

/**
 * A change of a file.
 *
 * FileChange of ToolDone.
 */
export interface FileChange {
  /** The file. */
  "path": string;
  /** Lines that are new. */
  "added": number;
  /** Lines that are gone. */
  "removed": number;
}

/**
 * A tool has run.
 *
 * 'tool_done' of namespace /hook.
 */
export interface ToolDone {
  "v": 2;
  /** The session that called it; the events of one arrive in order. */
  "session_id": string;
  /** The tool's name. */
  "tool_name": string;
  /** How long it took, in milliseconds. */
  "duration_ms": number;
  /** Why it failed; null when it did not. */
  "error": string | null;
  /** The files that it has changed. */
  "changes": Array<FileChange>;
}

/** The events of namespace /hook. */
export interface HookClientToServerEvents {
  "tool_began": (data: Stamped<ToolBegan>, ack?: Acknowledge) => void;
  "tool_done": (data: Stamped<ToolDone>, ack?: Acknowledge) => void;
}
