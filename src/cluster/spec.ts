/** All that an engine is told of a scenario. */
import type { LinkDelay, MetadataPlan } from "./topology.js";

export interface ClusterSpec {
  readonly brokers: number;
  readonly metadata: MetadataPlan;
  /** Kafka's version, such as 3.9.1. */
  readonly kafka: string;
  /** Image of the docker engine's nodes. */
  readonly image?: string;
  /** Properties of every broker, which win over the engine's own. */
  readonly config: Readonly<Record<string, string>>;
  /** What the links between brokers are like when nothing is broken. */
  readonly distance: LinkDelay;
  readonly needs: ReadonlySet<Capability>;
  readonly seed: number;
  /** What will be written at most, which needs memory and disk; absent: nothing. */
  readonly traffic?: readonly Traffic[];
}

/**
 * What not every cluster has, or not every engine can do everywhere: containers delay links and lose packets only where the
 * kernel has netem, and forwarders of TCP lose none. With "proxy" a proxy stands beside the brokers, with "registry" a
 * schema registry. With "producer-errors" the proxy writes down which partitions brokers say that they do not lead. With
 * "client-links" producers reach brokers over links of their own, which can be cut. With "dynamic-quorum" KRaft voters can be
 * added and removed (KIP-853).
 */
export type Capability =
  | LinkCapability
  | "client-links"
  | "dynamic-quorum"
  | "producer-errors"
  | "proxy"
  | "registry";

/** What is done to links. A cluster can be brought up without it. */
export type LinkCapability = "delay" | "throttle" | "loss" | "reset";

export interface Traffic {
  readonly producers: number;
  /** Of each producer. */
  readonly messages: number;
  readonly messageBytes: number;
  /** What each producer may hold back at most. */
  readonly queueBytesMax: number;
  /** Copies of each message on the brokers' disks. */
  readonly replicas: number;
}
