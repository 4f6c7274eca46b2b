/**
 * What an experiment may leave on the brokers of a cluster: topics, logs of deleted topics that are not gone yet, and
 * properties that were changed while the brokers ran. All of these requests only read.
 *
 * @throws from every function: ConnectionError, TimeoutError, ProtocolError, or the signal's reason
 */
import { ErrorCode, errorInfo } from "../protocol/index.js";
import { Admin, type Broker } from "./admin.js";
import { clusterView } from "./cluster-state.js";

const ANSWER_MS_MAX = 5_000;
/** ConfigResource.Type.BROKER */
const BROKER_RESOURCE = 4;
/** DescribeConfigsResponse.ConfigSource: of one broker, and of all brokers. The others are in files, or Kafka's own. */
const DYNAMIC: readonly number[] = [2, 3];
const UNKNOWN_SOURCE = -1;
/** The log of a KRaft quorum, which is no topic of a client. */
const METADATA_TOPIC = "__cluster_metadata";

/** As one broker tells it. */
export interface Remains {
  /** -1: none. With KRaft any broker. */
  readonly controllerId: number;
  readonly brokerIds: readonly number[];
  readonly topics: readonly string[];
  /** Topics that the broker has logs of. */
  readonly logs: readonly string[];
  /** `name=value` of properties that were changed while brokers ran; null: this Kafka does not tell. */
  readonly changedProperties: readonly string[] | null;
}

export async function remainsOn({ client, id }: Broker, signal: AbortSignal): Promise<Remains> {
  await using admin = await Admin.connect(client, { answerMsMax: ANSWER_MS_MAX, signal });
  const { connection } = admin;
  const options = { timeoutMs: ANSWER_MS_MAX, signal };
  const { controllerId, brokers, topics } = await clusterView(connection, options);
  const { results } = await connection.request("DescribeLogDirs", { topics: null }, options);
  for (const { errorCode } of results) mustBeNone(errorCode);
  const resource = { resourceType: BROKER_RESOURCE, resourceName: String(id), configurationKeys: null };
  const described = await connection.request("DescribeConfigs", { resources: [resource] }, options);
  for (const { errorCode } of described.results) mustBeNone(errorCode);
  const properties = described.results.flatMap(({ configs }) => configs);
  const isTold =
    properties.length > 0 && properties.every(({ configSource }) => configSource !== UNKNOWN_SOURCE);
  return {
    controllerId,
    brokerIds: brokers.map((broker) => broker.id),
    topics: topics.map(({ name }) => name ?? ""),
    logs: results.flatMap((directory) => directory.topics.map(({ name }) => name)).filter(isOfClient),
    changedProperties: isTold
      ? properties
          .filter(({ configSource }) => DYNAMIC.includes(configSource))
          .map(({ name, value }) => `${name}=${value}`)
          .sort()
      : null,
  };
}

const isOfClient = (topic: string) => topic !== METADATA_TOPIC;

function mustBeNone(errorCode: number): void {
  if (errorCode !== ErrorCode.NONE) throw new Error(errorInfo(errorCode).name);
}
