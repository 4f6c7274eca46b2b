import { describe, expect, it } from "vitest";
import { quorumIn } from "../../cluster/metadata/quorums.js";
import type { Capability } from "../../cluster/spec.js";
import { CLIENTS, type MetadataPlan } from "../../cluster/topology.js";
import { brokerProperties, hostsFile, type Layout, layOut, portsFor, quorumPlace } from "./layout.js";

const with3Brokers = (metadata: MetadataPlan) => layOut({ brokers: 3, metadata }, 77, portsFor(0));
const layout = with3Brokers({ kind: "zookeeper", members: 3 });
const kraft = with3Brokers({ kind: "kraft", members: 3 });
const combined = with3Brokers({ kind: "kraft", members: "brokers" });
const node = (name: string, { nodes }: Layout = layout) =>
  nodes.find((candidate) => candidate.name === name)!;

/** The lines of a node's properties. */
async function propertiesOf(
  name: string,
  of: Layout,
  config: Readonly<Record<string, string>> = {},
  needs: ReadonlySet<Capability> = new Set(),
): Promise<string[]> {
  const self = node(name, of);
  const place = quorumPlace(of, self, { config, seed: 7, needs }, "4.4.0");
  const brokers = of.nodes.filter(({ kind }) => kind === "broker").length;
  const text =
    self.kind === "broker"
      ? brokerProperties(of, self, { brokers, config }, place)
      : (await quorumIn(of).memberFiles(self, place)).config;
  return text.split("\n");
}

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

  it("lets the spec's properties win over its own, and passes them on to the letter", async () => {
    const config = { "auto.create.topics.enable": "true", "some.path": "C:\\x" };
    const lines = await propertiesOf("kafka1", layout, config);
    expect(lines.filter((line) => line.startsWith("auto.create"))).toEqual([
      "auto.create.topics.enable=true",
    ]);
    expect(lines).toContain("some.path=C:\\\\x");
    expect(lines).toContain("zookeeper.connect=zk1:19094,zk2:19094,zk3:19094");
  });

  it("makes an ensemble of several ZooKeeper servers, and none of one", async () => {
    expect(await propertiesOf("zk1", layout)).toContain("server.3=zk3:19095:19096");
    const alone = layOut({ brokers: 1, metadata: { kind: "zookeeper", members: 1 } }, 77, portsFor(0));
    expect((await propertiesOf("zk1", alone)).join()).not.toContain("server.");
  });

  it("has a link for everything a controller may call, and none from it to a broker", () => {
    const calls = new Set(kraft.forwards.map(({ from, to }) => `${from} ${to}`));
    expect(calls).toContain("kafka1 kafka3");
    expect(calls).toContain("kafka2 controller1");
    expect(calls).toContain("controller3 controller1");
    expect(calls).not.toContain("controller1 kafka1");
    expect(kraft.forwards).toHaveLength(3 * 2 + 3 * 3 + 3 * 2);
  });

  it("has two links between brokers that are controllers as well", () => {
    const ports = combined.forwards
      .filter(({ from, to }) => from === "kafka1" && to === "kafka3")
      .map(({ target }) => target.port);
    const { internal, quorum } = combined.ports;
    expect(ports).toEqual([internal, quorum]);
    expect(combined.forwards).toHaveLength(3 * 2 * 2);
  });

  it("says where each member of the quorum is asked as such", () => {
    const { external, quorum } = kraft.ports;
    expect(node("controller2", kraft).client).toEqual({ host: "127.77.0.102", port: quorum });
    expect(node("kafka2", kraft)).not.toHaveProperty("controller");
    expect(node("kafka2", combined)).toMatchObject({
      client: { host: "127.77.0.2", port: external },
      controller: { host: "127.77.0.2", port: quorum },
    });
  });

  it("tells every node of KRaft who it is, and all voters", async () => {
    const { quorum, internal, external } = kraft.ports;
    const voters = `controller.quorum.voters=101@controller1:${quorum},102@controller2:${quorum},103@controller3:${quorum}`;
    const broker = await propertiesOf("kafka2", kraft);
    expect(broker).toContain("process.roles=broker");
    expect(broker).toContain("node.id=2");
    expect(broker).toContain(voters);
    expect(broker).toContain(`listeners=INTERNAL://kafka2:${internal},EXTERNAL://127.77.0.2:${external}`);
    expect(broker.join()).not.toMatch(/zookeeper|broker\.id/);
    const controller = await propertiesOf("controller2", kraft);
    expect(controller).toContain("process.roles=controller");
    expect(controller).toContain("node.id=102");
    expect(controller).toContain(voters);
    expect(controller).toContain(`listeners=CONTROLLER://controller2:${quorum}`);
  });

  it("tells every node of a dynamic quorum whom to ask for the voters, and not who they are", async () => {
    const { quorum } = kraft.ports;
    for (const name of ["kafka2", "controller2"]) {
      const lines = await propertiesOf(name, kraft, {}, new Set(["dynamic-quorum"]));
      expect(lines).toContain(
        `controller.quorum.bootstrap.servers=controller1:${quorum},controller2:${quorum},controller3:${quorum}`,
      );
      expect(lines.join()).not.toContain("controller.quorum.voters");
    }
  });

  it("tells a broker that is a controller as well to be both", async () => {
    const { quorum, internal, external } = combined.ports;
    const lines = await propertiesOf("kafka2", combined);
    expect(lines).toContain("process.roles=broker,controller");
    expect(lines).toContain(
      `controller.quorum.voters=1@kafka1:${quorum},2@kafka2:${quorum},3@kafka3:${quorum}`,
    );
    expect(lines).toContain(
      `listeners=INTERNAL://kafka2:${internal},EXTERNAL://127.77.0.2:${external},CONTROLLER://kafka2:${quorum}`,
    );
    expect(lines.find((line) => line.startsWith("advertised.listeners="))).not.toContain("CONTROLLER");
  });

  it("gives controllers the spec's properties, too: the session time-out is theirs", async () => {
    const config = { "broker.session.timeout.ms": "6000" };
    for (const [name, of] of [
      ["controller1", kraft],
      ["kafka1", kraft],
      ["kafka1", combined],
    ] as const)
      expect(await propertiesOf(name, of, config)).toContain("broker.session.timeout.ms=6000");
  });

  it("gives brokers a listener for clients behind links, where those can be cut, and leaves the other as it is", async () => {
    const metadata = { kind: "kraft", members: 3 } as const;
    const linked = layOut({ brokers: 3, metadata, needs: new Set(["client-links"]) }, 77, portsFor(0));
    const { clients, external, internal } = linked.ports;
    const broker = node("kafka2", linked);
    expect(broker.client).toEqual({ host: "127.77.0.2", port: external });
    expect(broker.clientLink).toEqual({ host: "127.77.210.2", port: clients });
    expect(node("controller1", linked)).not.toHaveProperty("clientLink");
    expect(linked.forwards.filter(({ from }) => from === CLIENTS)).toHaveLength(3);
    expect(linked.forwards).toContainEqual({
      ...{ from: CLIENTS, to: "kafka2", listen: broker.clientLink, closedMsMax: 0 },
      target: { host: "127.77.0.2", port: clients },
    });
    const lines = await propertiesOf("kafka2", linked);
    expect(lines).toContain(
      `listeners=INTERNAL://kafka2:${internal},EXTERNAL://127.77.0.2:${external},CLIENTS://127.77.0.2:${clients}`,
    );
    expect(lines).toContain(
      `advertised.listeners=INTERNAL://kafka2:${internal},EXTERNAL://127.77.0.2:${external},CLIENTS://127.77.210.2:${clients}`,
    );
    expect(lines).toContain(
      "listener.security.protocol.map=INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT,CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT",
    );
    expect(await propertiesOf("kafka2", kraft)).toContain(
      "listener.security.protocol.map=INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT",
    );
  });
});
