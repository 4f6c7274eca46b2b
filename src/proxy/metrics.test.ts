import { expect, test } from "vitest";
import type { JournalEntry } from "./interceptor-rules.js";
import { Metrics } from "./metrics.js";

async function lines(metrics: Metrics): Promise<string[]> {
  return (await metrics.scrape()).text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

const delay: JournalEntry = {
  rule: "mine",
  interceptor: "slow-broker",
  atMs: 0,
  effect: "delay",
  api: "Produce",
  brokerId: 1,
  clientId: null,
  delayMs: 300,
};

test("requests are counted by API, and those of unknown APIs together", async () => {
  const metrics = new Metrics();
  for (const api of ["Produce", "Fetch", "Produce", null, null, null] as const) metrics.request(api);
  const expected = [
    'chaos_proxy_requests_total{api="Produce"} 2',
    'chaos_proxy_requests_total{api="Fetch"} 1',
    'chaos_proxy_requests_total{api="unknown"} 3',
  ];
  expect(await lines(metrics)).toEqual(expect.arrayContaining(expected));
  // Asked again, nothing is counted twice.
  expect(await lines(metrics)).toEqual(expect.arrayContaining(expected));
});

test("bytes are counted by direction, also before there are any", async () => {
  const metrics = new Metrics();
  expect(await lines(metrics)).toContain('chaos_proxy_bytes_total{direction="in"} 0');
  metrics.bytes("in", 100);
  metrics.bytes("in", 20);
  metrics.bytes("out", 3);
  expect(await lines(metrics)).toEqual(
    expect.arrayContaining([
      'chaos_proxy_bytes_total{direction="in"} 120',
      'chaos_proxy_bytes_total{direction="out"} 3',
    ]),
  );
});

test("effects are counted by interceptor and kind, and their latency is told in seconds", async () => {
  const metrics = new Metrics();
  const { delayMs, ...undelayed } = delay;
  metrics.effect(delay);
  metrics.effect({ ...delay, effect: "error", error: "NOT_ENOUGH_REPLICAS", delayMs: 2_000 });
  metrics.effect({ ...undelayed, interceptor: "random-bytes", effect: "corrupt" });
  const text = await lines(metrics);
  expect(text).toEqual(
    expect.arrayContaining([
      'chaos_proxy_faults_total{interceptor="slow-broker",effect="delay"} 1',
      'chaos_proxy_faults_total{interceptor="slow-broker",effect="error"} 1',
      'chaos_proxy_faults_total{interceptor="random-bytes",effect="corrupt"} 1',
      'chaos_proxy_added_latency_seconds_bucket{le="0.25",interceptor="slow-broker"} 0',
      'chaos_proxy_added_latency_seconds_bucket{le="0.5",interceptor="slow-broker"} 1',
      'chaos_proxy_added_latency_seconds_sum{interceptor="slow-broker"} 2.3',
      'chaos_proxy_added_latency_seconds_count{interceptor="slow-broker"} 2',
    ]),
  );
  expect(text.join()).not.toContain('latency_seconds_count{interceptor="random-bytes"}');
});

test("connections are those that are open now, on each side", async () => {
  const metrics = new Metrics();
  metrics.connections(1);
  metrics.connections(1);
  metrics.connections(-1);
  metrics.connections(1, "broker");
  expect(await lines(metrics)).toEqual(
    expect.arrayContaining([
      'chaos_proxy_connections{side="client"} 1',
      'chaos_proxy_connections{side="broker"} 1',
    ]),
  );
});

test("two proxies in one process count apart", async () => {
  const [one, other] = [new Metrics(), new Metrics()];
  one.request("Produce");
  expect(await lines(other)).not.toContain('chaos_proxy_requests_total{api="Produce"} 1');
});
