/**
 * A virtual cluster looks like a whole Kafka cluster to its clients. Names get the virtual cluster's prefix on their
 * way to the broker and lose it on their way back. Entries of responses whose names have another prefix or none are
 * removed.
 *
 *     client ──orders──▶ request ──teamA.orders──▶ broker
 *     client ◀─orders── response ◀─teamA.orders, teamB.orders, payments── broker
 *
 * A client cannot use a name of another virtual cluster, because every name in its requests gets the prefix. The places
 * of names come from the protocol's schemas (shape.ts); special.ts has what the schemas do not say.
 */

import { type ApiName, ErrorCode, type Requests, type Responses } from "../../protocol/index.js";
import { type Entity, Names } from "./names.js";
import { isNameless, isOffered } from "./offered.js";
import { refusal } from "./refusal.js";
import { sentenceFor } from "./sentence.js";
import { type Reading, read, renamed, type Struct, shapeOf } from "./shape.js";
import { type Context, type Outcome, special } from "./special.js";
import { TopicIds } from "./topic-ids.js";

/**
 * All connections of a virtual cluster share one: topic ids in the metadata of one connection may be used on the
 * others.
 */
export interface Tenant {
  /**
   * Whether the API's requests or responses may have to change. If not, its frames may pass as bytes. Frames of an
   * unknown version must never pass, because they may have names in unknown places.
   */
  touches(api: ApiName): boolean;
  /** A changed copy for the broker, or the response that the client gets without the broker. */
  request<A extends ApiName>(api: A, version: number, body: Requests[A]): Outcome<A>;
  /** @param request the request of this response, with the client's names */
  response<A extends ApiName>(
    api: A,
    version: number,
    body: Responses[A],
    request: Requests[A],
  ): Responses[A];
  /** Whether a virtual cluster has the API. ApiVersions hides the others, and requests of them are refused. */
  offers(api: ApiName): boolean;
}

/** @throws RangeError when no virtual cluster can have such a name */
export function tenant(vCluster: string): Tenant {
  return new Renaming(new Names(vCluster));
}

/** Thrown while the names of a request change, and caught by `request`. */
class NameRefused extends Error {
  override readonly name = "NameRefused";

  constructor(readonly errorCode: number) {
    super(`a name is refused with the error ${errorCode}`);
  }
}

class Renaming implements Tenant {
  private readonly topicIds = new TopicIds();

  constructor(private readonly names: Names) {}

  touches(api: ApiName): boolean {
    return !isNameless(api);
  }

  offers(api: ApiName): boolean {
    return isOffered(api);
  }

  request<A extends ApiName>(api: A, version: number, body: Requests[A]): Outcome<A> {
    if (!isOffered(api)) return this.refused(api, version, body, ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
    try {
      const outcome: Outcome<A> = special[api]?.request?.(this.context(body), version, body) ?? {
        forward: body,
      };
      if ("answer" in outcome) return outcome;
      const shape = shapeOf(`${api}Request`, version);
      const forward = renamed(shape, outcome.forward as unknown as Struct, this.rename);
      return { forward: forward as unknown as Requests[A] };
    } catch (error) {
      if (error instanceof NameRefused) return this.refused(api, version, body, error.errorCode);
      throw error;
    }
  }

  response<A extends ApiName>(
    api: A,
    version: number,
    body: Responses[A],
    request: Requests[A],
  ): Responses[A] {
    const context = this.context(request);
    const shape = shapeOf(`${api}Response`, version);
    const own = read(shape, body as unknown as Struct, context.reading) as unknown as Responses[A];
    return special[api]?.response?.(context, version, own, request) ?? own;
  }

  private readonly rename = (name: string, entity: Entity = "topicName"): string => {
    const errorCode = this.names.refusal(entity, name);
    if (errorCode !== undefined) throw new NameRefused(errorCode);
    return this.names.toCluster(name);
  };

  private context(request: unknown): Context {
    const { names, topicIds, rename } = this;
    const reading: Reading = {
      name: (name) => (names.owns(name) ? names.toClient(name) : undefined),
      topicId: (id) => topicIds.add(id),
      sentence: (text) => sentenceFor(names, request, text),
    };
    return { names, topicIds, rename, reading };
  }

  private refused<A extends ApiName>(
    api: A,
    version: number,
    body: Requests[A],
    errorCode: number,
  ): Outcome<A> {
    const answer = refusal(api, version, body as unknown as Struct, errorCode);
    return { answer: answer as unknown as Responses[A] };
  }
}
