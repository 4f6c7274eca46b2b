/**
 * What faults do to the links of containers beyond cuts: rates, resets, and the links of clients. By the answers of the
 * brokers, and by the packets that get through. Losses need netem, which not every kernel has.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { CLIENTS, type Link } from "../src/cluster/topology.js";
import { Connection, writeBatch } from "../src/protocol/index.js";
import {
  during,
  LEADERS_STAY,
  makeTopic,
  nodeOf,
  roles,
  TOPIC,
  untilWhole,
  viewOf,
} from "./support/brokers.js";
import {
  allLinksBut,
  type ContainerCluster,
  inNamespaceOf,
  openLinks,
  startContainers,
  withContainersFor,
} from "./support/docker.js";

const both = (one: string, other: string): Link[] => [
  { from: one, to: other },
  { from: other, to: one },
];

const NEEDS = ["client-links", "throttle", "reset"] as const;

await withContainersFor(NEEDS, "three brokers in containers, with links to their clients", () => {
  let place: ContainerCluster;
  const node = (name: string) => nodeOf(place.cluster, name);
  const answersAt = async (address: { readonly host: string; readonly port: number }) => {
    try {
      await using connection = await Connection.open({ ...address, connectTimeoutMs: 1_000 });
      await connection.request("Metadata", { topics: [] });
      return true;
    } catch {
      return false;
    }
  };

  beforeAll(async () => {
    place = await startContainers({ config: LEADERS_STAY, needs: NEEDS });
    await makeTopic(place.cluster);
  });
  afterAll(() => place?.[Symbol.asyncDispose]());

  test("clients that are told of brokers over a link are sent to links", async () => {
    await using connection = await Connection.open(node("kafka1").clientLink!);
    const { brokers } = await connection.request("Metadata", { topics: [] });
    const told = brokers.map(({ host, port }) => ({ host, port }));
    expect(told).toEqual(expect.arrayContaining(place.cluster.nodes.flatMap((one) => one.clientLink ?? [])));
  });

  test("a broker whose clients are cut off answers all others, and no node is cut off from it", async () => {
    const { leader, followers } = await roles(place.cluster);
    await during(place.cluster, place.cluster.cut(both(CLIENTS, leader)), async () => {
      expect([...place.cluster.disturbed()]).toEqual([]);
      expect(await answersAt(node(leader).clientLink!)).toBe(false);
      expect(await answersAt(node(followers[0]!).clientLink!)).toBe(true);
      expect((await viewOf(node(leader))).leader).toBe(node(leader).id);
      expect(await openLinks(place)).toEqual(allLinksBut(place.cluster));
    });
    expect(await answersAt(node(leader).clientLink!)).toBe(true);
  });

  test("a link that is throttled holds up the followers, and is as wide as before when it heals", async () => {
    const { leader, followers } = await roles(place.cluster);
    const links = followers.map((to) => ({ from: leader, to }));
    const value = Buffer.alloc(400_000, "x");
    await untilWhole(place.cluster);
    const rate = { bytesPerSecond: 100_000 };
    await during(place.cluster, place.cluster.throttle(links, rate), async () => {
      // Four seconds' worth; a socket's buffers take some of it at once, but acks=all waits until all has arrived.
      expect(await write(leader, value)).toBeGreaterThan(3_000);
    });
    expect(await inNamespaceOf(place.runDirectory, leader, "tc qdisc show dev eth0")).not.toContain("htb");
    await untilWhole(place.cluster);
  });

  test("a reset ends the connections of a follower to its leader, which it opens again", async () => {
    const { leader, followers } = await roles(place.cluster);
    await write(leader, Buffer.from("before"));
    expect(await place.cluster.reset([{ from: followers[0]!, to: leader }])).toBeGreaterThan(0);
    await write(leader, Buffer.from("after"));
    expect(await untilWhole(place.cluster)).toBe(leader);
  });

  test("packets are lost where the kernel has netem, and refused where it has not", async () => {
    const { leader, followers } = await roles(place.cluster);
    const losing = place.cluster.lose([{ from: leader, to: followers[0]! }], { lossPercent: 20 });
    const refusal = await losing.then(
      () => null,
      (error: Error) => error.message,
    );
    if (refusal !== null) return void expect(refusal).toMatch(/^this kernel cannot lose packets/);
    await during(place.cluster, losing, async () => {
      expect(await inNamespaceOf(place.runDirectory, leader, "tc qdisc show dev eth0")).toContain("loss 20%");
      await write(leader, Buffer.from("all the same"));
    });
  });

  /** Milliseconds until all replicas in sync have the message. */
  async function write(leader: string, value: Buffer): Promise<number> {
    await using connection = await Connection.open(node(leader).client);
    const records = await writeBatch({ records: [{ key: null, value }] });
    const startedMs = performance.now();
    const { responses } = await connection.request("Produce", {
      acks: -1,
      timeoutMs: 20_000,
      topicData: [{ name: TOPIC, partitionData: [{ index: 0, records }] }],
    });
    expect(responses[0]!.partitionResponses[0]!.errorCode).toBe(0);
    return performance.now() - startedMs;
  }
});
