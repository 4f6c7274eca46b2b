/**
 * The docker engine's primitives on real containers: each does what it says, by the packets that get through, undoes
 * it, and a cluster that is disposed of leaves nothing behind.
 */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dockerEngine } from "../dist/engine/docker/docker.js";
import type { Link } from "../src/cluster/topology.js";
import { Connection } from "../src/protocol/index.js";
import type { Result } from "../src/rundir/result.js";
import { listRuns, readRun } from "../src/rundir/rundir.js";
import { waitFor } from "../src/wait.js";
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
import { type Chaos, startChaos, tinyScenario, type Workplace, workplace } from "./support/chaos.js";
import {
  allLinksBut,
  type ContainerCluster,
  clean,
  containerOf,
  docker,
  inNamespaceOf,
  inventory,
  nothingLeftOf,
  onDocker,
  openLinks,
  ownedByRuns,
  sidecarOf,
  startContainers,
  watchLink,
  withContainers,
} from "./support/docker.js";
import { type LoggedMessage, readLedgerBytes } from "./support/independent.js";
import { readWithKcat } from "./support/kcat.js";
import { type Run, type Runs, roomForRuns } from "./support/runs.js";
import { processesOf } from "./support/traces.js";
import { expectCommitted } from "./support/transactions.js";

const INTERRUPTED = 130;
const SESSION_MS = 4_000;
const LAG_MS = 1_500;

const both = (one: string, other: string): Link[] => [
  { from: one, to: other },
  { from: other, to: one },
];
const arrows = (links: readonly Link[]) => links.map(({ from, to }) => `${from}→${to}`);

withContainers("three brokers in containers", () => {
  let place: ContainerCluster;
  let before: string[];
  let tablesBefore: string;
  const node = (name: string) => nodeOf(place.cluster, name);
  const logOf = async (name: string) => readFile(await place.cluster.logs(name), "utf8");

  beforeAll(async () => {
    before = await inventory();
    tablesBefore = await hostTables();
    place = await startContainers({
      config: {
        "zookeeper.session.timeout.ms": `${SESSION_MS}`,
        "replica.lag.time.max.ms": `${LAG_MS}`,
        ...LEADERS_STAY,
      },
    });
    await makeTopic(place.cluster);
  });
  afterAll(() => place?.[Symbol.asyncDispose]());

  const expectCut = async (...links: readonly string[]) =>
    expect(await openLinks(place)).toEqual(allLinksBut(place.cluster, ...links));

  test("a link cut one way lets nothing through that way, and everything else", async () => {
    const { leader, followers } = await roles(place.cluster);
    const { controller } = await viewOf(node(leader));
    // The leader needs the controller, and its answers, to change the ISR.
    const lagging = followers.find((name) => node(name).id !== controller)!;
    const ids = [1, 2, 3].filter((id) => id !== node(lagging).id);
    await expectCut();
    await during(place.cluster, place.cluster.cut([{ from: lagging, to: leader }]), async () => {
      expect([...place.cluster.disturbed()].sort()).toEqual([lagging, leader].sort());
      await expectCut(`${lagging}→${leader}`);
      await produce(node(leader), 1);
      const view = await untilSeen(node(leader), `the ISR ${ids}`, ({ isr }) => `${isr}` === `${ids}`);
      expect(view.brokers).toEqual([1, 2, 3]);
    });
    await expectCut();
    expect(await untilWhole(place.cluster)).toBe(leader);
  });

  test("an isolated leader still answers at its published port, and believes that it leads when it does not", async () => {
    const { leader, followers } = await roles(place.cluster);
    const old = node(leader);
    const links = [...followers, "zk1"].flatMap((name) => both(leader, name));
    await during(place.cluster, place.cluster.cut(links), async () => {
      await expectCut(...arrows(links));
      await produce(old, 1);
      const views = await Promise.all(
        followers.map((name) =>
          untilSeen(node(name), "another leader", (view) => view.leader !== old.id && view.leader > 0),
        ),
      );
      expect(new Set(views.map((view) => view.leader)).size).toBe(1);
      expect((await viewOf(old)).leader).toBe(old.id);
      await produce(old, 1); // and it acknowledges what it is going to lose
    });
    await expectCut();
    expect(await untilWhole(place.cluster)).not.toBe(leader);
  });

  test("cuts add up: undoing one leaves what the other still cuts", async () => {
    const shared = both("kafka1", "kafka2");
    const wide = [...shared, ...both("kafka1", "kafka3")];
    const undoWide = await place.cluster.cut(wide);
    await during(place.cluster, place.cluster.cut(shared), async () => {
      await expectCut(...arrows(wide));
      await undoWide();
      await expectCut(...arrows(shared));
      expect([...place.cluster.disturbed()].sort()).toEqual(["kafka1", "kafka2"]);
    });
    await expectCut();
  });

  test("a cut outlives the end of both its nodes, though the namespace that held it is gone", async () => {
    const { followers } = await roles(place.cluster);
    const [one, other] = followers as [string, string];
    const links = both(one, other);
    await during(place.cluster, place.cluster.cut(links), async () => {
      const undos = await Promise.all([place.cluster.kill(one), place.cluster.kill(other)]);
      // In this order, so that addresses are handed out in another one than before.
      for (const undo of undos.reverse()) await undo();
      await expectCut(...arrows(links));
    });
    await expectCut();
    await untilWhole(place.cluster);
  });

  test("a cut that somebody removed by hand is healed all the same", async () => {
    await during(place.cluster, place.cluster.cut(both("kafka1", "kafka2")), async () => {
      for (const name of ["kafka1", "kafka2"]) {
        await inNamespaceOf(place.runDirectory, name, "nft delete table inet chaos || true");
      }
      await expectCut();
    });
    await expectCut();
    expect(await inNamespaceOf(place.runDirectory, "kafka1", "nft list tables inet")).toBe("");
  });

  test("a cut that fails half-way is undone where it had been made", async () => {
    const sidecar = await sidecarOf(place.runDirectory, "kafka3");
    const { Name } = await sidecar.inspect();
    const links = [
      { from: "kafka1", to: "kafka2" },
      { from: "kafka3", to: "zk1" },
    ];
    await sidecar.rename({ name: `${Name.slice(1)}-mislaid` });
    try {
      await expect(place.cluster.cut(links)).rejects.toThrow(/network-kafka3/);
    } finally {
      await sidecar.rename({ name: Name.slice(1) });
    }
    expect([...place.cluster.disturbed()]).toEqual([]);
    await expectCut();
    await during(place.cluster, place.cluster.cut(links), () => expectCut(...arrows(links)));
  });

  test("packets stop and flow again soon after they are told to", async ({ annotate }) => {
    await using watch = await watchLink(place, "kafka1", "kafka2");
    const cutAt = Date.now();
    const undo = await place.cluster.cut([{ from: "kafka1", to: "kafka2" }]);
    const cutDone = Date.now();
    await watch.untilQuietFor(200);
    const lastMs = watch.arrivals().at(-1)! - cutAt;
    const healAt = Date.now();
    await undo();
    await watch.untilArrivalAfter(healAt);
    const firstMs = watch.arrivals().find((at) => at > healAt)! - healAt;
    // A figure for the reader: a busy machine is no reason to fail.
    await annotate(
      `last packet ${lastMs.toFixed()} ms after the cut was asked for (told so at ${cutDone - cutAt} ms), first one ${firstMs.toFixed()} ms after the healing was`,
    );
    expect(lastMs).toBeLessThan(5_000);
  });

  test("a paused broker keeps its port and answers nothing until it is resumed", async () => {
    const { followers } = await roles(place.cluster);
    const name = followers[0]!;
    await during(place.cluster, place.cluster.pause(name), async () => {
      expect([...place.cluster.disturbed()]).toEqual([name]);
      await expect(place.cluster.pause(name)).rejects.toThrow(/cannot be paused: it is paused/);
      const question = Connection.open({ ...node(name).client, connectTimeoutMs: 500 });
      await expect(question).rejects.toThrow(/no answer within 500 ms/);
    });
    await untilWhole(place.cluster);
  });

  test("a broker that is stopped shuts down in order, and starts again", async () => {
    const { followers } = await roles(place.cluster);
    const name = followers[0]!;
    const { undo, killedAfterMs } = await place.cluster.stop(name);
    expect(killedAfterMs).toBeNull();
    await during(place.cluster, Promise.resolve(undo), async () => {
      expect([...place.cluster.disturbed()]).toEqual([name]);
      await untilLogged(name, /shut down completed/);
      await expect(Connection.open(node(name).client)).rejects.toThrow();
      await expect(place.cluster.kill(name)).rejects.toThrow(/cannot be killed: it is down already/);
    });
    await untilWhole(place.cluster);
  });

  test("a broker that is killed starts again once ZooKeeper has forgotten it", async () => {
    const { leader } = await roles(place.cluster);
    // It is undone at once: the session the broker had is still there, and it must not run into that.
    await during(place.cluster, place.cluster.kill(leader), async () => {
      await expect(Connection.open(node(leader).client)).rejects.toThrow();
      // Two who undo it at once wait for the same start.
      await Promise.all([place.cluster.start(leader), place.cluster.start(leader)]);
    });
    await untilWhole(place.cluster);
    expect(await logOf(leader)).not.toMatch(/NodeExists/);
  });

  test("a ZooKeeper server that is killed and started at once has each line once in its log", async () => {
    const undo = await place.cluster.kill("zk1");
    await undo();
    await untilLogged("zk1", /binding to port.*\n(?:.*\n)*.*binding to port/);
    const lines = (await logOf("zk1"))
      .trim()
      .split("\n")
      .filter((line) => /^\[\d{4}-/.test(line));
    const container = await containerOf(place.runDirectory, "zk1");
    const told = (await container.logs({ stdout: true, stderr: true, follow: false })).toString("latin1");
    for (const line of lines)
      expect(told.split(line).length - 1, line).toBe(lines.filter((one) => one === line).length);
    await untilWhole(place.cluster);
  });

  test("heal undoes everything, whoever did it", async () => {
    const { leader, followers } = await roles(place.cluster);
    const [one, other] = followers as [string, string];
    const undos = [
      await place.cluster.cut(both(leader, one)),
      await place.cluster.pause(leader),
      await place.cluster.kill(one),
      await place.cluster.cut([{ from: other, to: "zk1" }]),
    ];
    expect([...place.cluster.disturbed()].sort()).toEqual(["kafka1", "kafka2", "kafka3", "zk1"]);
    await place.cluster.heal();
    expect([...place.cluster.disturbed()]).toEqual([]);
    for (const undo of undos) await undo();
    await expectCut();
    await untilWhole(place.cluster);
  });

  test("none of what was asked for passes for a death", () => {
    expect(place.cluster.deaths).toEqual([]);
    expect(place.cluster.broken.aborted).toBe(false);
    expect(place.said.filter((line) => line.endsWith("died"))).toEqual([]);
  });

  test("disposing of it leaves no container, network, volume or table", async () => {
    await place.cluster[Symbol.asyncDispose]();
    expect(await ownedByRuns([place.runDirectory])).toEqual([]);
    expect(await inventory()).toEqual(before);
    expect(await hostTables()).toBe(tablesBefore);
    expect(existsSync(join(place.runDirectory, "cluster"))).toBe(false);
    expect(await logOf("kafka1")).toMatch(/started \(kafka\.server\.KafkaServer\)/);
    expect(place.said.filter((line) => line.endsWith("died"))).toEqual([]);
  });

  const untilLogged = (name: string, pattern: RegExp) =>
    until(`${pattern} in the log of ${name}`, async () => pattern.test(await logOf(name)));
});

/** A published scenario, which ends as expected, and its topic as kcat reads it before the containers go. */
async function runAndReadWithKcat(
  runs: Runs,
  scenario: string,
  scale: string,
  partitions: readonly number[],
): Promise<{ readonly run: Run; readonly log: readonly LoggedMessage[] }> {
  const run = await runs.run(
    join(import.meta.dirname, `../scenarios/${scenario}.yaml`),
    ...["--engine", "docker", "--scale", scale, "--reporter", "plain", "--keep"],
  );
  const kept = await dockerEngine(process.env).attach(run.directory, new AbortController().signal);
  let log: readonly LoggedMessage[];
  try {
    const [, bootstrap] = /^kept +bootstrap\.servers=([\d.:,]+)$/m.exec(run.stderr)!;
    log = await readWithKcat(bootstrap!, "test1", partitions);
  } finally {
    await kept?.end();
  }
  expect(await ownedByRuns([run.directory])).toEqual([]);
  const { verdict, reasons } = run.result;
  expect({ code: run.code, verdict, reasons }).toEqual({ code: 0, verdict: "as-expected", reasons: [] });
  return { run, log };
}

withContainers("a run on containers", () => {
  test("loses messages, as expected, and agrees with kcat on every one of them", async (context) => {
    const isRequired = process.env.CHAOS_REQUIRE_DOCKER === "1";
    if (!isRequired && (await execa("kcat", ["-V"], { reject: false })).failed)
      context.skip("kcat is not here");
    await using runs = await roomForRuns();
    const { run, log } = await runAndReadWithKcat(runs, "acks1-leader-partition", "0.05", [0]);
    const { result } = run;
    expect(result.engine).toBe("docker");

    const ledger = await readLedgerBytes(join(run.directory, "ledger.bin"));
    expect(log.map(({ offset }) => offset)).toEqual(log.map((_, i) => i));
    expect(log.filter(({ nonce }) => nonce !== ledger.nonce)).toEqual([]);
    expect(log).toHaveLength(result.counts.logMessages!);
    const inLog = new Set(log.map(({ id }) => id));
    expect(log.length - inLog.size).toBe(result.counts.duplicated);
    // One partition, so a range holds every sequence from its first to its last.
    const named = result.lostRanges.flatMap(({ producer, firstSequence, lastSequence }) =>
      Array.from({ length: lastSequence - firstSequence + 1 }, (_, i) => `${producer}/${firstSequence + i}`),
    );
    const missing = [...ledger.acknowledged].filter((id) => !inLog.has(id));
    expect(missing.sort()).toEqual(named.sort());
    expect(named).toHaveLength(result.counts.lost!);
    expect(named.length).toBeGreaterThan(0);
    const unexpected = [...inLog].filter((id) => !ledger.acknowledged.has(id));
    expect(unexpected.filter((id) => !ledger.failed.has(id))).toEqual([]);
    expect(unexpected).toHaveLength(result.counts.unexpected!);

    // The broker that was cut off says itself what it threw away.
    const [{ acknowledgedBy, truncation }] = result.lostRanges as [Result["lostRanges"][number]];
    expect(acknowledgedBy).toBe(result.faults[0]!.targets[0]);
    expect(truncation).toMatchObject({ node: acknowledgedBy });
  });
});

withContainers("a run with transactions on containers", () => {
  test("keeps what was committed, for its consumers and for kcat, though their coordinator was killed", async () => {
    await using runs = await roomForRuns();
    const { run, log } = await runAndReadWithKcat(
      runs,
      "transactions/txn-coordinator-kill",
      "0.2",
      [0, 1, 2],
    );
    await expectCommitted(run, log);
    expect(run.result.consumers?.groups[0]).toMatchObject({ messages: log.length });
  });
});

withContainers("one broker in a container", () => {
  test("that has just died by itself cannot be killed, and is said to have died", async () => {
    await using place = await startContainers({ brokers: 1 });
    await (await containerOf(place.runDirectory, "kafka1")).kill();
    await expect(place.cluster.kill("kafka1")).rejects.toThrow(
      /^kafka1 cannot be killed: it (has died by itself|is down already)$/,
    );
    await until("its death to be told", async () => place.cluster.broken.aborted);
    expect(place.cluster.deaths).toHaveLength(1);
    await place.cluster.deaths[0]!.detail;
    expect(place.said.filter((line) => line.startsWith("kafka1"))).toEqual(["kafka1 started", "kafka1 died"]);
  });
});

withContainers("runs that have one cluster", () => {
  const paused = tinyScenario({
    faults: [{ at: "200 messages", pause: "leader", for: "200ms" }],
  });

  test("have each line of a node in one log, and leave nothing when the last of them is killed", async () => {
    await using place = await workplace(paused);
    const program = startChaos([...onDocker(place), "--repeat", "3"]);
    await program.line(/#3: .*\bproduce$/);
    const directories = listRuns(place.out);
    const printed = await printedBy(directories[0]!, "kafka1");
    program.signal("SIGKILL");
    await program.ended;
    await nothingLeftOf({ ...place, runs: async () => directories });
    expect(existsSync(join(directories[0]!, "cluster"))).toBe(false);

    const results = directories.map((directory) => readRun(directory).result);
    const startedFor = results[0]!.run;
    expect(results.map(({ verdict, environment }) => [verdict, environment.reusedCluster ?? null])).toEqual([
      ["as-expected", null],
      ["as-expected", { startedFor, runs: 1 }],
      ["inconclusive", { startedFor, runs: 2 }],
    ]);
    const [ofFirst, , ofSecond] = printed.split(/^--- chaos: .*\n/m);
    const logs = directories.map((directory) => readFile(join(directory, "logs", "kafka1.log"), "utf8"));
    expect([await logs[0], await logs[1]]).toEqual([ofFirst, ofSecond]);
    expect(ofFirst).toMatch(/started \(kafka\.server\.KafkaServer\)/);
    expect(ofSecond).toMatch(/Created log for partition test1-0/);
    expect(ofSecond).not.toMatch(/started \(kafka\.server\.KafkaServer\)/);
  });
});

withContainers("a cluster that is kept", () => {
  const attach = (runDirectory: string) =>
    dockerEngine(process.env).attach(runDirectory, new AbortController().signal);

  test("is taken up with what was done to it, healed and ended by somebody else", async () => {
    await using place = await startContainers({ brokers: 2 });
    try {
      // A run that goes on is nobody else's.
      expect(await attach(place.runDirectory)).toBeNull();
      await place.cluster.cut([{ from: "kafka1", to: "kafka2" }]);
      await place.cluster.pause("zk1");
      expect(await place.cluster.keep()).toMatch(/^chaos cluster down/);
      await place.cluster[Symbol.asyncDispose]();

      await using kept = (await attach(place.runDirectory))!;
      expect([...kept.disturbed()].sort()).toEqual(["kafka1", "kafka2", "zk1"]);
      const links = { ...place, cluster: kept };
      expect(await openLinks(links)).toEqual(allLinksBut(kept, "kafka1→kafka2"));
      await kept.heal();
      expect([...kept.disturbed()]).toEqual([]);
      expect(await openLinks(links)).toEqual(allLinksBut(kept));
      await makeTopic(kept);
      await produce(nodeOf(kept, await untilWhole(kept)), -1);
    } finally {
      await (await attach(place.runDirectory))?.end();
    }
    expect(await ownedByRuns([place.runDirectory])).toEqual([]);
    expect(await attach(place.runDirectory)).toBeNull();
  });
});

withContainers("whatever ends a run", () => {
  /** A fault that leaves a stopped process and a cut link to whoever cleans up. */
  const disturbed = tinyScenario({
    producers: { count: 20_000, rate: 1_000, acks: 1 },
    faults: [
      { at: "500 messages", partition: { isolate: "kafka1" } },
      { at: "1000 messages", pause: "zk1" },
    ],
    expect: { loss: "any" },
  });

  const reaperLoads = (place: Workplace) =>
    until("a reaper", async () => (await reaperOf(place)) !== undefined);

  /** Resolves as soon as Docker has anything of the run. */
  const underWay = (place: Workplace) =>
    until(
      "Docker to have something of the run",
      async () => (await ownedByRuns(await place.runs())).length > 0,
    );

  test.each([
    { moment: "while its reaper loads", reached: reaperLoads },
    { moment: "while Compose makes its containers", reached: underWay },
    { moment: "while its nodes start", reached: (_: Workplace, run: Chaos) => run.line(/zk1 started/) },
    { moment: "under its faults", reached: (_: Workplace, run: Chaos) => run.line(/pause injected/) },
  ])("kill -9 $moment leaves nothing", async ({ reached }) => {
    await using place = await workplace(disturbed);
    const run = startChaos(onDocker(place));
    await reached(place, run);
    run.signal("SIGKILL");
    await run.ended;
    await nothingLeftOf(place);
    expect(existsSync(join((await place.runs())[0]!, "cluster"))).toBe(false);
  });

  test.each([
    { moment: "while Compose makes its containers", reached: underWay },
    { moment: "under its faults", reached: (_: Workplace, run: Chaos) => run.line(/pause injected/) },
  ])("Ctrl-C $moment leaves nothing but a run that says so", async ({ reached }) => {
    await using place = await workplace(disturbed);
    const run = startChaos(onDocker(place));
    await reached(place, run);
    run.signal("SIGINT");
    const { code, stderr } = await run.ended;
    expect({ code, stderr }).toMatchObject({ code: INTERRUPTED });
    expect(stderr).not.toMatch(/^\s+at |died/m);
    await nothingLeftOf(place);
    const { result, damage } = readRun((await place.runs())[0]!);
    expect(damage).toEqual([]);
    expect(result).toMatchObject({
      verdict: "inconclusive",
      reasons: [{ about: "experiment", text: "the run was interrupted" }],
    });
  });

  test("a run whose reaper is gone cleans up by itself", async () => {
    await using place = await workplace(tinyScenario());
    const run = startChaos(onDocker(place));
    await run.line(/\bproduce$/);
    process.kill((await reaperOf(place)).pid, "SIGKILL");
    expect(await run.ended).toMatchObject({ code: 0 });
    await nothingLeftOf(place);
    expect(existsSync(join((await place.runs())[0]!, "cluster"))).toBe(false);
  });

  test("clean removes what even the reaper could not, and neither a living run nor anybody else's container", async (context) => {
    const [own, other, stranger] = await Promise.all([
      workplace(disturbed),
      workplace(tinyScenario({ name: "beside" })),
      foreignContainer(),
    ]);
    await using living = await startContainers({ brokers: 1 });
    try {
      // Two runs, beside a third cluster.
      const run = startChaos(onDocker(own));
      const beside = startChaos(onDocker(other));
      await run.line(/pause injected/);
      process.kill((await reaperOf(own)).pid, "SIGKILL");
      run.signal("SIGKILL");
      await run.ended;
      expect(await beside.ended).toMatchObject({ code: 0 });
      await nothingLeftOf(other);

      expect((await ownedByRuns(await own.runs())).length).toBeGreaterThan(3);
      expect(await clean(own, context)).toMatch(/^removed the containers and networks of chaos-\S*-tiny-/);
      expect(await ownedByRuns(await own.runs())).toEqual([]);
      expect((await stranger.inspect()).State.Running).toBe(true);
      expect((await viewOf(nodeOf(living.cluster, "kafka1"))).brokers).toEqual([1]);
    } finally {
      await stranger.remove({ force: true });
      for (const place of [own, other]) await place[Symbol.asyncDispose]();
    }
  });

  test("six clusters, two at a time, of an image that declares a volume, leave everything as it was", async () => {
    await using image = await imageWithVolume();
    const before = await inventory();
    for (let round = 0; round < 3; round++) {
      const pair = [1, 2].map(() => startContainers({ brokers: 1, image: image.name }));
      for (const place of await Promise.all(pair)) await place[Symbol.asyncDispose]();
    }
    expect(await inventory()).toEqual(before);
  });
});

async function reaperOf({ directory }: Workplace) {
  return (await processesOf(directory)).find(({ argv }) => argv[1]?.endsWith("/reaper.js"))!;
}

/** The standard output of a node of the run, as Docker has it. */
async function printedBy(runDirectory: string, node: string): Promise<string> {
  const { id } = await containerOf(runDirectory, node);
  return `${(await execa("docker", ["logs", id], { stderr: "ignore", stripFinalNewline: false })).stdout}`;
}

/** Named as a run's would be, and without our labels. */
async function foreignContainer() {
  const name = `chaos-20240607t120000z-tiny-${randomBytes(3).toString("hex")}-kafka1-1`;
  const container = await docker.createContainer({
    name,
    Image: process.env.CHAOS_KAFKA_IMAGE!,
    Entrypoint: ["sleep", "600"],
    Cmd: [],
    Labels: { "com.docker.compose.service": "kafka1", chaos: "of another kind" },
  });
  await container.start();
  return container;
}

/** As Apache's own does. */
async function imageWithVolume() {
  const name = `chaos/test-volume:${randomBytes(3).toString("hex")}`;
  const input = `FROM ${process.env.CHAOS_KAFKA_IMAGE}\nVOLUME /var/lib/kafka/data\n`;
  await execa("docker", ["build", "--quiet", "--tag", name, "-"], { input });
  return {
    name,
    async [Symbol.asyncDispose]() {
      await docker.getImage(name).remove();
    },
  };
}

function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  return waitFor(
    async () => ((await holds()) ? { done: true, value: undefined } : { done: false, seen: "it not so" }),
    { what, limitMs: 20_000, everyMs: 20, signal: new AbortController().signal },
  );
}

/** nft tables in the namespace of this machine itself. */
async function hostTables(): Promise<string> {
  const { stdout } = await execa("nft", ["list", "tables"], { reject: false });
  return String(stdout ?? "");
}
