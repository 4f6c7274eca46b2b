/**
 * The local engine's primitives on real clusters: each does what it says, undoes it, and a cluster that is disposed of
 * leaves nothing behind.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localEngine } from "../dist/engine/local/local.js";
import { Connection } from "../src/protocol/index.js";
import {
  during,
  LEADERS_STAY,
  makeTopic,
  nodeOf,
  produce,
  roles,
  untilSeen,
  untilWhole,
  viewOf,
} from "./support/brokers.js";
import { chaos, tinyScenario, workplace } from "./support/chaos.js";
import { startCluster, type TestCluster } from "./support/cluster.js";
import { blockOf, listenersIn, nothingLeft, processesOf } from "./support/traces.js";

const SESSION_MS = 4_000;
const LAG_MS = 1_500;
const DELAY_MS = 200;

describe("three brokers", () => {
  let place: TestCluster;
  const node = (name: string) => nodeOf(place.cluster, name);
  const logOf = async (name: string) => readFile(await place.cluster.logs(name), "utf8");

  beforeAll(async () => {
    place = await startCluster({
      config: {
        "zookeeper.session.timeout.ms": `${SESSION_MS}`,
        "replica.lag.time.max.ms": `${LAG_MS}`,
        ...LEADERS_STAY,
      },
    });
    await makeTopic(place.cluster);
  });
  afterAll(() => place?.[Symbol.asyncDispose]());

  test("delayed links delay acks=all by a fetch there and back, and acks=1 not at all", async () => {
    const { leader, followers } = await roles(place.cluster);
    const quickest = async (acks: 1 | -1) =>
      Math.min(...[await produce(node(leader), acks), await produce(node(leader), acks)]);
    const links = followers.flatMap((name) => [
      { from: leader, to: name },
      { from: name, to: leader },
    ]);
    // Followers back off before their first fetch; were that delayed too, they would fall out of the ISR.
    await produce(node(leader), -1);
    await during(
      place.cluster,
      place.cluster.delay(links, { latencyMs: DELAY_MS, jitterMs: 0 }),
      async () => {
        expect(await quickest(-1)).toBeGreaterThanOrEqual(2 * DELAY_MS);
        expect(await quickest(1)).toBeLessThan(2 * DELAY_MS);
      },
    );
    expect(await quickest(-1)).toBeLessThan(2 * DELAY_MS);
  });

  test("a link cut one way takes that follower out of the ISR and nobody out of the cluster", async () => {
    const { leader, followers } = await roles(place.cluster);
    const { controller } = await viewOf(node(leader));
    // The leader needs the controller, and its answers, to change the ISR.
    const lagging = followers.find((name) => node(name).id !== controller)!;
    const ids = [1, 2, 3].filter((id) => id !== node(lagging).id);
    await during(place.cluster, place.cluster.cut([{ from: lagging, to: leader }]), async () => {
      expect([...place.cluster.disturbed()].sort()).toEqual([lagging, leader].sort());
      await produce(node(leader), 1);
      const view = await untilSeen(node(leader), `the ISR ${ids}`, ({ isr }) => `${isr}` === `${ids}`);
      expect(view.brokers).toEqual([1, 2, 3]);
    });
    expect(await untilWhole(place.cluster)).toBe(leader);
  });

  test("a paused broker keeps its port and answers nothing until it is resumed", async () => {
    const { followers } = await roles(place.cluster);
    const name = followers[0]!;
    await during(place.cluster, place.cluster.pause(name), async () => {
      expect([...place.cluster.disturbed()]).toEqual([name]);
      const question = Connection.open({ ...node(name).client, connectTimeoutMs: 500 });
      await expect(question).rejects.toThrow(/no answer within 500 ms/);
    });
    await untilWhole(place.cluster);
  });

  test("a leader cut off from ZooKeeper still believes that it leads when the others follow somebody else", async () => {
    const { leader, followers } = await roles(place.cluster);
    const old = node(leader);
    const links = [
      { from: leader, to: "zk1" },
      { from: "zk1", to: leader },
    ];
    await during(place.cluster, place.cluster.cut(links), async () => {
      const views = await Promise.all(
        followers.map((name) =>
          untilSeen(node(name), "another leader", (view) => view.leader !== old.id && view.leader > 0),
        ),
      );
      expect(new Set(views.map((view) => view.leader)).size).toBe(1);
      expect(views[0]!.brokers).not.toContain(old.id);
      expect((await viewOf(old)).leader).toBe(old.id);
      await produce(old, 1); // and it acknowledges what it is going to lose
    });
    expect(await untilWhole(place.cluster)).not.toBe(leader);
  });

  test("a broker that is stopped shuts down in order, and starts again", async () => {
    const { followers } = await roles(place.cluster);
    const name = followers[0]!;
    const { undo, killedAfterMs } = await place.cluster.stop(name);
    expect(killedAfterMs).toBeNull();
    await during(place.cluster, Promise.resolve(undo), async () => {
      expect([...place.cluster.disturbed()]).toEqual([name]);
      expect(await logOf(name)).toMatch(/shut down completed/);
      await expect(Connection.open(node(name).client)).rejects.toThrow(/ECONNREFUSED/);
    });
    await untilWhole(place.cluster);
  });

  test("a broker that is killed starts again once ZooKeeper has forgotten it", async () => {
    const { leader } = await roles(place.cluster);
    // It is undone at once: the session the broker had is still there, and it must not run into that.
    await during(place.cluster, place.cluster.kill(leader), async () => {
      await expect(Connection.open(node(leader).client)).rejects.toThrow(/ECONNREFUSED/);
    });
    await untilWhole(place.cluster);
    expect(await logOf(leader)).not.toMatch(/NodeExists/);
    expect(place.cluster.deaths).toEqual([]);
    expect(place.cluster.broken.aborted).toBe(false);
  });
});

test("clusters side by side, one with an older Kafka, one with three ZooKeepers, that leave nothing behind", async () => {
  const [older, ensemble] = await Promise.all([
    startCluster({ brokers: 1, kafka: "2.8.2" }),
    startCluster({ brokers: 1, zookeepers: 3 }),
  ]);
  const blocks = await Promise.all([older, ensemble].map(({ runDirectory }) => blockOf(runDirectory)));
  try {
    expect(older.cluster.versions.kafka).toBe("2.8.2");
    expect(new Set(blocks).size).toBe(2);
    for (const { cluster } of [older, ensemble]) {
      await makeTopic(cluster);
      await produce(nodeOf(cluster, await untilWhole(cluster)), -1);
    }
    // Two of three are a quorum, whichever is gone.
    const undo = await ensemble.cluster.kill("zk3");
    await makeTopic(ensemble.cluster, "made-by-two-of-three");
    await undo();

    // One goes, the other does not notice.
    await older.cluster[Symbol.asyncDispose]();
    await nothingLeft(older.runDirectory, blocks[0]);
    expect(existsSync(join(older.runDirectory, "cluster"))).toBe(false);
    expect((await listenersIn(blocks[1]!)).length).toBeGreaterThan(0);
    await produce(nodeOf(ensemble.cluster, "kafka1"), -1);
  } finally {
    for (const { cluster } of [older, ensemble]) await cluster[Symbol.asyncDispose]();
  }
  await nothingLeft(ensemble.runDirectory, blocks[1]);
  expect(existsSync(join(ensemble.runDirectory, "cluster"))).toBe(false);
  for (const place of [older, ensemble]) await place[Symbol.asyncDispose]();
});

test("--keep leaves a cluster that works; clean takes it down, and not the one that a live run has", async (context) => {
  await using live = await startCluster({ brokers: 1 });
  await using place = await workplace(tinyScenario());
  const leftovers = async () => {
    const all = await localEngine(process.env).leftovers();
    const [run] = await place.runs();
    const ours = all.filter(({ description }) => description.includes(run!.split("/").at(-1)!));
    return { all, ours };
  };
  const { code, stderr } = await chaos([...place.run, "--keep"]);
  try {
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const [, host, port] =
      /^kept +bootstrap\.servers=([\d.]+):(\d+)\nkept +end it with: chaos cluster down --run \S+$/m.exec(
        stderr,
      )!;
    const [run] = await place.runs();
    const block = await blockOf(run!);
    await (await Connection.open({ host: host!, port: Number(port) })).close();

    const { all, ours } = await leftovers();
    expect(ours.map(({ description }) => description)).toEqual([
      expect.stringMatching(/^the cluster of .*-tiny/),
    ]);
    if (all.length > ours.length) context.skip("somebody else's cluster is kept on this machine");
    const cleaned = await chaos(["clean"]);
    expect(cleaned).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^removed the cluster of .*-tiny/m),
    });
    // What clean says is gone is gone, at once.
    expect(await processesOf(place.directory)).toEqual([]);
    await nothingLeft(place.directory, block);
    expect(existsSync(join(run!, "cluster"))).toBe(false);
    await (await Connection.open(nodeOf(live.cluster, "kafka1").client)).close();
  } finally {
    for (const leftover of (await leftovers()).ours) await leftover.remove();
  }
});

test("a supervisor that takes everything down starts nothing more", async () => {
  await using place = await workplace(tinyScenario());
  const program = fileURLToPath(new URL("../dist/engine/local/supervisor.js", import.meta.url));
  const supervisor = fork(program, [place.directory, "1", `${process.pid}`, place.directory]);
  const answers: unknown[] = [];
  supervisor.on("message", (message) => answers.push(message));
  const ended = once(supervisor, "exit");
  const node = { command: "sleep", args: ["60"], cwd: place.directory, env: {}, log: null, starting: false };
  const requests = [
    { kind: "spawn", name: "early", ...node },
    { kind: "end" },
    { kind: "spawn", name: "late", ...node },
  ];
  for (const [id, request] of requests.entries()) supervisor.send({ id, request });
  expect(await ended).toEqual([0, null]);
  expect(answers).toContainEqual({ id: 0, ok: true, value: expect.any(Number) });
  expect(answers).toContainEqual({
    id: 2,
    ok: false,
    code: "ECANCELED",
    message: "this cluster is being taken down",
  });
});
