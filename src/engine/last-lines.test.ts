import { expect, it } from "vitest";
import { lastLines } from "./last-lines.js";

/** As Kafka 4.4.0 ended over a metadata log that it could not read. */
const ENDED = `[2026-11-28 20:18:20,484] INFO [RaftManager id=1] Reading KRaft snapshot and log (o.a.k.raft.KafkaRaftClient)
[2026-11-28 20:18:20,511] ERROR [SharedServer id=1] Got exception while starting SharedServer (kafka.server.SharedServer)
o.a.k.MetadataParseException: Unknown metadata id 126
	at o.a.k.MetadataParseException.of(MetadataParseException.java:1)
	... 11 more
[2026-11-28 20:18:20,520] ERROR Exiting Kafka due to fatal exception during startup. (kafka.Kafka$)
o.a.k.MetadataParseException: Unknown metadata id 126
	at o.a.k.MetadataParseException.of(MetadataParseException.java:1)
`;
const EXITING =
  "[2026-11-28 20:18:20,520] ERROR Exiting Kafka due to fatal exception during startup. (kafka.Kafka$) ⏎ o.a.k.MetadataParseException: Unknown metadata id 126";

it.each([
  ["one line", "ERROR no heap\n", "ERROR no heap"],
  ["the last three of several", "a\nb\nc\nd\n", "b ⏎ c ⏎ d"],
  ["none", "", ""],
])("of a log with %s", (_, log, lines) => {
  expect(lastLines(log)).toBe(`last lines of its log: ${lines}`);
});

it("an error is told with its cause, each line once, and without the places in Kafka's code", () => {
  expect(lastLines(ENDED)).toMatch(/SharedServer\) ⏎ \[/);
  expect(lastLines(ENDED)).toContain(EXITING);
});

it("what a node closes after an error does not hide the error", () => {
  const closing = Array.from(
    { length: 9 },
    (_, i) => `[2026-11-28 20:18:20,52${i}] INFO App ${i} closed (App)`,
  );
  expect(lastLines(`${ENDED}${closing.join("\n")}\n`)).toContain(EXITING);
});

it("an error long before the end is no cause of it", () => {
  const more = Array.from({ length: 40 }, (_, i) => `[2026-11-28 20:19:00,0${i}] INFO replayed ${i} (App)`);
  expect(lastLines(`${ENDED}${more.join("\n")}\n`)).toMatch(/: \[.* INFO replayed 37 .* 38 .* 39 \(App\)$/);
});
