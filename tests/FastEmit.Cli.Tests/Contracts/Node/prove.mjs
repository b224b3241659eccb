// node prove.mjs DIR: the schemas accept what was emitted and refuse what was mutated; the AsyncAPI document passes the official parser.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020.js";
import { Parser } from "@asyncapi/parser";

const folder = process.argv[2];
const read = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
const faults = [];
for (const [schema, { accepted, refused }] of Object.entries(read("samples.json"))) {
  const validate = new Ajv2020.default({ strict: false, validateFormats: false, allErrors: true }).compile(read(schema));
  for (const sample of accepted) {
    if (!validate(sample)) faults.push({ accepted: sample, errors: validate.errors });
  }
  for (const [what, sample] of Object.entries(refused)) {
    if (validate(sample)) faults.push({ refused: what });
  }
}
const { document, diagnostics } = await new Parser().parse(readFileSync(join(folder, "asyncapi.json"), "utf8"));
for (const diagnostic of diagnostics.filter((one) => one.severity === 0)) faults.push({ asyncapi: diagnostic.message, path: diagnostic.path });
if (document?.channels().all().some((channel) => channel.address() === "/contract") !== true) faults.push("no channel /contract");
console.log(JSON.stringify(faults));
process.exit(faults.length === 0 ? 0 : 1);
