import { describe, expect, it } from "vitest";
import { quorumIn } from "../cluster/metadata/quorums.js";
import { brokersOf, planNodes } from "../cluster/topology.js";
import { serverProperties } from "./kafka-node.js";

const WORLDS = {
  zookeeper: { kind: "zookeeper", members: 1 },
  kraft: { kind: "kraft", members: 1 },
} as const;

function propertiesOf(
  world: keyof typeof WORLDS,
  brokers: number,
  config: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, string> {
  const nodes = planNodes({ brokers, metadata: WORLDS[world] });
  const listener = { listens: "127.0.0.1:1", advertises: "127.0.0.1:1" };
  const text = serverProperties({ brokers, config }, brokersOf({ nodes })[0]!, {
    ...{ internal: listener, external: listener, clients: undefined },
    quorum: quorumIn({ nodes }),
    quorumPlace: {
      ...{ members: nodes.filter(({ kind }) => kind !== "broker"), isDynamic: false, dataDirectory: "/data" },
      ...{ ports: { zookeeper: 1, quorum: 2, election: 3 }, config, kafka: "3.9.2", seed: 1 },
    },
  });
  return new Map(text.split("\n").map((line) => line.split(/[=:] ?(.*)/s) as [string, string]));
}

describe.each(["zookeeper", "kraft"] as const)("a broker with %s", (world) => {
  it.each([
    [1, "1", "1"],
    [2, "2", "2"],
    [3, "3", "2"],
    [5, "3", "2"],
  ])("of %i has a __transaction_state that can be created", (brokers, replicas, inSync) => {
    const properties = propertiesOf(world, brokers);
    expect(properties.get("transaction.state.log.replication.factor")).toBe(replicas);
    expect(properties.get("transaction.state.log.min.isr")).toBe(inSync);
    expect(properties.get("offsets.topic.replication.factor")).toBe(replicas);
  });

  it("takes the scenario's own properties of __transaction_state", () => {
    const properties = propertiesOf(world, 3, { "transaction.state.log.min.isr": "1" });
    expect(properties.get("transaction.state.log.min.isr")).toBe("1");
  });
});
