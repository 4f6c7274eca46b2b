/**
 * Responses to Produce and Fetch in which every partition that was asked for has an error, as a broker writes them.
 *
 * With Fetch sessions (KIP-227) a request lists only what has changed since the one before. The broker has never seen
 * the request that is answered here, so its session would be out of step with the client's: the answer has the session
 * id 0, by which a broker says that there is no session (any more), and the client's next request lists everything
 * again. Errors about the session itself go to the top of the response, without partitions. A request that lists
 * nothing, and an error that is one of partitions: there is no answer, and the request had better pass.
 */

import { ErrorCode, type ErrorName, type Input, type Responses } from "../../protocol/index.js";
import { isProduce } from "./exchanges.js";
import type { Exchange } from "./interceptor.js";

/**
 * By DUPLICATE_SEQUENCE_NUMBER a broker says that it has the records already: producers take it for success, and would
 * believe to be stored what no broker has seen.
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

/** Undefined when there is nothing that could have the error. */
export function errorAnswer(exchange: Exchange, error: ErrorName): Answer | undefined {
  return isProduce(exchange)
    ? produceAnswer(exchange, ErrorCode[error])
    : fetchAnswer(exchange as Exchange<"Fetch">, error);
}

function produceAnswer({ request }: Exchange<"Produce">, errorCode: number): Input<Responses["Produce"]> {
  return {
    responses: request.topicData.map(({ name, partitionData }) => ({
      name,
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
