/** What is particular to scenarios among YAML files: the words of other tools, and what there is not yet. */
import type { FileKind } from "../yaml/file-kind.js";

/** What other tools call a key, and what it is called here; the first that exists at the place counts. */
const SYNONYMS: NonNullable<FileKind["synonyms"]> = {
  after: ["at"],
  bounce: ["restart"],
  bandwidth: ["throttle"],
  crash: ["kill"],
  cut: ["partition"],
  delays: ["delay"],
  disconnect: ["partition"],
  duration: ["for"],
  freeze: ["pause"],
  hang: ["pause"],
  isolate: ["partition"],
  lag: ["slow"],
  latency: ["delay", "slow"],
  longpause: ["pause"],
  messages: ["count"],
  netsplit: ["partition"],
  networkdelay: ["slow"],
  networklatency: ["slow"],
  networkpartition: ["partition"],
  notleaderforpartition: ["NOT_LEADER_OR_FOLLOWER"],
  notleaderforpartitionexception: ["NOT_LEADER_OR_FOLLOWER"],
  notleaderorfollowerexception: ["NOT_LEADER_OR_FOLLOWER"],
  packetloss: ["loss"],
  poweroff: ["kill"],
  reboot: ["restart"],
  replication: ["replicas"],
  replicationfactor: ["replicas"],
  rf: ["replicas"],
  shutdown: ["kill"],
  sigkill: ["kill"],
  sigstop: ["pause"],
  slowdown: ["slow"],
  splitbrain: ["partition"],
  stall: ["pause"],
  stop: ["kill"],
  suspend: ["pause"],
  terminate: ["kill"],
  throughput: ["rate"],
  trigger: ["at"],
  version: ["kafka"],
  when: ["at"],
  consumer: ["consumers"],
  controller: ["controllers"],
  kraft: ["controllers"],
  quorum: ["controllers"],
  sessiontimeout: ["sessionTimeout"],
  zk: ["zookeepers"],
  zookeeperisolate: ["zk-isolate"],
  zookeeperpartition: ["zk-isolate"],
};

export const SCENARIO: FileKind = {
  noun: "scenario",
  keepsDigits: ([section, key, ...rest]) =>
    (rest.length === 1 && key === "config" && (section === "cluster" || section === "topic")) ||
    (rest.length === 2 && section === "topics" && rest[0] === "config") ||
    (rest.length === 0 && section === "cluster" && key === "kafka"),
  synonyms: SYNONYMS,
  choice: {
    isAt: ([section, ...rest]) => section === "faults" && rest.length === 1,
    noun: "step",
    of: "fault",
  },
};
