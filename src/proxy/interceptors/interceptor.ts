/**
 * What an interceptor is: a rule inside the proxy that changes requests on their way to a broker, or responses on their
 * way back, so that a client sees a fault that no broker has.
 *
 *     client ──request──▶ onRequest ──▶ broker
 *     client ◀─response── onResponse ◀── broker
 *
 * An interceptor names the APIs it wants; frames of others pass as bytes and are never decoded on its account. It is
 * one file, which exports what {@link defineInterceptor} takes, and a line in index.ts: the REST APIs, the scenario
 * files, `chaos proxy interceptors` and the docs follow from that list.
 *
 * The same interceptor has had several names and sets of keys (generations, see ../admin). Each is a {@link Form}: it
 * checks a configuration as users write it and makes the one that the code works with.
 */

import type { z } from "zod";
import type { ApiName, Input, Requests, Responses } from "../../protocol/index.js";
import type { TopicFilter } from "./topic-filter.js";

/** Who asks. */
export interface Client {
  /** As in the request's header. */
  readonly clientId: string | null;
  /** `passthrough` for a client that has not logged in with a token. */
  readonly vCluster: string;
  /** Null for a client that has not logged in. */
  readonly username: string | null;
}

/** A request and what became of it: one object from onRequest to onResponse, so it can be the key of a WeakMap. */
export interface Exchange<A extends ApiName = ApiName> {
  readonly api: A;
  readonly version: number;
  readonly client: Client;
  /** The node id of the broker that is asked; −1 for whichever the bootstrap connection has reached. */
  readonly brokerId: number;
  /**
   * The request's body as it stands, after what interceptors before this one did. Topic names are the client's own.
   * Decoded when it is first looked at: what looks at neither body costs no decoding. Read it, do not write to it. Its
   * bytes lie in memory that is used again when the response has gone: copy what is needed for longer.
   */
  readonly request: Requests[A];
  /** In the client's own names; undefined while the proxy has not seen it. Fetch has only the ids from version 13 on. */
  topicName(topicId: string): string | undefined;
}

export interface AnsweredExchange<A extends ApiName = ApiName> extends Exchange<A> {
  /** Likewise of the response. */
  readonly response: Responses[A];
}

/** What becomes of a request. Nothing (undefined) means: it goes on as it is. */
export type RequestOutcome<A extends ApiName = ApiName> =
  | {
      readonly do: "forward";
      /** A changed body; without one the request goes on as it is. */
      readonly request?: Input<Requests[A]>;
      /** How long it waits before it goes to the broker; later requests of the connection wait behind it. */
      readonly delayMs?: number;
      /**
       * A second request of the same API and version, right behind this one. The client never sees its answer;
       * `onAnswer` does (with acks=0 there is none); null: the connection ended first, and the outcome is unknown.
       */
      readonly extraRequest?: {
        readonly request: Input<Requests[A]>;
        readonly onAnswer?: (response: Responses[A] | null) => void;
      };
    }
  | {
      /** The broker never sees the request. With acks=0, where there is no response, it is just gone. */
      readonly do: "answer";
      readonly response: Input<Responses[A]>;
      readonly delayMs?: number;
    };

/** What becomes of a response. Nothing (undefined) means: it goes on as it is. */
export interface ResponseOutcome<A extends ApiName = ApiName> {
  readonly response?: Input<Responses[A]>;
  /** How long it waits before it goes to the client; later responses of the connection wait behind it. */
  readonly delayMs?: number;
}

type Maybe<T> = T | undefined | Promise<T | undefined>;

/** A configured interceptor at work. */
export interface Armed {
  /** Null for every API that is known here. */
  readonly apis: ReadonlySet<ApiName> | null;
  // Method syntax, so that an interceptor of one API may say so in its parameter.
  onRequest?(exchange: Exchange): Maybe<RequestOutcome>;
  onResponse?(exchange: AnsweredExchange): Maybe<ResponseOutcome>;
  /** The connection ended before the broker answered: the outcome of the request is unknown. */
  onUnanswered?(exchange: Exchange): void;
}

/** What an interceptor did to one request or response, for the journal and the metrics. Plain data. */
export interface Effect {
  readonly effect: "error" | "delay" | "duplicate" | "corrupt" | "schema-id";
  readonly api: ApiName | null;
  readonly brokerId: number;
  readonly clientId: string | null;
  readonly topic?: string;
  readonly partition?: number;
  /** Of records in the log that are not as the producer made them: copies, changed values. */
  readonly offsets?: readonly (readonly [first: number, last: number])[];
  /** How many records were copied or changed, also where offsets are not known (acks=0, or no answer came). */
  readonly records?: number;
  /** The name of an error that the client was given. */
  readonly error?: string;
  readonly delayMs?: number;
}

/** What an interceptor is given to work with. */
export interface Tools {
  /** Uniform in [0, 1), from the rule's own seed. */
  random(): number;
  /** Milliseconds since the rule was armed, monotonic. */
  elapsedMs(): number;
  note(effect: Effect): void;
}

/** One way of writing an interceptor's configuration. */
export interface Form<C> {
  readonly generation: 1 | 2;
  /** A feature of the first generation (`slow-broker`), or the last part of a plugin's class (`SimulateSlowBrokerPlugin`). */
  readonly id: string;
  /** Strict: an unknown key is an error. Every key has `.describe(…)`; defaults are in the schema. */
  readonly schema: z.ZodType<C>;
  /** A `config` as users write it. */
  readonly example: Readonly<Record<string, unknown>>;
}

export interface Interceptor<C = unknown> {
  /** As in a scenario: `slow-broker`. */
  readonly name: string;
  /** One line, for lists. */
  readonly summary: string;
  readonly forms: readonly Form<C>[];
  /** Without it: everything. */
  meant?(config: C): Meant;
  arm(config: C, tools: Tools): Armed;
}

/** What an interceptor that is not for everything is for. */
export interface Meant {
  readonly isMeant?: TopicFilter;
  /** Empty: all of them. */
  readonly brokerIds?: readonly number[];
}

/** Infers C from the forms. */
export function defineInterceptor<C>(interceptor: Interceptor<C>): Interceptor<C> {
  return interceptor;
}
