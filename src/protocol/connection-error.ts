/** What becomes of a broker that cannot be asked. */

/** The broker can't be reached, closed the connection, or does not speak as expected. */
export class ConnectionError extends Error {
  override readonly name: string = "ConnectionError";

  /**
   * @param address host:port
   * @param asked what was wanted of the broker, as `Metadata v12`; "connect" before anything was asked
   */
  constructor(
    readonly address: string,
    readonly asked: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${address}: ${asked}: ${reason}`, options);
  }
}

/** The broker did not answer in time. It may have done what was asked. */
export class TimeoutError extends ConnectionError {
  override readonly name = "TimeoutError";
}

/** The broker does not take the login. */
export class LoginError extends ConnectionError {
  override readonly name = "LoginError";
}
