/**
 * The controller, for requests that only it serves. With KRaft every broker passes them on, and names any broker as the
 * controller; so a broker is asked who it is on both kinds of cluster.
 */
import { ConnectionError, ErrorCode, errorInfo } from "../protocol/index.js";
import { type Look, waitFor } from "../wait.js";
import { Admin, type Answer, type Broker } from "./admin.js";

const CONTROLLER_MS_MAX = 30_000;
const ANSWER_MS_MAX = 5_000;
/** How long a controller may work on a request. */
export const WORK_MS_MAX = 20_000;

/** It was not done, and can be asked again: the broker is not the controller any more. */
export class NotControllerError extends Error {}

/**
 * What `ask` makes of the controller's answer. Finds another controller while there is none, or while `ask` throws a
 * NotControllerError. A request without an answer is not asked again: it may have been done.
 */
export async function askController<T>(
  brokers: readonly Broker[],
  ask: (controller: Admin) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  return waitFor(
    async (): Promise<Look<T>> => {
      const found = await controllerAmong(brokers, signal);
      if (typeof found === "string") return { done: false, seen: found };
      await using controller = found;
      try {
        return { done: true, value: await ask(controller) };
      } catch (error) {
        if (!(error instanceof NotControllerError)) throw error;
        return { done: false, seen: "a controller that is none any more" };
      }
    },
    { what: "a controller", limitMs: CONTROLLER_MS_MAX, everyMs: 100, signal },
  );
}

/** Connected to. A text: why there is none. */
export async function controllerAmong(
  brokers: readonly Broker[],
  signal: AbortSignal,
): Promise<Admin | string> {
  let seen = "no broker";
  for (const broker of brokers) {
    try {
      await using first = await connect(broker, signal);
      const { controllerId } = await first.brokers();
      const controller = brokers.find(({ id }) => id === controllerId);
      if (controller !== undefined) return await connect(controller, signal);
      seen = `${broker.name}, which knows of no controller that runs`;
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      seen = error.message;
    }
  }
  return seen;
}

export function connect({ client }: Broker, signal: AbortSignal): Promise<Admin> {
  return Admin.connect(client, { answerMsMax: ANSWER_MS_MAX, signal });
}

/** @throws NotControllerError */
export function mustBeController({ errorCode }: Pick<Answer, "errorCode">): void {
  if (errorCode === ErrorCode.NOT_CONTROLLER) throw new NotControllerError();
}

/** An error code in words. */
export function wordsOf({ errorCode, errorMessage }: Answer): string {
  const { name } = errorInfo(errorCode);
  return errorMessage === null || errorMessage === "" ? name : `${name}, ${errorMessage}`;
}
