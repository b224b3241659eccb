// The official Socket.IO server under remote control.
//
//   node server.mjs '{"port":8765,"namespaces":["/","/hook"],…}'
//
// It answers commands, one JSON object a line: {"id":1,"command":"counts"} on standard input, {"id":1,…} on standard
// output. The first line on standard output is {"ready":true,"port":N}. The end of standard input ends the server, so
// that none outlives the test process that started it.
import fs from "node:fs";
import readline from "node:readline";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { Server } from "socket.io";

const options = {
  host: "127.0.0.1",
  port: 0,
  path: "/socket.io/",
  pingInterval: 25000,
  pingTimeout: 20000,
  maxHttpBufferSize: 1e6,
  namespaces: ["/"], // beyond the main one, which always exists; "*" grants any
  refuseNamespace: {}, // namespace → message of a middleware that refuses it
  connectDelay: 0, // milliseconds until a namespace is granted
  refuseUpgrade: null, // message of an allowRequest that refuses every handshake
  handlerDelayMicros: 0, // busy time in every handler
  ack: false, // call the acknowledgement of events that ask for one
  deadly: null, // { member, value, action }: what an event whose data has that member does to the server, see deadly below
  log: null, // file that every event is appended to
  logAt: "receipt", // or "handler"; see below
  tls: null, // { key, cert, ca }: files; with a ca, clients must show a certificate
  redis: 0, // port of the Redis server that makes this one of a cluster
  ...JSON.parse(process.argv[2] ?? "{}"),
};

const counts = { events: 0, byNamespace: {}, byName: {}, connections: 0, acks: 0, closeReasons: {} };
const handshakes = [];
const log = options.log === null ? -1 : fs.openSync(options.log, "a");

// One line an event: connection, a space, the Socket.IO packet. Written with a system call of its own before anything
// else happens, so that the line survives SIGKILL. "receipt" writes when the packet has been taken out of its frame,
// which is before the server can read, let alone answer, a WebSocket ping that follows it. "handler" writes when the
// application is called; Socket.IO defers that with process.nextTick, behind the answers to pings of the same read.
function append(connection, packet) {
  fs.writeSync(log, `${connection} ${packet.replaceAll("\n", " ")}\n`);
}

const refuse = (request, response) => {
  response.writeHead(404);
  response.end();
};
const read = (path) => (path ? fs.readFileSync(path) : undefined);
const tls = options.tls && {
  key: read(options.tls.key),
  cert: read(options.tls.cert),
  ca: read(options.tls.ca),
  requestCert: Boolean(options.tls.ca),
  rejectUnauthorized: Boolean(options.tls.ca),
};
const http = tls ? createSecureServer(tls, refuse) : createServer(refuse);
async function clusterAdapter(port) {
  const { createClient } = await import("redis");
  const { createAdapter } = await import("@socket.io/redis-streams-adapter");
  const client = createClient({ url: `redis://127.0.0.1:${port}` });
  client.on("error", () => {}); // It reconnects by itself.
  await client.connect();
  return { adapter: createAdapter(client) };
}

const io = new Server(http, {
  ...(options.redis === 0 ? {} : await clusterAdapter(options.redis)),
  path: options.path,
  pingInterval: options.pingInterval,
  pingTimeout: options.pingTimeout,
  maxHttpBufferSize: options.maxHttpBufferSize,
  allowRequest: (request, answer) => answer(options.refuseUpgrade, options.refuseUpgrade === null),
});

io.engine.on("connection", (connection) => {
  counts.connections++;
  connection.on("close", (reason) => (counts.closeReasons[reason] = (counts.closeReasons[reason] ?? 0) + 1));
  if (log >= 0 && options.logAt === "receipt") {
    connection.on("data", (packet) => {
      if (typeof packet === "string" && packet[0] === "2") {
        append(connection.id, packet);
      }
    });
  }
});

function serve(namespace) {
  namespace.use((socket, next) => {
    const refusal = options.refuseNamespace[socket.nsp.name];
    setTimeout(() => next(refusal === undefined ? undefined : new Error(refusal)), options.connectDelay);
  });
  namespace.on("connection", (socket) => {
    const { name } = socket.nsp;
    handshakes.push({ namespace: name, auth: socket.handshake.auth, headers: socket.handshake.headers, query: socket.handshake.query, secure: socket.handshake.secure });
    socket.onAny((event, ...args) => {
      counts.events++;
      counts.byNamespace[name] = (counts.byNamespace[name] ?? 0) + 1;
      counts.byName[event] = (counts.byName[event] ?? 0) + 1;
      const acknowledge = typeof args.at(-1) === "function" ? args.pop() : null;
      if (log >= 0 && options.logAt === "handler") {
        append(socket.conn.id, `2${name === "/" ? "" : `${name},`}${JSON.stringify([event, ...args])}`);
      }
      if (options.deadly !== null && args[0]?.[options.deadly.member] === options.deadly.value) {
        deadly[options.deadly.action](socket);
      }
      if (options.handlerDelayMicros > 0) {
        block(options.handlerDelayMicros / 1000);
      }
      if (options.ack && acknowledge !== null) {
        counts.acks++;
        acknowledge("ok");
      }
    });
  });
}

const deadly = {
  // Nobody catches it: the process ends.
  throw: () => {
    throw new Error("deadly event");
  },
  // The socket alone, or its whole connection.
  leave: (socket) => socket.disconnect(),
  disconnect: (socket) => socket.disconnect(true),
};

function block(milliseconds) {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

serve(io.of("/"));
if (options.namespaces.includes("*")) {
  serve(io.of(/^\/.+$/));
} else {
  options.namespaces.filter((name) => name !== "/").forEach((name) => serve(io.of(name)));
}

const commands = {
  counts: () => ({ ...counts, open: io.engine.clientsCount }),
  handshakes: () => ({ handshakes }),
  // The server closes every connection, in good order.
  closeConnections: () => (io._nsps.forEach((namespace) => namespace.disconnectSockets(true)), {}),
  // The server disconnects every socket of one namespace and keeps the connections.
  disconnect: ({ namespace }) => (io.of(namespace).disconnectSockets(false), {}),
  // From now on a namespace is refused with this message, or granted again.
  refuse: ({ namespace, message }) => (message === undefined ? delete options.refuseNamespace[namespace] : (options.refuseNamespace[namespace] = message), {}),
  emit: ({ namespace, event, args }) => (io.of(namespace).emit(event, ...args), {}),
  // The event loop stands still: nothing is read, no ping is answered.
  block: ({ milliseconds }) => (block(milliseconds), {}),
};

readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const request = JSON.parse(line);
    reply({ id: request.id, ...commands[request.command](request) });
  })
  .on("close", () => process.exit(0));

function reply(value) {
  fs.writeSync(1, `${JSON.stringify(value)}\n`);
}

http.on("error", (error) => {
  console.error(error.message);
  process.exit(1);
});
http.listen(options.port, options.host, () => reply({ ready: true, port: http.address().port }));
