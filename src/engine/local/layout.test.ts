import { describe, expect, it } from "vitest";
import { brokerProperties, hostsFile, layOut, memberFiles, portsFor } from "./layout.js";

const layout = layOut({ brokers: 3, metadata: { kind: "zookeeper", servers: 3 } }, 77, portsFor(0));
const node = (name: string) => layout.nodes.find((candidate) => candidate.name === name)!;

describe("the layout of a local cluster", () => {
  it("gives every node an address and every view of a peer another", () => {
    const addresses = [
      ...layout.nodes.map(({ client }) => client.host),
      ...layout.forwards.map(({ listen }) => `${listen.host}:${listen.port}`),
    ];
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(addresses.every((address) => address.startsWith("127.77."))).toBe(true);
  });

  it("has a link for everything a node may call, and none from ZooKeeper to a broker", () => {
    const calls = new Set(layout.forwards.map(({ from, to }) => `${from} ${to}`));
    expect(calls).toContain("kafka1 kafka3");
    expect(calls).toContain("kafka2 zk1");
    expect(calls).toContain("zk3 zk1");
    expect(calls).not.toContain("zk1 kafka1");
    expect(layout.forwards).toHaveLength(3 * 2 + 3 * 3 + 3 * 2 * 2);
  });

  it("tells a node its own address as it is, and its peers' as links", () => {
    const lines = hostsFile(layout, node("kafka2"), "here").split("\n");
    expect(lines).toContain("127.77.0.2 kafka2");
    expect(lines).toContain("127.77.2.1 kafka1");
    expect(lines).toContain("127.77.2.101 zk1");
    expect(lines).toContain("127.0.0.1 localhost here");
  });

  it("lets the spec's properties win over its own, and passes them on to the letter", () => {
    const config = { "auto.create.topics.enable": "true", "some.path": "C:\\x" };
    const lines = brokerProperties(layout, node("kafka1"), { brokers: 3, config }).split("\n");
    expect(lines.filter((line) => line.startsWith("auto.create"))).toEqual([
      "auto.create.topics.enable=true",
    ]);
    expect(lines).toContain("some.path=C:\\\\x");
    expect(lines).toContain("zookeeper.connect=zk1:19094,zk2:19094,zk3:19094");
  });

  it("makes an ensemble of several ZooKeeper servers, and none of one", () => {
    expect(memberFiles(layout, node("zk1")).config).toContain("server.3=zk3:19095:19096");
    const alone = layOut({ brokers: 1, metadata: { kind: "zookeeper", servers: 1 } }, 77, portsFor(0));
    expect(memberFiles(alone, alone.nodes[1]!).config).not.toContain("server.");
  });
});
