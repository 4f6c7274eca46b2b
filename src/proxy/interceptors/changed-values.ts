/**
 * Changes the values of records in Produce requests or in Fetch responses.
 *
 * Changed records of a Produce request are in the log afterwards, and the journal has to say at which offsets. The
 * response has the first offset of each partition. The position of a changed record in the request is added to it.
 */

import {
  ErrorCode,
  type Input,
  type Requests,
  type Responses,
  type RewrittenRecords,
  rewriteRecords,
  type ValueEditor,
} from "../../protocol/index.js";
import { about, FETCH, PRODUCE } from "./exchanges.js";
import type {
  AnsweredExchange,
  Armed,
  Effect,
  Exchange,
  RequestOutcome,
  ResponseOutcome,
  Tools,
} from "./interceptor.js";
import { type FetchedTopic, nameOf, type ProducedTopic, type TopicFilter } from "./topic-filter.js";

export interface Change {
  readonly effect: Extract<Effect["effect"], "corrupt" | "schema-id">;
  readonly isMeant: TopicFilter;
  /** The editor of the records of one request or response. */
  editorFor(all: readonly Buffer[]): ValueEditor;
}

/** A partition's part of a request or response, before the change. */
interface Part<P, T> {
  /** As the message has it: in newer versions, this has only an id. */
  readonly of: T;
  /** Its name. */
  readonly topic: string;
  readonly partition: number;
  readonly found: P;
  readonly records: Buffer;
}

type Changed<T> = Omit<Part<unknown, T>, "found" | "records"> & { readonly rewritten: RewrittenRecords };

export function changeProduced(change: Change, { note }: Tools): Armed {
  const waiting = new WeakMap<Exchange, readonly Changed<ProducedTopic>[]>();

  return {
    apis: PRODUCE,
    onRequest(exchange: Exchange<"Produce">) {
      const { request } = exchange;
      const parts = producedParts(exchange, change.isMeant);
      return rewriteParts(parts, change, (rewritten, changed): RequestOutcome => {
        if (request.acks !== 0) waiting.set(exchange, changed);
        else for (const one of changed) note(effectOf(exchange, change, one));
        return { do: "forward", request: withRecords(request, rewritten) };
      });
    },
    onResponse(exchange: AnsweredExchange<"Produce">) {
      for (const one of waiting.get(exchange) ?? []) {
        const baseOffset = producedAt(exchange.response, one);
        if (baseOffset === undefined) continue;
        const offsets = baseOffset < 0 ? undefined : offsetsOf(one.rewritten.places, baseOffset);
        note({ ...effectOf(exchange, change, one), ...(offsets && { offsets }) });
      }
      return undefined;
    },
    onUnanswered(exchange) {
      for (const one of waiting.get(exchange) ?? []) note(effectOf(exchange, change, one));
    },
  };
}

export function changeFetched(change: Change, { note }: Tools): Armed {
  return {
    apis: FETCH,
    onResponse(exchange: AnsweredExchange<"Fetch">) {
      const { response } = exchange;
      const parts = fetchedParts(exchange, change.isMeant);
      return rewriteParts(parts, change, (rewritten, changed): ResponseOutcome => {
        for (const one of changed) note(effectOf(exchange, change, one));
        return { response: withFetched(response, rewritten) };
      });
    },
  };
}

/**
 * The errors with which a broker may respond although it has written the records itself: while it waited for the
 * replicas, the time ran out, the ISR became too small, leadership moved, or its disk failed (DelayedProduce.scala).
 */
const WRITTEN_PERHAPS: ReadonlySet<number> = new Set([
  ErrorCode.REQUEST_TIMED_OUT,
  ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND,
  ErrorCode.NOT_LEADER_OR_FOLLOWER,
  ErrorCode.KAFKA_STORAGE_ERROR,
]);

/**
 * The first offset of a partition's records; −1 when the broker does not say. Undefined when the broker has not written
 * them, because of an error.
 */
export function producedAt(
  response: Responses["Produce"],
  { of, partition }: Pick<Part<unknown, ProducedTopic>, "of" | "partition">,
): number | undefined {
  const topic = response.responses.find(({ name, topicId }) => name === of.name && topicId === of.topicId);
  const answer = topic?.partitionResponses.find(({ index }) => index === partition);
  if (answer === undefined) return undefined;
  if (WRITTEN_PERHAPS.has(answer.errorCode)) return -1;
  return answer.errorCode === ErrorCode.NONE ? Number(answer.baseOffset) : undefined;
}

type FetchedPartition = Responses["Fetch"]["responses"][number]["partitions"][number];
type ProducedPartition = Requests["Produce"]["topicData"][number]["partitionData"][number];

export function producedParts(
  exchange: Exchange<"Produce">,
  isMeant: TopicFilter,
): Part<ProducedPartition, ProducedTopic>[] {
  const parts: Part<ProducedPartition, ProducedTopic>[] = [];
  for (const of of exchange.request.topicData) {
    const topic = nameOf(exchange, of);
    if (isMeant !== undefined && !isMeant(topic)) continue;
    for (const found of of.partitionData) {
      const { records, index: partition } = found;
      if (records !== null && records.length > 0) parts.push({ of, topic, partition, found, records });
    }
  }
  return parts;
}

export function fetchedParts(
  exchange: AnsweredExchange<"Fetch">,
  isMeant: TopicFilter,
): Part<FetchedPartition, FetchedTopic>[] {
  const parts: Part<FetchedPartition, FetchedTopic>[] = [];
  for (const of of exchange.response.responses) {
    const topic = nameOf(exchange, of);
    if (isMeant !== undefined && !isMeant(topic)) continue;
    for (const found of of.partitions) {
      const { records, partitionIndex: partition } = found;
      if (records !== null && records.length > 0) parts.push({ of, topic, partition, found, records });
    }
  }
  return parts;
}

export function withFetched(
  response: Responses["Fetch"],
  rewritten: ReadonlyMap<FetchedPartition, Input<Buffer>>,
): Input<Responses["Fetch"]> {
  return {
    ...response,
    responses: response.responses.map((topic) => ({
      ...topic,
      partitions: topic.partitions.map((found) => {
        const records = rewritten.get(found);
        return records === undefined ? found : { ...found, records };
      }),
    })),
  };
}

function withRecords(
  request: Requests["Produce"],
  rewritten: ReadonlyMap<ProducedPartition, Input<Buffer>>,
): Input<Requests["Produce"]> {
  return {
    ...request,
    topicData: request.topicData.map((topic) => ({
      ...topic,
      partitionData: topic.partitionData.map((found) => {
        const records = rewritten.get(found);
        return records === undefined ? found : { ...found, records };
      }),
    })),
  };
}

/** Undefined when nothing is changed. A promise only when a compression is asynchronous. */
function rewriteParts<P, T, O>(
  parts: readonly Part<P, T>[],
  change: Change,
  outcome: (rewritten: ReadonlyMap<P, Input<Buffer>>, changed: readonly Changed<T>[]) => O,
): O | undefined | Promise<O | undefined> {
  if (parts.length === 0) return undefined;
  const editor = change.editorFor(parts.map(({ records }) => records));
  const results = parts.map(({ records }) => rewriteRecords(records, editor));
  const finish = (settled: readonly RewrittenRecords[]): O | undefined => {
    const byPart = new Map<P, Input<Buffer>>();
    const changed: Changed<T>[] = [];
    for (const [i, rewritten] of settled.entries()) {
      if (rewritten.changed === 0) continue;
      const { of, topic, partition, found } = parts[i] as Part<P, T>;
      byPart.set(found, rewritten.records);
      changed.push({ of, topic, partition, rewritten });
    }
    return changed.length === 0 ? undefined : outcome(byPart, changed);
  };
  return results.some((result) => result instanceof Promise)
    ? Promise.all(results).then(finish)
    : finish(results as RewrittenRecords[]);
}

function effectOf(
  exchange: Exchange,
  { effect }: Change,
  { topic, partition, rewritten }: Changed<unknown>,
): Effect {
  return { effect, ...about(exchange), topic, partition, records: rewritten.changed };
}

function offsetsOf(places: readonly number[], baseOffset: number): [number, number][] {
  const offsets: [number, number][] = [];
  for (let i = 0; i < places.length; i += 2) {
    offsets.push([baseOffset + (places[i] as number), baseOffset + (places[i + 1] as number)]);
  }
  return offsets;
}
