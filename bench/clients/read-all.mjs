/** A consumer of chaos that reads a whole topic, without commits. Timed from the first message of a poll to the last read. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { READ_KIND, READ_RECORD_BYTES } from "../../dist/history/read-records.js";
import { Member } from "../../dist/workload/member.js";

const TICKS_A_SECOND = 10_000;

export default async function readAll({ bootstrap, topic, group, directory, count }) {
  const segment = join(directory, `${group}.seg`);
  const member = new Member(
    {
      group: {
        ...{ group, instances: 1, mode: "assign", protocol: "classic", commit: "never" },
        ...{ isolation: "read_committed", processingMs: 0, offsetReset: "earliest", startMs: 0, config: {} },
      },
      ...{ instance: 0, incarnation: 0, role: "member", bootstrap, partitions: [[topic, 0]] },
      identity: {
        ...{ topics: [{ name: topic, partitions: 1 }], nonce: 1, schemaId: null },
        producers: [{ messages: count, sizeBytes: 100 }],
      },
      ...{ startedAtMs: Date.now(), segment },
    },
    (report) => {
      if (report.kind === "progress" && report.reads >= count) member.close();
    },
  );
  await member.run();
  const bytes = readFileSync(segment);
  const ticks = [];
  for (let at = 0; at < bytes.length; at += READ_RECORD_BYTES) {
    if (bytes[at] === READ_KIND.handed || bytes[at] === READ_KIND.read)
      ticks.push(bytes.readUInt32LE(at + 4));
  }
  return { perSecond: (count * TICKS_A_SECOND) / (ticks.at(-1) - ticks[0]) };
}
