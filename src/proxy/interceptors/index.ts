/** Every interceptor, in the order in which lists show them. */

import { brokenBroker } from "./broken-broker.js";
import { duplicateResource } from "./duplicate-resource.js";
import type { Form, Interceptor } from "./interceptor.js";
import { invalidSchema } from "./invalid-schema.js";
import { latency } from "./latency.js";
import { leaderElection } from "./leader-election.js";
import { leaderErrors } from "./leader-errors.js";
import { randomBytes } from "./random-bytes.js";
import { slowBroker } from "./slow-broker.js";
import { slowTopic } from "./slow-topic.js";

export const interceptors: readonly Interceptor[] = [
  brokenBroker,
  leaderElection,
  slowBroker,
  slowTopic,
  latency,
  duplicateResource,
  randomBytes,
  invalidSchema,
];

/** The package that plugin classes are in; names are understood with it and without. */
export const PLUGIN_PACKAGE = "io.conduktor.gateway.interceptor.chaos.";

/** What only a run itself uses: it changes nothing, so no list and no API offers it. */
const observers: readonly Interceptor[] = [leaderErrors];

export interface Found {
  readonly interceptor: Interceptor;
  readonly form: Form<unknown>;
}

/** Finds by the name of a feature or of a plugin class, with or without its package. */
export function findInterceptor(id: string): Found | undefined {
  const name = id.startsWith(PLUGIN_PACKAGE) ? id.slice(PLUGIN_PACKAGE.length) : id;
  for (const interceptor of [...interceptors, ...observers]) {
    const form = interceptor.forms.find((candidate) => candidate.id === name);
    if (form !== undefined) return { interceptor, form };
  }
  return undefined;
}
