// A Socket.IO server that counts. Prints its port, then answers each line of standard input with one line of JSON; ends with
// standard input. See Servers/ServerProcess.cs for the words.
import readline from "node:readline";
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer((request, response) => {
  response.writeHead(404);
  response.end();
});
const io = new Server(http, { serveClient: false, maxHttpBufferSize: 16 << 20, transports: ["websocket"] });

let count = 0;
let expected = Infinity;
let warm = Infinity;
let then = { count: 0, at: 0n };
let latencies = [];

const answer = (value) => process.stdout.write(JSON.stringify(value) + "\n");

function arrived(events) {
  count += events;
  if (count >= warm) {
    warm = Infinity;
    then = { count, at: process.hrtime.bigint() };
  }
  if (count >= expected) {
    expected = Infinity;
    answer({ events: count - then.count, seconds: Number(process.hrtime.bigint() - then.at) / 1e9 });
  }
}

function serve(namespace) {
  namespace.on("connection", (socket) => {
    socket.on("claude_event", (data, acknowledge) => {
      arrived(1);
      acknowledge?.();
    });
    socket.on("batch", (events, acknowledge) => {
      arrived(events.length);
      acknowledge?.();
    });
    socket.on("latency", (data, acknowledge) => {
      latencies.push(Number(process.hrtime.bigint()) - data.sent_at);
      acknowledge?.();
    });
  });
}

serve(io.of("/"));
serve(io.of(/^\/./));

http.listen(0, "127.0.0.1", () => process.stdout.write(`${http.address().port}\n`));

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const [word, argument] = line.split(" ");
  if (word === "expect") {
    count = 0;
    expected = Number(argument);
    warm = expected / 10;
    latencies = [];
    answer({});
  } else if (word === "count") {
    answer({ events: count });
  } else if (word === "latency") {
    latencies.sort((a, b) => a - b);
    const at = (fraction) => latencies[Math.max(0, Math.ceil(fraction * latencies.length) - 1)] ?? 0;
    answer({ events: latencies.length, p50: at(0.5), p99: at(0.99), p999: at(0.999) });
  }
}).on("close", () => process.exit(0));
