/**
 * The proxy's metrics, for Prometheus. Requests, bytes and effects change with every frame, so they are plain numbers
 * that go into the registry only when a client reads the metrics. Delays and connections are rare, and go there at
 * once.
 */

import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { ApiName } from "../protocol/index.js";
import type { JournalEntry } from "./interceptor-rules.js";

/** From the latency of a fast network to the timeout of a client. */
const LATENCY_BUCKETS_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export class Metrics {
  private readonly registry = new Registry();
  private readonly requests = new Map<ApiName | null, { count: number }>();
  private bytesIn = 0;
  private bytesOut = 0;
  private readonly faults = new Map<string, Map<JournalEntry["effect"], number>>();
  private readonly addedLatency: Histogram<"interceptor">;
  private readonly open: Gauge<"side">;

  constructor() {
    const { requests, faults, registry } = this;
    const registers = [registry];
    const bytes = () => ({ in: this.bytesIn, out: this.bytesOut });
    new Counter({
      name: "chaos_proxy_requests_total",
      help: "Requests of clients, by API; unknown where the API is newer than the proxy",
      labelNames: ["api"],
      registers,
      collect() {
        this.reset();
        for (const [api, { count }] of requests) this.inc({ api: api ?? "unknown" }, count);
      },
    });
    new Counter({
      name: "chaos_proxy_bytes_total",
      help: "Bytes from clients (in) and to clients (out)",
      labelNames: ["direction"],
      registers,
      collect() {
        this.reset();
        for (const [direction, count] of Object.entries(bytes())) this.inc({ direction }, count);
      },
    });
    new Counter({
      name: "chaos_proxy_faults_total",
      help: "What interceptors did to requests and responses",
      labelNames: ["interceptor", "effect"],
      registers,
      collect() {
        this.reset();
        for (const [interceptor, effects] of faults) {
          for (const [effect, count] of effects) this.inc({ interceptor, effect }, count);
        }
      },
    });
    this.addedLatency = new Histogram({
      name: "chaos_proxy_added_latency_seconds",
      help: "Latency that interceptors added on purpose",
      labelNames: ["interceptor"],
      buckets: LATENCY_BUCKETS_SECONDS,
      registers,
    });
    this.open = new Gauge({
      name: "chaos_proxy_connections",
      help: "Open connections from clients and to brokers",
      labelNames: ["side"],
      registers,
    });
  }

  /** @param api null for an unknown API */
  request(api: ApiName | null): void {
    const counted = this.requests.get(api);
    if (counted === undefined) this.requests.set(api, { count: 1 });
    else counted.count++;
  }

  bytes(direction: "in" | "out", countBytes: number): void {
    if (direction === "in") this.bytesIn += countBytes;
    else this.bytesOut += countBytes;
  }

  effect({ interceptor, effect, delayMs }: JournalEntry): void {
    const effects = this.faults.get(interceptor) ?? new Map<JournalEntry["effect"], number>();
    this.faults.set(interceptor, effects.set(effect, (effects.get(effect) ?? 0) + 1));
    if (delayMs !== undefined) this.addedLatency.observe({ interceptor }, delayMs / 1_000);
  }

  /** @param delta 1 when a connection opens, −1 when it closes */
  connections(delta: number, side: "client" | "broker" = "client"): void {
    this.open.inc({ side }, delta);
  }

  /** The text that Prometheus scrapes, and its content type. */
  async scrape(): Promise<{ contentType: string; text: string }> {
    return { contentType: this.registry.contentType, text: await this.registry.metrics() };
  }
}
