/**
 * The schema registry as a node of a cluster, the same on every engine: Apicurio, which answers under /apis/ccompat/v7 as
 * Confluent's does, and keeps its schemas in memory. Engines add where it lives.
 */
import { z } from "zod";
import { type ClusterNode, registryOf } from "../cluster/topology.js";
import { InfrastructureError } from "../errors.js";
import { withLimit } from "../time-limit.js";
import { waitFor } from "../wait.js";

export const REGISTRY_NAME = "registry";
export const REGISTRY_MAIN = "io.quarkus.runner.GeneratedMain";
export const REGISTRY_VERSION = "2.6.13.Final";

type Registry = Pick<ClusterNode, "client">;

const API = "/apis/ccompat/v7";
const READY_MS_MAX = 120_000;
const ANSWER_MS_MAX = 10_000;
const REMEDY = "its log is in the run directory: logs/registry.log";

/** The registry's answer to a lookup by schema id. */
export interface SchemaAnswer {
  readonly status: number;
  /** 40403: there is no such schema. */
  readonly errorCode: number | null;
  readonly message: string | null;
}

const registeredSchema = z.object({ id: z.int().min(0).max(0x7fffffff) });
const problemSchema = z.object({
  error_code: z.int().positive().nullable().catch(null),
  message: z.string().nullable().catch(null),
});

/**
 * Registers an Avro schema; resolves to its id.
 * @throws InfrastructureError
 */
export async function registerAvro(
  registry: Registry,
  subject: string,
  schema: object,
  signal: AbortSignal,
): Promise<number> {
  const { status, body } = await ask(registry, `/subjects/${encodeURIComponent(subject)}/versions`, signal, {
    method: "POST",
    headers: { "content-type": "application/vnd.schemaregistry.v1+json" },
    body: JSON.stringify({ schemaType: "AVRO", schema: JSON.stringify(schema) }),
  });
  const answer = registeredSchema.safeParse(body);
  if (answer.success) return answer.data.id;
  throw new InfrastructureError(`the schema registry took no schema: ${status} ${JSON.stringify(body)}`, {
    remedy: REMEDY,
  });
}

/** @throws InfrastructureError when there is no answer at all */
export async function askForSchema(
  registry: Registry,
  id: number,
  signal: AbortSignal,
): Promise<SchemaAnswer> {
  const { status, body } = await ask(registry, `/schemas/ids/${id}`, signal);
  const { error_code: errorCode = null, message = null } = problemSchema.safeParse(body).data ?? {};
  return { status, errorCode, message };
}

/** Null when it answers; else what is there instead. */
export async function registrySeen(registry: Registry, signal: AbortSignal): Promise<string | null> {
  try {
    const { status } = await ask(registry, "/subjects", signal);
    return status === 200 ? null : `status ${status}`;
  } catch (error) {
    signal.throwIfAborted();
    return ((error as Error).cause as Error).message;
  }
}

/** The registry of a cluster answers; at once where there is none. */
export async function untilRegistryAnswers(
  nodes: readonly ClusterNode[],
  signal: AbortSignal,
): Promise<void> {
  const node = registryOf({ nodes });
  if (node === undefined) return;
  await waitFor(
    async () => {
      const seen = await registrySeen(node, signal);
      return seen === null ? { done: true, value: undefined } : { done: false, seen };
    },
    { what: "the schema registry to answer", limitMs: READY_MS_MAX, everyMs: 50, signal },
  );
}

/** As clients' schema.registry.url takes it. */
export function registryUrl({ client }: Registry): string {
  return `http://${client.host}:${client.port}${API}`;
}

/** A body that is no JSON is null. */
async function ask(
  registry: Registry,
  path: string,
  signal: AbortSignal,
  init: RequestInit = {},
): Promise<{ status: number; body: unknown }> {
  using limit = withLimit(signal, ANSWER_MS_MAX);
  try {
    const answer = await fetch(`${registryUrl(registry)}${path}`, { ...init, signal: limit.signal });
    const text = await answer.text();
    return { status: answer.status, body: parsed(text) };
  } catch (cause) {
    signal.throwIfAborted();
    throw new InfrastructureError(`the schema registry does not answer: ${(cause as Error).message}`, {
      remedy: REMEDY,
      cause,
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The arguments of `java`; `libs`: the folder of its jars. */
export function registryArguments(
  libs: string,
  { host, port }: { readonly host: string; readonly port: number },
): string[] {
  return [
    ...["-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx384m"],
    ...["-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData", "-Djava.net.preferIPv4Stack=true"],
    ...[`-Dquarkus.http.host=${host}`, `-Dquarkus.http.port=${port}`],
    ...["-cp", `${libs}/*:${libs}/lib/*`, REGISTRY_MAIN],
  ];
}
