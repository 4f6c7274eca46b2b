/**
 * `power-loss: leader`: the node is killed, and what it had written and not flushed to disk is gone when it starts again.
 * `kill` alone loses nothing of that: the operating system still has it. kafka-log/cut-back.ts tells what is taken, and by
 * which rules of Kafka's.
 */
import { z } from "zod";
import type { Cluster } from "../engine/engine.js";
import { InfrastructureError } from "../errors.js";
import { type Flushing, flushing, flushingOf } from "../kafka/flushing.js";
import { cutBack, type Keep } from "../kafka-log/cut-back.js";
import type { Target } from "../scenario/syntax.js";
import { runningBrokers } from "./brokers.js";
import { brokersOnly } from "./brokers-only.js";
import { defineFault, type Injection, type TakenRecords } from "./fault.js";
import { killAndChange } from "./kill-and-change.js";

interface PowerLoss {
  readonly node: Target;
  readonly keep: "flushed" | Exclude<Keep, { readonly kind: "flushed" }>;
}

const KEEP = /^(?:flushed|all but ([1-9]\d{0,8}) (record|byte)s?)$/;
const LOGS_TOLD = 4;
const REMEDY = "write keep: all but 100 records, or set flush.messages to 1";

export const powerLoss = defineFault<PowerLoss>({
  name: "power-loss",
  summary: "Kill brokers with SIGKILL, and cut off the end of their logs that was not flushed to disk",
  schema: (words) => {
    const target = brokersOnly(
      words,
      "must name brokers: members of the metadata quorum flush each write before they answer it, so write kill for them",
    );
    return z.union([
      target.transform((node): PowerLoss => ({ node, keep: "flushed" })),
      z.strictObject({
        node: target.describe("Brokers or roles that lose power"),
        keep: z
          .string()
          .regex(KEEP, {
            error: "must be flushed, or all but a number of records or bytes, such as all but 100 records",
          })
          .default("flushed")
          .transform(readKeep)
          .describe(
            "The part of each log that stays. flushed: only the part that Kafka has flushed. Or all but 100 records, or all but 4096 bytes",
          ),
      }),
    ]);
  },
  idleOn({ keep }, { topics }) {
    if (keep !== "flushed") return undefined;
    const unknown = topics.find(
      ({ config }) => flushing(config["flush.messages"], config["flush.ms"]) === "now-and-then",
    );
    if (unknown === undefined) return undefined;
    return `${whyUnknown(topics.length === 1 ? "this topic" : `topic ${unknown.name}`)}; ${REMEDY}`;
  },
  async inject(cluster, { node, keep }, targets): Promise<Injection> {
    const nodes = await targets.resolve(node);
    const topics = keep === "flushed" ? await flushingOfTopics(cluster) : null;
    const isFlushedAtOnce = (topic: string) => topics?.get(topic) === "at-once";
    const keeping: Keep = keep === "flushed" ? { kind: "flushed", isFlushedAtOnce } : keep;
    const { heal, changes } = await killAndChange(cluster, nodes, (directory) => cutBack(directory, keeping));
    const taken = changes.flatMap((cuts, i) =>
      cuts.map((cut): TakenRecords => ({ node: nodes[i]!, ...cut })),
    );
    return { targets: nodes, silenced: nodes, heal, taken, ...inWords(taken, topics) };
  },
});

function readKeep(text: string): PowerLoss["keep"] {
  const [, amount, unit] = KEEP.exec(text)!;
  if (amount === undefined) return "flushed";
  return unit === "record"
    ? { kind: "all-but-records", records: Number(amount) }
    : { kind: "all-but-bytes", bytes: Number(amount) };
}

/** @throws InfrastructureError when nothing tells afterwards what was flushed */
async function flushingOfTopics(cluster: Cluster): Promise<ReadonlyMap<string, Flushing>> {
  const topics = await flushingOf(runningBrokers(cluster));
  if (topics === null) throw new InfrastructureError("no broker tells how it flushes its topics to disk");
  const [unknown] = [...topics].find(([, how]) => how === "now-and-then") ?? [];
  if (unknown !== undefined) throw new InfrastructureError(whyUnknown(unknown), { remedy: REMEDY });
  return topics;
}

function whyUnknown(topic: string): string {
  return `Kafka flushes ${topic} now and then, by flush.messages or flush.ms, and nothing tells afterwards how far it had come`;
}

function inWords(
  taken: readonly TakenRecords[],
  topics: ReadonlyMap<string, Flushing> | null,
): Pick<Injection, "detail" | "flaw"> {
  if (taken.length === 0) {
    const flushed = [...(topics ?? [])].flatMap(([topic, how]) => (how === "at-once" ? [topic] : []));
    const nothing = "nothing was unflushed";
    return flushed.length > 0
      ? { detail: `${nothing}: Kafka flushes ${flushed.join(" and ")} before it answers a write` }
      : { detail: nothing, flaw: `${nothing}, so the power loss was no more than a kill` };
  }
  const most = [...taken].sort((a, b) => b.records - a.records);
  const logs = most.slice(0, LOGS_TOLD).map(({ node, topic, partition, records, bytes, toOffset }) => {
    const amount = `${records} record${records === 1 ? "" : "s"} (${bytes} bytes)`;
    return `${amount} from offset ${toOffset} of ${topic}-${partition} on ${node}`;
  });
  const others = taken.length - logs.length;
  return { detail: `took ${logs.join(", ")}${others > 0 ? `, and the ends of ${others} other logs` : ""}` };
}
