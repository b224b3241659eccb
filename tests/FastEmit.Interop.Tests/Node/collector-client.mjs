// The official Socket.IO client against a FastEmit collector. Runs one scenario and prints one line of JSON: what the client saw.
import { io } from "socket.io-client";

const { scenario, url, transports, auth } = JSON.parse(process.argv[2]);
const options = { transports, auth, forceNew: true, reconnectionDelay: 20, reconnectionDelayMax: 50 };

const once = (emitter, event) => new Promise((resolve) => emitter.once(event, (...args) => resolve(args)));
const ask = (socket, ...args) => socket.timeout(30000).emitWithAck(...args);

const scenarios = {
  // Everything that goes over one connection, in both directions.
  async traffic() {
    const socket = io(url, options);
    const upgraded = transports.length > 1 ? new Promise((resolve) => socket.io.engine.once("upgrade", resolve)) : null;
    const welcome = once(socket, "welcome");
    const opened = once(socket.io, "open").then(() => socket.io.engine.transport.name);
    await once(socket, "connect");
    const early = await Promise.all([...Array(50).keys()].map((i) => ask(socket, "echo", i)));
    await upgraded;
    const late = await Promise.all([...Array(50).keys()].map((i) => ask(socket, "echo", i + 50)));
    const text = await ask(socket, "echo", { text: "ä€😀\u2028\u0000", nested: [null, true, 1.5] });
    const binary = await ask(socket, "echo binary", Buffer.from([1, 2, 3]), { more: Buffer.alloc(5000, 7) });
    const pushed = once(socket, "pushed");
    socket.emit("push me", "arguments", 2);
    const other = io(`${url}/hook`, { ...options, forceNew: false, multiplex: true });
    const second = new (other.io.constructor)(url, options).socket("/hook");
    await once(second, "connect");
    const fromHook = await ask(second, "echo", "hook");
    other.disconnect();
    second.disconnect();
    for (let i = 0; i < 1000; i++) {
      socket.emit("numbered", { series: 0, number: i });
    }
    await ask(socket, "echo", "behind them");
    const result = {
      welcome: await welcome,
      atOpen: await opened,
      atEnd: socket.io.engine.transport.name,
      echoes: [...early, ...late],
      text,
      binary: [binary[0].toString("hex"), binary[1].toString("hex").length],
      pushed: await pushed,
      fromHook,
    };
    socket.disconnect();
    return result;
  },

  // Several namespaces over one connection; one is refused, one needs the right token.
  async namespaces() {
    const main = io(url, options);
    const sockets = Object.fromEntries(["/hook", "/no", "/private"].map((name) => [name, main.io.socket(name, { auth })]));
    const refused = (socket) => once(socket, "connect_error").then(([error]) => ({ message: error.message, data: error.data ?? null, active: socket.active }));
    const waits = [once(main, "connect"), once(sockets["/hook"], "connect"), refused(sockets["/no"]), refused(sockets["/private"])];
    Object.values(sockets).forEach((socket) => socket.connect());
    const [, , no, wrong] = await Promise.all(waits);
    sockets["/private"].auth = { token: "secret" };
    sockets["/private"].connect();
    await once(sockets["/private"], "connect");
    const dismissed = once(sockets["/hook"], "disconnect");
    sockets["/hook"].emit("dismiss me");
    const [reason] = await dismissed;
    const still = await ask(main, "echo", "still here");
    const engine = main.io.engine.id;
    main.io._close();
    return { no, wrong, reason, still, hasEngine: engine.length === 20 };
  },

  // The server closes the connection; the client comes back by itself with what it buffered.
  async reconnect() {
    const socket = io(url, options);
    await once(socket, "connect");
    const ids = [socket.id];
    const reasons = [];
    socket.on("disconnect", (reason) => reasons.push(reason));
    for (let round = 0; round < 3; round++) {
      const gone = once(socket, "disconnect");
      const back = once(socket.io, "reconnect");
      const connected = gone.then(() => once(socket, "connect"));
      socket.emit("close me");
      await gone;
      socket.emit("numbered", { series: 1, number: round });
      await back;
      await connected;
      ids.push(socket.id);
    }
    await ask(socket, "echo", "done");
    socket.disconnect();
    return { connections: new Set(ids).size, reasons };
  },
};

const patience = setTimeout(() => {
  console.error(`${scenario} did not end in time`);
  process.exit(1);
}, 60000);
process.stdin.on("end", () => process.exit(1)).resume();
const result = await scenarios[scenario]();
clearTimeout(patience);
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
