/** Removing what was left behind, one thing at a time, each told: what cannot be removed does not keep the rest. */
import type { Leftover } from "../engine/engine.js";
import { clean } from "../report/clean.js";
import { type Edge, EXIT } from "./command.js";

/**
 * Resolves to the exit code. What is another user's is left and told, which is no failure: it is that user's to remove.
 */
export async function removeLeftovers(
  leftovers: readonly Leftover[],
  { stdout, stderr }: Pick<Edge, "stdout" | "stderr">,
): Promise<number> {
  let code: number = EXIT.asExpected;
  for (const { description, isOfAnotherUser, remove } of leftovers) {
    const what = clean(description);
    if (isOfAnotherUser) {
      stdout.write(`left ${what}: it belongs to another user\n`);
      continue;
    }
    try {
      await remove();
      stdout.write(`removed ${what}\n`);
    } catch (error) {
      stderr.write(`could not remove ${what}: ${clean((error as Error).message)}\n`);
      code = EXIT.infrastructure;
    }
  }
  return code;
}
