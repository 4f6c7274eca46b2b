/** What was run: the settings that the loss depends on, from `result.json` and, where it is there, `scenario.yaml`. */
import { z } from "zod";
import type { RunData } from "../../rundir/rundir.js";
import { count, countOf } from "../text.js";

const PROPERTIES_MAX = 5;

const properties = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({});

/** As `chaos run` writes it; an older or a damaged file tells less. */
const scenarioFile = z.object({
  cluster: z.object({ brokers: z.number(), config: properties }),
  topic: z.object({ name: z.string(), partitions: z.number(), replicas: z.number(), config: properties }),
  producers: z.object({ idempotence: z.boolean().default(false), config: properties }),
});

/** Lines of parts: of the producers, of the cluster, of the topic. */
export function settingsOf(run: RunData): string[][] {
  const { environment, engine, producers, scale } = run.result;
  const { data } = scenarioFile.safeParse(run.scenario);
  const { acks, instances, rate } = producers;
  const reached = reachedRate(run);
  const asked = rate === "max" ? "as fast as it goes" : `${count(rate)}/s`;
  const pace = reached === null ? asked : `${asked} (${count(reached)}/s reached)`;
  const clients = [
    `acks ${acks}`,
    `${countOf(instances, "producer")} at ${pace}`,
    ...(data?.producers.idempotence ? ["idempotent"] : []),
    ...written(data?.producers.config),
    `librdkafka ${environment.librdkafka}`,
  ];
  const cluster = [
    `Kafka ${environment.kafka}`,
    engine,
    ...(data === undefined ? [] : [countOf(data.cluster.brokers, "broker")]),
    ...written(data?.cluster.config),
    ...(scale === 1 ? [] : [`scale ${scale}`]),
  ];
  if (data === undefined) return [clients, cluster];
  const { name, partitions, replicas, config } = data.topic;
  const topic = [
    `topic ${name}: ${countOf(partitions, "partition")}`,
    countOf(replicas, "replica"),
    ...written(config),
  ];
  return [clients, cluster, topic];
}

function written(config: z.infer<typeof properties> = {}): string[] {
  const all = Object.entries(config).map(([name, value]) => `${name} ${value}`);
  const more = all.length - PROPERTIES_MAX;
  return more > 0 ? [...all.slice(0, PROPERTIES_MAX), `${more} more in scenario.yaml`] : all;
}

/** Messages per second of each producer; null where the time that sending took is not known. */
function reachedRate({ result, timeline }: RunData): number | null {
  const { counts, durations, producers } = result;
  const startMs = timeline.find((event) => event.event === "phase" && event.phase === "produce")?.ms;
  const sentMs = timeline.find((event) => event.event === "progress" && event.sent === counts.sent)?.ms;
  // The phase ends with the last delivery report: failed messages make it longer than sending took.
  const phaseMs = counts.failed + counts.unsettled === 0 ? durations.produce : undefined;
  const tookMs = startMs !== undefined && sentMs !== undefined ? sentMs - startMs : phaseMs;
  if (tookMs === undefined || counts.sent === 0) return null;
  // The producer that starts last is the last to send its share.
  const sharedMs = tookMs - Math.max(0, ...(producers.startMs ?? []));
  return sharedMs > 0 ? (counts.sent * 1_000) / sharedMs / producers.instances : null;
}
