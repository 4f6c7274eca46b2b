/** Bytes that are not what the protocol says they should be, or values that the protocol cannot carry. */

export class ProtocolError extends Error {
  override readonly name = "ProtocolError";

  /**
   * @param reason what is wrong, as a clause
   * @param offset where in the buffer, in bytes; undefined when encoding
   * @param path the field, outermost first: `MetadataResponse v12.topics[3].name`
   */
  constructor(
    readonly reason: string,
    readonly offset?: number,
    readonly path = "",
    options?: ErrorOptions,
  ) {
    super(
      `${path ? `${path}: ` : ""}${reason}${offset === undefined ? "" : ` (at byte ${offset})`}`,
      options,
    );
  }

  /** The same error, seen from one level further out. */
  within(segment: string): ProtocolError {
    const separator = this.path === "" || this.path.startsWith("[") ? "" : ".";
    return new ProtocolError(this.reason, this.offset, `${segment}${separator}${this.path}`, {
      cause: this.cause,
    });
  }
}

/** `error` with `segment` put before its path when it is a ProtocolError; anything else as it is. */
export function within(error: unknown, segment: string): unknown {
  return error instanceof ProtocolError ? error.within(segment) : error;
}
