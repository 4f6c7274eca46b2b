/** Several disturbances as one: done together, undone together, and none left behind when one of them fails. */
import type { Undo } from "../engine/engine.js";

/**
 * Waits for all disturbances and gives one undo for them.
 * When one fails, those that succeeded are undone before its error is thrown on.
 */
export async function together(disturbances: readonly Promise<Undo>[]): Promise<Undo> {
  const outcomes = await Promise.allSettled(disturbances);
  const undos = outcomes.filter((outcome) => outcome.status === "fulfilled").map((outcome) => outcome.value);
  const undoAll: Undo = async () => {
    const failed = (await Promise.allSettled(undos.map((undo) => undo()))).find(
      (outcome) => outcome.status === "rejected",
    );
    if (failed) throw failed.reason;
  };
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (!failed) return undoAll;
  await undoAll().catch(() => {}); // the first error is the one worth telling
  throw failed.reason;
}
