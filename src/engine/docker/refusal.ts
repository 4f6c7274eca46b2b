/** What Docker answers, as a status of HTTP, when it does not do what it is asked. */

/** It is so already. */
export const ALREADY_SO = 304;
export const NOT_THERE = 404;
/** The state of the container forbids it. */
const CONFLICT = 409;

export function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number }).statusCode;
}

/** Whether the container does not run, or is not there, so that nothing can be done to it. */
export function isRefusal(error: unknown): boolean {
  return [ALREADY_SO, NOT_THERE, CONFLICT].includes(statusOf(error) ?? 0);
}
