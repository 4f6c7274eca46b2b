/** Exchanges as the proxy would hand them to an interceptor, and an interceptor armed by the name of a form. */

import type { ApiName, Input, Requests, Responses } from "../../protocol/index.js";
import { decodeMessage, encodeMessage } from "../../protocol/index.js";
import { seededRandom } from "../../random.js";
import { findInterceptor } from "./index.js";
import type { AnsweredExchange, Armed, Effect } from "./interceptor.js";

export interface Bench extends Armed {
  readonly effects: Effect[];
  /** What the rule takes for the time since it was armed. */
  nowMs: number;
}

export function armed(form: string, config: unknown, seed = 1): Bench {
  const found = findInterceptor(form);
  if (found === undefined) throw new Error(`there is no ${form}`);
  const bench = { effects: [] as Effect[], nowMs: 0 };
  const rule = found.interceptor.arm(found.form.schema.parse(config), {
    random: seededRandom(seed),
    elapsedMs: () => bench.nowMs,
    note: (effect) => bench.effects.push(effect),
  });
  return Object.assign(bench, rule);
}

interface Given {
  readonly version?: number;
  readonly brokerId?: number;
  readonly topicNames?: Readonly<Record<string, string>>;
}

function exchange<A extends ApiName>(
  api: A,
  { version = 9, brokerId = 1, topicNames = {} }: Given,
  request: Input<Requests[A]>,
  response: Input<Responses[A]>,
): AnsweredExchange<A> {
  return {
    api,
    version,
    brokerId,
    client: { clientId: "client", vCluster: "passthrough", username: null },
    topicName: (id) => topicNames[id],
    // Through the codec, so that every field is there and fits the version.
    request: decodeMessage(
      `${api}Request` as "ProduceRequest",
      version,
      encodeMessage(`${api}Request` as "ProduceRequest", version, request as Input<Requests["Produce"]>),
    ) as Requests[A],
    response: decodeMessage(
      `${api}Response` as "ProduceResponse",
      version,
      encodeMessage(`${api}Response` as "ProduceResponse", version, response as Input<Responses["Produce"]>),
    ) as Responses[A],
  };
}

/**
 * A Produce of these records by topic, for partition 0 each; answered with `baseOffset` or `errorCode`. Topics are ids
 * from version 13 on.
 */
export function produce(
  records: Readonly<Record<string, Buffer>>,
  {
    acks = -1,
    baseOffset = 100,
    errorCode = 0,
    transactionalId = null,
    version = 9,
    ...given
  }: Given & {
    acks?: number;
    baseOffset?: number;
    errorCode?: number;
    transactionalId?: string | null;
  } = {},
): AnsweredExchange<"Produce"> {
  const naming = (topic: string) => (version < 13 ? { name: topic } : { topicId: topic });
  return exchange(
    "Produce",
    { version, ...given },
    {
      acks,
      timeoutMs: 1000,
      transactionalId,
      topicData: Object.entries(records).map(([topic, bytes]) => ({
        ...naming(topic),
        partitionData: [{ index: 0, records: bytes }],
      })),
    },
    {
      responses: Object.keys(records).map((topic) => ({
        ...naming(topic),
        partitionResponses: [{ index: 0, errorCode, baseOffset: errorCode === 0 ? baseOffset : -1 }],
      })),
    },
  );
}

/** A Fetch of these topics, partition 0 each, without a session; topics are ids from version 13 on. */
export function fetch(
  records: Readonly<Record<string, Buffer>>,
  {
    version = 12,
    fetchOffset = 0,
    asked = Object.keys(records),
    sessionId = 0,
    sessionEpoch = -1,
    ...given
  }: Given & {
    fetchOffset?: number;
    asked?: readonly string[];
    sessionId?: number;
    sessionEpoch?: number;
  } = {},
): AnsweredExchange<"Fetch"> {
  const naming = (topic: string) => (version < 13 ? { topic } : { topicId: topic });
  return exchange(
    "Fetch",
    { version, ...given },
    {
      maxWaitMs: 500,
      minBytes: 1,
      ...(version >= 7 && { sessionId, sessionEpoch }),
      topics: asked.map((topic) => ({
        ...naming(topic),
        partitions: [{ partition: 0, fetchOffset, partitionMaxBytes: 1_000_000 }],
      })),
    },
    {
      ...(version >= 7 && { sessionId }),
      responses: Object.entries(records).map(([topic, bytes]) => ({
        ...naming(topic),
        partitions: [{ partitionIndex: 0, highWatermark: 1000, records: bytes }],
      })),
    },
  );
}

/** A question for metadata, answered with none. */
export function metadata(given: Given = {}): AnsweredExchange<"Metadata"> {
  return exchange("Metadata", given, { topics: [] }, { brokers: [], topics: [] });
}
