/** The five places of a scenario that hold properties, and whose properties they are. */
import type { QuorumKind } from "../../cluster/topology.js";
import {
  BROKER_PROPERTIES,
  PRODUCER_PROPERTIES,
  RDKAFKA_CONSUMER_PROPERTIES,
  TOPIC_PROPERTIES,
} from "../generated/properties.js";
import type { Properties } from "./types.js";

export interface Section {
  /** The key that has `config`. */
  readonly owner: "cluster" | "topic" | "producers" | "consumers" | "copiers";
  /** Their kind, in "is not a … property". */
  readonly kind: string;
  readonly properties: Properties;
  /** What is read as true or false. */
  readonly booleans: RegExp;
  /** Of brokers: where their cluster keeps its metadata. */
  readonly quorum?: QuorumKind;
  /** Words may be written in capitals or small letters. */
  readonly ignoresCase: boolean;
}

const KAFKA = { booleans: /^(true|false)$/i, ignoresCase: false } as const;
const LIBRDKAFKA = { booleans: /^(true|false|[tf10])$/i, ignoresCase: true } as const;

const clusterOf = (quorum: QuorumKind): Section => ({
  owner: "cluster",
  kind: "broker",
  quorum,
  properties: BROKER_PROPERTIES,
  ...KAFKA,
});
export const TOPIC: Section = { owner: "topic", kind: "topic", properties: TOPIC_PROPERTIES, ...KAFKA };
export const PRODUCERS: Section = {
  owner: "producers",
  kind: "librdkafka producer",
  properties: PRODUCER_PROPERTIES,
  ...LIBRDKAFKA,
};
export const CONSUMERS: Section = {
  owner: "consumers",
  kind: "librdkafka consumer",
  properties: RDKAFKA_CONSUMER_PROPERTIES,
  ...LIBRDKAFKA,
};

/** A copier is a consumer and a producer. */
export const COPIERS: Section = {
  owner: "copiers",
  kind: "librdkafka",
  properties: new Map([...RDKAFKA_CONSUMER_PROPERTIES, ...PRODUCER_PROPERTIES]),
  ...LIBRDKAFKA,
};

/** Of a cluster with this quorum. */
export const sectionsOf = (quorum: QuorumKind): readonly Section[] => [
  clusterOf(quorum),
  TOPIC,
  PRODUCERS,
  CONSUMERS,
  COPIERS,
];
