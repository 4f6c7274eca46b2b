/** The links of a local cluster, tried out as its nodes use them: each broker calls each peer by its own view of it. */
import { connect } from "node:net";
import { expect } from "vitest";
import type { NodeName } from "../../src/cluster/topology.js";
import type { Cluster } from "../../src/engine/engine.js";
import { layOut, portsFor } from "../../src/engine/local/layout.js";
import type { Forward } from "../../src/engine/local/links.js";
import { Connection, encodeRequest } from "../../src/protocol/index.js";

/** Who answers at all answers within this, on the busiest machine. */
const ANSWER_MS_MAX = 20_000;
/** An answer takes a few milliseconds; who is silent for this long is cut off. */
const SILENT_MS = 300;

/** Connects to the broker `to` over the link that the broker `from` has to it. */
export function connectAs(cluster: Cluster, from: NodeName, to: NodeName): Promise<Connection> {
  return Connection.open(forwardsOf(cluster).find((one) => one.from === from && one.to === to)!.listen);
}

/** Exactly these pairs of nodes (`kafka1–zk1`) can't talk, whoever calls; all others can. */
export async function expectCut(cluster: Cluster, ...cut: readonly string[]): Promise<void> {
  const isCut = ({ from, to }: Forward) => cut.includes(`${from}–${to}`) || cut.includes(`${to}–${from}`);
  const calls = forwardsOf(cluster).filter(
    ({ to, listen }) => to.startsWith("kafka") || isClientPort(cluster, listen.port),
  );
  const tried = await Promise.all(
    calls.map(async (call) => {
      const answered = await answers(call, isCut(call) ? SILENT_MS : ANSWER_MS_MAX);
      return { call: `${call.from} calls ${call.to}`, answered };
    }),
  );
  expect(tried).toEqual(
    calls.map((call) => ({ call: `${call.from} calls ${call.to}`, answered: !isCut(call) })),
  );
}

function isClientPort({ nodes }: Cluster, port: number): boolean {
  return nodes.some(({ kind, client }) => kind === "zookeeper" && client.port === port);
}

function forwardsOf({ nodes }: Cluster): readonly Forward[] {
  const brokers = nodes.filter(({ kind }) => kind === "broker");
  const { host, port } = brokers[0]!.client;
  const attempt = (port - portsFor(0).external) / (portsFor(1).external - portsFor(0).external);
  const metadata = { kind: "zookeeper", members: nodes.length - brokers.length } as const;
  return layOut({ brokers: brokers.length, metadata }, Number(host.split(".")[1]), portsFor(attempt))
    .forwards;
}

function answers({ to, listen }: Forward, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...listen, timeout: limitMs }, () => socket.write(question(to)));
    const end = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.once("data", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
    socket.once("close", () => resolve(false));
  });
}

/** Something that the node answers whatever it thinks of it. */
function question(to: NodeName): Buffer {
  if (to.startsWith("zk")) return Buffer.from("ruok");
  const request = encodeRequest("ApiVersions", 0, { correlationId: 1 }, {});
  const size = Buffer.alloc(4);
  size.writeInt32BE(request.length);
  return Buffer.concat([size, request]);
}
