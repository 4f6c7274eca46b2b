/** `result.json`: written in the newest version, and read in every version. */
import { z } from "zod";
import { leaderTermsIn, recoveriesIn, twoLeadersIn } from "../leadership-times.js";
import type { Result } from "../result.js";
import type { TimelineEvent } from "../timeline.js";
import { readVersion1 } from "./version-1.js";
import { readVersion2 } from "./version-2/read.js";
import { VERSION_2, version2Schema } from "./version-2/schema.js";
import { writeVersion2 } from "./version-2/write.js";

export const RESULT_SCHEMA_VERSION = VERSION_2;

/** What stands in the file, as JSON. @throws ZodError when the result breaks the schema of the file */
export function resultAsJson(result: Result): unknown {
  return writeVersion2(result);
}

export function resultJsonSchema(): object {
  return z.toJSONSchema(version2Schema);
}

/** Whether a newer chaos wrote it. */
export function isNewer(version: unknown): boolean {
  return Number(version) >= Math.floor(Number(VERSION_2)) + 1;
}

/** `scenario`, `timeline`: the other files of the run, from which a result is completed. @throws ZodError */
export function readResultJson(
  json: unknown,
  { scenario, timeline }: { readonly scenario: unknown; readonly timeline: readonly TimelineEvent[] },
): Result {
  const version = (json as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (version === 1) return readVersion1(json, scenario, timeline);
  const result = readVersion2(json);
  // A run writes these when it ends. Of one that was killed the timeline has them.
  if (result.finishedAt !== null) return result;
  return {
    ...result,
    leaderTerms: leaderTermsIn(timeline),
    twoLeaders: twoLeadersIn(timeline),
    recoveries: recoveriesIn(timeline),
  };
}
