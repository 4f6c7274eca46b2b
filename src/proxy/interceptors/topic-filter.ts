/** Which topics a rule is for. A pattern has to match the whole name, as in Java's `matches`. */

import { z } from "zod";
import type { Exchange } from "./interceptor.js";

/** Undefined: all topics, also those whose names are unknown. */
export type TopicFilter = ((name: string) => boolean) | undefined;

const EVERYTHING = ".*";

const pattern = z.string().superRefine((text, context) => {
  try {
    whole(text);
  } catch (error) {
    context.addIssue(`${JSON.stringify(text)} is not a regular expression: ${(error as Error).message}`);
  }
});

export const topicKey = pattern
  .default(EVERYTHING)
  .describe("The topics: a regular expression for the whole name");

export const topicsKey = z
  .array(z.string().min(1))
  .default([])
  .describe("Names of the topics. [] for all topics");

export const topicPatternsKey = z
  .array(pattern)
  .default([])
  .describe("The topics: regular expressions for the whole name. [] for all topics");

function whole(text: string): RegExp {
  return new RegExp(`^(?:${text})$`, "su");
}

export function named(topics: readonly string[]): TopicFilter {
  if (topics.length === 0) return undefined;
  const names = new Set(topics);
  return (name) => names.has(name);
}

export function matching(...patterns: readonly string[]): TopicFilter {
  if (patterns.length === 0 || patterns.includes(EVERYTHING)) return undefined;
  const expressions = patterns.map(whole);
  return (name) => expressions.some((expression) => expression.test(name));
}

/** A topic of a Produce or a Fetch: up to version 12 by name, from 13 on by id. */
export type ProducedTopic = { readonly name: string; readonly topicId: string };
export type FetchedTopic = { readonly topic: string; readonly topicId: string };

const FIRST_VERSION_WITH_IDS = 13;

/** The name, or the id while the name is unknown. */
export function nameOf(exchange: Exchange, named: ProducedTopic | FetchedTopic): string {
  if (exchange.version >= FIRST_VERSION_WITH_IDS) return exchange.topicName(named.topicId) ?? named.topicId;
  return "name" in named ? named.name : named.topic;
}
