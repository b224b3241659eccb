// The official JavaScript client emits the reference event: node client.mjs URL EVENTS, or with a third argument EVENTS a second
// for that many seconds, with a fourth that many at a time. Prints one line of JSON.
import { io } from "socket.io-client";
import { event } from "./event.mjs";

const [url, events, seconds, burst] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4]), Number(process.argv[5])];
const socket = io(url, { transports: ["websocket"], forceNew: true });
await new Promise((resolve, reject) => socket.on("connect", resolve).on("connect_error", reject));

const turn = () => new Promise((resolve) => setImmediate(resolve));

const emit = [];
const sampleInterval = 61;
let warm;

async function flood() {
  const warmAt = Math.floor(events / 10);
  for (let number = 0; number < events - 1; number++) {
    if (number === warmAt) {
      warm = process.cpuUsage();
    }
    if (number % sampleInterval === 0) {
      const start = process.hrtime.bigint();
      socket.emit("claude_event", event(number));
      emit.push(Number(process.hrtime.bigint() - start));
    } else {
      socket.emit("claude_event", event(number));
    }
    // The client's own buffer has no bound: wait until the network has taken what there is.
    while (number % 256 === 0 && socket.io.engine.writeBuffer.length > 1024) {
      await turn();
    }
  }
  await socket.emitWithAck("claude_event", event(events - 1));
  const used = process.cpuUsage(warm);
  return (used.user + used.system) / (events - warmAt);
}

// An event that this program was late for counts from when it was due; what the system wakes it too late does not count.
async function pace() {
  const used = process.cpuUsage();
  const now = () => Number(process.hrtime.bigint());
  const start = now();
  let woken = 0;
  let number = 0;
  for (; now() - start < seconds * 1e9; number++) {
    const due = start + ((number - (number % burst)) / events) * 1e9;
    if (now() < due) {
      await (due - now() > 2e6 ? new Promise((resolve) => setTimeout(resolve, (due - now()) / 1e6 - 1)) : turn());
      while (now() < due) {
        await turn();
      }
      woken = now();
    }
    socket.emit("latency", { sent_at: Math.round(Math.max(due, woken)) });
    if (number % 256 === 0) {
      await turn();
    }
  }
  await socket.emitWithAck("claude_event", event(0));
  const after = process.cpuUsage(used);
  return (after.user + after.system) / number;
}

const cpu = seconds ? await pace() : await flood();
emit.sort((a, b) => a - b);
const at = (fraction) => emit[Math.max(0, Math.ceil(fraction * emit.length) - 1)] ?? 0;
console.log(JSON.stringify({
  cpuMicrosecondsPerEvent: cpu,
  peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  emitNanoseconds: { p50: at(0.5), p99: at(0.99), p999: at(0.999) },
}));
socket.disconnect();
process.exit(0);
