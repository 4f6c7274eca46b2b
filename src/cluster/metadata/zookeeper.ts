/**
 * ZooKeeper: brokers register in sessions, and the controller is the broker that holds the znode /controller.
 *
 * A broker that was killed leaves its session behind until it expires; started before that, it finds /brokers/ids/N taken
 * and gives up (KafkaServer.startup: NodeExistsException). `dump` is one of ZooKeeper's four-letter commands: sessions
 * with their ephemeral nodes. Only the ensemble's leader lists sessions.
 */
import { connect } from "node:net";
import { waitFor } from "../../wait.js";
import { javaProperties } from "../java-properties.js";
import type { ClusterNode, PlannedNode } from "../topology.js";
import type { MayStartOptions, MemberFiles, MetadataQuorum, QuorumPlace } from "./quorum.js";

/** ZooKeeper's unit of time: sessions and heartbeats are counted in it. */
const TICK_MS = 2_000;
/** ZooKeeper grants a session between 2 and 20 of its ticks, whatever a broker asks for. */
const [TICKS_MIN, TICKS_MAX] = [2, 20];
/** Kafka's own default of zookeeper.session.timeout.ms; 6 s before KIP-537. */
const [SESSION_MS, SESSION_MS_BEFORE_2_5] = [18_000, 6_000];

const ANSWER_MS_MAX = 1_000;
/** What the answer of a server that is alone or in a quorum begins with; any other says that it does not serve. */
const DUMP = "SessionTracker dump";

export const zookeeper: MetadataQuorum = {
  kind: "zookeeper",
  member: "ZooKeeper server",
  all: "ZooKeeper",
  session: "ZooKeeper session",
  sessionProperty: "zookeeper.session.timeout.ms",
  program: {
    mainClass: "org.apache.zookeeper.server.quorum.QuorumPeerMain",
    jvmOptions: ["-Xms32m", "-Xmx128m", "-Dzookeeper.forceSync=no"],
    config: "zoo.cfg",
  },
  memoryBytes: 150 * 2 ** 20,
  brokerProperties: ({ id }, { members, ports }) => ({
    "broker.id": id,
    "zookeeper.connect": members.map(({ name }) => `${name}:${ports.zookeeper}`).join(","),
    // The session time-out by default, which scenarios make short: a busy machine starts ZooKeeper more slowly.
    "zookeeper.connection.timeout.ms": 60_000,
  }),
  listenerNames: [],
  brokerListeners: () => [],
  brokerData: () => Promise.resolve({}),
  memberFiles,
  answers,
  serves,
  electionMsMax: 60_000,
  beliefIn: () => null,
  faultIn: () => null,
  untilMayStart: untilForgotten,
  silenceMsMax: sessionMs,
  heardBy: "members",
  controllerIs: "broker",
};

/** `zoo.cfg` and `myid`. A server that is alone needs no quorum. */
async function memberFiles(member: PlannedNode, place: QuorumPlace): Promise<MemberFiles> {
  const { dataDirectory, members, listenHost, ports } = place;
  const config = javaProperties({
    // ZooKeeper warns of a relative path that does not begin with a dot.
    dataDir: dataDirectory.startsWith("/") ? dataDirectory : `./${dataDirectory}`,
    clientPort: ports.zookeeper,
    ...(listenHost !== undefined && { clientPortAddress: listenHost }),
    tickTime: TICK_MS,
    initLimit: 10,
    syncLimit: 5,
    maxClientCnxns: 0,
    "admin.enableServer": false,
    "4lw.commands.whitelist": "dump",
    ...(members.length > 1 &&
      Object.fromEntries(
        members.map(({ id, name }) => [`server.${id}`, `${name}:${ports.quorum}:${ports.election}`]),
      )),
  });
  return { config, data: { myid: String(member.id) } };
}

function sessionMs(config: Readonly<Record<string, string>>, kafka: string): number {
  const [major = Number.NaN, minor = Number.NaN] = kafka.split(".").map(Number);
  const isBefore25 = major < 2 || (major === 2 && minor < 5);
  const asked = Number(
    config["zookeeper.session.timeout.ms"] ?? (isBefore25 ? SESSION_MS_BEFORE_2_5 : SESSION_MS),
  );
  return Math.min(TICKS_MAX * TICK_MS, Math.max(TICKS_MIN * TICK_MS, asked));
}

/** Resolves when no session holds the broker's registration any more, or the broker is up. */
function untilForgotten(
  broker: ClusterNode,
  zookeepers: readonly ClusterNode[],
  options: MayStartOptions,
): Promise<void> {
  const { isUp, limitMs, signal } = options;
  return waitFor(
    async () => {
      if (isUp()) return { done: true, value: undefined };
      const registered = await isRegistered(broker, zookeepers);
      if (registered === null) return { done: false, seen: "no ZooKeeper serving" };
      return registered ? { done: false, seen: "it still there" } : { done: true, value: undefined };
    },
    { what: `the session of ${broker.name} before it went down to expire`, limitMs, everyMs: 100, signal },
  );
}

/** As any of the servers sees it (only the ensemble's leader lists sessions); null when none serves. */
export async function isRegistered(
  broker: ClusterNode,
  zookeepers: readonly ClusterNode[],
): Promise<boolean | null> {
  const said = await Promise.all(zookeepers.map(dump));
  const dumps = said.filter((text) => text.startsWith(DUMP));
  if (dumps.length === 0) return null;
  return dumps.some((text) => text.split("\n").some((line) => line.trim() === `/brokers/ids/${broker.id}`));
}

/** Whether this server is alone or in a quorum. */
async function serves(zookeeper: ClusterNode): Promise<boolean> {
  return (await dump(zookeeper)).startsWith(DUMP);
}

/** Whether this server says anything, if only that it does not serve. */
async function answers(zookeeper: ClusterNode): Promise<boolean> {
  return (await dump(zookeeper)) !== "";
}

function dump({ client }: ClusterNode): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect({ ...client, timeout: ANSWER_MS_MAX }, () => socket.write("dump"));
    socket.setEncoding("utf8");
    socket.on("data", (text) => {
      answer += text;
    });
    socket.once("timeout", () => socket.destroy());
    socket.on("error", () => {});
    socket.once("close", () => resolve(answer));
  });
}
