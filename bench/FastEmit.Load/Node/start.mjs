// The official JavaScript client as a program that begins, sends some events and ends: node start.mjs URL EVENTS. Prints one line of JSON.
import { io } from "socket.io-client";
import { event } from "./event.mjs";

const [url, events] = [process.argv[2], Number(process.argv[3])];
const began = performance.now();
const socket = io(url, { transports: ["websocket"], forceNew: true });
await socket.emitWithAck("claude_event", event(0)); // waits for the connection
const confirmedMs = performance.now() - began;
for (let number = 1; number < events - 1; number++) {
  socket.emit("claude_event", event(number));
}
await socket.emitWithAck("claude_event", event(events - 1));
console.log(JSON.stringify({ confirmedMs }));
socket.disconnect();
process.exit(0);
