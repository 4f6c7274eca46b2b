/**
 * Responses to Produce and Fetch with an error for every partition of the request, as a broker writes them.
 *
 * In a Fetch session (KIP-227) a request lists only what has changed since the request before. The broker does not see
 * the request that the proxy answers, so its session would no longer match the client's. The response therefore has the
 * session id 0, which means that there is no session, and the client's next request lists everything again. An error
 * about the session itself is at the top of the response, without partitions. For a request that lists no partition and
 * an error of partitions there is no response, and the request should be forwarded.
 */

import { ErrorCode, type ErrorName, type Input, type Responses } from "../../protocol/index.js";
import { isProduce } from "./exchanges.js";
import type { Exchange } from "./interceptor.js";

/**
 * DUPLICATE_SEQUENCE_NUMBER means that the broker already has the records. Producers take it for success, and would
 * count records as stored that no broker has seen.
 */
const TAKEN_FOR_SUCCESS: ReadonlySet<ErrorName> = new Set<ErrorName>(["NONE", "DUPLICATE_SEQUENCE_NUMBER"]);

/** Every error of Kafka by which a request fails. */
export const ERROR_NAMES = (Object.keys(ErrorCode) as ErrorName[]).filter(
  (name) => !TAKEN_FOR_SUCCESS.has(name),
) as [ErrorName, ...ErrorName[]];

const OF_SESSIONS: ReadonlySet<ErrorName> = new Set<ErrorName>([
  "FETCH_SESSION_ID_NOT_FOUND",
  "INVALID_FETCH_SESSION_EPOCH",
  "FETCH_SESSION_TOPIC_ID_ERROR",
]);
const FIRST_VERSION_WITH_SESSIONS = 7;
const NO_SESSION = 0;

type Answer = Input<Responses["Produce"]> | Input<Responses["Fetch"]>;

/** Undefined when nothing in the request can have the error. */
export function errorAnswer(exchange: Exchange, error: ErrorName): Answer | undefined {
  return isProduce(exchange)
    ? produceAnswer(exchange, ErrorCode[error])
    : fetchAnswer(exchange as Exchange<"Fetch">, error);
}

function produceAnswer({ request }: Exchange<"Produce">, errorCode: number): Input<Responses["Produce"]> {
  return {
    responses: request.topicData.map(({ name, topicId, partitionData }) => ({
      name,
      topicId,
      partitionResponses: partitionData.map(({ index }) => ({
        index,
        errorCode,
        baseOffset: -1,
        logAppendTimeMs: -1,
        logStartOffset: -1,
      })),
    })),
  };
}

function fetchAnswer(
  { request, version }: Exchange<"Fetch">,
  error: ErrorName,
): Input<Responses["Fetch"]> | undefined {
  const errorCode = ErrorCode[error];
  if (OF_SESSIONS.has(error) && version >= FIRST_VERSION_WITH_SESSIONS) {
    return { errorCode, sessionId: NO_SESSION, responses: [] };
  }
  if (request.topics.length === 0) return undefined;
  return {
    sessionId: NO_SESSION,
    responses: request.topics.map(({ topic, topicId, partitions }) => ({
      topic,
      topicId,
      partitions: partitions.map(({ partition }) => ({
        partitionIndex: partition,
        errorCode,
        highWatermark: -1,
        records: Buffer.alloc(0),
      })),
    })),
  };
}
