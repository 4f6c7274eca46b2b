/**
 * The jars of the schema registry: Apicurio, in the variant that keeps its schemas in memory. Maven brings them once into
 * our cache (maven-cache.ts).
 */
import { join } from "node:path";
import { cacheDirectory } from "../cache.js";
import { REGISTRY_VERSION } from "../registry-node.js";
import { type MavenOptions, pomWith } from "./maven.js";
import { cachedJars, damageOf, describeJars, type JarSet } from "./maven-cache.js";

const ARTIFACT = `io.apicurio:apicurio-registry-app:${REGISTRY_VERSION}:tar.gz:all`;

/** The folder of its jars, those that it depends on in `lib/` below; fetched if they have to be. */
export function registryJars(options: MavenOptions): Promise<string> {
  return cachedJars(setOf(options.env), options);
}

export function describeRegistryJars(
  env: NodeJS.ProcessEnv,
  options: { readonly thoroughly: boolean },
): Promise<string> {
  return describeJars(setOf(env), env, options);
}

/** Whether a run would have to fetch them first. */
export async function lacksRegistryJars(env: NodeJS.ProcessEnv): Promise<boolean> {
  return (await damageOf(setOf(env).home)) !== null;
}

function setOf(env: NodeJS.ProcessEnv): JarSet {
  return {
    what: `Apicurio Registry ${REGISTRY_VERSION}`,
    size: "140 MB",
    home: join(cacheDirectory(env), "apicurio", REGISTRY_VERSION),
    proof: `apicurio-registry-app-${REGISTRY_VERSION}-runner.jar`,
    digest: "7aa4f6a1990eee32d46ecc0cb5178ad58ea844ab641a15fc8893b036fb3a8482",
    remedy: "check that this machine reaches a Maven repository",
    instead: "",
    pom: pomWith([]),
    goal: ["dependency:unpack", `-Dartifact=${ARTIFACT}`],
  };
}
