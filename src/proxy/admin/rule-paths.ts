/** A rule's fields have other places in what the user wrote: errors tell those. */

import { RuleError } from "../interceptor-rules.js";

export function withPaths<T>(placeOf: (path: string) => string, put: () => T): T {
  try {
    return put();
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    throw new RuleError(
      error.message,
      error.issues.map(({ path, message }) => ({ path: placeOf(path), message })),
    );
  }
}
