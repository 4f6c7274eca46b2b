import { expect, test } from "vitest";
import { Brokers } from "./brokers.js";

function brokersOf({ basePort = 7_000, refuses = [] as number[] } = {}) {
  const asked: [number, number][] = [];
  const lines: string[] = [];
  const brokers = new Brokers({
    bootstrap: [
      { host: "b1", port: 1 },
      { host: "b2", port: 2 },
    ],
    advertise: (_, port) => ({ host: "proxy", port }),
    basePort,
    listen: async (nodeId, port) => {
      asked.push([nodeId, port]);
      if (refuses.includes(port)) throw new Error("taken");
      return { port };
    },
    log: (line) => void lines.push(line),
  });
  const advertised = (nodeId: number, host = `kafka${nodeId}`, port = 9092) =>
    brokers.advertised({ nodeId, host, port });
  return { brokers, asked, lines, advertised };
}

test("a broker has the port of its id, whichever comes first and whatever address it has", async () => {
  const { brokers, advertised, asked, lines } = brokersOf();
  expect(await Promise.all([advertised(5), advertised(5), advertised(2)])).toEqual([
    { host: "proxy", port: 7_005 },
    { host: "proxy", port: 7_005 },
    { host: "proxy", port: 7_002 },
  ]);
  expect(await advertised(5, "elsewhere", 9_999)).toEqual({ host: "proxy", port: 7_005 });
  expect(brokers.addressesOf(5)).toEqual([{ host: "elsewhere", port: 9_999 }]);
  expect(asked).toHaveLength(2);
  expect(lines.at(-1)).toBe("broker 5 is at elsewhere:9999 now; it was at kafka5:9092");
});

test("broker 0 has the port before that of bootstrap, and an id without a port gets a free one", async () => {
  const { advertised, asked } = brokersOf();
  await advertised(0);
  await advertised(60_000);
  expect(asked).toEqual([
    [0, 6_999],
    [60_000, 0],
  ]);
});

test("a broker that went and came back is where it was, and what is known answers without a promise", async () => {
  const { advertised } = brokersOf();
  await advertised(1);
  await advertised(2);
  expect(advertised(1)).toEqual({ host: "proxy", port: 7_001 });
});

test("a port that is taken is an error for who asked, and is tried again for who asks next", async () => {
  const refuses = [7_001];
  const { advertised } = brokersOf({ refuses });
  await expect(advertised(1)).rejects.toThrow("taken");
  refuses.pop();
  expect(await advertised(1)).toEqual({ host: "proxy", port: 7_001 });
});

test("bootstrap servers take turns, with known brokers behind them; a broker that is not known has no address", async () => {
  const { brokers, advertised } = brokersOf();
  await advertised(1);
  const hosts = () => brokers.addressesOf(-1).map(({ host }) => host);
  expect(hosts()).toEqual(["b1", "b2", "kafka1"]);
  expect(hosts()).toEqual(["b2", "b1", "kafka1"]);
  expect(brokers.addressesOf(9)).toEqual([]);
});

test("a broker that invents nodes does not make the proxy listen for ever", async () => {
  const { advertised, asked } = brokersOf({ basePort: 0 });
  const met = await Promise.allSettled(Array.from({ length: 5_000 }, (_, nodeId) => advertised(nodeId)));
  expect(asked).toHaveLength(2_000);
  expect(met.filter(({ status }) => status === "rejected")).toHaveLength(3_000);
  await expect(advertised(9_999)).rejects.toThrow("one more than the 2000 served");
});
