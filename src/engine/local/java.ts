/** Which Java this machine has. */
import { access, constants, readFile, realpath } from "node:fs/promises";
import { delimiter, dirname, join, resolve } from "node:path";
import { execa } from "execa";
import { InfrastructureError } from "../../errors.js";

export const JAVA_MAJOR_MIN = 17;

export interface Java {
  /** Absolute path of the `java` program. */
  readonly command: string;
  /** As its makers write it: "17.0.15". */
  readonly version: string;
}

const REMEDY = `install Java ${JAVA_MAJOR_MIN} or newer (Debian, Ubuntu: apt-get install openjdk-17-jre-headless) or set JAVA_HOME`;

/** JAVA_HOME's java, else the first on PATH. */
export async function findJava(env: NodeJS.ProcessEnv): Promise<Java> {
  const candidates = env.JAVA_HOME
    ? [resolve(env.JAVA_HOME, "bin", "java")]
    : (env.PATH ?? "").split(delimiter).map((folder) => resolve(folder, "java"));
  for (const candidate of candidates) {
    try {
      await access(candidate, constants.X_OK);
    } catch {
      continue;
    }
    const version = await versionOf(candidate);
    const major = Number.parseInt(version, 10);
    if (!(major >= JAVA_MAJOR_MIN)) {
      throw new InfrastructureError(
        `Java ${version} at ${candidate} is too old: Kafka needs ${JAVA_MAJOR_MIN} or newer here`,
        { remedy: REMEDY },
      );
    }
    return { command: candidate, version };
  }
  throw new InfrastructureError(
    env.JAVA_HOME
      ? `JAVA_HOME is ${env.JAVA_HOME}, but there is no bin/java in it`
      : "there is no Java on this machine",
    { remedy: REMEDY },
  );
}

/** @throws InfrastructureError when Java cannot have jars in this folder on its class path, whose parts a colon divides */
export function checkClassPath(libs: string, remedy: string): void {
  if (!libs.includes(delimiter)) return;
  throw new InfrastructureError(`Java cannot load jars from a path with a colon: ${libs}`, { remedy });
}

/** From the JDK's `release` file, which costs nothing; else by asking it, which costs a JVM start. */
async function versionOf(command: string): Promise<string> {
  try {
    const home = dirname(dirname(await realpath(command)));
    const release = await readFile(join(home, "release"), "utf8");
    const version = /^JAVA_VERSION="([^"]+)"/m.exec(release)?.[1];
    if (version !== undefined) return modern(version);
  } catch {
    // Not every JRE has one.
  }
  const { all, failed } = await execa(command, ["-version"], { all: true, reject: false, timeout: 10_000 });
  const version = /version "([^"]+)"/.exec(all ?? "")?.[1];
  if (failed || version === undefined) {
    throw new InfrastructureError(`${command} -version gave no version: ${(all ?? "").slice(0, 200)}`, {
      remedy: REMEDY,
    });
  }
  return modern(version);
}

/** "1.8.0_392" is 8. */
function modern(version: string): string {
  return version.replace(/^1\./, "");
}
