/**
 * What no single key can tell: the rules between keys.
 *
 * They look at whatever parts of a file are sound by themselves, so that one run of `chaos validate` tells as much
 * as there is to tell.
 */
import type { Path } from "./document.js";
import {
  BROKER_PROPERTIES,
  CONSUMER_PROPERTIES,
  PRODUCER_PROPERTIES,
  TOPIC_PROPERTIES,
} from "./generated/properties.js";
import { MESSAGES_MAX, SCHEMA_MESSAGE_BYTES_MIN, type ScenarioFile } from "./schema.js";
import type { FaultStep, FaultSyntax } from "./syntax.js";
import { clipped, misspelt, nearest } from "./words.js";

export interface Parts {
  readonly cluster?: ScenarioFile["cluster"] | undefined;
  readonly topic?: ScenarioFile["topic"] | undefined;
  readonly producers?: ScenarioFile["producers"] | undefined;
  /** Undefined where a step is not sound. */
  readonly faults?: readonly (FaultStep | undefined)[] | undefined;
}

export interface Contradiction {
  /** The key to look at; what it holds is wrong, unless it is the key itself. */
  readonly path: Path;
  readonly at: "key" | "value";
  readonly message: string;
}

const RUN_HOURS_MAX = 24;

/** librdkafka's names for what a scenario says elsewhere, or chaos by itself. */
const OWNED_BY_PRODUCERS: Readonly<Record<string, string>> = {
  acks: "write producers.acks",
  "request.required.acks": "write producers.acks",
  "enable.idempotence": "write producers.idempotence",
  "bootstrap.servers": "chaos knows the brokers",
  "metadata.broker.list": "chaos knows the brokers",
  dr_cb: "chaos needs every delivery report",
  "delivery.report.only.error": "chaos needs every delivery report",
  "transactional.id": "chaos does not produce in transactions",
  dr_msg_cb: "chaos needs every delivery report",
};

/** What makes a broker the one it is: the engine sets it, differently for each. */
const OWNED_BY_ENGINE = [
  "broker.id",
  "node.id",
  "broker.id.generation.enable",
  "host.name",
  "port",
  "listeners",
  "advertised.host.name",
  "advertised.port",
  "advertised.listeners",
  "listener.security.protocol.map",
  "inter.broker.listener.name",
  "security.inter.broker.protocol",
  "control.plane.listener.name",
  "zookeeper.connect",
  "log.dir",
  "log.dirs",
] as const;

const PROPERTIES = [
  { owner: "cluster", of: "brokers", names: BROKER_PROPERTIES },
  { owner: "topic", of: "topics", names: TOPIC_PROPERTIES },
  { owner: "producers", of: "producers (librdkafka)", names: PRODUCER_PROPERTIES },
] as const;

export function contradictions(parts: Parts, syntax: readonly FaultSyntax[]): Contradiction[] {
  return [
    ...aboutReplicas(parts),
    ...aboutProperties(parts),
    ...aboutPropertyNames(parts),
    ...aboutProducers(parts),
    ...aboutFaults(parts),
    ...aboutIdleFaults(parts, syntax),
  ];
}

function* aboutReplicas({ cluster, topic }: Parts): Generator<Contradiction> {
  if (cluster && topic && topic.replicas > cluster.brokers) {
    yield {
      path: ["topic", "replicas"],
      at: "value",
      message: `replicas ${topic.replicas} is more than the cluster has brokers (${cluster.brokers})`,
    };
    return;
  }
  if (!topic) return;
  const key = "min.insync.replicas";
  const owner = topic.config[key] !== undefined ? "topic" : "cluster";
  const written = topic.config[key] ?? cluster?.config[key];
  if (written === undefined) return;
  const path = [owner, "config", key];
  if (!/^[1-9]\d*$/.test(written)) {
    yield { path, at: "value", message: `${key} must be a whole number from 1, not ${clipped(written, 40)}` };
  } else if (Number(written) > topic.replicas) {
    const message = `${key} ${written} is more than the topic has replicas (${topic.replicas}); with acks all nothing could be written`;
    yield { path, at: "value", message };
  }
}

function* aboutProperties({ cluster, producers }: Parts): Generator<Contradiction> {
  for (const key of OWNED_BY_ENGINE) {
    if (cluster?.config[key] === undefined) continue;
    yield {
      path: ["cluster", "config", key],
      at: "key",
      message: `${key} is different for each broker; chaos sets it`,
    };
  }
  for (const [key, instead] of Object.entries(OWNED_BY_PRODUCERS)) {
    if (producers?.config[key] === undefined) continue;
    yield { path: ["producers", "config", key], at: "key", message: `${key} cannot be set here; ${instead}` };
  }
  if (cluster && cluster.network.jitterMs > cluster.network.latencyMs) {
    const message = "jitter must not be larger than latency, or bytes would arrive before they were sent";
    yield { path: ["cluster", "network", "jitter"], at: "value", message };
  }
}

/**
 * Brokers ignore what they don't know, and the experiment would be another one than was meant. Other versions and
 * plugins have properties that we have never heard of, so only what somebody must have meant otherwise is refused.
 */
function* aboutPropertyNames(parts: Parts): Generator<Contradiction> {
  for (const section of PROPERTIES) {
    const { owner, of, names } = section;
    for (const key of Object.keys(parts[owner]?.config ?? {})) {
      if (names.includes(key)) continue;
      const advice = adviceOn(key, section);
      if (advice === undefined) continue;
      const message = `${key} is no property of ${of}${advice}`;
      yield { path: [owner, "config", key], at: "key", message };
    }
  }
}

/** Undefined for a name that may be right. */
function adviceOn(key: string, { owner, names }: (typeof PROPERTIES)[number]): string | undefined {
  // The defaults of topics have other names on brokers: segment.bytes is log.segment.bytes there.
  const here = { cluster: `log.${key}`, topic: key.replace(/^log\./, ""), producers: key }[owner];
  if (names.includes(here)) return `; did you mean ${here}?`;
  if (owner === "producers" && CONSUMER_PROPERTIES.includes(key)) return ", but of consumers";
  const other = PROPERTIES.find((one) => one.names.includes(key));
  const right = other ? key : misspelt(key, names);
  if (right === undefined) return undefined;
  const place = other?.owner ?? owner;
  const owned = ownedElsewhere(right, place);
  if (owned !== undefined) return `; ${owned}`;
  return other ? `; write it under ${place}.config` : `; did you mean ${right}?`;
}

/** Why a property can't be set in this section either. */
function ownedElsewhere(key: string, owner: string): string | undefined {
  if (owner === "producers") return OWNED_BY_PRODUCERS[key];
  return (OWNED_BY_ENGINE as readonly string[]).includes(key) ? `chaos sets ${key}` : undefined;
}

function* aboutProducers({ producers }: Parts): Generator<Contradiction> {
  if (!producers) return;
  const { count, instances, rate, idempotence, acks, schema, sizeBytes } = producers;
  if (count * instances > MESSAGES_MAX) {
    const message = `${instances} producers × ${count} messages are more than ${MESSAGES_MAX.toLocaleString("en")}, the most that one run keeps account of`;
    yield { path: ["producers", "count"], at: "value", message };
  }
  if (rate !== "max" && count / rate > RUN_HOURS_MAX * 3_600) {
    const hours = Math.round(count / rate / 3_600);
    const message = `${count} messages at ${rate} per second take ${hours} hours; a run may take ${RUN_HOURS_MAX}`;
    yield { path: ["producers", "rate"], at: "value", message };
  }
  if (schema !== "none" && sizeBytes < SCHEMA_MESSAGE_BYTES_MIN) {
    const message = `a size of ${sizeBytes} bytes has no room for a schema id: with schema ${schema} it must be ${SCHEMA_MESSAGE_BYTES_MIN} or more`;
    yield { path: ["producers", "size"], at: "value", message };
  }
  if (idempotence && acks !== "all") {
    const message = `idempotence needs acks all, not ${acks}: without it a producer cannot know what a retry would repeat`;
    yield { path: ["producers", "idempotence"], at: "value", message };
  }
}

function* aboutFaults({ producers, faults = [] }: Parts): Generator<Contradiction> {
  const total = producers && producers.count * producers.instances;
  for (const [index, step] of faults.entries()) {
    if (!step) continue;
    const path = ["faults", index, "at"];
    if (step.at.kind === "messages" && total !== undefined && step.at.messages > total) {
      const sent =
        producers!.instances === 1 ? `${total}` : `${total} (${producers!.instances} × ${producers!.count})`;
      const message = `at ${step.at.messages} messages is never reached: the producers send ${sent}`;
      yield { path, at: "value", message };
    }
    const first = faults.findIndex((other) => other?.name === step.name);
    if (first < index && (step.name !== step.fault || faults[first]!.fault !== step.fault)) {
      const named = step.name !== step.fault ? index : first;
      const message = `two steps are called ${step.name}: faults[${first}] and faults[${index}]`;
      yield { path: ["faults", named, "name"], at: "value", message };
    }
    const reference = step.at.kind === "fault" ? wrongReference(faults, index, step.at.fault) : undefined;
    if (reference !== undefined) yield { path, at: "value", message: reference };
  }
}

function* aboutIdleFaults(
  { topic, producers, faults = [] }: Parts,
  syntax: readonly FaultSyntax[],
): Generator<Contradiction> {
  if (!topic || !producers) return;
  const where = { topic, producers };
  for (const [index, step] of faults.entries()) {
    const message = step && syntax.find(({ name }) => name === step.fault)?.idleOn?.(step.options, where);
    if (message) yield { path: ["faults", index, step.fault], at: "value", message };
  }
}

function wrongReference(
  faults: readonly (FaultStep | undefined)[],
  index: number,
  wanted: string,
): string | undefined {
  const matches = [...faults.keys()].filter((other) => faults[other]?.name === wanted);
  const [match] = matches;
  if (match === undefined) {
    if (faults.includes(undefined)) return undefined; // it may be the unsound one
    const renamed = faults.find((other) => other?.fault === wanted);
    const others = faults.flatMap((other, at) => (other && at !== index ? other.name : []));
    const near = renamed?.name ?? nearest(wanted, others);
    const advice =
      near !== undefined
        ? `; did you mean after ${near}?`
        : others.length > 0
          ? `; there is ${others.join(", ")}`
          : "";
    return `there is no step called ${wanted} to come after${advice}`;
  }
  if (matches.length > 1) {
    const which = matches.map((at) => `faults[${at}]`).join(" and ");
    return `after ${wanted} could be ${which}; give the one that is meant a name`;
  }
  if (match === index) return `${wanted} cannot come after itself`;
  if (match < index) return undefined;
  for (let at: number | undefined = match, hops = 0; at !== undefined && hops < faults.length; hops++) {
    const trigger: FaultStep["at"] | undefined = faults[at]?.at;
    at = trigger?.kind === "fault" ? faults.findIndex((other) => other?.name === trigger.fault) : undefined;
    if (at === index)
      return `${faults[index]!.name} and ${wanted} wait for each other, so neither would ever strike`;
  }
  return `${wanted} comes later in the list; a step can come after an earlier one only`;
}
