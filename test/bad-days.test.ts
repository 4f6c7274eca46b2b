/**
 * Machines that lack something, and people who mistype. Each is told in a sentence what is wrong and what to do,
 * the exit code says whose it is to mend, and nothing is left behind.
 */
import { execFile } from "node:child_process";
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BLOCKS, portsFor } from "../src/engine/local/layout.js";
import { readRun } from "../src/rundir/rundir.js";
import { waitFor } from "../src/wait.js";
import {
  type ChaosOptions,
  chaos,
  startChaos,
  tinyScenario,
  type Workplace,
  workplace,
} from "./support/chaos.js";
import { copyOfCache, emptyKafkaHome, fakeMaven, fetches, linkJars, realHome } from "./support/maven.js";
import { nothingLeft, processesOf } from "./support/traces.js";

const USAGE = 2;
const INFRASTRUCTURE = 3;
const INTERRUPTED = 130;
const KAFKA = "3.9.2";
const JAVA = "/usr/bin/java";
const SYSTEM_PATH = "/usr/bin:/bin";

const isRoot = process.getuid?.() === 0;
const run = promisify(execFile);

let place: Workplace;
beforeAll(async () => {
  place = await workplace(tinyScenario());
});
afterAll(() => place[Symbol.asyncDispose]());

/** Runs to an end that has to be words alone; resolves to all that was said, on one line. */
async function refused(code: number, args: readonly string[], options?: ChaosOptions): Promise<string> {
  const { code: found, stdout, stderr } = await chaos(args, options);
  const said = `${stderr}\n${stdout}`;
  expect(said).not.toMatch(/^\s+at .*:\d+/m);
  expect({ code: found, said }).toMatchObject({ code });
  if (code !== USAGE) await nothingLeft(place.directory);
  return said.replaceAll(/\s+/g, " ");
}

function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  return waitFor(
    async () => ((await holds()) ? { done: true, value: undefined } : { done: false, seen: "it not so" }),
    { what, limitMs: 20_000, everyMs: 50, signal: new AbortController().signal },
  );
}

/** A folder of the test's own under the workplace. */
async function folder(name: string): Promise<string> {
  const path = join(place.directory, name);
  await mkdir(path, { recursive: true });
  return path;
}

async function pathWith(name: string, programs: readonly string[]): Promise<string> {
  const bin = await folder(name);
  for (const program of programs) await symlink(program, join(bin, program.split("/").at(-1)!));
  return bin;
}

describe("Java", () => {
  test("none on PATH", async () => {
    const said = await refused(INFRASTRUCTURE, place.run, {
      env: { PATH: await pathWith("node-only", [process.execPath]), JAVA_HOME: undefined },
    });
    expect(said).toMatch(/there is no Java on this machine/);
    expect(said).toMatch(/try install Java 17 or newer .* or set JAVA_HOME/);
  });

  test("JAVA_HOME that points nowhere", async () => {
    const said = await refused(INFRASTRUCTURE, place.run, { env: { JAVA_HOME: "/no/such/java" } });
    expect(said).toMatch(/JAVA_HOME is \/no\/such\/java, but there is no bin\/java in it/);
    expect(said).toMatch(/try install Java 17 or newer/);
  });

  test("too old, by its release file or by its own word", async () => {
    const home = await folder("java-11");
    const bin = await folder("java-11/bin");
    await writeFile(join(bin, "java"), `#!/bin/sh\necho 'openjdk version "1.8.0_392"' >&2\n`);
    await chmod(join(bin, "java"), 0o755);
    const options = { env: { JAVA_HOME: home } };
    expect(await refused(INFRASTRUCTURE, place.run, options)).toMatch(/Java 8\.0_392 at .* is too old/);
    await writeFile(join(home, "release"), `JAVA_VERSION="11.0.2"\n`);
    expect(await refused(INFRASTRUCTURE, place.run, options)).toMatch(
      /Java 11\.0\.2 at .* is too old.* 17 or newer/,
    );
  });

  test("one that ends at once: each time its words are told, and the run ends", async () => {
    const home = await folder("java-broken");
    const bin = await folder("java-broken/bin");
    await writeFile(join(home, "release"), `JAVA_VERSION="17.0.15"\n`);
    await writeFile(join(bin, "java"), "#!/bin/sh\necho 'no virtual machine today'\nexit 1\n");
    await chmod(join(bin, "java"), 0o755);
    for (let i = 0; i < 5; i++) {
      const said = await refused(INFRASTRUCTURE, place.run, { env: { JAVA_HOME: home } });
      expect(said).toMatch(/died by itself: exit code 1; .*no virtual machine today/);
    }
  });
});

describe("Kafka's jars", () => {
  test("not there, and no Maven to fetch them", async () => {
    const said = await refused(INFRASTRUCTURE, place.run, {
      env: { PATH: await pathWith("no-maven", [JAVA]), XDG_CACHE_HOME: await folder("empty") },
    });
    expect(said).toMatch(
      /the jars of Kafka 3\.9\.2 are not here yet, and there is no Maven to fetch them with/,
    );
    expect(said).toMatch(/try install Maven .* or set KAFKA_HOME/);
  });

  test("KAFKA_HOME that is no Kafka, or one without ZooKeeper where the cluster has it", async () => {
    const empty = await folder("no-kafka");
    const nothing = await refused(INFRASTRUCTURE, place.run, { env: { KAFKA_HOME: empty } });
    expect(nothing).toMatch(/KAFKA_HOME is .*no-kafka, but there is no kafka_2\.\*\.jar in/);
    expect(nothing).toMatch(/try point KAFKA_HOME at an unpacked Kafka/);
    const kraft = await emptyKafkaHome(place.directory, ["kafka_2.13-4.1.0.jar"]);
    const without = await refused(INFRASTRUCTURE, place.run, { env: { KAFKA_HOME: kraft } });
    expect(without).toMatch(/the Kafka 4\.1\.0 in KAFKA_HOME does not fit: Kafka 4 has no ZooKeeper/);
    expect(without).toMatch(/try unset KAFKA_HOME/);
  });

  test("KAFKA_HOME that is one: its jars are used, whatever the cache and Maven are like", async () => {
    const home = join(place.directory, "installed");
    await linkJars(join(realHome(KAFKA), "libs"), join(home, "libs"));
    const env = {
      KAFKA_HOME: home,
      XDG_CACHE_HOME: await folder("empty-2"),
      PATH: await pathWith("java", [JAVA]),
    };
    expect(await chaos(place.run, { env })).toMatchObject({ code: 0 });
    await nothingLeft(place.directory);
  });

  test("Maven fails half-way: its reason is told, and nothing that looks like a cache is kept", async () => {
    const cache = await folder("half");
    const bin = await fakeMaven(
      cache,
      `cp ${realHome(KAFKA)}/libs/kafka_2.13-${KAFKA}.jar "$out"; echo "[ERROR] Could not transfer artifact zookeeper: Connection refused"; exit 1`,
    );
    const said = await refused(INFRASTRUCTURE, place.run, {
      env: { XDG_CACHE_HOME: cache, PATH: `${bin}:${SYSTEM_PATH}` },
    });
    expect(said).toMatch(/Maven could not fetch Kafka 3\.9\.2: Could not transfer artifact zookeeper/);
    expect(said).toMatch(/try .*KAFKA_HOME/);
    expect(await readdir(join(cache, "chaos", "kafka"))).toEqual([]);
  });

  test("a Kafka version that does not exist", async () => {
    const cache = await folder("unknown");
    const complaint =
      "[ERROR] Failed to execute goal on project kafka-jars: Could not resolve dependencies: Could not find artifact org.apache.kafka:kafka_2.13:jar:3.99.9";
    const bin = await fakeMaven(cache, `echo "${complaint}"; exit 1`);
    const said = await refused(INFRASTRUCTURE, [...place.run, "--set", "cluster.kafka=3.99.9"], {
      env: { XDG_CACHE_HOME: cache, PATH: `${bin}:${SYSTEM_PATH}` },
    });
    expect(said).toMatch(/Maven could not fetch Kafka 3\.99\.9: .*Could not find artifact/);
    expect(said).toMatch(/try check that the version exists/);
  });

  test("Maven hangs and is interrupted: all it started goes with it, and nothing is kept", async () => {
    const cache = await folder("hang");
    // A child of the script's own, as with wrappers that do not exec.
    const bin = await fakeMaven(cache, `cp ${realHome(KAFKA)}/libs/k*.jar "$out"; tail -f "$pom"`);
    const program = startChaos(place.run, {
      env: { XDG_CACHE_HOME: cache, PATH: `${bin}:${SYSTEM_PATH}` },
    });
    await eventually("Maven to hang", async () =>
      (await processesOf(cache)).some(({ argv }) => argv[0] === "tail"),
    );
    program.signal("SIGINT");
    expect(await program.ended).toMatchObject({ code: INTERRUPTED });
    await nothingLeft(place.directory);
    expect(await readdir(join(cache, "chaos", "kafka"))).toEqual([]);
  });

  test("a cache that lost a part of a jar is noticed and fetched again", async () => {
    const { cache, home } = await copyOfCache(await folder("damaged"), KAFKA);
    const jar = join(home, "libs", `kafka_2.13-${KAFKA}.jar`);
    await rm(jar);
    await writeFile(jar, "half a");
    await truncate(jar, 3);
    const bin = await fakeMaven(cache, fetches(KAFKA));
    const program = startChaos(place.run, {
      env: { XDG_CACHE_HOME: cache, PATH: `${bin}:${SYSTEM_PATH}` },
    });
    await program.line(
      /cached jars of Kafka 3\.9\.2 are damaged \(kafka_2\.13-3\.9\.2\.jar has 3 bytes, not \d+\)/,
    );
    await eventually(
      "the jars to be whole again",
      async () => (await stat(jar).catch(() => null))?.size !== 3,
    );
    // It goes on to rehearse for its archives, which is as good a moment as any to stop it.
    program.signal("SIGINT");
    expect(await program.ended).toMatchObject({ code: INTERRUPTED });
    await nothingLeft(place.directory);
    const again = await chaos(["doctor"], { env: { XDG_CACHE_HOME: cache } });
    expect(again.stdout).toMatch(/Kafka 3\.9\.2 in .* checksums hold/);
  });
});

describe("where runs go", () => {
  test("--out that is a file", async () => {
    const said = await refused(USAGE, ["run", place.scenario, "--out", place.scenario]);
    expect(said).toMatch(/scenario\.yaml is not a directory.*choose another with --out/);
  });

  test("--out that cannot be written", async () => {
    const out = await folder("read-only");
    const mounted = isRoot && (await mount(out, "ro"));
    if (!isRoot) await chmod(out, 0o555);
    try {
      const said = await refused(INFRASTRUCTURE, ["run", place.scenario, "--out", join(out, "runs")]);
      expect(said).toMatch(
        /no run can be kept in .*read-only\/runs: .*try choose a directory that can be written/,
      );
    } finally {
      if (mounted) await run("umount", [out]);
      await chmod(out, 0o755);
    }
  });

  test.runIf(isRoot)("a disk that is too small for the run, or for anything at all", async () => {
    const out = await folder("small");
    await onDisk(out, "size=4m", async () => {
      const said = await refused(INFRASTRUCTURE, [
        "run",
        place.scenario,
        "--out",
        out,
        "--reporter",
        "plain",
      ]);
      expect(said).toMatch(/this run may write \d+ MiB; \d MiB are free at/);
      expect(said).toMatch(/try free some space/);
    });
    await onDisk(out, "size=8k", async () => {
      await run("dd", ["if=/dev/zero", `of=${join(out, "full")}`, "bs=4k", "count=2"]);
      const said = await refused(INFRASTRUCTURE, [
        "run",
        place.scenario,
        "--out",
        out,
        "--reporter",
        "plain",
      ]);
      expect(said).toMatch(/cannot be (written|kept)|no run can be kept/);
      expect(said).toMatch(/no space left|disk is full/i);
    });
  });

  test.runIf(isRoot)("a disk that fills up while the run goes on", async () => {
    const out = await folder("filling");
    await onDisk(out, "size=300m", async () => {
      const program = startChaos([...place.run, "--out", out, "--set", "producers.count=20000"]);
      await program.line(/\bproduce$/);
      await run("dd", ["if=/dev/zero", `of=${join(out, "full")}`, "bs=64k"]).catch(() => {});
      const { code, stdout, stderr } = await program.ended;
      expect({ code, stderr }).toMatchObject({ code: INFRASTRUCTURE });
      expect(`${stdout}\n${stderr}`).not.toMatch(/^\s+at .*:\d+/m);
      expect(stderr).toMatch(/try +make room on that disk|try +its whole log/);
      await nothingLeft(place.directory);
    });
  });
});

test("ports that were taken meanwhile: others are chosen, and the run works", async () => {
  // What the brokers would listen on at the first attempt, and every lock of the second.
  const takers = await Promise.all(
    BLOCKS.flatMap((block) => [
      take(`127.${block}.0.1`, portsFor(0).external),
      take(`127.${block}.255.1`, portsFor(1).lock),
    ]),
  );
  try {
    const { code, stdout, stderr } = await chaos(place.run);
    expect({ code, stderr, stdout }).toMatchObject({ code: 0 });
    const latest = readRun((await place.runs()).sort().at(-1)!);
    expect(latest.result.verdict).toBe("as-expected");
    await nothingLeft(place.directory);
  } finally {
    for (const taker of takers) taker?.close();
  }
});

test("consumers that commit before or never, begin at the end, or are paused: the run tells what each group did", async () => {
  const group = (name: string, changes: object) => ({
    ...{ group: name, config: { "session.timeout.ms": 6_000 } },
    ...changes,
  });
  await using reading = await workplace(
    tinyScenario({
      cluster: { brokers: 1 },
      topic: { name: "test1", partitions: 2, replicas: 1 },
      producers: { count: 3_000, rate: 500, acks: "all", key: "sequence" },
      consumers: [
        group("before", { commit: "before", processing: "2ms", restarts: { every: "2s" } }),
        group("never", { commit: "never", restarts: { every: "3s" } }),
        group("newest", { commit: "after", offsetReset: "latest", start: "2s" }),
        group("paused", {
          instances: 2,
          commit: "after",
          restarts: { every: "3s", how: "pause", for: "2s" },
        }),
      ],
      expect: {
        loss: "none",
        consumers: {
          ...{ unseen: "none", pollSkip: "none", jumped: "none" },
          groups: {
            before: { skipped: "some", reprocessed: "none" },
            never: { skipped: "none", reprocessed: "some" },
            newest: { skipped: "none" },
            paused: { skipped: "none", lag: "> 500ms" },
          },
        },
      },
    }),
  );
  const { code, stdout, stderr } = await chaos(reading.run);
  expect({ code, stderr, stdout }).toMatchObject({ code: 0 });
  const [directory] = await reading.runs();
  const { consumers } = readRun(directory!).result;
  const [, never, newest] = consumers!.groups;
  // Its final client begins at the beginning, for the group committed nothing.
  expect(never!.committed).toEqual([null, null]);
  expect(newest!.messages).toBeLessThan(3_000);
});

describe("what people mistype", () => {
  test.concurrent.each([
    [["run", "no-such-file.yaml"], /no-such-file\.yaml/],
    [["run", "no-such-folder/*.yaml"], /no-such-folder/],
    [["run"], /missing required argument/],
    [["run", "SCENARIO", "--scale", "0"], /--scale.*It has to be a number above 0/],
    [["run", "SCENARIO", "--scale", "10%"], /--scale.*It has to be a number above 0; write 0\.1/],
    [["run", "SCENARIO", "--scale", "much"], /--scale.*It has to be a number above 0/],
    [["run", "SCENARIO", "--repeat", "0"], /--repeat.*It has to be 1 to 1000/],
    [["run", "SCENARIO", "--seed", "-1"], /--seed.*It has to be a whole number/],
    [["run", "SCENARIO", "--reporter", "prety"], /--reporter.*pretty/],
    [["run", "SCENARIO", "--engine", "cloud"], /--engine.*auto, docker, local/],
    [
      ["run", "SCENARIO", "--set", "producers.cuont=5"],
      /there is no producers\.cuont; did you mean producers\.count/,
    ],
    [["run", "SCENARIO", "--set", "producers"], /--set/],
    [["run", "SCENARIO", "--ouput", "x"], /unknown option --ouput; did you mean --out/],
    [["rum", "SCENARIO"], /unknown command rum; did you mean run/],
    [["report", "no-such-run"], /there is no run called no-such-run/],
  ] as const)("chaos %j", async (args, complaint) => {
    const said = await refused(
      USAGE,
      args.map((argument) => (argument === "SCENARIO" ? place.scenario : argument)),
    );
    expect(said).toMatch(complaint);
  });

  test("a property that librdkafka does not know, where the scenario says it", async () => {
    await using other = await workplace(
      tinyScenario({ producers: { count: 10, config: { "linger.sm": 5 } } }),
    );
    const said = await refused(USAGE, other.run);
    expect(said).toMatch(/scenario\.yaml.*linger\.sm/);
  });

  test("a topic property that the brokers do not know", async () => {
    await using other = await workplace(
      tinyScenario({ topic: { replicas: 1, config: { "retention.moons": 1 } } }),
    );
    const said = await refused(USAGE, other.run);
    expect(said).toMatch(/the brokers refuse the topic test1: .*retention\.moons/);
    await nothingLeft(other.directory);
  });

  test("a broker property that no broker starts with: the broker's own words are told", async () => {
    await using other = await workplace(
      tinyScenario({ cluster: { brokers: 1, config: { "replica.fetch.wait.max.ms": 40_000 } } }),
    );
    const said = await refused(INFRASTRUCTURE, other.run);
    expect(said).toMatch(/(kafka1|controller1) died by itself: exit code 1.*replica\.fetch\.wait\.max\.ms/);
    await nothingLeft(other.directory);
  });
});

test("a metadata log that will not load: the node's end is told at once, with the cause", async () => {
  await using other = await workplace(tinyScenario({ cluster: { brokers: 1, controllers: 1 } }));
  const up = ["cluster", "up", other.scenario, "--engine", "local", "--out", other.out];
  expect(await chaos(up)).toMatchObject({ code: 0 });
  const [run] = await other.runs();
  const metadata = (node: string, file: string) =>
    join(run!, "cluster", node, "data", "__cluster_metadata-0", file);
  const onCluster = (...words: string[]) => chaos(["cluster", ...words, "--run", run!]);
  try {
    for (const [node, file, cause] of [
      [
        "controller1",
        "00000000000000000000-0000000000.checkpoint",
        /CorruptRecordException: Record is corrupt/,
      ],
      [
        "kafka1",
        "quorum-state",
        /Error while reading the Quorum status from the file \S+kafka1\S+quorum-state/,
      ],
    ] as const) {
      expect(await onCluster("fault", "kill", node)).toMatchObject({ code: 0 });
      const whole = await readFile(metadata(node, file));
      await writeFile(metadata(node, file), damaged(whole));
      const { code, stderr } = await onCluster("heal");
      expect(code).toBe(INFRASTRUCTURE);
      expect(stderr).toMatch(
        new RegExp(
          `${node} went away while starting; it could not load its metadata log, __cluster_metadata-0; `,
        ),
      );
      expect(stderr).toMatch(cause);
      expect(stderr).toMatch(/try +its whole log/);
      await writeFile(metadata(node, file), whole);
      expect(await onCluster("heal")).toMatchObject({ code: 0 });
    }
  } finally {
    expect(await onCluster("down")).toMatchObject({ code: 0 });
  }
  await nothingLeft(other.directory);
});

/** The second half is other bytes. */
function damaged(file: Buffer): Buffer {
  return Buffer.from(file.map((byte, i) => (i < file.length / 2 ? byte : byte ^ 0xff)));
}

/** Listens there; null when another run does, which then has that block to itself anyway. */
function take(host: string, port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen({ host, port }, () => resolve(server));
  });
}

async function mount(directory: string, options: string): Promise<true> {
  await run("mount", ["-t", "tmpfs", "-o", options, "tmpfs", directory]);
  return true;
}

/** Does something while `directory` is a file system of its own. */
async function onDisk(directory: string, options: string, act: () => Promise<void>): Promise<void> {
  await mount(directory, options);
  try {
    await act();
  } finally {
    await run("umount", [directory]);
  }
}
