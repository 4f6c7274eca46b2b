import { expect, it } from "vitest";
import { sessionTimeoutMs } from "./session.js";

it.each([
  [{}, "3.9.1", 18_000],
  [{}, "2.5.0", 18_000],
  [{}, "2.4.1", 6_000],
  [{}, "1.1.0", 6_000],
  [{}, "unknown", 18_000],
  [{ "zookeeper.session.timeout.ms": "6000" }, "3.9.1", 6_000],
  // What ZooKeeper grants with a tick of 2 s.
  [{ "zookeeper.session.timeout.ms": "1000" }, "3.9.1", 4_000],
  [{ "zookeeper.session.timeout.ms": "60000" }, "3.9.1", 40_000],
])("a session of brokers with %j and Kafka %s lasts %i ms", (config, kafka, ms) => {
  expect(sessionTimeoutMs(config as Record<string, string>, kafka)).toBe(ms);
});
