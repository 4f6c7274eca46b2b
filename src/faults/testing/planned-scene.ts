/**
 * Scripted brokers and a controller as a cluster, for faults that ask brokers to do something. What is done to nodes and
 * links is written down.
 */
import { vi } from "vitest";
import type { ClusterNode, Link } from "../../cluster/topology.js";
import type { Cluster, Undo } from "../../engine/engine.js";
import { type Script, type ScriptedBrokers, scriptedBrokers } from "../../kafka/testing/scripted-brokers.js";
import { vocabulary } from "../../scenario/schema/vocabulary.js";
import { sharedSignal } from "../../shared-signal.js";
import type { Injection, Surroundings } from "../fault.js";
import { faults } from "../index.js";

export const TOPIC = { name: "test1", partitions: 1, replicas: 3, config: {} };

export function surroundings(given: Partial<Surroundings> = {}): Surroundings {
  return {
    topics: [TOPIC],
    isProducing: () => true,
    takeClients: () => Promise.reject(new Error("no clients here")),
    onChange: () => {},
    strike: (act) => act(),
    signal: sharedSignal(new AbortController().signal),
    ...given,
  };
}

/** For as long as a machine that is busy may need. */
export const soon = (check: () => void) => vi.waitFor(check, 20_000);

export interface PlannedScene extends AsyncDisposable {
  readonly brokers: ScriptedBrokers;
  readonly cluster: Cluster;
  /** `stop kafka1`, `start kafka1`, `cut kafka1>kafka2 kafka2>kafka1`, `pass`, in order. */
  readonly asked: string[];
  readonly notRunning: Set<string>;
  /** A broker that is started does not come back, for this reason. */
  doesNotStart: string | null;
  /** `value`: as a scenario has it. The role `leader` is who leads partition 0, `follower` one in sync with it. */
  inject(fault: string, value: unknown, given?: Partial<Surroundings>): Promise<Injection>;
}

export async function plannedScene({
  count = 3,
  partitions = 1,
  script = {},
  controllerBroker,
}: {
  readonly count?: number;
  readonly partitions?: number;
  readonly script?: Script;
  /** The broker that is the controller of a cluster with ZooKeeper. Absent: the cluster has a KRaft controller. */
  readonly controllerBroker?: string;
} = {}): Promise<PlannedScene> {
  const topic = { ...TOPIC, partitions };
  const brokers = await scriptedBrokers(count, topic, script);
  const ids = [1, 2, 3];
  for (let i = 0; i < partitions; i++) brokers.agree(i, { leader: 1, epoch: 0, isr: ids, replicas: ids });
  const member = {
    kraft: { name: "controller1", kind: "controller", id: 101, quorum: "kraft" },
    zookeeper: { name: "zk1", kind: "zookeeper", id: 1, quorum: "zookeeper" },
  } as const;
  const quorum = controllerBroker === undefined ? "kraft" : "zookeeper";
  const nodes: ClusterNode[] = [
    ...brokers.nodes,
    { ...member[quorum], client: { host: "127.0.0.1", port: 1 } },
  ];
  const asked: string[] = [];
  const notRunning = new Set<string>();
  const nameOf = (id: number) => `kafka${id}`;
  const down =
    (verb: string) =>
    async (node: string): Promise<Undo> => {
      asked.push(`${verb} ${node}`);
      notRunning.add(node);
      return async () => {
        asked.push(`start ${node}`);
        if (scene.doesNotStart !== null) throw new Error(scene.doesNotStart);
        notRunning.delete(node);
      };
    };
  const cutLinks: Link[] = [];
  const cluster = {
    nodes,
    notRunning: () => notRunning,
    cutLinks: () => cutLinks,
    kill: down("kill"),
    stop: async (node: string) => ({ undo: await down("stop")(node), killedAfterMs: null }),
    pause: down("pause"),
    cut: async (links) => {
      const arrows = links.map(({ from, to }) => `${from}>${to}`).sort();
      asked.push(`cut ${arrows.join(" ")}`);
      cutLinks.push(...links);
      return async () => {
        asked.push("pass");
        cutLinks.splice(0);
      };
    },
  } satisfies Partial<Cluster> as Partial<Cluster> as Cluster;
  const roleOf = (word: string, others: readonly string[]): string => {
    const { leader, isr } = brokers.nodes[1]!.believes[0]!;
    if (word === "leader") {
      if (leader < 0) throw new Error("no broker is leader right now");
      return nameOf(leader);
    }
    if (word === "controller") return controllerBroker ?? "controller1";
    if (word !== "follower") return word;
    return isr
      .filter((id) => id !== leader)
      .map(nameOf)
      .find((name) => !others.includes(name))!;
  };
  const targets = {
    resolve: async (words: readonly string[]) => {
      const names: string[] = [];
      for (const word of words) names.push(roleOf(word, names));
      return names;
    },
  };
  const scene: PlannedScene = {
    brokers,
    cluster,
    asked,
    notRunning,
    doesNotStart: null,
    async inject(name, value, given) {
      const fault = faults.find((one) => one.name === name)!;
      const options = fault.schema(vocabulary(nodes)).parse(value);
      return fault.inject(cluster, options, targets, surroundings({ topics: [topic], ...given }));
    },
    [Symbol.asyncDispose]: () => brokers[Symbol.asyncDispose](),
  };
  return scene;
}
