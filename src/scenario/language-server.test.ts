/** What editors make of `chaos schema`: a real YAML language server is asked, as an editor asks it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node.js";
import { faults } from "../faults/index.js";
import { scenarioJsonSchema } from "./json-schema.js";

const SERVER = fileURLToPath(import.meta.resolve("yaml-language-server/bin/yaml-language-server"));

interface Diagnostics {
  readonly uri: string;
  readonly diagnostics: readonly {
    readonly message: string;
    readonly range: { readonly start: { readonly line: number; readonly character: number } };
  }[];
}

let folder: string;
let server: ChildProcess;
let connection: MessageConnection;
/** Of a document that is about to be opened: what the server finds wrong in it. */
const awaited = new Map<string, (found: Diagnostics["diagnostics"]) => void>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chaos-editor-"));
  await writeFile(join(folder, "scenario.schema.json"), JSON.stringify(scenarioJsonSchema(faults)));
  server = spawn(process.execPath, [SERVER, "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
  connection = createMessageConnection(
    new StreamMessageReader(server.stdout!),
    new StreamMessageWriter(server.stdin!),
  );
  connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }: Diagnostics) =>
    awaited.get(uri)?.(diagnostics),
  );
  connection.onRequest("workspace/configuration", ({ items }: { items: readonly unknown[] }) =>
    items.map(() => ({})),
  );
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    capabilities: {},
    initializationOptions: {},
  });
  await connection.sendNotification("initialized", {});
  const yaml = { validate: true, completion: true, schemaStore: { enable: false } };
  await connection.sendNotification("workspace/didChangeConfiguration", { settings: { yaml } });
});

afterAll(async () => {
  connection.dispose();
  const exited = once(server, "exit");
  server.kill();
  await exited;
  await rm(folder, { recursive: true });
});

async function open(name: string, text: string) {
  const uri = pathToFileURL(join(folder, name)).href;
  const found = new Promise<Diagnostics["diagnostics"]>((resolve) => awaited.set(uri, resolve));
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "yaml", version: 1, text },
  });
  return { uri, diagnostics: await found };
}

async function completions(uri: string, line: number, character: number): Promise<string[]> {
  const { items } = await connection.sendRequest<{ items: { label: string }[] }>("textDocument/completion", {
    textDocument: { uri },
    position: { line, character },
  });
  return items.map(({ label }) => label);
}

const HEADER = "# yaml-language-server: $schema=scenario.schema.json\n";
const SOUND = "name: mine\nproducers: { count: 100 }\nexpect: { loss: any }\n";

it("finds nothing wrong with a scenario, also one with merge keys, compound durations and $schema", async () => {
  const steps = "faults:\n  - &cut\n    at: 1s\n    partition: { isolate: leader }\n    for: 1m30s\n";
  const text = `${HEADER}$schema: scenario.schema.json\n${SOUND}${steps}  - <<: *cut\n    name: again\n    at: 5s after partition\n`;
  expect((await open("sound.yaml", text)).diagnostics).toEqual([]);
});

it("marks a key and a value that are wrong, where they are", async () => {
  const text = `${HEADER}${SOUND}topic: { replica: 3 }\nfaults:\n  - at: 1s\n    kill: leader\n    for: 90\n`;
  const { diagnostics } = await open("wrong.yaml", text);
  const found = diagnostics.map(({ message, range: { start } }) => [start.line, start.character, message]);
  expect(found).toContainEqual([4, 9, expect.stringContaining("replica is not allowed")]);
  expect(found.some(([line, character]) => line === 8 && character === 9)).toBe(true);
});

it("completes keys and values", async () => {
  const { uri } = await open("begun.yaml", `${HEADER}${SOUND}topic:\n  \ncluster:\n  controllers: \n`);
  expect(await completions(uri, 5, 2)).toEqual(expect.arrayContaining(["partitions", "replicas", "config"]));
  expect(await completions(uri, 7, 15)).toEqual(expect.arrayContaining(["1", "3", "combined"]));
});

it("completes the faults of a step", async () => {
  const { uri } = await open("step.yaml", `${HEADER}${SOUND}faults:\n  - at: 1s\n    \n`);
  const labels = await completions(uri, 6, 4);
  expect(labels).toEqual(expect.arrayContaining(["for", ...faults.map(({ name }) => name)]));
});
