// The official Socket.IO server as the counterpart of client tests: every behaviour that a test needs from a server is an
// event of the same name. Started like server.mjs, and it answers the same first line; it knows no commands.
import fs from "node:fs";
import http from "node:http";
import https from "node:https";
import readline from "node:readline";
import { Server } from "socket.io";

const options = {
  port: 0,
  path: "/socket.io/",
  pingInterval: 25000,
  pingTimeout: 20000,
  maxHttpBufferSize: 1e6,
  transports: ["polling", "websocket"],
  recovery: false, // connection state recovery, for two minutes
  perMessageDeflate: false,
  clientMaxWindowBits: 0, // with compression, the client's largest window
  msgpack: false, // socket.io-msgpack-parser instead of the default parser
  cookie: false, // set a cookie with the handshake
  tls: null, // { key, cert, ca }: files; with a ca, clients must show a certificate
  unixSocket: null, // listen there instead of on the port
  ...JSON.parse(process.argv[2] ?? "{}"),
};

const read = (path) => (path ? fs.readFileSync(path) : undefined);
const server = options.tls
  ? https.createServer({
      key: read(options.tls.key),
      cert: read(options.tls.cert),
      ca: read(options.tls.ca),
      requestCert: Boolean(options.tls.ca),
      rejectUnauthorized: Boolean(options.tls.ca),
    })
  : http.createServer();

const io = new Server(server, {
  path: options.path,
  addTrailingSlash: options.path.endsWith("/"),
  pingInterval: options.pingInterval,
  pingTimeout: options.pingTimeout,
  maxHttpBufferSize: options.maxHttpBufferSize,
  transports: options.transports,
  perMessageDeflate: options.perMessageDeflate
    ? { threshold: 64, ...(options.clientMaxWindowBits ? { clientMaxWindowBits: options.clientMaxWindowBits } : {}) }
    : false,
  ...(options.msgpack ? { parser: (await import("socket.io-msgpack-parser")).default } : {}),
  cookie: options.cookie ? { name: "io", path: "/" } : false,
  connectionStateRecovery: options.recovery ? { maxDisconnectionDuration: 120000 } : undefined,
});

const arrivals = []; // every "arrive" that Engine.IO has read, whether or not a handler gets it
io.engine.on("connection", (engine) => {
  // Engine.IO sends the next ping when the pong to the last has come, so these are answered pings.
  engine.heartbeats = 0;
  engine.on("heartbeat", () => engine.heartbeats++);
  engine.on("data", (data) => typeof data === "string" && data.startsWith('2["arrive"') && arrivals.push(data));
});

const attempts = new Map(); // what "ack later" has seen

function serve(namespace) {
  namespace.on("connection", (socket) => {
    const ack = (args) => (typeof args.at(-1) === "function" ? args.pop() : null);

    socket.emit("welcome", socket.id);
    socket.on("echo", (...args) => {
      const done = ack(args);
      done ? done(...args) : socket.emit("echo", ...args);
    });
    socket.on("id", (done) => done(socket.id));
    socket.on("engine id", (done) => done(socket.conn.id));
    socket.on("heartbeats", (done) => done(socket.conn.heartbeats));
    socket.on("transport", (done) => done(socket.conn.transport.name));
    socket.on("handshake", (done) => {
      const { auth, query, headers, secure } = socket.handshake;
      done({ auth, query, headers, secure, url: socket.request.url, sni: socket.request.socket.servername ?? null });
    });
    socket.on("client certificate", (done) => done(socket.request.socket.getPeerCertificate?.()?.subject?.CN ?? null));
    socket.on("emit me", (event, ...args) => {
      ack(args);
      socket.emit(event, ...args);
    });
    socket.on("emit many", (event, count) => {
      for (let i = 0; i < count; i++) {
        socket.emit(event, i);
      }
    });
    socket.on("binary please", (...sizes) => {
      ack(sizes);
      socket.emit("binary", ...sizes.map((size) => Buffer.alloc(size, size % 251)));
    });
    socket.on("nested binary please", () => socket.emit("nested binary", { a: "hi", b: { why: Buffer.from("asdfasdf"), c: { d: Buffer.from("more") } } }));
    socket.on("describe", (...args) => {
      const done = ack(args);
      done(args.map((arg) => (Buffer.isBuffer(arg) ? { buffer: arg.toString("hex") } : arg)));
    });
    socket.on("ack binary", (done) => done(Buffer.from([1, 2, 3])));
    socket.on("ask", (event, ...args) => {
      const done = ack(args);
      socket.timeout(5000).emit(event, ...args, (error, ...answers) => done(error ? String(error) : answers.map((a) => (Buffer.isBuffer(a) ? a.toString("hex") : a))));
    });
    socket.on("never ack", () => {});
    socket.on("ack twice", (done) => (done("first"), done("second")));
    // Acknowledges the given send of an event with this key, and tells how often it came.
    socket.on("ack later", (key, which, done) => {
      const count = (attempts.get(key) ?? 0) + 1;
      attempts.set(key, count);
      if (count >= which) {
        done(count);
      }
    });
    socket.on("arrived", (key, done) => done(arrivals.filter((data) => data.includes(key)).length));
    socket.on("attempts", (key, done) => done(attempts.get(key) ?? 0));
    socket.on("remember", (key, value) => attempts.set(key, [...(attempts.get(key) ?? []), value]));
    socket.on("disconnect me", () => socket.disconnect());
    socket.on("close me", () => socket.disconnect(true));
    socket.on("cut transport", () => socket.conn.close());
    // Closes below Socket.IO, as a broken connection does, so that the session may be recovered.
    socket.on("drop connection", () => socket.conn.transport.socket?.terminate?.() ?? socket.conn.close());
    socket.on("broadcast", (event, ...args) => (ack(args), namespace.emit(event, ...args)));
    socket.on("raw", (packet) => socket.conn.write(packet));
    socket.onAny((event, ...args) => {
      if (!socket.eventNames().includes(event)) {
        const done = ack(args);
        done?.(event, ...args);
      }
    });
  });
}

serve(io.of("/"));
serve(io.of("/foo"));
serve(io.of(/^\/dynamic-\d+$/));
io.of("/no").use((socket, next) => {
  const error = new Error("Auth failed (custom namespace)");
  error.data = { code: "E42", inner: [1, 2] };
  next(error);
});
io.of("/no").on("connection", () => {});
// Grants who knows the secret; asks again every time.
io.of("/auth").use((socket, next) => next(socket.handshake.auth.token === "secret" ? undefined : new Error("wrong token")));
serve(io.of("/auth"));
// Never answers a CONNECT.
io.of("/silent").use(() => {});
io.of("/silent").on("connection", () => {});

readline.createInterface({ input: process.stdin }).on("close", () => process.exit(0));

server.on("error", (error) => {
  console.error(error.message);
  process.exit(1);
});
const ready = () => fs.writeSync(1, `${JSON.stringify({ ready: true, port: options.port || server.address().port })}\n`);
options.unixSocket ? server.listen(options.unixSocket, ready) : server.listen(options.port, options.host ?? "127.0.0.1", ready);
