/**
 * The schema registry's part in a run: it is given the schema of the messages before the first of them, and in the end it
 * is asked, as a consumer would ask it, about every id that was found in the log.
 */
import type { SchemaIds } from "../checker/schema-ids.js";
import { type Cluster, registryOf } from "../engine/engine.js";
import { registryUrl } from "../engine/registry-node.js";
import { InfrastructureError } from "../errors.js";
import type { Result } from "../rundir/result.js";
import type { Scenario } from "../scenario/syntax.js";
import { SCHEMA_HEADER_BYTES } from "../workload/message.js";

const ANSWER_MS_MAX = 10_000;
/** Of random ids there may be one for each message. */
const ASKED_MAX = 20;

/** Registers the schema of the topic's values; resolves to its id, null where messages carry none. */
export async function registerSchema(
  cluster: Cluster,
  { topic, producers }: Pick<Scenario, "topic" | "producers">,
  signal: AbortSignal,
): Promise<number | null> {
  const registry = registryOf(cluster);
  if (registry === undefined) return null;
  const size = producers.sizeBytes - SCHEMA_HEADER_BYTES;
  const schema = { type: "fixed", name: "Message", namespace: "chaos", size };
  const url = `${registryUrl(registry)}/subjects/${encodeURIComponent(`${topic.name}-value`)}/versions`;
  const { status, body } = await ask(url, signal, {
    method: "POST",
    headers: { "content-type": "application/vnd.schemaregistry.v1+json" },
    body: JSON.stringify({ schemaType: "AVRO", schema: JSON.stringify(schema) }),
  });
  const { id } = body as { id?: unknown };
  if (typeof id === "number") return id;
  throw new InfrastructureError(
    `the schema registry does not take a schema: ${status} ${JSON.stringify(body)}`,
    {
      remedy: "its log is in the run directory: logs/registry.log",
    },
  );
}

/** What the registry says of the ids that were found. */
export async function askAboutSchemas(
  cluster: Cluster,
  registered: number,
  { found, omitted, without }: SchemaIds,
  signal: AbortSignal,
): Promise<NonNullable<Result["schemas"]>> {
  const url = registryUrl(registryOf(cluster)!);
  const asked = await Promise.all(
    found.slice(0, ASKED_MAX).map(async ({ id, messages }) => {
      const { status, body } = await ask(`${url}/schemas/ids/${id}`, signal).catch(() => NO_ANSWER);
      const { error_code: errorCode = null, message = null } = body as {
        error_code?: number;
        message?: string;
      };
      return { id, messages, status, errorCode, message };
    }),
  );
  const more = found.slice(ASKED_MAX).reduce((sum, { messages }) => sum + messages, omitted);
  return { registered, found: asked, omitted: more, without };
}

const NO_ANSWER = { status: null, body: {} };

async function ask(url: string, signal: AbortSignal, init: RequestInit = {}) {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)]);
  const answer = await fetch(url, { ...init, signal: limit });
  return { status: answer.status, body: (await answer.json()) as unknown };
}
