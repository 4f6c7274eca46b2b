/**
 * The schema registry's part in a run: it is given the schema of the messages before the first of them, and in the end it
 * is asked, as a consumer would ask it, about the ids that were found in the log.
 */
import type { SchemaIds } from "../checker/schema-ids.js";
import { registryOf } from "../cluster/topology.js";
import type { Cluster } from "../engine/engine.js";
import { askForSchema, registerAvro } from "../engine/registry-node.js";
import { SCHEMA_HEADER_BYTES } from "../history/message.js";
import type { Result } from "../rundir/result.js";
import type { Scenario } from "../scenario/syntax.js";
import type { Journal } from "./journal.js";

/** Of random ids there may be one for each message. */
const ASKED_MAX = 20;

/**
 * Registers the schema of the topic's values; resolves to its id, null where messages carry none.
 * @throws InfrastructureError when the registry does not take it
 */
export async function registerSchema(
  cluster: Cluster,
  { topics, producers }: Pick<Scenario, "topics" | "producers">,
  signal: AbortSignal,
): Promise<number | null> {
  const registry = registryOf(cluster);
  if (registry === undefined) return null;
  // All groups have the same.
  const size = producers[0]!.sizeBytes - SCHEMA_HEADER_BYTES;
  const schema = { type: "fixed", name: "Message", namespace: "chaos", size };
  const written = topics.filter(({ name }) => producers.some(({ topic }) => topic === name));
  const ids = await Promise.all(
    written.map(({ name }) => registerAvro(registry, `${name}-value`, schema, signal)),
  );
  // A registry gives one schema one id, whatever its subjects are.
  return ids[0]!;
}

/** What the registry says of the most frequent ids. One that says nothing of them leaves the run inconclusive. */
export async function askAboutSchemas(
  cluster: Cluster,
  registered: number,
  { found, omitted, without }: SchemaIds,
  journal: Pick<Journal, "doubt">,
  signal: AbortSignal,
): Promise<NonNullable<Result["schemas"]>> {
  const registry = registryOf(cluster)!;
  const asked: NonNullable<Result["schemas"]>["found"] = [];
  for (const { id, messages } of found.slice(0, ASKED_MAX)) {
    try {
      asked.push({ id, messages, ...(await askForSchema(registry, id, signal)) });
    } catch (error) {
      signal.throwIfAborted();
      journal.doubt("measurement", `what the ids in the log are is not known: ${(error as Error).message}`);
      break;
    }
  }
  const more = found.slice(asked.length).reduce((sum, { messages }) => sum + messages, omitted);
  return { registered, found: asked, omitted: more, without };
}
