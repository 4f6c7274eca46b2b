/** Live clusters, as scripted brokers play them: what is asked, and what comes of brokers that answer oddly or not at all. */
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { type ScriptedClusterOptions, scriptedCluster } from "../kafka/testing/scripted-cluster.js";
import type { Security } from "../protocol/index.js";
import { selfSigned } from "../proxy/testing/certificate.js";
import { sharedSignal } from "../shared-signal.js";
import { judge } from "./judge.js";
import { watchCluster } from "./live.js";

const ORDERS = { topic: "orders", partition: 0, replicas: [1, 2, 3] };
const signal = sharedSignal(new AbortController().signal);

type Address = { readonly host: string; readonly port: number };

async function diagnosed(
  bootstrap: readonly Address[],
  security: Security = {},
  onLook?: (looks: number) => void,
) {
  const facts = await watchCluster({
    ...{ bootstrap, security, windowMs: 2_500, signal },
    ...(onLook && { onLook }),
  });
  return { facts, ...judge(facts) };
}

const causesOf = ({ findings }: { findings: readonly { cause: string; node: string | null }[] }) =>
  findings.map(({ cause, node }) => [cause, node]);

describe.each(["kraft", "zookeeper"] as const)("a cluster with %s", (kind) => {
  it.concurrent("that is healthy is healthy, with its leaders and its controller", async () => {
    await using cluster = await scriptedCluster({ kind });
    const { verdict, facts } = await diagnosed([cluster.addresses[1]!]);
    expect(verdict).toBe("healthy");
    expect(facts.partitions).toMatchObject([
      { topic: "orders", leader: "1", isr: ["1", "2", "3"], troubles: {} },
    ]);
    expect(facts.brokers.map(({ name, leads, preferred }) => [name, leads, preferred])).toEqual([
      ["1", 1, 1],
      ["2", 0, 0],
      ["3", 0, 0],
    ]);
    const leader = kind === "kraft" ? "101" : "1";
    expect(facts.quorum).toMatchObject({ kind, leader });
    // What only reads, and nothing else.
    const allowed = [
      "ApiVersions",
      "DescribeCluster",
      "DescribeQuorum",
      "ListPartitionReassignments",
      "Metadata",
    ];
    expect(allowed).toEqual(expect.arrayContaining([...cluster.asked.keys()]));
  });

  it.concurrent("whose old leader still leads has two leaders, and the newest epoch counts", async () => {
    await using cluster = await scriptedCluster({ kind });
    const now = [{ ...ORDERS, leader: 2, epoch: 1, isr: [2, 3] }];
    for (const id of [2, 3]) cluster.views.set(id, now);
    const diagnosis = await diagnosed(cluster.addresses);
    expect(causesOf(diagnosis)).toContainEqual(["isolated-broker", "1"]);
    expect(diagnosis.facts.partitions).toMatchObject([
      { leader: "2", epoch: 1, minIsr: 2, pretenders: [{ broker: "1", epoch: 0 }] },
    ]);
  });

  it.concurrent("a broker that dies meanwhile is found, and delays no look", async () => {
    await using cluster = await scriptedCluster({ kind });
    let killed: Promise<void> | undefined;
    const diagnosis = await diagnosed(cluster.addresses, {}, () => {
      killed ??= cluster.kill(1);
    });
    await killed;
    expect(diagnosis).toMatchObject({ verdict: "unsettled" });
    expect(diagnosis.facts.partitions[0]!.troubles).toHaveProperty("leader-silent");
    expect(diagnosis.facts.brokers[0]).toMatchObject({
      address: `127.0.0.1:${cluster.addresses[0]!.port}`,
      error: expect.stringContaining("127.0.0.1"),
    });
  });
});

describe("a broker", () => {
  it.concurrent("that is alive and cannot be reached has an address that does not work, by name", async () => {
    await using cluster = await scriptedCluster();
    cluster.advertised.set(3, { host: "kafka-3.invalid", port: 9092 });
    const diagnosis = await diagnosed([cluster.addresses[0]!]);
    expect(causesOf(diagnosis)).toEqual([["unreachable-address", "3"]]);
    expect(diagnosis.findings[0]!.evidence[0]).toMatch(
      /did not answer at kafka-3\.invalid:9092 \(.*kafka-3\.invalid/,
    );
  });

  it.concurrent("whose clients all reach it by bootstrap only: its view is used, and every advertised address is named", async () => {
    await using cluster = await scriptedCluster({
      brokers: 1,
      partitions: [{ ...ORDERS, leader: 1, epoch: 0, isr: [1], replicas: [1] }],
    });
    cluster.advertised.set(1, { host: "127.0.0.1", port: 1 });
    const { verdict, facts } = await diagnosed(cluster.addresses);
    expect(verdict).not.toBe("healthy");
    expect(facts.partitions).toMatchObject([{ leader: "1", troubles: { "leader-silent": { times: 1 } } }]);
  });

  it.concurrent("that does not reach the controller is cut off, when others do", async () => {
    await using cluster = await scriptedCluster();
    cluster.cutOff.add(2);
    const { facts } = await diagnosed(cluster.addresses);
    expect(facts.brokers[1]!.troubles).toHaveProperty("cut-off");
    expect(facts.quorum).toMatchObject({ leader: "101", lost: null });
  });

  it.concurrent("none of them reaches it: there is no quorum", async () => {
    await using cluster = await scriptedCluster();
    for (const id of [1, 2, 3]) cluster.cutOff.add(id);
    expect(causesOf(await diagnosed(cluster.addresses))).toEqual([["no-quorum", null]]);
  });
});

describe("rights", () => {
  it.concurrent("that are missing are named, and healthy becomes unknown", async () => {
    await using cluster = await scriptedCluster();
    cluster.denied.add("quorum");
    const { verdict, unknown } = await diagnosed(cluster.addresses);
    expect({ verdict, unknown }).toEqual({
      verdict: "unknown",
      unknown: ["chaos cannot see the metadata quorum: this user needs the right Describe on Cluster."],
    });
  });

  it.concurrent("of a topic's configuration decide only where replicas are not in sync", async () => {
    await using cluster = await scriptedCluster({
      partitions: [{ ...ORDERS, leader: 1, epoch: 0, isr: [1, 2] }],
    });
    cluster.denied.add("configs");
    const { unknown, facts } = await diagnosed(cluster.addresses);
    expect(unknown).toEqual([expect.stringContaining("the right DescribeConfigs on Topic")]);
    expect(facts.partitions).toMatchObject([{ minIsr: null }]);
  });
});

describe("TLS and logins", () => {
  const login = (refuses: boolean): ScriptedClusterOptions => ({
    onRequest: (_, { api, answer }) => {
      if (api === "SaslHandshake") answer(api, { mechanisms: ["PLAIN"] });
      else if (api === "SaslAuthenticate") {
        answer(api, refuses ? { errorCode: 58, errorMessage: "Invalid username or password" } : {});
      } else return undefined;
      return true;
    },
  });
  const sasl = { mechanism: "PLAIN", username: "ada", password: "secret" } as const;

  it.concurrent("a TLS listener is spoken to with its certificate, and not without", async () => {
    const { key, cert } = await selfSigned();
    await using cluster = await scriptedCluster({ tls: { key, cert } });
    expect((await diagnosed(cluster.addresses, { tls: { ca: cert } })).verdict).toBe("healthy");
    const untrusted = await diagnosed(cluster.addresses, { tls: {} });
    expect(untrusted).toMatchObject({ verdict: "unknown" });
    expect(untrusted.unknown[1]).toMatch(/self.signed certificate/);
    const plain = await diagnosed(cluster.addresses.slice(0, 1));
    expect(plain.unknown[1]).toMatch(/may need --tls/);
  });

  it.concurrent("a login that is taken, and one that is refused, by the broker's own words", async () => {
    await using open = await scriptedCluster(login(false));
    expect((await diagnosed(open.addresses, { sasl })).verdict).toBe("healthy");
    await using shut = await scriptedCluster(login(true));
    const { verdict, unknown } = await diagnosed(shut.addresses, { sasl });
    expect(verdict).toBe("unknown");
    expect(unknown[1]).toMatch(/refused the login of ada.*Invalid username or password/);
    expect(unknown.join()).not.toContain("secret");
  });
});

describe("what is no Kafka cluster", () => {
  it.concurrent.each<[string, (write: (bytes: Buffer) => void, end: () => void) => void]>([
    ["closes the connection", (_, end) => end()],
    ["speaks HTTP", (write) => write(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"))],
    ["announces a huge frame", (write) => write(Buffer.from([0x7f, 0xff, 0xff, 0xff]))],
    ["sends noise", (write) => write(Buffer.from([0, 0, 0, 9, 0, 0, 0, 0, 9, 9, 9, 9, 9]))],
  ])("that %s is unknown, at once", async (_, behave) => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () =>
        behave(
          (bytes) => void socket.write(bytes),
          () => void socket.destroy(),
        ),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = server.address() as { port: number };
      const { verdict, unknown } = await diagnosed([{ host: "127.0.0.1", port }]);
      expect(verdict).toBe("unknown");
      expect(unknown[1]).toContain(`127.0.0.1:${port}: `);
    } finally {
      server.close();
    }
  });

  it.concurrent("a cluster that names no topic, or a leader that is nobody", async () => {
    await using empty = await scriptedCluster({ partitions: [] });
    expect((await diagnosed(empty.addresses)).unknown).toEqual([
      expect.stringContaining("No topic is visible"),
    ]);
    await using odd = await scriptedCluster({
      partitions: [{ ...ORDERS, leader: -7, epoch: -1, isr: [], replicas: [] }],
    });
    expect((await diagnosed(odd.addresses)).facts.partitions).toMatchObject([{ leader: null, epoch: -1 }]);
  });
});
