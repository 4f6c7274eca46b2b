/**
 * Draws pages in a process of its own, for the runner's event loop paces producers and injects faults. Where processors are
 * busy, it gets a third of the time that the runner and a broker get. With the lowest priority it got none on a machine with
 * more brokers than processors, and viewers saw nothing.
 *
 * Started with fork(). A message asks for one page, and one message answers.
 */
import { setPriority } from "node:os";
import { drawPage } from "./draw.js";

export interface DrawRequest {
  readonly id: number;
  readonly directory: string;
  readonly isRunning: boolean;
}

export interface DrawAnswer {
  readonly id: number;
  readonly bytes?: Uint8Array;
  readonly error?: string;
}

const NICE = 5;

try {
  setPriority(NICE);
} catch {
  // A container may forbid it. Drawing then has the same share as everything else.
}

// A Ctrl-C at the terminal reaches this process too. It ends when the runner does.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
process.on("disconnect", () => process.exit());
process.on("message", async ({ id, directory, isRunning }: DrawRequest) => {
  const answer: DrawAnswer = await drawPage(directory, isRunning).then(
    (bytes) => ({ id, bytes }),
    (error: unknown) => ({ id, error: error instanceof Error ? error.message : String(error) }),
  );
  process.send?.(answer);
});
