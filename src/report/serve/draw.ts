/** The page of a run, as a live page gets it. */
import { deflateRawSync } from "node:zlib";
import { readRun } from "../../rundir/rundir.js";
import { budgetFor } from "../html/budget.js";
import { packRun } from "../html/run-page.js";

/** Deflated bytes, which `unpack` turns into a RunPage. Rejects when the directory has no run that can be read. */
export async function drawPage(directory: string, isRunning: boolean): Promise<Uint8Array> {
  const packed = await packRun(readRun(directory), budgetFor(1), { isRunning });
  return deflateRawSync(packed, { level: 1 });
}
