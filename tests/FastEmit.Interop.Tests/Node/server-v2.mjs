// A Socket.IO server of the previous protocol (Engine.IO 3), which FastEmit must refuse with a clear error.
//
//   node server-v2.mjs '{"port":8765}'
//
// It follows server.mjs in what it prints and in when it ends, and takes no commands but counts.
import readline from "node:readline";
import { createServer } from "node:http";
import createSocketServer from "socket.io-v2";

const { port } = { port: 0, ...JSON.parse(process.argv[2] ?? "{}") };
const http = createServer();
const io = createSocketServer(http);
let connections = 0;
io.on("connection", () => connections++);

readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => console.log(JSON.stringify({ id: JSON.parse(line).id, events: 0, connections })))
  .on("close", () => process.exit(0));
http.listen(port, "127.0.0.1", () => console.log(JSON.stringify({ ready: true, port: http.address().port })));
