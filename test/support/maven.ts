/** Stand-ins for Maven and for the cache it fills, so that a test can have them fail without a network. */
import { chmod, copyFile, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheDirectory } from "../../src/engine/cache.js";

/** The jars that this machine has of a Kafka version, fetched by a run before the tests. */
export function realHome(version: string): string {
  return join(cacheDirectory(process.env), "kafka", version);
}

/** A folder with an `mvn` in it whose body is `script`; `$out` is the folder it is asked to fill, `$pom` its pom. */
export async function fakeMaven(directory: string, script: string): Promise<string> {
  const bin = join(directory, "bin");
  await mkdir(bin, { recursive: true });
  const lines = [
    "#!/bin/sh",
    'for argument in "$@"; do',
    '  case "$argument" in',
    `    -DoutputDirectory=*) out="\${argument#*=}" ;;`,
    // Absolute, so that a process that the script starts with it can be told by it.
    `    *pom.xml) pom="$PWD/\${argument##*/}" ;;`,
    "  esac",
    "done",
    script,
  ];
  await writeFile(join(bin, "mvn"), `${lines.join("\n")}\n`);
  await chmod(join(bin, "mvn"), 0o755);
  return bin;
}

/** What a Maven does that works: all the jars there are. */
export const fetches = (version: string): string => `cp ${realHome(version)}/libs/*.jar "$out"`;

/** A cache of the jars under `directory`, as XDG_CACHE_HOME; big files are links to the real ones. */
export async function copyOfCache(
  directory: string,
  version: string,
): Promise<{ cache: string; home: string }> {
  const cache = join(directory, "cache");
  const home = join(cache, "chaos", "kafka", version);
  await linkJars(join(realHome(version), "libs"), join(home, "libs"));
  await copyFile(join(realHome(version), "manifest.json"), join(home, "manifest.json"));
  return { cache, home };
}

/** `to` becomes a folder of links to the jars in `from`. */
export async function linkJars(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) await symlink(join(from, name), join(to, name));
}

/** An installed Kafka of nothing but these files under libs/. */
export async function emptyKafkaHome(directory: string, jars: readonly string[]): Promise<string> {
  const home = join(directory, "kafka-home");
  for (const jar of jars) {
    await mkdir(dirname(join(home, "libs", jar)), { recursive: true });
    await writeFile(join(home, "libs", jar), "");
  }
  return home;
}
