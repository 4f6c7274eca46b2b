/**
 * The schema registry as a node of a cluster, the same on every engine: Apicurio, which answers under /apis/ccompat/v7 as
 * Confluent's does, and keeps its schemas in memory. Engines add where it lives.
 */
import { waitFor } from "../wait.js";
import { type ClusterNode, registryOf } from "./engine.js";

export const REGISTRY_NAME = "registry";
export const REGISTRY_VERSION = "2.6.13.Final";

const API = "/apis/ccompat/v7";
const READY_MS_MAX = 120_000;
const ANSWER_MS_MAX = 5_000;

/** Base of its REST API: `http://host:port/apis/ccompat/v7`. */
export function registryUrl({ client }: Pick<ClusterNode, "client">): string {
  return `http://${client.host}:${client.port}${API}`;
}

export async function registryAnswers(node: Pick<ClusterNode, "client">): Promise<boolean> {
  const answer = await fetch(`${registryUrl(node)}/subjects`, {
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  }).catch(() => null);
  return answer?.ok === true;
}

/** The registry of a cluster answers; at once where there is none. */
export async function untilRegistryAnswers(
  nodes: readonly ClusterNode[],
  signal: AbortSignal,
): Promise<void> {
  const node = registryOf({ nodes });
  if (node === undefined) return;
  await waitFor(
    async () =>
      (await registryAnswers(node)) ? { done: true, value: undefined } : { done: false, seen: "no answer" },
    { what: "the schema registry to answer", limitMs: READY_MS_MAX, everyMs: 50, signal },
  );
}

/** The arguments of `java`; `libs`: the folder of its jars. */
export function registryArguments(
  libs: string,
  { host, port }: { readonly host: string; readonly port: number },
): string[] {
  return [
    ...["-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx384m"],
    ...["-XX:+ExitOnOutOfMemoryError", "-Djava.net.preferIPv4Stack=true"],
    ...[`-Dquarkus.http.host=${host}`, `-Dquarkus.http.port=${port}`],
    ...["-cp", `${libs}/*:${libs}/lib/*`, "io.quarkus.runner.GeneratedMain"],
  ];
}
