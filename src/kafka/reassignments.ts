/** Reassignments of replicas to other brokers, and their throttles, as kafka-reassign-partitions does (KIP-455, KIP-73). */
import { InfrastructureError } from "../errors.js";
import { ErrorCode } from "../protocol/index.js";
import type { Admin, Answer, Broker } from "./admin.js";
import { askController, connect, mustBeController, WORK_MS_MAX, wordsOf } from "./controller.js";
import { TOPIC_RESOURCE } from "./topic-configs.js";

/** The replicas of one partition of a topic, before and after. Brokers are ids. */
export interface Move {
  readonly partition: number;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/**
 * Begins the moves. The controller answers before any data is copied.
 * @throws InfrastructureError when it refuses one
 */
export async function reassign(
  brokers: readonly Broker[],
  topic: string,
  moves: readonly Pick<Move, "partition" | "to">[],
  signal: AbortSignal,
): Promise<void> {
  const refused = (await alter(brokers, topic, moves, signal)).find(isRefused);
  if (refused !== undefined) {
    throw new InfrastructureError(
      `the reassignment of ${topic}-${refused.partition} is refused: ${wordsOf(refused)}`,
    );
  }
}

/** What is not complete is undone; a move that is complete stays. */
export async function cancelReassignments(
  brokers: readonly Broker[],
  topic: string,
  partitions: readonly number[],
  signal: AbortSignal,
): Promise<void> {
  const answers = await alter(
    brokers,
    topic,
    partitions.map((partition) => ({ partition, to: null })),
    signal,
  );
  const failed = answers.find(
    (answer) => isRefused(answer) && answer.errorCode !== ErrorCode.NO_REASSIGNMENT_IN_PROGRESS,
  );
  if (failed !== undefined) {
    throw new InfrastructureError(
      `the reassignment of ${topic}-${failed.partition} cannot be cancelled: ${wordsOf(failed)}`,
    );
  }
}

/** The partitions of a topic that are being moved, as the controller knows. */
export function movingPartitions(
  brokers: readonly Broker[],
  topic: string,
  partitions: readonly number[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  return askController(
    brokers,
    async ({ connection }) => {
      const { topics, ...answer } = await connection.request(
        "ListPartitionReassignments",
        { topics: [{ name: topic, partitionIndexes: [...partitions] }], timeoutMs: WORK_MS_MAX },
        { timeoutMs: 2 * WORK_MS_MAX, signal },
      );
      mustBeController(answer);
      if (isRefused(answer)) {
        throw new InfrastructureError(`the controller lists no reassignments: ${wordsOf(answer)}`);
      }
      return topics.flatMap((one) => one.partitions.map(({ partitionIndex }) => partitionIndex));
    },
    signal,
  );
}

function alter(
  brokers: readonly Broker[],
  topic: string,
  moves: readonly { readonly partition: number; readonly to: readonly number[] | null }[],
  signal: AbortSignal,
): Promise<readonly (Answer & { readonly partition: number })[]> {
  return askController(
    brokers,
    async ({ connection }) => {
      const partitions = moves.map(({ partition, to }) => ({
        partitionIndex: partition,
        replicas: to && [...to],
      }));
      const { responses, ...answer } = await connection.request(
        "AlterPartitionReassignments",
        { topics: [{ name: topic, partitions }], timeoutMs: WORK_MS_MAX },
        { timeoutMs: 2 * WORK_MS_MAX, signal },
      );
      mustBeController(answer);
      if (isRefused(answer)) {
        throw new InfrastructureError(`the reassignment is refused: ${wordsOf(answer)}`);
      }
      const answers = responses.flatMap((one) =>
        one.partitions.map(({ partitionIndex, ...rest }) => ({ partition: partitionIndex, ...rest })),
      );
      for (const one of answers) mustBeController(one);
      return answers;
    },
    signal,
  );
}

const isRefused = ({ errorCode }: Pick<Answer, "errorCode">) => errorCode !== ErrorCode.NONE;

const LEADER = "leader.replication.throttled";
const FOLLOWER = "follower.replication.throttled";

/** ConfigResource.Type.BROKER */
const BROKER_RESOURCE = 4;
/** AlterConfigOp.OpType */
const [SET, DELETE] = [0, 1];

/** Limits how fast the moves copy: the old replicas send, and the new ones fetch, at most so many bytes a second and broker. */
export async function throttle(
  brokers: readonly Broker[],
  topic: string,
  moves: readonly Move[],
  bytesPerSecond: number,
  signal: AbortSignal,
): Promise<void> {
  const rate = { value: String(bytesPerSecond), operation: SET };
  const replicas = (of: (move: Move) => readonly number[]) => ({
    value: moves.flatMap((move) => of(move).map((id) => `${move.partition}:${id}`)).join(","),
    operation: SET,
  });
  const from = replicas((move) => move.from);
  const to = replicas((move) => move.to.filter((id) => !move.from.includes(id)));
  await alterThrottles(brokers, topic, { rates: [rate, rate], replicas: [from, to] }, signal);
}

/** Takes the limits away, also those of an earlier throttle. */
export async function endThrottle(
  brokers: readonly Broker[],
  topic: string,
  signal: AbortSignal,
): Promise<void> {
  const gone = { value: null, operation: DELETE };
  await alterThrottles(brokers, topic, { rates: [gone, gone], replicas: [gone, gone] }, signal);
}

interface Change {
  readonly value: string | null;
  readonly operation: number;
}

/** Of leaders, and of followers. */
interface Throttles {
  readonly rates: readonly [Change, Change];
  readonly replicas: readonly [Change, Change];
}

async function alterThrottles(
  brokers: readonly Broker[],
  topic: string,
  { rates, replicas }: Throttles,
  signal: AbortSignal,
): Promise<void> {
  const both = (suffix: string, [leader, follower]: readonly [Change, Change]) => [
    { name: `${LEADER}.${suffix}`, ...leader },
    { name: `${FOLLOWER}.${suffix}`, ...follower },
  ];
  await Promise.all([
    ...brokers.map(async (broker) => {
      // The properties of a broker are that broker's to change.
      await using admin = await connect(broker, signal);
      await alterConfig(admin, BROKER_RESOURCE, String(broker.id), both("rate", rates), signal);
    }),
    askController(
      brokers,
      (controller) => alterConfig(controller, TOPIC_RESOURCE, topic, both("replicas", replicas), signal),
      signal,
    ),
  ]);
}

async function alterConfig(
  { connection }: Pick<Admin, "connection">,
  resourceType: number,
  resourceName: string,
  changes: readonly (Change & { readonly name: string })[],
  signal: AbortSignal,
): Promise<void> {
  const configs = changes.map(({ name, value, operation }) => ({ name, value, configOperation: operation }));
  const { responses } = await connection.request(
    "IncrementalAlterConfigs",
    { resources: [{ resourceType, resourceName, configs }], validateOnly: false },
    { timeoutMs: WORK_MS_MAX, signal },
  );
  for (const answer of responses) {
    mustBeController(answer);
    if (isRefused(answer)) throw new InfrastructureError(`the throttle is refused: ${wordsOf(answer)}`);
  }
}
