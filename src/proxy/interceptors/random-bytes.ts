/**
 * Appends random bytes to values, so that consumers cannot parse them. Keys, headers and messages without a value do
 * not change.
 *
 * The first generation changes a number of messages of each Produce request, which it picks at random. The second
 * changes a share of all messages, and draws each of them alone.
 */

import { z } from "zod";
import { countRecords, type ValueEditor } from "../../protocol/index.js";
import { type Change, changeFetched, changeProduced } from "./changed-values.js";
import { configOf, int32 } from "./config.js";
import { defineInterceptor, type Form } from "./interceptor.js";
import { isDrawn, percentage } from "./rate.js";
import { matching, named, type TopicFilter, topicKey, topicsKey } from "./topic-filter.js";

/** A broker accepts no larger message by default. */
const SIZE_BYTES_MAX = 1024 * 1024;

interface Config {
  readonly api: "Produce" | "Fetch";
  readonly isMeant: TopicFilter;
  readonly sizeBytes: number;
  readonly messages: { readonly ofRequest: number } | { readonly rateInPercent: number };
}

const sizeInBytes = z.int().min(0).max(SIZE_BYTES_MAX);

const feature: Form<Config> = {
  generation: 1,
  id: "random-bytes",
  schema: configOf({
    topics: topicsKey,
    nbMessages: int32.describe("How many messages of a Produce request get random bytes"),
    sizeInBytes: sizeInBytes.describe("How many random bytes each of them gets at the end of its value"),
  }).transform(({ topics, nbMessages, sizeInBytes }) => ({
    api: "Produce" as const,
    isMeant: named(topics),
    sizeBytes: sizeInBytes,
    messages: { ofRequest: nbMessages },
  })),
  example: { topics: ["conduktor_topic_random"], nbMessages: 1, sizeInBytes: 10 },
};

function plugin(api: "Produce" | "Fetch"): Form<Config> {
  return {
    generation: 2,
    id: `${api}SimulateMessageCorruptionPlugin`,
    schema: configOf({
      topic: topicKey,
      sizeInBytes: sizeInBytes.default(10).describe("How many random bytes are added at the end of a value"),
      rateInPercent: percentage
        .default(100)
        .describe(
          `The share of messages that get random bytes ${api === "Produce" ? "before they reach the broker" : "on their way to the consumer"}`,
        ),
    }).transform(({ topic, sizeInBytes, rateInPercent }) => ({
      api,
      isMeant: matching(topic),
      sizeBytes: sizeInBytes,
      messages: { rateInPercent },
    })),
    example: { topic: "client_topic_.*", sizeInBytes: 100, rateInPercent: 100 },
  };
}

export const randomBytes = defineInterceptor<Config>({
  name: "random-bytes",
  summary: "Append random bytes to the values of produced or fetched messages",
  forms: [feature, plugin("Produce"), plugin("Fetch")],
  meant: ({ isMeant }) => ({ isMeant }),
  arm({ api, isMeant, sizeBytes, messages }, tools) {
    const { random } = tools;
    const fill = randomFiller(random);
    const picker = (all: readonly Buffer[]): (() => boolean) => {
      if ("rateInPercent" in messages) return () => isDrawn(messages.rateInPercent, random);
      const total = all.reduce((sum, records) => sum + countRecords(records), 0);
      return pickSome(messages.ofRequest, total, random);
    };
    const change: Change = {
      effect: "corrupt",
      isMeant,
      editorFor: (all) => appending(sizeBytes, picker(all), fill),
    };
    return api === "Produce" ? changeProduced(change, tools) : changeFetched(change, tools);
  },
});

function appending(
  sizeBytes: number,
  isPicked: () => boolean,
  fill: (into: Buffer, start: number, end: number) => void,
): ValueEditor {
  return {
    newSize: (_bytes, start, end) => (isPicked() ? end - start + sizeBytes : -1),
    write(bytes, start, end, into, at) {
      bytes.copy(into, at, start, end);
      const from = at + end - start;
      fill(into, from, from + sizeBytes);
    },
  };
}

/** Returns true for `count` of `total` calls. Every combination of them is equally likely. */
function pickSome(count: number, total: number, random: () => number): () => boolean {
  let wanted = count;
  let left = total;
  return () => {
    const isPicked = wanted >= left || random() * left < wanted;
    left--;
    if (isPicked) wanted--;
    return isPicked;
  };
}

/** xorshift32: three shifts for four bytes. */
function randomFiller(random: () => number): (into: Buffer, start: number, end: number) => void {
  let state = Math.floor(random() * 0xffffffff) + 1;
  return (into, start, end) => {
    for (let at = start; at < end; ) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      for (let word = state, i = 0; i < 4 && at < end; i++, word >>>= 8) into[at++] = word;
    }
  };
}
