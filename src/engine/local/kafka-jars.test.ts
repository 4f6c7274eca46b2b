import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { MetadataPlan } from "../../cluster/topology.js";
import { InterruptedError } from "../../errors.js";
import { kafkaJars } from "./kafka-jars.js";
import { changeOf, damageOf } from "./maven-cache.js";
import type { Supervisor } from "./supervisor-client.js";

/** A version whose jars nobody knows by checksum. */
const VERSION = "3.0.0";
const ZOOKEEPER: MetadataPlan = { kind: "zookeeper", members: 1 };
const KRAFT: MetadataPlan = { kind: "kraft", members: 1 };
const JARS = { [`kafka_2.13-${VERSION}.jar`]: "Kafka", "zookeeper-3.6.3.jar": "ZooKeeper" };

let folder: string;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chaos-jars-"));
  await mkdir(join(folder, "bin"));
  await writeFile(join(folder, "bin", "mvn"), "");
  await chmod(join(folder, "bin", "mvn"), 0o755);
  env = { XDG_CACHE_HOME: folder, PATH: join(folder, "bin") };
});
afterEach(() => rm(folder, { recursive: true }));

const home = () => join(folder, "chaos", "kafka", VERSION);
const kept = () => readdir(join(folder, "chaos", "kafka"));

/** Maven as a function: fills the folder it is given, says its lines, ends with a code. */
function maven(
  jars: Readonly<Record<string, string>>,
  { code = 0, lines = [] as string[], act = () => {} } = {},
): Supervisor {
  return {
    async run({ args, cwd }: { args: string[]; cwd: string }, { onLine }: { onLine(line: string): void }) {
      const output = args.find((argument) => argument.startsWith("-DoutputDirectory="))!.split("=")[1]!;
      const libs = join(cwd, output);
      for (const [name, contents] of Object.entries(jars)) await writeFile(join(libs, name), contents);
      lines.forEach(onLine);
      act();
      return code;
    },
  } as unknown as Supervisor;
}

async function fetch(
  supervisor: Supervisor,
  { version = VERSION, metadata = ZOOKEEPER, signal = new AbortController().signal } = {},
) {
  const said: string[] = [];
  const jars = await kafkaJars(
    { kafka: version, metadata },
    { env, supervisor, signal, onProgress: (line) => said.push(line) },
  );
  return { jars, said };
}

const unwanted = maven({}, { act: () => expect.unreachable("Maven ran") });

test("jars are fetched once, and the manifest tells what they are", async () => {
  const { jars } = await fetch(maven(JARS));
  expect(jars).toEqual({ version: VERSION, libs: join(home(), "libs"), archives: join(home(), "archive") });
  expect(Object.keys(JSON.parse(await readFile(join(home(), "manifest.json"), "utf8")))).toEqual(
    Object.keys(JARS),
  );
  expect(await kept()).toEqual([VERSION]);
  expect((await fetch(unwanted)).said).toEqual([]);
});

describe("a cache that was damaged is said to be, and fetched again", () => {
  test.each([
    [
      "a jar is missing",
      () => rm(join(home(), "libs", "zookeeper-3.6.3.jar")),
      /zookeeper-3\.6\.3\.jar is missing/,
    ],
    [
      "a jar was cut short",
      () => writeFile(join(home(), "libs", "zookeeper-3.6.3.jar"), "Zoo"),
      /zookeeper-3\.6\.3\.jar has 3 bytes, not 9/,
    ],
    [
      "the manifest is garbage",
      () => writeFile(join(home(), "manifest.json"), '{"kafka'),
      /its manifest cannot be read/,
    ],
  ])("when %s", async (_, damage, complaint) => {
    await fetch(maven(JARS));
    await damage();
    const { said } = await fetch(maven(JARS));
    expect(said[0]).toMatch(/^the cached jars of Kafka 3\.0\.0 are damaged/);
    expect(said[0]).toMatch(complaint);
    expect(await damageOf(home())).toBeNull();
    expect(await kept()).toEqual([VERSION]);
  });

  test("when the manifest, which is written last, is not there at all", async () => {
    await fetch(maven(JARS));
    await rm(join(home(), "manifest.json"));
    expect(await damageOf(home())).toBe("absent");
    await fetch(maven(JARS));
    expect(await damageOf(home())).toBeNull();
  });
});

test("other contents of the same size are found by their checksum", async () => {
  await fetch(maven(JARS));
  expect(await changeOf(home())).toBeNull();
  await writeFile(join(home(), "libs", "zookeeper-3.6.3.jar"), "ZooKeepsr");
  expect(await damageOf(home())).toBeNull();
  expect(await changeOf(home())).toBe("zookeeper-3.6.3.jar has other contents than when it was fetched");
});

describe("nothing is kept of a download", () => {
  test("that failed half-way; Maven's first complaint is told", async () => {
    const failing = maven(
      { "zookeeper-3.6.3.jar": "Zoo" },
      {
        code: 1,
        lines: ["[INFO] Downloading", "[ERROR] Could not find artifact", "[ERROR] To see the full stack"],
      },
    );
    const refusal = fetch(failing);
    await expect(refusal).rejects.toThrow(`Maven could not fetch Kafka ${VERSION}: Could not find artifact`);
    await expect(refusal).rejects.toMatchObject({
      remedy: expect.stringMatching(/check that the version exists/),
    });
    expect(await kept()).toEqual([]);
  });

  test("that was interrupted", async () => {
    const controller = new AbortController();
    const reason = new InterruptedError("stopped by SIGINT");
    const interrupted = maven(JARS, { act: () => controller.abort(reason) });
    await expect(fetch(interrupted, { signal: controller.signal })).rejects.toBe(reason);
    expect(await kept()).toEqual([]);
  });

  test("whose jars are not those that are known by checksum", async () => {
    const others = maven({ ...JARS, "kafka_2.13-3.9.1.jar": "Kafka" });
    await expect(fetch(others, { version: "3.9.1" })).rejects.toThrow(
      "the fetched jars of Kafka 3.9.1 are not the ones this tool knows by checksum",
    );
    expect(await kept()).toEqual([]);
  });

  test("that ended well without having brought Kafka", async () => {
    await expect(fetch(maven({ "zookeeper-3.6.3.jar": "ZooKeeper" }))).rejects.toThrow(
      `Maven ended well, but brought no kafka_2.13-${VERSION}.jar`,
    );
    expect(await kept()).toEqual([]);
  });
});

test("without Maven it says so, and what else would do", async () => {
  env = { XDG_CACHE_HOME: folder, PATH: join(folder, "nowhere") };
  const refusal = fetch(unwanted);
  await expect(refusal).rejects.toThrow("there is no Maven to fetch them with");
  await expect(refusal).rejects.toMatchObject({
    remedy: expect.stringMatching(/install Maven .* or set KAFKA_HOME/),
  });
});

test("a cache that cannot be written is named", async () => {
  await writeFile(join(folder, "file"), "");
  env = { ...env, XDG_CACHE_HOME: join(folder, "file") };
  const refusal = fetch(unwanted);
  await expect(refusal).rejects.toThrow(`cannot write to the cache ${join(folder, "file", "chaos")}`);
  await expect(refusal).rejects.toMatchObject({ remedy: expect.stringMatching(/XDG_CACHE_HOME/) });
});

test("Java divides its class path at colons, so a cache with one in its path is refused before anything is fetched", async () => {
  env = { ...env, XDG_CACHE_HOME: join(folder, "a:b") };
  const refusal = fetch(unwanted);
  await expect(refusal).rejects.toThrow(`from a path with a colon: ${join(folder, "a:b")}`);
  await expect(refusal).rejects.toMatchObject({ remedy: expect.stringMatching(/XDG_CACHE_HOME/) });
});

describe("KAFKA_HOME", () => {
  async function installed(...jars: readonly string[]): Promise<void> {
    env.KAFKA_HOME = join(folder, "kafka");
    await mkdir(join(env.KAFKA_HOME, "libs"), { recursive: true });
    for (const jar of jars) await writeFile(join(env.KAFKA_HOME, "libs", jar), "");
  }

  test("is used, whatever its version; archives go to the cache, because it is not ours to write to", async () => {
    await installed("kafka_2.12-2.8.2.jar", "zookeeper-3.5.9.jar");
    const { jars } = await fetch(unwanted);
    expect(jars).toMatchObject({ version: "2.8.2", libs: join(folder, "kafka", "libs") });
    expect(jars.archives.startsWith(join(folder, "chaos", "archive", "2.8.2-"))).toBe(true);
  });

  test("may be relative, though nodes have working directories of their own", async () => {
    await installed("kafka_2.12-2.8.2.jar", "zookeeper-3.5.9.jar");
    env.KAFKA_HOME = relative(process.cwd(), env.KAFKA_HOME!);
    expect((await fetch(unwanted)).jars.libs).toBe(join(folder, "kafka", "libs"));
  });

  test.each([
    ["holds no Kafka", "guava.jar", ZOOKEEPER, /there is no kafka_2\.\*\.jar in/],
    [
      "comes without the ZooKeeper of the cluster",
      "kafka_2.13-4.0.0.jar",
      ZOOKEEPER,
      "the Kafka 4.0.0 in KAFKA_HOME does not fit: Kafka 4 has no ZooKeeper",
    ],
    [
      "is too old for KRaft",
      "kafka_2.13-3.8.1.jar",
      KRAFT,
      "the Kafka 3.8.1 in KAFKA_HOME does not fit: KRaft needs Kafka 3.9.0 or later here",
    ],
  ])("is refused when it %s", async (_, jar, metadata, complaint) => {
    await installed(jar);
    await expect(fetch(unwanted, { metadata })).rejects.toThrow(complaint);
  });

  test("is used for KRaft without ZooKeeper's jar", async () => {
    await installed("kafka_2.13-4.4.0.jar");
    expect((await fetch(unwanted, { metadata: KRAFT })).jars.version).toBe("4.4.0");
  });
});
