/**
 * Folders of jars in our cache that Maven fills once.
 *
 *     ${XDG_CACHE_HOME:-~/.cache}/chaos/kafka/3.9.1/
 *         libs/*.jar
 *         manifest.json      name, size and SHA-256 of every jar; written last
 *
 * A download goes to a folder of its own and is renamed when it is complete and its checksums hold: what lies under
 * the final name was whole once. Sizes are compared at every use, contents by `chaos doctor`.
 */
import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { InfrastructureError } from "../../errors.js";
import { cacheDirectory } from "../cache.js";
import { checkClassPath } from "./java.js";
import { findMaven, type MavenOptions, type MavenOrder, runMaven } from "./maven.js";

export interface JarSet extends Omit<MavenOrder, "args" | "folder"> {
  /** Of the download, in words. */
  readonly size: string;
  readonly home: string;
  /** A jar that is among them if they are what was meant. */
  readonly proof: string;
  /** SHA-256 over the sorted lines `<sha256 of the jar>  <name>`, where they have been looked at. */
  readonly digest: string | undefined;
  readonly pom: string;
  /** A goal of Maven's dependency plugin and its options; it fills `outputDirectory`. */
  readonly goal: readonly string[];
}

const ELSEWHERE = "set XDG_CACHE_HOME to a folder without a colon in its path";

const manifestSchema = z.record(z.string(), z.object({ size: z.number(), sha256: z.string() }));
type Manifest = z.infer<typeof manifestSchema>;

/** The folder of its jars, fetched if they have to be. */
export async function cachedJars(set: JarSet, options: MavenOptions): Promise<string> {
  checkClassPath(set.home, ELSEWHERE);
  const damage = await damageOf(set.home);
  if (damage !== null) {
    if (damage !== "absent") {
      options.onProgress(`the cached jars of ${set.what} are damaged (${damage}): fetching them again`);
    }
    await fetchJars(set, options);
  }
  return join(set.home, "libs");
}

/** What is wrong first with the jars below `home`, by names and sizes; null when nothing is. */
export async function damageOf(home: string): Promise<"absent" | string | null> {
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

/** The first of the jars whose contents have changed though its size has not; null when none has. */
export async function changeOf(home: string): Promise<string | null> {
  const manifest = await readManifest(home);
  if (manifest === "absent" || manifest === null) return null;
  for (const [name, { sha256 }] of Object.entries(manifest)) {
    if ((await sha256Of(join(home, "libs", name))) !== sha256)
      return `${name} has other contents than when it was fetched`;
  }
  return null;
}

/** Where they are, or who will fetch them, in words; `thoroughly`: with their checksums. */
export async function describeJars(
  set: JarSet,
  env: NodeJS.ProcessEnv,
  { thoroughly }: { readonly thoroughly: boolean },
): Promise<string> {
  checkClassPath(set.home, ELSEWHERE);
  const damage = await damageOf(set.home);
  if (damage !== null) {
    const state = damage === "absent" ? "not fetched yet" : `damaged (${damage})`;
    return `${state}; Maven at ${await findMaven(env, set)} will fetch them`;
  }
  if (!thoroughly) return `${set.what} in ${cacheDirectory(env)}`;
  const change = await changeOf(set.home);
  if (change === null) return `${set.what} in ${cacheDirectory(env)}, checksums hold`;
  throw new InfrastructureError(`the cached jars of ${set.what} are damaged: ${change}`, {
    remedy: `rm -r ${set.home} (the next run fetches them again)`,
  });
}

async function fetchJars(set: JarSet, options: MavenOptions): Promise<void> {
  const { what, size, home, proof, digest, pom, goal } = set;
  const partial = `${home}.partial-${process.pid}-${randomBytes(4).toString("hex")}`;
  const libs = join(partial, "libs");
  try {
    await mkdir(libs, { recursive: true });
    await writeFile(join(partial, "pom.xml"), pom);
  } catch (cause) {
    await rm(partial, { recursive: true, force: true }).catch(() => {});
    throw new InfrastructureError(`cannot write to the cache ${cacheDirectory(options.env)}`, {
      remedy: "set XDG_CACHE_HOME to a folder that can be written",
      cause,
    });
  }
  try {
    options.onProgress(`fetching ${what} with Maven (once; about ${size})`);
    // Relative to the pom: Maven takes a backslash in an absolute path for a slash.
    const args = ["--file", "pom.xml", ...goal, "-DoutputDirectory=libs"];
    await runMaven({ ...set, args, folder: partial }, options);
    const manifest = await describe(libs);
    if (manifest[proof] === undefined) {
      throw new InfrastructureError(`Maven ended well, but brought no ${proof}`, {
        remedy: "look at its settings: mvn help:effective-settings",
      });
    }
    if (digest !== undefined && digestOf(manifest) !== digest) {
      throw new InfrastructureError(
        `the fetched jars of ${what} are not the ones this tool knows by checksum`,
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

async function readManifest(home: string): Promise<Manifest | "absent" | null> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(join(home, "manifest.json"), "utf8")));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "absent" : null;
  }
}

async function describe(libs: string): Promise<Manifest> {
  const manifest: Manifest = {};
  const names = await readdir(libs, { recursive: true });
  for (const name of names.filter((one) => one.endsWith(".jar")).sort()) {
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
