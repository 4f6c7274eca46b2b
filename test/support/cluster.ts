/** Real clusters for tests: the local engine, in a directory that goes away with the cluster. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localEngine } from "../../dist/engine/local/local.js";
import type { ClusterSpec } from "../../src/cluster/spec.js";
import type { Cluster } from "../../src/engine/engine.js";
import { specOf } from "../../src/scenario/cluster-spec.js";
import type { Scenario } from "../../src/scenario/syntax.js";

export interface TestCluster extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly brokers: readonly { id: number; host: string; port: number }[];
  readonly runDirectory: string;
}

export interface TestClusterOptions {
  readonly brokers?: number;
  readonly zookeepers?: number;
  /** KRaft instead of ZooKeeper. */
  readonly controllers?: number | "combined";
  readonly kafka?: string;
  readonly config?: Readonly<Record<string, string>>;
}

export async function startCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  const runDirectory = await mkdtemp(join(tmpdir(), "chaos-test-"));
  const cluster: Cluster = await localEngine(process.env).provision(specFor(options), {
    runDirectory,
    signal: new AbortController().signal,
    onProgress: () => {},
    onNode: () => {},
  });
  return {
    cluster,
    runDirectory,
    brokers: cluster.nodes
      .filter(({ kind }) => kind === "broker")
      .map(({ id, client }) => ({ id, ...client })),
    async [Symbol.asyncDispose]() {
      await cluster[Symbol.asyncDispose]();
      await rm(runDirectory, { recursive: true, force: true });
    },
  };
}

/** A cluster, and nothing beside it. */
export function specFor(options: TestClusterOptions): ClusterSpec {
  return specOf(scenarioFor(options), []);
}

/** A scenario that asks for nothing but a cluster. */
export function scenarioFor({
  brokers = 3,
  zookeepers = 1,
  controllers,
  kafka = "3.9.2",
  config = {},
}: TestClusterOptions): Scenario {
  return {
    name: "test",
    cluster: {
      brokers,
      ...(controllers === undefined ? { zookeepers } : { controllers }),
      kafka,
      config,
      network: { latencyMs: 0, jitterMs: 0 },
    },
    topics: [{ name: "test1", partitions: 1, replicas: Math.min(3, brokers), config: {} }],
    producers: [
      {
        name: "producers",
        topic: "test1",
        count: 1_000,
        rate: 1_000,
        acks: "all",
        instances: 1,
        startMs: 0,
        sizeBytes: 100,
        schema: "none",
        idempotence: false,
        key: "none",
        config: {},
      },
    ],
    faults: [],
    expect: { loss: "any" },
    seed: 1,
    scale: 1,
  };
}
