import { describe, expect, it } from "vitest";
import { quoteLogLine } from "./log-line.js";

const dir = `dir=/tmp/${"long/".repeat(30)}data`;
const quote = (line: string) => quoteLogLine("kafka3", line);

describe("a quoted log line", () => {
  it("keeps the time, the partition and the message, in every Kafka's form", () => {
    const expected = "kafka3.log 06:33:56.762 [test1-0] Truncating to offset 29995";
    for (const log of ["UnifiedLog", "Log"]) {
      expect(
        quote(
          `[2026-11-21 06:33:56,762] INFO [${log} partition=test1-0, ${dir}] Truncating to offset 29995 (kafka.log.${log})\n`,
        ),
      ).toBe(expected);
    }
    expect(quote("[2026-11-21 06:33:56,762] INFO Truncating log test1-0 to offset 12. (kafka.log.Log)")).toBe(
      "kafka3.log 06:33:56.762 Truncating log test1-0 to offset 12.",
    );
    expect(
      quote(
        "[2026-11-21 06:33:56,762] WARN [ReplicaFetcher replicaId=1, leaderId=2, fetcherId=0] Truncating partition test1-0 with TruncationState(offset=12, completed=true) due to leader epoch (kafka.server.ReplicaFetcherThread)",
      ),
    ).toBe(
      "kafka3.log 06:33:56.762 Truncating partition test1-0 with TruncationState(offset=12, completed=true) due to leader epoch",
    );
  });

  it("leaves a line of another form as it is", () => {
    expect(quote("  Truncating   to 7 ")).toBe("kafka3.log Truncating to 7");
  });
});
