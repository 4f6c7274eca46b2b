/**
 * Days on which Docker lets a run down. Each is told in a sentence, with what to do and exit code 3; the run is
 * inconclusive, and nothing is left behind.
 */
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readRun } from "../src/rundir/rundir.js";
import {
  type ChaosOptions,
  chaos,
  startChaos,
  tinyScenario,
  type Workplace,
  workplace,
} from "./support/chaos.js";
import {
  clean,
  containerOf,
  docker,
  dockerHost,
  hasImage,
  hasNetem,
  nothingLeftOf,
  onDocker,
  ownedByRuns,
  withContainers,
} from "./support/docker.js";
import { reasonsOf } from "./support/runs.js";

const INFRASTRUCTURE = 3;
const PROGRAM = fileURLToPath(new URL("../bin/chaos.js", import.meta.url));
const JRE = "chaos/jre:17-bookworm";
/** Discards what it is sent, on every machine that has not been made to listen there. */
const NO_REGISTRY = "127.0.0.1:9/no/kafka:3.9.2";

const isRoot = process.getuid?.() === 0;

let place: Workplace;
beforeAll(async () => {
  place = await workplace(tinyScenario());
});
afterAll(() => place[Symbol.asyncDispose]());

/** The latest run here is one that could not tell, says so in words alone, and left nothing; resolves to the words. */
async function expectRefusal(
  { code, stdout, stderr }: Awaited<ReturnType<typeof chaos>>,
  where: Workplace = place,
): Promise<string> {
  const said = `${stdout}\n${stderr}`;
  expect(said).not.toMatch(/^\s+at .*:\d+/m);
  expect({ code, said }).toMatchObject({ code: INFRASTRUCTURE });
  expect(said).toMatch(/^try {3}\S/m);
  await nothingLeftOf(where);
  const { result } = readRun((await where.runs()).sort().at(-1)!);
  expect(result.verdict).toBe("inconclusive");
  expect(result.reasons.length).toBeGreaterThan(0);
  return said.replaceAll(/\s+/g, " ");
}

async function refused(options: ChaosOptions, where: Workplace = place): Promise<string> {
  return expectRefusal(await chaos(onDocker(where), options), where);
}

/** Programs of the test's own, in a folder for PATH. */
async function programs(name: string, scripts: Readonly<Record<string, string>>): Promise<string> {
  const bin = join(place.directory, name);
  await mkdir(bin);
  for (const [program, script] of Object.entries(scripts)) {
    await writeFile(join(bin, program), script);
    await chmod(join(bin, program), 0o755);
  }
  return bin;
}

describe("no engine", () => {
  test("at DOCKER_HOST", async () => {
    const said = await refused({ env: { DOCKER_HOST: "unix:///nonexistent" } });
    expect(said).toMatch(/no engine answers at unix:\/\/\/nonexistent \(DOCKER_HOST\): .*ENOENT/);
    expect(said).toMatch(/try start it, or name another with DOCKER_HOST/);
  });

  test("on this machine: DOCKER_HOST points at another", async () => {
    const said = await refused({ env: { DOCKER_HOST: "tcp://10.0.0.1:2375" } });
    expect(said).toMatch(/DOCKER_HOST points at tcp:\/\/10\.0\.0\.1:2375; .* which is not here/);
    expect(said).toMatch(/try run chaos on that machine/);
  });

  test.each(["garbage", "unix://var/run/docker.sock", "unix://", "tcp://127.0.0.1:many"])(
    "at a DOCKER_HOST that is no address: %s",
    async (host) => {
      const said = await refused({ env: { DOCKER_HOST: host } });
      expect(said).toContain(`DOCKER_HOST is "${host}", which is no address of an engine`);
      expect(said).toMatch(/try write it like unix:\/\/\/var\/run\/docker\.sock/);
    },
  );

  test("in a context that there is not", async () => {
    const said = await refused({ env: { DOCKER_HOST: undefined, DOCKER_CONTEXT: "nowhere" } });
    expect(said).toMatch(/Docker's context nowhere cannot be read from .*meta\.json/);
    expect(said).toMatch(/try docker context ls/);
  });

  test.runIf(isRoot)("for this user: its socket denies permission", async () => {
    const socket = join(place.directory, "docker.sock");
    const engine = createServer();
    await new Promise<void>((listening) => engine.listen(socket, listening));
    await using other = await workplace(tinyScenario());
    try {
      await chmod(socket, 0);
      await chmod(place.directory, 0o755);
      await chmod(other.directory, 0o777);
      const asNobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups", process.execPath, PROGRAM];
      const { exitCode, stdout, stderr } = await execa("setpriv", [...asNobody, ...onDocker(other)], {
        env: { DOCKER_HOST: `unix://${socket}`, HOME: other.directory, NO_COLOR: "1" },
        reject: false,
      });
      const said = await expectRefusal({ code: exitCode ?? null, stdout, stderr }, other);
      expect(said).toContain(`permission denied at Docker's socket unix://${socket}`);
      expect(said).toMatch(/try join its group and log in anew: sudo usermod -aG docker \$USER/);
    } finally {
      engine.close();
    }
  });
});

withContainers("no Compose", () => {
  const compose = (script: string) => `#!/bin/sh\nif [ "$1" = compose ]; then ${script}; fi\n`;
  const pathOf = async (name: string, scripts: Readonly<Record<string, string>>) => ({
    env: { PATH: await programs(name, scripts) },
  });

  test("and no `docker` command at all", async () => {
    const said = await refused(await pathOf("nothing", {}));
    expect(said).toMatch(/there is no `docker` command on PATH .*try install Docker's command line/);
  });

  test("but for v1, or none", async () => {
    const old = compose(`echo "docker: 'compose' is not a docker command." >&2; exit 1`);
    const v1 = { docker: old, "docker-compose": "#!/bin/sh\necho 1.29.2\n" };
    expect(await refused(await pathOf("compose-v1", v1))).toMatch(
      /`docker compose` \(Compose v2\) is needed, and only docker-compose 1\.29\.2 is here/,
    );
    const said = await refused(await pathOf("no-compose", { docker: old }));
    expect(said).toMatch(/\(Compose v2\) is needed, and it is not here .*try install the plugin/);
  });

  test("that reads our files, so old is it", async () => {
    const said = await refused(await pathOf("compose-old", { docker: compose("echo v2.10.2") }));
    expect(said).toMatch(/Compose 2\.10\.2 is too old: 2\.23\.1 is needed .*try install the plugin/);
  });
});

withContainers("no image", () => {
  test("here, and none to be pulled", async () => {
    const said = await refused({ env: { CHAOS_KAFKA_IMAGE: NO_REGISTRY } });
    expect(said).toMatch(/the image 127\.0\.0\.1:9\S+ is not here and cannot be pulled: .*refused/);
    expect(said).toMatch(/try take one that is here with CHAOS_KAFKA_IMAGE, .*build\.sh/);
  });

  test("with Kafka in it", async (context) => {
    if (!(await hasImage(JRE))) context.skip(`${JRE} is not here`);
    const said = await refused({ env: { CHAOS_KAFKA_IMAGE: JRE } });
    expect(said).toContain(`the image ${JRE} lacks Kafka's jars at /opt/kafka/libs`);
    expect(said).toMatch(/try take another with cluster\.image or CHAOS_KAFKA_IMAGE/);
  });
});

withContainers("no delays in this kernel", () => {
  test.each([
    ["a fault", { faults: [{ at: "500ms", slow: { node: "kafka1", delay: "50ms" } }] }],
    ["latency of the whole network", { cluster: { brokers: 1, network: { latency: "5ms" } } }],
  ])("%s is refused before anything starts", async (_, changes) => {
    await using other = await workplace(tinyScenario(changes));
    if (await hasNetem()) {
      // Where it works, it works.
      expect(await chaos(onDocker(other))).toMatchObject({ code: 0 });
      return;
    }
    const said = await refused({}, other);
    expect(said).toMatch(/this kernel cannot delay packets: .*try load it .* or run with --engine local/);
    const { timeline } = readRun((await other.runs())[0]!);
    expect(timeline.filter(({ event }) => event === "node")).toEqual([]);
  });
});

withContainers("while it starts", () => {
  test("a broker that ends because of a property: its own words are told", async () => {
    await using other = await workplace(
      tinyScenario({ cluster: { brokers: 1, config: { "replica.fetch.wait.max.ms": 40_000 } } }),
    );
    const began = performance.now();
    const said = await refused({}, other);
    // Neither starts with it, and a busy machine may end either first.
    const died =
      /(kafka1|controller1) died by itself: exit code 1; last lines of its log: .*replica\.fetch\.wait\.max\.ms/;
    expect(said).toMatch(died);
    const [, node] = died.exec(said)!;
    // Told at once, and not when the time to wait for it is over.
    expect(performance.now() - began).toBeLessThan(60_000);
    const log = await readFile(join((await other.runs())[0]!, "logs", `${node}.log`), "utf8");
    expect(log).toMatch(
      /replica\.socket\.timeout\.ms should always be at least replica\.fetch\.wait\.max\.ms/,
    );
  });

  test("a port that was taken between choice and use: others are chosen, and the run works", async () => {
    const taken = join(place.directory, "taken");
    // Takes the first port of the first file that Compose is to bring up.
    const thief = `#!${process.execPath}
      const { existsSync, readFileSync, writeFileSync } = require("node:fs");
      const args = process.argv.slice(2);
      const go = () => require("node:child_process")
        .spawn(${JSON.stringify(await realDocker())}, args, { stdio: "inherit" })
        .once("exit", (code) => process.exit(code));
      if (!args.includes("up") || existsSync(${JSON.stringify(taken)})) go();
      else {
        const file = readFileSync(args[args.indexOf("--file") + 1], "utf8");
        const port = /127\\.0\\.0\\.1:(\\d+):/.exec(file)[1];
        writeFileSync(${JSON.stringify(taken)}, port);
        require("node:net").createServer().listen(port, "127.0.0.1", go);
      }`;
    const bin = await programs("thief", { docker: thief });
    const ended = await chaos(onDocker(place), { env: { PATH: `${bin}:${process.env.PATH}` } });
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stderr).toMatch(/a port was taken between choice and use: trying others/);
    await nothingLeftOf(place);
    const { timeline } = readRun((await place.runs()).sort().at(-1)!);
    expect(JSON.stringify(timeline)).not.toContain("died");
  });
});

withContainers("while messages flow", () => {
  const flowing = tinyScenario({ producers: { count: 200_000, rate: 5_000, acks: 1 } });

  test("the engine goes away: the run ends, and clean removes what is left when it is back", async (context) => {
    await using other = await workplace(flowing);
    const engine = await forwarder(join(other.directory, "docker.sock"));
    const run = startChaos(onDocker(other), { env: { DOCKER_HOST: engine.host } });
    await run.line(/Success: [1-9]/);
    engine.destroy();
    const { code, stdout, stderr } = await run.ended;
    expect({ code, stderr }).toMatchObject({ code: INFRASTRUCTURE });
    expect(`${stdout}\n${stderr}`).not.toMatch(/^\s+at .*:\d+/m);
    expect(stderr).toMatch(/^try .*when it is back, `chaos clean` removes the remains/m);
    const { result } = readRun((await other.runs())[0]!);
    expect(result.verdict).toBe("inconclusive");
    expect(reasonsOf(result)).toContain("the Docker engine went away, and the cluster with it");
    expect(result.counts.acknowledged).toBeGreaterThan(0);

    expect((await ownedByRuns(await other.runs())).length).toBeGreaterThan(0);
    await clean(other, context);
    await nothingLeftOf(other);
  });

  test("a node that the kernel kills for want of memory", async () => {
    await using other = await workplace(flowing);
    const run = startChaos(onDocker(other));
    await run.line(/\bproduce$/);
    await exhaustMemory((await containerOf((await other.runs())[0]!, "kafka1")).id);
    const { code, stdout, stderr } = await run.ended;
    const said = await expectRefusal({ code, stdout, stderr }, other);
    expect(said).toMatch(
      /kafka1 died by itself: killed by the kernel, out of memory; last lines of its log: /,
    );
  });

  test("a container that somebody removes", async () => {
    await using other = await workplace(flowing);
    const run = startChaos(onDocker(other));
    await run.line(/\bproduce$/);
    await (await containerOf((await other.runs())[0]!, "kafka1")).remove({ force: true });
    const said = await expectRefusal(await run.ended, other);
    expect(said).toMatch(/kafka1 died by itself: .*; last lines of its log: \S/);
  });
});

/** Leaves the container a little more memory than it has, and something that wants more than that. */
async function exhaustMemory(id: string): Promise<void> {
  const MIB = 2 ** 20;
  const container = docker.getContainer(id);
  const { memory_stats: memory } = await container.stats({ stream: false });
  const Memory = Math.ceil(memory.usage / MIB + 16) * MIB;
  await container.update({ Memory, MemorySwap: Memory });
  // Less than the node has itself: the kernel ends the largest.
  const wanting = `x=$(head -c ${64 * MIB} /dev/zero | tr '\\0' x)`;
  await execa("docker", ["exec", id, "bash", "-c", wanting], { reject: false });
}

async function realDocker(): Promise<string> {
  return (await execa("sh", ["-c", "command -v docker"])).stdout;
}

/** An engine that can be lost: a socket of the test's own in front of the real one. */
async function forwarder(path: string): Promise<{ readonly host: string; destroy(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ path: new URL(dockerHost).pathname, allowHalfOpen: true });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy()).on("close", () => sockets.delete(from));
      from.pipe(to);
    }
  });
  await new Promise<void>((listening) => server.listen(path, listening));
  return {
    host: `unix://${path}`,
    destroy() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
