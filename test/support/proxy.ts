/** The proxy as people run it, `chaos proxy`, before a cluster of the test; and where a log ends behind it. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect } from "vitest";
import { Admin, HIGH_WATERMARK } from "../../src/kafka/admin.js";
import { ErrorCode } from "../../src/protocol/index.js";
import type { CurlRequest } from "../../src/proxy/admin/admin.test-support.js";
import type { JournalEntry } from "../../src/proxy/interceptor-rules.js";
import { KafkaProxy, type ProxyOptions as KafkaProxyOptions } from "../../src/proxy/proxy.js";
import { waitFor } from "../../src/wait.js";

const PROGRAM = fileURLToPath(new URL("../../bin/chaos.js", import.meta.url));
/** Longer than any test file takes. */
const LIFE_MS_MAX = 600_000;
const READY_MS_MAX = 30_000;

export interface Place {
  readonly host: string;
  readonly port: number;
}

export function bootstrapOf(places: readonly Place[]): string {
  return places.map(({ host, port }) => `${host}:${port}`).join(",");
}

export interface ProxyOptions {
  /** What `--config` reads, as an object. */
  readonly settings?: object;
  readonly seed?: number;
}

export interface TestProxy extends AsyncDisposable {
  /** Where clients come. */
  readonly bootstrap: string;
  /** `http://…` of the REST API. */
  readonly admin: string;
  /** What it has said so far. */
  log(): string;
  /** Sends what a curl of the demos sends, to the port that is listened on here. */
  send(request: CurlRequest): Promise<{ status: number; text: string }>;
  metrics(): Promise<string>;
  journal(): Promise<JournalEntry[]>;
}

/** Resolves when clients can be served. */
export async function startProxy(
  cluster: string,
  { settings = {}, seed = 1 }: ProxyOptions = {},
): Promise<TestProxy> {
  const directory = await mkdtemp(join(tmpdir(), "chaos-proxy-test-"));
  const [config, journal] = [join(directory, "proxy.yaml"), join(directory, "journal.ndjson")];
  await writeFile(config, JSON.stringify(settings));
  const child = execa(
    process.execPath,
    [
      ...[PROGRAM, "proxy", "--bootstrap", cluster, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"],
      ...["--config", config, "--journal", journal, "--seed", String(seed)],
    ],
    { stdin: "ignore", stdout: "ignore", reject: false, timeout: LIFE_MS_MAX, buffer: false },
  );
  const said: string[] = [];
  const where = new Promise<{ bootstrap: string; admin: string }>((resolve, reject) => {
    createInterface(child.stderr!).on("line", (line) => {
      said.push(line);
      const [, bootstrap, admin] = /clients: (\S+); REST API: (\S+);/.exec(line) ?? [];
      if (bootstrap !== undefined && admin !== undefined) resolve({ bootstrap, admin });
    });
    child.then(({ exitCode }) =>
      reject(new Error(`the proxy ended with ${exitCode}; it said:\n${said.join("\n")}`)),
    );
  });
  const { bootstrap, admin } = await where;
  await untilReady(admin);
  return {
    bootstrap,
    admin,
    log: () => said.join("\n"),
    async send({ method, url, headers, body }) {
      const response = await fetch(admin + new URL(url).pathname, {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
      });
      return { status: response.status, text: await response.text() };
    },
    metrics: async () => (await fetch(`${admin}/metrics`)).text(),
    async journal() {
      const lines = (await readFile(journal, "utf8")).split("\n").slice(0, -1);
      return lines.map((line) => JSON.parse(line) as JournalEntry);
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      const { exitCode } = await child;
      await rm(directory, { recursive: true, force: true });
      expect(exitCode, "the proxy's exit code").toBe(0);
    },
  };
}

function untilReady(admin: string): Promise<void> {
  return waitFor(
    async () => {
      const response = await fetch(`${admin}/health`);
      return response.ok
        ? { done: true, value: undefined }
        : { done: false, seen: `${response.status} ${await response.text()}` };
    },
    {
      what: "the proxy to see its cluster",
      limitMs: READY_MS_MAX,
      everyMs: 50,
      signal: new AbortController().signal,
    },
  );
}

export interface ProxyHere extends AsyncDisposable {
  readonly proxy: KafkaProxy;
  /** Where clients come. */
  readonly bootstrap: string;
  readonly log: readonly string[];
  readonly effects: readonly JournalEntry[];
  /** Resolves when clients can be served. */
  ready(): Promise<void>;
}

/** The proxy in this process, for tests that arm it, and look at it, without a REST API between. */
export async function proxyHere(
  cluster: readonly Place[],
  options: Partial<KafkaProxyOptions> = {},
): Promise<ProxyHere> {
  const log: string[] = [];
  const effects: JournalEntry[] = [];
  const proxy = await KafkaProxy.start({
    bootstrap: cluster,
    listen: { host: "127.0.0.1", port: 0 },
    seed: 1,
    log: (line) => log.push(line),
    onEffect: (entry) => effects.push(entry),
    ...options,
  });
  return {
    proxy,
    bootstrap: bootstrapOf([proxy.address]),
    log,
    effects,
    ready: () =>
      waitFor(
        () =>
          proxy.health().ready
            ? { done: true, value: undefined }
            : { done: false, seen: log.at(-1) ?? "nothing" },
        {
          what: "the proxy to see its cluster",
          limitMs: READY_MS_MAX,
          everyMs: 20,
          signal: new AbortController().signal,
        },
      ),
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}

/**
 * How many records a topic of one partition has, by the word of the broker that leads it, which knows of no proxy. A
 * broker that has just come back knows of no topics for a moment.
 */
export function logEnd(brokers: readonly (Place & { id: number })[], topic: string): Promise<number> {
  return waitFor(
    async () => {
      try {
        await using any = await Admin.connect(brokers[0]!, { answerMsMax: READY_MS_MAX });
        const leaderId = (await any.topics([topic])).partitions[0]?.leaderId;
        const leader = brokers.find(({ id }) => id === leaderId);
        if (leader === undefined) return { done: false, seen: `the leader ${leaderId}` };
        await using admin = await Admin.connect(leader, { answerMsMax: READY_MS_MAX });
        const [end] = await admin.offsets(topic, [0], HIGH_WATERMARK);
        return end?.errorCode === ErrorCode.NONE
          ? { done: true, value: end.offset }
          : { done: false, seen: `error ${end?.errorCode}` };
      } catch (error) {
        return { done: false, seen: (error as Error).message };
      }
    },
    {
      what: `the end of ${topic}`,
      limitMs: READY_MS_MAX,
      everyMs: 50,
      signal: new AbortController().signal,
    },
  );
}
