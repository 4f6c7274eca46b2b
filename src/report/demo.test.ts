import { Chalk } from "chalk";
import { describe, expect, it } from "vitest";
import { renderDemo } from "./demo.js";
import { iso, lossy, lostRange, result, runData } from "./testing/runs.js";

const page = { columns: 100, paint: new Chalk({ level: 0 }) };
const cutOff = runData(
  lossy({
    run: "20261121T120000Z-demo",
    environment: { ...result().environment, kafka: "4.4.0" },
    faults: [
      { name: "partition", fault: "partition", targets: ["kafka1"], injectedAt: iso(31_200) },
    ] as never,
    failovers: [
      { at: iso(38_000), partition: 0, from: "kafka1", to: "kafka2", epoch: 1, afterFaultMs: 6_800 },
    ] as never,
    counts: { failed: 0 },
  }),
);

describe("the report of chaos demo", () => {
  it("has eight lines, and says how much was lost, why, for how long, and which line of a log is the evidence", () => {
    expect(renderDemo([cutOff], page)).toBe(`\
LOST          65,502 of 95,513 acknowledged messages (68.6 %) · the producer saw no error
why           the leader kafka1 was cut off and acknowledged alone (acks=1). Then kafka2 was elected
for how long  unsafe acks 65.5 s · new leader 6.8 s · two leaders 34.4 s
evidence      kafka1.log 12:01:12.310 [test1-0] Truncating to offset 30011
acks=all      not run. chaos demo --compare runs it too
on            Kafka 4.4.0, local. The cluster is stopped. No other cluster was touched
more          chaos report runs/20261121T120000Z-demo
next          chaos init writes a scenario with your settings
`);
  });

  it("says of acks=all what the second run found, and no more", () => {
    const noWrites = { longestMs: 8_400, totalMs: 8_400, partition: 0, from: iso(0), to: iso(8_400) };
    const compared = renderDemo([cutOff, runData(result({ noWrites }))], page);
    expect(compared).toContain("acks=all      0 of 100,000 acknowledged messages · no writes for 8.4 s\n");
  });

  it("does not hide that no log line was found", () => {
    const without = lossy({ ...cutOff.result, lostRanges: [{ ...lostRange, truncation: null }] });
    expect(renderDemo([runData(without)], page)).toContain("no broker log line found");
  });
});
