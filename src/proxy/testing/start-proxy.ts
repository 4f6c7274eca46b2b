/** The proxy before brokers of a test, with its log lines as something that can be awaited. */

import { KafkaProxy, type ProxyOptions } from "../proxy.js";
import type { FakeBroker } from "./fake-broker.js";

export class Lines {
  readonly all: string[] = [];
  private wake: () => void = () => {};

  readonly log = (line: string): void => {
    this.all.push(line);
    this.wake();
  };

  /** The first line that matches, once it is there. */
  async saying(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = this.all.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        const before = this.wake;
        this.wake = () => {
          before();
          resolve();
        };
      });
    }
  }
}

export interface StartedProxy extends AsyncDisposable {
  readonly proxy: KafkaProxy;
  readonly port: number;
  readonly lines: Lines;
}

export async function startProxy(
  broker: Pick<FakeBroker, "address">,
  options: Partial<ProxyOptions> = {},
): Promise<StartedProxy> {
  const lines = new Lines();
  const proxy = await KafkaProxy.start({
    bootstrap: [broker.address],
    listen: { host: "127.0.0.1", port: 0 },
    seed: 1,
    log: lines.log,
    ...options,
  });
  return {
    proxy,
    port: proxy.address.port,
    lines,
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}
