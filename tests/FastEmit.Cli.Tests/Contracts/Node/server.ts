// A server of which every handler is typed by the contract. Built by tsc --strict against the official server's types.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type Namespace } from "socket.io";
import { hasEventId, type ContractClientToServerEvents, type ContractColor, type ContractPlace } from "./events.js";

const http = createServer();
const io = new Server(http);
const contract: Namespace<ContractClientToServerEvents> = io.of("/contract");

contract.on("connection", (socket) => {
  socket.on("everything", (data, ack) => {
    const text: string = data.text;
    const note: string | null = data.note;
    const numbers: number[] = [data.count, data.big, data.price, data.number];
    const ratio: number | null = data.ratio;
    const flag: boolean = data.flag;
    const color: ContractColor = data.color;
    const red: "Red" | "Green" = color;
    const optional: number | null = data.optional;
    const tags: string[] = data.tags;
    const gaps: (string | null)[] = data.gaps;
    const counts: Record<string, number> = data.counts;
    const place: ContractPlace = data.place;
    const next: ContractPlace | null = data.next;
    const absent: string | null | undefined = data.absent;
    const bytes: Uint8Array = data.bytes;
    const shape = "radius" in data.shape ? data.shape.radius : -1;
    const secret: "***" = data.secret;
    const quoted: bigint = BigInt(data.quoted);
    // @ts-expect-error: there is no such member.
    void data.missing;
    // @ts-expect-error: it may be null.
    const wrong: string = data.note;
    void wrong;
    console.log(JSON.stringify({
      text, note, numbers, ratio, flag, red, optional, tags, gaps, counts, place, next, absent: absent ?? "none", bytes: [...bytes], shape, secret,
      quoted: quoted.toString(), id: data.id, at: data.at, day: data.day, took: data.took, free: data.free, x: data.spot.x, hasId: hasEventId(data),
    }));
    ack?.(data.count + 1);
  });
  socket.on("step", (data, ack) => {
    const session: string = data.session;
    const named: string = hasEventId(data) ? data.event_id : "";
    switch (data.$type) {
      case "asked":
        console.log(JSON.stringify({ session, text: data.text, hasId: named !== "" }));
        break;
      case "answered": {
        const from: ContractPlace | null | undefined = data.from;
        // @ts-expect-error: the other type has that.
        void data.text;
        console.log(JSON.stringify({ session, from: from ?? "none", length: data.length }));
        break;
      }
    }
    ack?.();
  });
  socket.on("contract_place_changed", (data, ack) => {
    const before: ContractPlace = data.before;
    console.log(JSON.stringify({ before: before.name, after: data.after.name }));
    ack?.();
  });
  // @ts-expect-error: no event has that name.
  socket.on("nothing", () => {});
});

http.listen(0, "127.0.0.1", () => console.log(`PORT ${(http.address() as AddressInfo).port}`));
