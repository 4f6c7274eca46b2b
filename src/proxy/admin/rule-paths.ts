/** Errors name the fields as they are called in the user's request, where a rule's fields have other paths. */

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
