/**
 * The few kinds of failure a person can meet. The CLI turns each into a sentence and an exit code, in one place.
 */

/** The command line or a scenario is wrong; nothing was started. Exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
  /** What to do about it: a command or a sentence. */
  readonly remedy: string | undefined;

  constructor(message: string, { remedy, ...options }: { remedy?: string; cause?: unknown } = {}) {
    super(message, options);
    this.remedy = remedy;
  }
}

/** The machine cannot do it, or the cluster did not behave as infrastructure should. Exit code 3. */
export class InfrastructureError extends Error {
  override name = "InfrastructureError";
  /** What to do about it: a command or a sentence. */
  readonly remedy: string | undefined;

  constructor(message: string, options: { remedy?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.remedy = options.remedy;
  }
}

/** The person asked to stop. Exit code 130. */
export class InterruptedError extends Error {
  override name = "InterruptedError";
}
