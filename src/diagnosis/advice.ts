/** For each cause: the sentence that says it, and the next step of a person. */
import type { Finding, Verdict } from "./judge.js";

interface Advice {
  /** `isOver`: it is so no longer. */
  readonly says: (node: string, isOver: boolean) => string;
  readonly next: string;
  /** To run next, with the address of the cluster in the place of `$B`. */
  readonly commands: readonly string[];
}

const DESCRIBE = "kafka-topics.sh --bootstrap-server $B --describe --topic $T";
const UNDER_REPLICATED = "kafka-topics.sh --bootstrap-server $B --describe --under-replicated-partitions";
const QUORUM = "kafka-metadata-quorum.sh --bootstrap-server $B describe --status";
const API_VERSIONS = "kafka-broker-api-versions.sh --bootstrap-server $B";
const JOURNAL = "journalctl -u kafka --since '20 min ago' | grep -iE 'leader|election|reassign|isr'";
const REBALANCE = "grep -iE 'leader.imbalance|auto.leader.rebalance.enable' server.properties";
const LISTENING = "ss -ltnp | grep -E ':9092|:9093'";

const ADVICE: Readonly<Record<Finding["cause"], Advice>> = {
  "no-quorum": {
    says: (_, isOver) =>
      isOver
        ? "The metadata quorum had no active controller for a while."
        : "The metadata quorum has no active controller, so nothing can be elected.",
    next: "Bring a majority of the controllers (or ZooKeeper servers) back. Until then leaders stay as they are, and a broker that dies leaves its partitions without a leader.",
    commands: [QUORUM, JOURNAL],
  },
  "unstable-controller": {
    says: () => "The active controller changed. While it changes, brokers learn of new leaders late.",
    next: "If it changes again and again, look at the load, the disk and the network of the controllers.",
    commands: [QUORUM, JOURNAL],
  },
  "voter-down": {
    says: (node, isOver) => `Controller ${node} ${isOver ? "did" : "does"} not follow the active controller.`,
    next: "Start that controller, or mend its link to the active controller, before another one fails.",
    commands: [QUORUM, LISTENING],
  },
  "isolated-broker": {
    says: (node, isOver) =>
      isOver
        ? `${node} answered clients, but for a while it did not hear the controller.`
        : `${node} answers clients, but it does not hear the controller.`,
    next: "Mend the network between this broker and the controllers, or stop the broker: with acks=1 it may acknowledge messages that are lost later.",
    commands: [DESCRIBE, QUORUM, LISTENING],
  },
  "flapping-broker": {
    says: (node) => `${node} goes and comes back, and leadership goes with it.`,
    next: "Find out why in the log of this broker: long garbage collections, a full or slow disk, lost packets, restarts.",
    commands: [JOURNAL, UNDER_REPLICATED],
  },
  "unreachable-address": {
    says: (node) => `${node} runs, but its advertised address does not work from this machine.`,
    next: "Correct advertised.listeners of this broker, or the DNS, the route or the firewall between it and its clients.",
    commands: [API_VERSIONS, LISTENING],
  },
  "broker-down": {
    says: (node) => `${node} is down, paused or cut off.`,
    next: "Start the broker, or find out why it does not answer. If it is being restarted, look again with --watch 60s.",
    commands: [UNDER_REPLICATED, API_VERSIONS, JOURNAL],
  },
  "broker-restart": {
    says: (node) => `${node} was away, as at a restart, and is back.`,
    next: "Nothing, if the restart was planned. Restart one broker at a time, and wait until no partition is under-replicated.",
    commands: [UNDER_REPLICATED, JOURNAL],
  },
  reassignment: {
    says: () => "Replicas are moving to other brokers, or did so in the window.",
    next: "Wait until the reassignment is complete. Clients refresh their metadata by themselves.",
    commands: ["kafka-reassign-partitions.sh --bootstrap-server $B --list", DESCRIBE],
  },
  "preferred-election": {
    says: () => "The leader moved to the preferred replica, and the old leader kept running.",
    next: "Nothing: one burst of errors is expected, and clients refresh their metadata by themselves.",
    commands: [DESCRIBE, REBALANCE],
  },
  "replica-behind": {
    says: (node) =>
      node === ""
        ? "Replicas were not in sync for a while."
        : `${node} answers, but its replicas are not in sync.`,
    next: "Look at the disk, the network and the load of this broker, and at replica fetchers in its log.",
    commands: [UNDER_REPLICATED, JOURNAL],
  },
  other: {
    says: () =>
      "Something changed, and chaos saw no cause: a shutdown shorter than a look, or an election by hand.",
    next: "Compare the time with deploys, restarts and elections, and look at the log of the controller.",
    commands: [DESCRIBE, JOURNAL],
  },
};

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  healthy: "no problem was seen",
  transient: "it is over: clients recover by themselves",
  unsettled: "it began in the window, or the window is too short to tell: look again with a longer --watch",
  sustained: "it lasted for the whole window, or it came back again and again",
  unknown: "chaos cannot tell",
};

export interface NextStep {
  readonly says: string;
  readonly next: string;
  readonly commands: readonly string[];
}

/** `bootstrap`: null for a finished run, of which no cluster is left to ask. */
export function nextStepOf(
  { cause, node, verdict, partitions }: Finding,
  bootstrap: string | null,
): NextStep {
  const { says, next, commands } = ADVICE[cause];
  const topic = partitions[0]?.topic;
  return {
    says: says(node === null ? "" : cause === "voter-down" ? node : labelOf(node), verdict === "transient"),
    next,
    commands:
      bootstrap === null
        ? []
        : commands
            .filter((command) => topic !== undefined || !command.includes("$T"))
            .map((command) => command.replace("$B", bootstrap).replace("$T", topic ?? "")),
  };
}

/** Brokers of a live cluster have numbers for names. */
export function labelOf(name: string): string {
  return /^\d+$/.test(name) ? `Broker ${name}` : name;
}
