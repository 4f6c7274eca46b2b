/**
 * A virtual cluster as its clients see it: a Kafka cluster of their own. Names go to the broker with the virtual
 * cluster's prefix and come back without it; entries that have another's name, or none of these prefixes, fall away.
 *
 *     client ──orders──▶ request ──teamA.orders──▶ broker
 *     client ◀─orders── response ◀─teamA.orders, teamB.orders, payments── broker
 *
 * A client cannot say a name that is not its own, because whatever it says gets the prefix. Where the names are follows
 * from the protocol's schemas (shape.ts); what these do not say is in special.ts.
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
 * One for all connections of a virtual cluster: it learns from one connection's metadata which topic ids its clients
 * may use on the others.
 */
export interface Tenant {
  /**
   * Whether there is anything to do for this API: if not, its frames may pass as bytes. Whatever an API does, frames of
   * a version that is not known here must not pass, as what they name is not known.
   */
  touches(api: ApiName): boolean;
  /** A changed copy for the broker, or what the client is answered without asking it. */
  request<A extends ApiName>(api: A, version: number, body: Requests[A]): Outcome<A>;
  /** @param request what this answers, with the client's names */
  response<A extends ApiName>(
    api: A,
    version: number,
    body: Responses[A],
    request: Requests[A],
  ): Responses[A];
  /** Whether the API is one of a virtual cluster's; ApiVersions hides the others, and requests of them are refused. */
  offers(api: ApiName): boolean;
}

/** @throws RangeError when no virtual cluster can have such a name */
export function tenant(vCluster: string): Tenant {
  return new Renaming(new Names(vCluster));
}

/** Thrown across the walk over a request, and caught where it began. */
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
