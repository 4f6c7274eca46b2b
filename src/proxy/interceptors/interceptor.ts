/**
 * What an interceptor is. It changes requests on their way to a broker, or responses on their way back, so that a
 * client sees a fault that no broker has.
 *
 *     client ──request──▶ onRequest ──▶ broker
 *     client ◀─response── onResponse ◀── broker
 *
 * An interceptor names its APIs. Frames of other APIs are not decoded for it. An interceptor is one file, which exports
 * what {@link defineInterceptor} takes, and a line in index.ts. The REST APIs, the scenario files, `chaos proxy
 * interceptors` and the docs follow from that list.
 *
 * An interceptor has had several names and sets of keys (generations, see ../admin). Each is a {@link Form}: it checks
 * a configuration as users write it, and makes the configuration that the code uses.
 */

import type { z } from "zod";
import type { ApiName, Input, Requests, Responses } from "../../protocol/index.js";
import type { TopicFilter } from "./topic-filter.js";

/** The client whose request it is. */
export interface Client {
  /** As in the request's header. */
  readonly clientId: string | null;
  /** `passthrough` for a client that has not logged in with a token. */
  readonly vCluster: string;
  /** Null for a client that has not logged in. */
  readonly username: string | null;
}

/** A request and its outcome. onRequest and onResponse get the same object, so it can be the key of a WeakMap. */
export interface Exchange<A extends ApiName = ApiName> {
  readonly api: A;
  readonly version: number;
  readonly client: Client;
  /** The node id of the broker; −1 on the bootstrap port, where the broker may be any. */
  readonly brokerId: number;
  /**
   * The request's body, with the changes of earlier interceptors. Topic names are the client's own. It is decoded when
   * an interceptor first reads it. It is read-only. Its bytes are in memory that is used again after the response was
   * sent: copy what is needed for longer.
   */
  readonly request: Requests[A];
  /**
   * The client's own name of a topic; undefined while the proxy does not know it. From version 13 on Fetch has only
   * ids.
   */
  topicName(topicId: string): string | undefined;
}

export interface AnsweredExchange<A extends ApiName = ApiName> extends Exchange<A> {
  /** The response's body, with the changes of earlier interceptors. It is read-only. */
  readonly response: Responses[A];
}

/** What is done with a request. Undefined: it is forwarded unchanged. */
export type RequestOutcome<A extends ApiName = ApiName> =
  | {
      readonly do: "forward";
      /** The changed body. Without it the request is forwarded unchanged. */
      readonly request?: Input<Requests[A]>;
      /** How long the request waits before it goes to the broker. Later requests of the connection wait behind it. */
      readonly delayMs?: number;
      /**
       * Another request of the same API and version, right behind this one. `onAnswer` gets its response, and the
       * client does not. With acks=0 there is none. Null: the connection ended first, and the outcome is unknown.
       */
      readonly extraRequest?: {
        readonly request: Input<Requests[A]>;
        readonly onAnswer?: (response: Responses[A] | null) => void;
      };
    }
  | {
      /** The broker does not see the request. With acks=0 there is no response, so the request is lost. */
      readonly do: "answer";
      readonly response: Input<Responses[A]>;
      readonly delayMs?: number;
    };

/** What is done with a response. Undefined: it is sent unchanged. */
export interface ResponseOutcome<A extends ApiName = ApiName> {
  readonly response?: Input<Responses[A]>;
  /** How long the response waits before it goes to the client. Later responses of the connection wait behind it. */
  readonly delayMs?: number;
}

type Maybe<T> = T | undefined | Promise<T | undefined>;

/** An interceptor with a configuration, ready to see requests. */
export interface Armed {
  /** Null for every API that is known here. */
  readonly apis: ReadonlySet<ApiName> | null;
  // Method syntax lets an interceptor of one API narrow the type of its parameter.
  onRequest?(exchange: Exchange): Maybe<RequestOutcome>;
  onResponse?(exchange: AnsweredExchange): Maybe<ResponseOutcome>;
  /** The connection ended before the broker answered: the outcome of the request is unknown. */
  onUnanswered?(exchange: Exchange): void;
}

/** What an interceptor did to one request or response, for the journal and the metrics. Plain data. */
export interface Effect {
  /** observed: it did nothing, and says what it saw. */
  readonly effect: "error" | "delay" | "duplicate" | "corrupt" | "schema-id" | "observed";
  readonly api: ApiName | null;
  readonly brokerId: number;
  readonly clientId: string | null;
  readonly topic?: string;
  readonly partition?: number;
  /** The offsets of records in the log that are not as the producer made them: copies, changed values. */
  readonly offsets?: readonly (readonly [first: number, last: number])[];
  /** How many records were copied or changed, also when their offsets are unknown (acks=0, or no response). */
  readonly records?: number;
  /** The name of the error that the client got. */
  readonly error?: string;
  /** How often that was observed, until now and within a moment. */
  readonly times?: number;
  readonly delayMs?: number;
}

/** What an interceptor can use. */
export interface Tools {
  /** Uniform in [0, 1), from the seed of the rule. */
  random(): number;
  /** Milliseconds since the rule was armed, monotonic. */
  elapsedMs(): number;
  note(effect: Effect): void;
}

/** One way of writing an interceptor's configuration. */
export interface Form<C> {
  readonly generation: 1 | 2;
  /**
   * A feature of the first generation (`slow-broker`), or the last part of a plugin's class
   * (`SimulateSlowBrokerPlugin`).
   */
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
  /** What the interceptor is for. Without it: everything. */
  meant?(config: C): Meant;
  arm(config: C, tools: Tools): Armed;
}

/** The topics and brokers that an interceptor is for. */
export interface Meant {
  readonly isMeant?: TopicFilter;
  /** Empty: all brokers. */
  readonly brokerIds?: readonly number[];
}

/** Infers C from the forms. */
export function defineInterceptor<C>(interceptor: Interceptor<C>): Interceptor<C> {
  return interceptor;
}
