// The server: every handler's argument has the type that the .NET record has.
import { createServer, type Server as HttpServer } from "node:http";
import { Server, type Namespace } from "socket.io";
import { hasEventId, type HookClientToServerEvents, type Stamped, type ToolBegan, type ToolDone } from "./contract/events.js";

export type Seen = { began: Stamped<ToolBegan>[]; done: Stamped<ToolDone>[] };

/** Listens on a port, 0 for any, and tells of every tool that is done. */
export function listen(port: number, tell: (line: string) => void): { http: HttpServer; seen: Seen } {
  const http = createServer();
  const hook: Namespace<HookClientToServerEvents> = new Server(http).of("/hook");
  const seen: Seen = { began: [], done: [] };
  const ids = new Set<string>();

  hook.on("connection", (socket) => {
    socket.on("tool_began", (began) => void seen.began.push(began));
    socket.on("tool_done", (done, ack) => {
      // At-least-once: after a lost connection an event may come again, and its id says so.
      if (!hasEventId(done) || !ids.has(done.event_id)) {
        if (hasEventId(done)) ids.add(done.event_id);
        seen.done.push(done);
        const lines = done.changes.reduce((sum, change) => sum + change.added + change.removed, 0);
        tell(`${done.tool_name} took ${done.duration_ms} ms and changed ${lines} lines${done.error === null ? "" : `: ${done.error}`}`);
      }

      ack?.(seen.done.length);
    });
  });

  http.listen(port, "127.0.0.1");
  return { http, seen };
}
