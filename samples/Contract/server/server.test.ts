// Starts the server and the .NET emitter, and looks at what arrived. EMITTER_DLL is the emitter, where it is built already.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { listen } from "./server.js";

test("what the .NET program emits is what the server's types say", async () => {
  const lines: string[] = [];
  const { http, seen } = listen(0, (line) => lines.push(line));
  await once(http, "listening");
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const dll = process.env["EMITTER_DLL"];
  const args = dll === undefined ? ["run", "--project", "..", "--", url] : [dll, url];
  const emitter = spawn("dotnet", args, { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  emitter.stdout.on("data", (text: Buffer) => (output += text.toString()));
  const [code] = await once(emitter, "close");
  http.closeAllConnections();
  http.close();

  assert.equal(code, 0, output);
  assert.match(output, /The server has seen \[1\] tools/);
  assert.deepEqual(seen.began.map((began) => [began.tool_name, began.kind]), [["Bash", "Command"], ["Edit", "Edit"]]);
  assert.deepEqual(lines, ["Bash took 12 ms and changed 0 lines", "Edit took 30 ms and changed 4 lines: no such line"]);

  const schema: object = JSON.parse(readFileSync(new URL("../contract/hook.tool_done.schema.json", import.meta.url), "utf8"));
  const accepts = new Ajv2020({ validateFormats: false }).compile(schema);
  for (const done of seen.done) {
    assert.equal(done.v, 2);
    assert.ok(accepts(done), JSON.stringify(accepts.errors));
    assert.ok(!accepts({ ...done, duration_ms: "12" }));
  }
});
