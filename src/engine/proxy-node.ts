/**
 * The proxy as a node of a cluster, the same on every engine: what starts it, when it is ready, and how its interceptors
 * are armed, which is by its own REST API. Engines add where it lives.
 *
 * Its API takes the run's own credentials only. They are in `cluster/proxy/access.json`, which is its owner's alone, so
 * that a process which takes up a cluster that was kept can go on arming and disarming.
 */
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Capability } from "../cluster/spec.js";
import { brokersOf, type ClusterNode, proxyOf } from "../cluster/topology.js";
import { InfrastructureError } from "../errors.js";
import { Admin } from "../kafka/admin.js";
import { waitFor } from "../wait.js";
import type { Interception, Undo } from "./engine.js";

export const PROXY_NAME = "proxy";

/** In the run directory; src/rundir/proxy-journal.ts says what is in it. */
export const PROXY_JOURNAL = "proxy.ndjson";

/** `chaos proxy` and nothing else, in this package's own build. */
export const PROXY_PROGRAM = fileURLToPath(new URL("../../dist/commands/proxy/main.js", import.meta.url));

const READY_MS_MAX = 30_000;
const ANSWER_MS_MAX = 5_000;
/** A request that waits in the proxy, and a client that lingers, may take their time. */
const QUIET_MS_MAX = 45_000;
const OWNER_ONLY = 0o600;
const PASSWORD_BYTES = 18;

export interface ProxyAccess {
  /** Of the REST API: `http://host:port`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

export function newAccess(admin: { readonly host: string; readonly port: number }): ProxyAccess {
  const password = randomBytes(PASSWORD_BYTES).toString("base64url");
  return { url: `http://${admin.host}:${admin.port}`, username: "chaos", password };
}

/** What watches the answers to producers, in force from the first client on. src/proxy/interceptors/leader-errors.ts */
const WATCH = { name: "watch", interceptor: "leader-errors" };

/** What `chaos proxy --config` reads; JSON is YAML. `needs`: of the run. */
export function proxySettings({ username, password }: ProxyAccess, needs: ReadonlySet<Capability>): string {
  const interceptors = needs.has("producer-errors") ? [WATCH] : [];
  return `${JSON.stringify({ admin: { username, password }, interceptors })}\n`;
}

/** Where the proxy's files of a run are. */
export function proxyFolder(runDirectory: string): string {
  return join(runDirectory, "cluster", PROXY_NAME);
}

/** Writes the access down, and the settings beside it; resolves to the path of the settings. */
export async function writeAccess(
  runDirectory: string,
  access: ProxyAccess,
  needs: ReadonlySet<Capability>,
): Promise<string> {
  const folder = proxyFolder(runDirectory);
  const settings = join(folder, "settings.yaml");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "access.json"), `${JSON.stringify(access)}\n`, { mode: OWNER_ONLY });
  await writeFile(settings, proxySettings(access, needs), { mode: OWNER_ONLY });
  return settings;
}

/** The control of a proxy that another process started; null where the run has none. */
export async function attachProxy(runDirectory: string): Promise<ProxyControl | null> {
  const text = await readFile(join(proxyFolder(runDirectory), "access.json"), "utf8").catch(() => null);
  return text === null ? null : new ProxyControl(JSON.parse(text) as ProxyAccess, `by-hand-${process.pid}`);
}

interface Health {
  readonly ready: boolean;
  readonly clients: number;
  readonly journal?: { readonly entries: number; readonly unwritten: number };
}

export class ProxyControl {
  #armed = 0;

  /** `names`: what the names of its rules begin with. A rule draws its random numbers by its name, under the proxy's seed. */
  constructor(
    private readonly access: ProxyAccess,
    private readonly names = "scenario",
  ) {}

  /** It has found every broker and passes on what a client asks first. */
  async untilReady(nodes: readonly ClusterNode[], signal: AbortSignal): Promise<void> {
    const brokers = brokersOf({ nodes }).length;
    const { client } = proxyOf({ nodes })!;
    await waitFor(
      async () => {
        const found = await this.#health().catch(() => null);
        if (found === null) return { done: false, seen: "its REST API not answering" };
        if (!found.ready) return { done: false, seen: "that it has not reached the cluster" };
        const served = await brokersThrough(client, signal).catch(() => null);
        if (served === null) return { done: false, seen: "no metadata through it" };
        return served === brokers
          ? { done: true, value: undefined }
          : { done: false, seen: `${served} brokers through it` };
      },
      { what: `the proxy to pass on ${brokers} brokers`, limitMs: READY_MS_MAX, everyMs: 50, signal },
    );
  }

  /**
   * Waits until no client is connected, so that no request is on its way, and until the proxy has written its journal.
   * Resolves to the number of the journal's entries; 0 when the proxy is dead, which has nothing left to write.
   */
  async untilQuiet(signal: AbortSignal): Promise<number> {
    return waitFor(
      async () => {
        const found = await this.#health().catch(() => null);
        if (found === null) return { done: true, value: 0 };
        const { clients, journal = { entries: 0, unwritten: 0 } } = found;
        if (clients > 0) return { done: false, seen: `${clients} connections through it` };
        return journal.unwritten === 0
          ? { done: true, value: journal.entries }
          : { done: false, seen: `${journal.unwritten} entries that are not in its journal yet` };
      },
      {
        what: "the producers' connections through the proxy to end",
        limitMs: QUIET_MS_MAX,
        everyMs: 50,
        signal,
      },
    );
  }

  async arm({ interceptor, generation, config }: Interception): Promise<Undo> {
    const name = `${this.names}-${++this.#armed}`;
    if (generation === 1) {
      const feature = `/tenant/passthrough/user/${name}/feature/${interceptor}`;
      await this.#ask("POST", feature, { config, direction: "REQUEST", apiKeys: "PRODUCE" });
      return once(() => this.#ask("DELETE", `${feature}/apiKeys/PRODUCE/direction/REQUEST`));
    }
    await this.#ask("PUT", "/gateway/v2/interceptor", {
      kind: "Interceptor",
      apiVersion: "gateway/v2",
      metadata: { name },
      spec: { pluginClass: interceptor, config },
    });
    return once(() => this.#ask("DELETE", `/gateway/v2/interceptor/${name}`));
  }

  /** Takes away every interceptor that concerns clients like our producers, whichever process armed it. */
  async disarmAll(): Promise<void> {
    const { features } = (await this.#ask("GET", "/tenant/passthrough/features")) as {
      features: { user: string; feature: string; apiKeys: string; direction: string }[];
    };
    for (const { user, feature, apiKeys, direction } of features) {
      const path = `/tenant/passthrough/user/${user}/feature/${feature}`;
      await this.#ask("DELETE", `${path}/apiKeys/${apiKeys}/direction/${direction}`);
    }
    const resources = (await this.#ask("GET", "/gateway/v2/interceptor")) as { metadata: { name: string } }[];
    for (const { metadata } of resources)
      await this.#ask("DELETE", `/gateway/v2/interceptor/${metadata.name}`);
  }

  async #health(): Promise<Health> {
    const response = await fetch(`${this.access.url}/health`, {
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    return (await response.json()) as Health;
  }

  /** What is not there any more need not be taken away. */
  async #ask(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<unknown> {
    const { url, username, password } = this.access;
    const login = Buffer.from(`${username}:${password}`).toString("base64");
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Basic ${login}`,
        // Faults are far apart: the other side may have closed what is kept open for the next one.
        connection: "close",
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    }).catch((cause) => {
      throw new InfrastructureError(`the proxy's REST API does not answer: ${reasonOf(cause)}`, { cause });
    });
    const answer = await response.text();
    if (response.ok) return answer === "" ? undefined : JSON.parse(answer);
    if (method === "DELETE" && response.status === 404) return undefined;
    throw new InfrastructureError(`the proxy refuses ${method} ${path}: ${response.status} ${answer}`);
  }
}

export function noProxy(): InfrastructureError {
  return new InfrastructureError("this cluster has no proxy, so nothing can be intercepted", {
    remedy: "run a scenario with a fault `proxy`, with --keep: its cluster has one",
  });
}

function once(undo: () => Promise<unknown>): Undo {
  let undone = false;
  return async () => {
    if (undone) return;
    undone = true;
    await undo();
  };
}

/** fetch says "fetch failed", and why in its cause. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? cause.message : message;
}

/** How many brokers the proxy at this address names. Rejects when it does not answer. */
export async function brokersThrough(client: ClusterNode["client"], signal: AbortSignal): Promise<number> {
  await using admin = await Admin.connect(client, { answerMsMax: ANSWER_MS_MAX, signal });
  return (await admin.brokers()).brokerIds.length;
}
