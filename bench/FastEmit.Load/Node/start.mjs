// The official JavaScript client as a program that begins, sends some events and ends: node start.mjs URL EVENTS. Prints one line of JSON.
import { io } from "socket.io-client";

const [url, events] = [process.argv[2], Number(process.argv[3])];
const began = performance.now();
const socket = io(url, { transports: ["websocket"], forceNew: true });
const event = (number) => ({
  type: "hook",
  subtype: "pre_tool",
  timestamp: "2026-11-21T23:07:00.0000000Z",
  session_id: "3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab",
  tool_name: "Bash",
  success: true,
  duration_ms: number,
});
await socket.emitWithAck("claude_event", event(0)); // waits for the connection
const confirmedMs = performance.now() - began;
for (let number = 1; number < events - 1; number++) {
  socket.emit("claude_event", event(number));
}
await socket.emitWithAck("claude_event", event(events - 1));
console.log(JSON.stringify({ confirmedMs }));
socket.disconnect();
process.exit(0);
