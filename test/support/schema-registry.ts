/**
 * A real schema registry: Apicurio, which keeps schemas in memory and answers as Confluent's does under /apis/ccompat/v7.
 * Maven brings it once (142 MB) into the cache of the jars:
 *
 *     ${XDG_CACHE_HOME:-~/.cache}/chaos/apicurio/2.6.13.Final/
 *         apicurio-registry-app-….jar
 *         lib/*.jar
 */
import { randomBytes } from "node:crypto";
import { access, mkdir, readdir, rename, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { cacheDirectory } from "../../src/engine/cache.js";
import { findMaven } from "../../src/engine/local/kafka-jars.js";
import { waitFor } from "../../src/wait.js";
import { java } from "./kafka-tools.js";

const VERSION = "2.6.13.Final";
const PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";
const FETCH_MS_MAX = 280_000;
const START_MS_MAX = 90_000;
const LIFE_MS_MAX = 600_000;

export interface SchemaRegistry extends AsyncDisposable {
  /** Registers a JSON schema; resolves to its id. */
  register(subject: string, schema: object): Promise<number>;
  /** What the registry says to whoever has found this id in a message. */
  lookUp(id: number): Promise<{ status: number; body: { error_code?: number; schema?: string } }>;
}

export async function startSchemaRegistry(): Promise<SchemaRegistry> {
  const home = await registryHome();
  const port = await freePort();
  const child = execa(
    java(),
    [
      ...["-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx384m"],
      ...["-Dquarkus.http.host=127.0.0.1", `-Dquarkus.http.port=${port}`],
      ...["-cp", `${home}/*:${home}/lib/*`, "io.quarkus.runner.GeneratedMain"],
    ],
    { stdin: "ignore", all: true, reject: false, timeout: LIFE_MS_MAX },
  );
  let said: string | null = null;
  child.then(({ all }) => {
    said = all;
  });
  const api = `http://127.0.0.1:${port}/apis/ccompat/v7`;
  await waitFor(
    async () => {
      if (said !== null) throw new Error(`the schema registry ended; it said:\n${said}`);
      const answer = await fetch(`${api}/subjects`).catch((error: Error) => error);
      if (answer instanceof Error) return { done: false, seen: answer.message };
      return answer.ok ? { done: true, value: undefined } : { done: false, seen: `status ${answer.status}` };
    },
    {
      what: "the schema registry",
      limitMs: START_MS_MAX,
      everyMs: 100,
      signal: new AbortController().signal,
    },
  );
  return {
    async register(subject, schema) {
      const answer = await fetch(`${api}/subjects/${subject}/versions`, {
        method: "POST",
        headers: { "content-type": "application/vnd.schemaregistry.v1+json" },
        body: JSON.stringify({ schemaType: "JSON", schema: JSON.stringify(schema) }),
      });
      return ((await answer.json()) as { id: number }).id;
    },
    async lookUp(id) {
      const answer = await fetch(`${api}/schemas/ids/${id}`);
      return { status: answer.status, body: (await answer.json()) as { error_code?: number } };
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child;
    },
  };
}

/** The folder of the unpacked registry, which is there when it is whole. */
async function registryHome(): Promise<string> {
  const home = join(cacheDirectory(process.env), "apicurio", VERSION);
  if (await isThere(home)) return home;
  const partial = `${home}.partial-${process.pid}-${randomBytes(4).toString("hex")}`;
  await mkdir(partial, { recursive: true });
  try {
    const { exitCode, all } = await execa(
      await findMaven(process.env),
      [
        ...["--batch-mode", "--quiet", "--strict-checksums", `${PLUGIN}:copy`],
        `-Dartifact=io.apicurio:apicurio-registry-app:${VERSION}:tar.gz:all`,
        `-DoutputDirectory=${partial}`,
      ],
      { all: true, reject: false, timeout: FETCH_MS_MAX },
    );
    const [archive] = await readdir(partial);
    if (exitCode !== 0 || archive === undefined) {
      throw new Error(
        `Maven could not fetch the schema registry (Apicurio ${VERSION}), without which the invalid-schema demo can't ` +
          `be shown: check that this machine reaches a Maven repository. It said:\n${all}`,
      );
    }
    await execa("tar", ["xzf", join(partial, archive), "-C", partial]);
    await rm(join(partial, archive));
    // Another run may have been faster; its copy is as good.
    if (!(await isThere(home))) await rename(partial, home);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return home;
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
