import { expect, test } from "vitest";
import { at, partitionTimeline } from "../report/testing/runs.js";
import { lengthMs, recoveriesIn, twoLeadersIn } from "./leadership-times.js";

test("times are as long as the run's own clock says, also where the wall clock is set back", () => {
  const setBack = partitionTimeline.map((event) => ({
    ...event,
    at: event.ms > 72_300 ? at(event.ms - 60_000, { event: "phase", phase: "x" }).at : event.at,
  }));
  for (const timeline of [partitionTimeline, setBack]) {
    expect(twoLeadersIn(timeline).map(lengthMs)).toEqual([72_500 - 38_100]);
    expect(recoveriesIn(timeline).map(lengthMs)).toEqual([75_400 - 72_200]);
  }
});
