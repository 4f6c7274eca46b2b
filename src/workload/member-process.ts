/**
 * One consumer in a process of its own, so that it can be killed and paused as an application is.
 *
 * Started with fork(). The first message is its order (member-messages.ts). SIGTERM closes it. When the runner dies, so does
 * it: at once, as if it was killed.
 */
import { Member } from "./member.js";
import type { MemberOrder, MemberReport } from "./member-messages.js";

// A Ctrl-C at the terminal reaches this process too. The runner decides what becomes of it.
for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
process.on("disconnect", () => process.exit(1));
const report = (message: MemberReport): Promise<void> =>
  new Promise((resolve) => {
    if (!process.connected) resolve();
    else process.send!(message, () => resolve());
  });

process.once("message", async (order: MemberOrder) => {
  try {
    const member = new Member(order, report);
    process.on("SIGTERM", () => member.close());
    await member.run();
    await report({ kind: "closed" });
    process.exit(0);
  } catch (error) {
    await report({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
    process.exit(1);
  }
});
