/**
 * Bad frames in both directions of many connections through one proxy, from a seed.
 *
 *     clients ──random requests of any API, many of them spoiled──▶ proxy ──▶ a broker that answers with random
 *     responses, many of them spoiled
 *
 * Clients are of the virtual clusters A and B, or of none; interceptors are armed for all of them. Every name on either
 * side says whose it is (SECRET-A, SECRET-B, SECRET-X), so that one that comes to the wrong side is seen. A connection
 * on which nothing was spoiled must moreover get an answer to each of its requests, in their order.
 */

import { type ApiName, COMPRESSIONS, decodeRequest, writeBatch } from "../../protocol/index.js";
import { seededRandom } from "../../random.js";
import { withSize } from "../frame.js";
import { interceptors } from "../interceptors/index.js";
import { tenant } from "../tenants/rename.js";
import { type Asked, FakeBroker } from "./fake-broker.js";
import { bytesInUse } from "./memory.js";
import {
  BROKER_APIS,
  type Making,
  pick,
  type Random,
  randomRequest,
  randomResponse,
  randomVersion,
  spoiled,
} from "./random-message.js";
import { startProxy } from "./start-proxy.js";
import { TestClient } from "./test-client.js";

export interface FuzzReport {
  /** Of clients and of the broker together. */
  readonly frames: number;
  readonly connections: number;
  readonly seconds: number;
  /** Heap and buffers, after the first tenth and at the end. */
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** What must not be, each with the connection's number: the seed and the number give what it asked. */
  readonly findings: readonly string[];
}

const WORKERS = 64;
const FRAMES_PER_CONNECTION_MAX = 40;
/** Long enough for any machine: a connection that is still open then never ends. */
const STUCK_MS = 60_000;
const VCLUSTERS = ["A", "B", "passthrough"] as const;
type VCluster = (typeof VCLUSTERS)[number];

/** What Node says of mistakes in a program; bad bytes should be told in the words of the protocol. */
const BUGS = /cannot read|is not a |not iterable|out of range|undefined|must be|maximum call|write after/i;

/** Of these the proxy answers some itself, or ends the connection: no order can be foretold. */
const LOGIN_APIS: readonly ApiName[] = ["SaslHandshake", "SaslAuthenticate"];

export async function fuzz({ frames, seed }: { frames: number; seed: number }): Promise<FuzzReport> {
  const findings: string[] = [];
  const records = await Promise.all(
    COMPRESSIONS.map((compression) =>
      writeBatch({ records: [{ value: Buffer.from("one") }, { value: Buffer.alloc(50, 1) }], compression }),
    ),
  );
  const brokerRandom = seededRandom(seed);
  let framesDone = 0;
  const answer = (asked: Asked): boolean => {
    framesDone++;
    const problem = strayName(asked);
    if (problem !== undefined) findings.push(problem);
    if (asked.frame.includes("chaos-proxy")) return false;
    asked.socket.write(responseTo(asked, brokerRandom, records));
    broker.asked.length = 0; // nothing is kept of so many
    return true;
  };
  await using broker = await FakeBroker.start({ onRequest: answer });
  await using started = await startProxy(broker, {
    log: (line) => {
      if (BUGS.test(line)) findings.push(`the log has: ${line}`);
    },
  });
  armEverything(await started.proxy.rules());
  const tokens = new Map<VCluster, string>();
  for (const vCluster of ["A", "B"] as const) {
    const who = { vCluster, username: "u", lifeTimeSeconds: 86_400 };
    tokens.set(vCluster, await started.proxy.tokens.issue(who));
  }

  let connections = 0;
  let bytesBefore = 0;
  const startedMs = performance.now();
  const work = async (): Promise<void> => {
    while (framesDone < frames) {
      const number = connections++;
      const random = seededRandom(seed + number * 7919);
      const vCluster = pick(random, VCLUSTERS);
      const run = new Connection(random, vCluster, records);
      const { sent, problems } = await run.through(started.port, tokens.get(vCluster));
      framesDone += sent;
      for (const problem of problems) findings.push(`connection ${number} of ${vCluster}: ${problem}`);
      if (bytesBefore === 0 && framesDone > frames / 10) bytesBefore = bytesInUse();
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  return {
    frames: framesDone,
    connections,
    seconds: (performance.now() - startedMs) / 1_000,
    bytesBefore,
    bytesAfter: bytesInUse(),
    findings,
  };
}

/** Every interceptor for everybody, often, and with delays that only change the order of things. */
function armEverything(rules: { put(rule: never): unknown }): void {
  const milder: Record<string, unknown> = {
    rateInPercent: 20,
    appliedPercentage: 5,
    latencyMs: 1,
    minLatencyMs: 0,
    maxLatencyMs: 2,
    topic: ".*",
  };
  const forms = interceptors.flatMap((interceptor) =>
    interceptor.forms.filter(({ generation }) => generation === 2),
  );
  for (const vCluster of VCLUSTERS) {
    for (const { id, example } of forms) {
      const config = Object.fromEntries(
        Object.entries(example).map(([key, value]) => [key, milder[key] ?? value]),
      );
      rules.put({ name: id, generation: 2, interceptor: id, config, scope: { vCluster } } as never);
    }
  }
}

/** A request of a client that spoils nothing, in which a name has another prefix than its tenant's. */
function strayName({ frame }: Asked): string | undefined {
  const tenantName = /clean-([AB])/.exec(frame.subarray(0, 60).toString("latin1"))?.[1];
  if (tenantName === undefined) return undefined;
  const text = frame.toString("latin1");
  for (const { 0: name, 1: owner, index } of text.matchAll(/SECRET-([ABX])/g)) {
    const prefix = text.slice(0, index).replace(/B\.$/, (end) => (owner === "B" ? end : ""));
    if (owner !== tenantName || !prefix.endsWith(`${tenantName}.`)) {
      return `the broker was asked for ${text.slice(Math.max(0, index - 8), index)}${name} by ${tenantName}`;
    }
  }
  return undefined;
}

const CLUSTER_NAMES = ["A.SECRET-A", "B.SECRET-B", "SECRET-X"];

/** Random, and of the API and version that were asked if the request can be read. */
function responseTo(asked: Asked, random: Random, records: readonly Buffer[]): Buffer {
  const { frame, correlationId } = asked;
  const isClean = frame.subarray(0, 60).includes("clean") || frame.subarray(0, 60).includes("asking");
  let response: Buffer | undefined;
  try {
    const { api, version, body } = decodeRequest(frame, { trailing: "ignored" });
    if (api === "Produce" && body.acks === 0) return Buffer.alloc(0);
    response = withSize(
      randomResponse({ random, api, version, names: CLUSTER_NAMES, records }, correlationId),
    );
  } catch {
    response = withSize(Buffer.concat([frame.subarray(4, 8), Buffer.alloc(8)]));
  }
  return isClean || random() < 0.85 ? response : spoiled(random, response, frame);
}

/** One connection, from its login to its end. */
class Connection {
  private readonly problems: string[] = [];
  private readonly offered: readonly ApiName[];
  /** `clean`: nothing is spoiled. `asking`: requests are. Else both sides are. */
  private readonly kind: "clean" | "asking" | "both";

  /** A spoiled frame often ends a connection, so on most they are few. */
  private readonly spoilRate: number;

  constructor(
    private readonly random: Random,
    private readonly vCluster: VCluster,
    private readonly records: readonly Buffer[],
  ) {
    this.kind = pick(random, ["clean", "asking", "both"] as const);
    this.spoilRate = pick(random, [0.05, 0.2, 0.6]);
    const own = vCluster === "passthrough" ? null : tenant(vCluster);
    // Most connections of tenants would end with the first request that tenants have not.
    const isBold = this.kind !== "clean" && random() < 0.1;
    this.offered = BROKER_APIS.filter(
      (api) => isBold || (!LOGIN_APIS.includes(api) && (own === null || own.offers(api))),
    );
  }

  async through(port: number, token: string | undefined): Promise<{ sent: number; problems: string[] }> {
    const { random, problems, kind } = this;
    using client = await TestClient.connect(port);
    if (token !== undefined) {
      await client.ask("SaslHandshake", 1, { mechanism: "PLAIN" });
      const { errorCode } = await client.ask("SaslAuthenticate", 1, {
        authBytes: Buffer.from(`\0u\0${token}`),
      });
      if (errorCode !== 0) problems.push("its login failed");
    }
    const count = 1 + Math.floor(random() * FRAMES_PER_CONNECTION_MAX);
    const expected: number[] = [];
    let before: Buffer = Buffer.alloc(8);
    for (let correlationId = 0; correlationId < count; correlationId++) {
      const { bytes, isAnswered } = this.request(correlationId);
      if (isAnswered) expected.push(correlationId);
      const isSpoiled = kind !== "clean" && random() < this.spoilRate;
      this.write(client, isSpoiled ? spoiled(random, bytes, before) : bytes);
      before = bytes;
    }
    // Without a word: also a broker's bytes may end in mid-frame.
    if (kind === "clean" || random() < 0.8) client.socket.end();
    else client.socket.destroy();
    const stuck = setTimeout(() => {
      problems.push("it does not end");
      client.socket.destroy();
    }, STUCK_MS);
    await client.closed;
    clearTimeout(stuck);
    this.check(client.frames, expected);
    return { sent: count, problems };
  }

  private request(correlationId: number): { bytes: Buffer; isAnswered: boolean } {
    const { random, vCluster, records, kind } = this;
    const api = pick(random, this.offered);
    const names = vCluster === "passthrough" ? ["SECRET-X"] : [`SECRET-${vCluster}`, `B.SECRET-${vCluster}`];
    const making: Making = { random, api, version: randomVersion(random, api), names, records };
    const header = { correlationId, clientId: `${kind}-${vCluster}` };
    const frame = randomRequest(making, header);
    const decoded = decodeRequest(frame);
    const isAnswered = !(decoded.api === "Produce" && decoded.body.acks === 0);
    return { bytes: withSize(frame), isAnswered };
  }

  private write(client: TestClient, bytes: Buffer): void {
    const at = this.random() < 0.3 ? Math.floor(this.random() * bytes.length) : bytes.length;
    client.raw(bytes.subarray(0, at));
    if (at < bytes.length) client.raw(bytes.subarray(at));
  }

  private check(frames: readonly Buffer[], expected: readonly number[]): void {
    const { vCluster, kind, problems } = this;
    const foreign = ["A", "B", "X"].filter((owner) => owner !== vCluster).map((owner) => `SECRET-${owner}`);
    // A broker's spoiled response can have a foreign name where the protocol has none: nobody can tell.
    if (vCluster !== "passthrough" && kind !== "both") {
      for (const frame of frames) {
        const leaked = foreign.find((name) => frame.includes(name));
        if (leaked !== undefined)
          problems.push(`it was told of ${leaked}: ${frame.toString("latin1").slice(0, 200)}`);
      }
    }
    if (kind !== "clean") return;
    const ids = frames.map((frame) => frame.readInt32BE(0));
    if (ids.join() !== expected.join())
      problems.push(`it asked ${expected.join()} and was answered ${ids.join()}`);
  }
}
