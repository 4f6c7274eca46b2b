/**
 * Where the jars of Kafka and ZooKeeper come from: an installed Kafka (KAFKA_HOME), else a cache that Maven fills once
 * for each version.
 *
 *     ${XDG_CACHE_HOME:-~/.cache}/chaos/kafka/3.9.1/
 *         libs/*.jar
 *         manifest.json      name, size and SHA-256 of every jar; written last
 *         archive/*.jsa      class-data archives (archive.ts)
 *
 * A download goes to a folder of its own and is renamed when it is complete and its checksums hold: what lies under
 * the final name was whole once. Sizes are compared at every use, contents by `chaos doctor`.
 */
import { createHash, randomBytes } from "node:crypto";
import { access, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { z } from "zod";
import { InfrastructureError } from "../../errors.js";
import { cacheDirectory } from "../cache.js";
import type { Supervisor } from "./supervisor-client.js";

/** SHA-256 over the sorted lines `<sha256 of the jar>  <name>`, for versions whose jars we have looked at. */
const KNOWN_DIGESTS: Readonly<Record<string, string>> = {
  "3.9.1": "ed7348c383f4ff11c0e07f25530b82c9740b8af4249d384a9b41d2b314f0f8df",
  "2.8.2": "fdf19a506d8b45a52d78a553f616d49c22d583669cb6b4cc5c70c7b0439ea2dc",
};

export interface KafkaJars {
  readonly version: string;
  /** Folder of jars, for `-cp <folder>/*`. */
  readonly libs: string;
  /** Where class-data archives are kept: in our cache, for an installed Kafka too. */
  readonly archives: string;
}

const manifestSchema = z.record(z.string(), z.object({ size: z.number(), sha256: z.string() }));
type Manifest = z.infer<typeof manifestSchema>;

interface FetchOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly supervisor: Supervisor;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/** The jars of `version`, fetched if they have to be; those of KAFKA_HOME, whatever their version, when it is set. */
export async function kafkaJars(version: string, options: FetchOptions): Promise<KafkaJars> {
  const { env, onProgress } = options;
  const cache = cacheDirectory(env);
  if (env.KAFKA_HOME) return installedJars(env.KAFKA_HOME, cache);
  const home = join(cache, "kafka", version);
  const damage = await damageOf(home);
  if (damage !== null) {
    if (damage !== "absent")
      onProgress(`the cached jars of Kafka ${version} are damaged (${damage}): fetching them again`);
    await fetchJars(version, home, options);
  }
  return { version, libs: join(home, "libs"), archives: join(home, "archive") };
}

/** What a run would see wrong with the cached jars of a version, by names and sizes; null when nothing is. */
export function damageOfCachedJars(
  env: NodeJS.ProcessEnv,
  version: string,
): Promise<"absent" | string | null> {
  return damageOf(join(cacheDirectory(env), "kafka", version));
}

/** The first of the cached jars whose contents have changed though its size has not; null when none has. */
export async function changeOfCachedJars(env: NodeJS.ProcessEnv, version: string): Promise<string | null> {
  const home = join(cacheDirectory(env), "kafka", version);
  const manifest = await readManifest(home);
  if (manifest === "absent" || manifest === null) return null;
  for (const [name, { sha256 }] of Object.entries(manifest)) {
    if ((await sha256Of(join(home, "libs", name))) !== sha256)
      return `${name} has other contents than when it was fetched`;
  }
  return null;
}

/** The jars of an unpacked Kafka release. */
export async function installedJars(kafkaHome: string, cache: string): Promise<KafkaJars> {
  const libs = join(kafkaHome, "libs");
  const names = await readdir(libs).catch(() => []);
  const version = names
    .map((name) => /^kafka_2\.\d+-(\d+\.\d+\.\d+)\.jar$/.exec(name)?.[1])
    .find((v) => v !== undefined);
  if (version === undefined) {
    throw new InfrastructureError(`KAFKA_HOME is ${kafkaHome}, but there is no kafka_2.*.jar in ${libs}`, {
      remedy: "point KAFKA_HOME at an unpacked Kafka release, or unset it to have the jars fetched",
    });
  }
  if (!names.some((name) => name.startsWith("zookeeper-"))) {
    throw new InfrastructureError(`the Kafka ${version} in KAFKA_HOME comes without ZooKeeper`, {
      remedy: "use a Kafka below 4.0 (3.9.x is the last with ZooKeeper), or unset KAFKA_HOME",
    });
  }
  const id = createHash("sha256").update(libs).digest("hex").slice(0, 12);
  return { version, libs, archives: join(cache, "archive", `${version}-${id}`) };
}

async function fetchJars(
  version: string,
  home: string,
  { env, supervisor, signal, onProgress }: FetchOptions,
): Promise<void> {
  const partial = `${home}.partial-${process.pid}-${randomBytes(4).toString("hex")}`;
  try {
    await mkdir(join(partial, "libs"), { recursive: true });
    await writeFile(join(partial, "pom.xml"), pom(version));
  } catch (cause) {
    throw new InfrastructureError(`cannot write to the cache ${cacheDirectory(env)}`, {
      remedy: "set XDG_CACHE_HOME to a folder that can be written",
      cause,
    });
  }
  try {
    onProgress(`fetching Kafka ${version} with Maven (once; about 60 MB)`);
    await runMaven(version, partial, { env, supervisor, signal, onProgress });
    const manifest = await describe(join(partial, "libs"));
    const kafka = `kafka_2.13-${version}.jar`;
    if (manifest[kafka] === undefined) {
      throw new InfrastructureError(`Maven ended well, but brought no ${kafka}`, {
        remedy: "look at its settings: mvn help:effective-settings",
      });
    }
    const known = KNOWN_DIGESTS[version];
    if (known !== undefined && digestOf(manifest) !== known) {
      throw new InfrastructureError(
        `the fetched jars of Kafka ${version} are not the ones this tool knows by checksum`,
        {
          remedy: "something between here and the repository changes files; nothing was kept",
        },
      );
    }
    await writeFile(join(partial, "manifest.json"), JSON.stringify(manifest, null, 1));
    // Another run may have been faster; its copy is as good as ours, and may be in use.
    if ((await damageOf(home)) !== null) {
      await rm(home, { recursive: true, force: true });
      await rename(partial, home);
    }
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function runMaven(
  version: string,
  folder: string,
  { env, supervisor, signal, onProgress }: FetchOptions,
): Promise<void> {
  const mvn = await findMaven(env);
  let done = 0;
  let problem = "";
  const code = await supervisor.run(
    {
      name: "maven",
      command: mvn,
      args: [
        ...["--batch-mode", "--strict-checksums", "--file", join(folder, "pom.xml")],
        ...["dependency:copy-dependencies", `-DoutputDirectory=${join(folder, "libs")}`],
      ],
      env: stringsOnly({ ...env, MAVEN_OPTS: `${env.MAVEN_OPTS ?? ""} -XX:TieredStopAtLevel=1` }),
    },
    {
      signal,
      onLine: (line) => {
        if (/Downloaded .*\.jar /.test(line) || /Copying .*\.jar to/.test(line)) {
          done++;
          if (done % 10 === 0) onProgress(`fetching Kafka ${version}: ${done} files`);
        }
        if (problem === "" && line.includes("[ERROR]")) problem = line.replace(/^.*\[ERROR\]\s*/, "");
      },
    },
  );
  signal.throwIfAborted();
  if (code !== 0) {
    throw new InfrastructureError(
      `Maven could not fetch Kafka ${version}: ${problem || `it ended with ${code}`}`,
      {
        remedy: `check that the version exists and that this machine reaches a Maven repository, or set KAFKA_HOME to an installed Kafka`,
      },
    );
  }
}

/** `mvn` on PATH. */
export async function findMaven(env: NodeJS.ProcessEnv): Promise<string> {
  for (const folder of (env.PATH ?? "").split(delimiter)) {
    const candidate = join(folder, process.platform === "win32" ? "mvn.cmd" : "mvn");
    if (
      await access(candidate).then(
        () => true,
        () => false,
      )
    )
      return candidate;
  }
  throw new InfrastructureError("Kafka's jars are not here yet, and there is no Maven to fetch them with", {
    remedy: "install Maven (Debian, Ubuntu: apt-get install maven), or set KAFKA_HOME to an installed Kafka",
  });
}

/** kafka-tools holds the command-line tools (ProducerPerformance, ConsoleConsumer); reload4j is the log4j 1.x that Kafka ships. */
function pom(version: string): string {
  const dependency = (group: string, artifact: string, v: string) =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${v}</version></dependency>`;
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>chaos</groupId><artifactId>kafka-jars</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    ${dependency("org.apache.kafka", "kafka_2.13", version)}
    ${dependency("org.apache.kafka", "kafka-tools", version)}
    ${dependency("org.slf4j", "slf4j-reload4j", "1.7.36")}
  </dependencies>
  <build><plugins><plugin>
    <groupId>org.apache.maven.plugins</groupId><artifactId>maven-dependency-plugin</artifactId><version>3.8.1</version>
  </plugin></plugins></build>
</project>
`;
}

/** The first thing wrong with a version's folder, by names and sizes; null when nothing is. */
async function damageOf(home: string): Promise<"absent" | string | null> {
  const manifest = await readManifest(home);
  if (manifest === "absent") return "absent";
  if (manifest === null) return "its manifest cannot be read";
  for (const [name, { size }] of Object.entries(manifest)) {
    const found = await stat(join(home, "libs", name)).catch(() => null);
    if (found === null) return `${name} is missing`;
    if (found.size !== size) return `${name} has ${found.size} bytes, not ${size}`;
  }
  return null;
}

async function readManifest(home: string): Promise<Manifest | "absent" | null> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(join(home, "manifest.json"), "utf8")));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "absent" : null;
  }
}

async function describe(libs: string): Promise<Manifest> {
  const manifest: Manifest = {};
  for (const name of (await readdir(libs)).sort()) {
    const path = join(libs, name);
    manifest[name] = { size: (await stat(path)).size, sha256: await sha256Of(path) };
  }
  return manifest;
}

function digestOf(manifest: Manifest): string {
  const lines = Object.keys(manifest)
    .sort()
    .map((name) => `${manifest[name]!.sha256}  ${name}\n`);
  return createHash("sha256").update(lines.join("")).digest("hex");
}

async function sha256Of(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}

function stringsOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
