/** A real schema registry, as runs have it beside their brokers: see src/engine/registry-node.ts. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { cacheDirectory } from "../../dist/engine/cache.js";
import { findJava } from "../../dist/engine/local/java.js";
import { registryJars } from "../../dist/engine/local/registry-jars.js";
import { Supervisor } from "../../dist/engine/local/supervisor-client.js";
import {
  askForSchema,
  registryArguments,
  registrySeen,
  type SchemaAnswer,
} from "../../dist/engine/registry-node.js";
import { waitFor } from "../../src/wait.js";
import { freePorts } from "./kraft.js";

const START_MS_MAX = 90_000;
const LIFE_MS_MAX = 600_000;
const forever = new AbortController().signal;

export interface SchemaRegistry extends AsyncDisposable {
  /** Registers a JSON schema; resolves to its id. */
  register(subject: string, schema: object): Promise<number>;
  /** What the registry says to whoever has found this id in a message. */
  lookUp(id: number): Promise<SchemaAnswer>;
}

export async function startSchemaRegistry(): Promise<SchemaRegistry> {
  const home = await mkdtemp(join(tmpdir(), "chaos-registry-"));
  const libs = await libsOfRegistry(home);
  const { command } = await findJava(process.env);
  const client = { host: "127.0.0.1", port: (await freePorts(1))[0] as number };
  const child = execa(command, [`-Djava.io.tmpdir=${home}`, ...registryArguments(libs, client)], {
    stdin: "ignore",
    all: true,
    reject: false,
    timeout: LIFE_MS_MAX,
  });
  let said: string | null = null;
  child.then(({ all }) => {
    said = all;
  });
  await waitFor(
    async () => {
      if (said !== null) throw new Error(`the schema registry ended; it said:\n${said}`);
      const seen = await registrySeen({ client }, forever);
      return seen === null ? { done: true, value: undefined } : { done: false, seen };
    },
    { what: "the schema registry", limitMs: START_MS_MAX, everyMs: 100, signal: forever },
  );
  return {
    async register(subject, schema) {
      const answer = await fetch(
        `http://${client.host}:${client.port}/apis/ccompat/v7/subjects/${subject}/versions`,
        {
          method: "POST",
          headers: { "content-type": "application/vnd.schemaregistry.v1+json" },
          body: JSON.stringify({ schemaType: "JSON", schema: JSON.stringify(schema) }),
        },
      );
      return ((await answer.json()) as { id: number }).id;
    },
    lookUp: (id) => askForSchema({ client }, id, forever),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child;
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function libsOfRegistry(runDirectory: string): Promise<string> {
  const log = join(runDirectory, "supervisor.log");
  const supervisor = await Supervisor.start({
    runDirectory,
    seed: 0,
    log,
    cache: cacheDirectory(process.env),
  });
  try {
    return await registryJars({ env: process.env, supervisor, signal: forever, onProgress: () => {} });
  } finally {
    await supervisor.end();
  }
}
