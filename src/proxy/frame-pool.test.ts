import type { Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { decodeRequest, encodeRequest, encodeResponse, type Requests } from "../protocol/index.js";
import { withSize } from "./frame.js";
import { FramePool } from "./frame-pool.js";
import { PRODUCE } from "./interceptors/exchanges.js";
import type { Armed, Exchange } from "./interceptors/interceptor.js";
import { FakeBroker } from "./testing/fake-broker.js";
import { FrameStream } from "./testing/frame-stream.js";
import { serveSessions } from "./testing/sessions.js";
import { TestClient } from "./testing/test-client.js";

const SIZES = [900_000, 300_000, 1_000_000, 100_000, 2_000_000];

test("a frame is its chunks, whatever its size, and the memory of a large one serves for the next", () => {
  const pool = new FramePool();
  const joined = SIZES.map((size, i) => {
    const chunks = [Buffer.alloc(size - 7, i), Buffer.alloc(7, 100 + i)];
    const frame = pool.join(chunks, size);
    expect(frame.equals(Buffer.concat(chunks))).toBe(true);
    return frame;
  });
  expect(new Set(joined.map(({ buffer }) => buffer)).size).toBe(SIZES.length);
  for (const frame of joined) pool.release(frame);
  pool.release(Buffer.from("from elsewhere"));
  const again = SIZES.map((size) => pool.join([Buffer.alloc(size)], size).buffer);
  expect(again.map((memory) => joined.some(({ buffer }) => buffer === memory))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

/** Every byte of its records says which it is. */
function requestOf(number: number, { acks = -1, size = SIZES[number % SIZES.length] as number }): Buffer {
  const records = Buffer.alloc(size, number);
  return encodeRequest(
    "Produce",
    9,
    { correlationId: number, clientId: "client" },
    {
      acks,
      timeoutMs: number,
      topicData: [{ name: "t", partitionData: [{ index: 0, records }] }],
    },
  );
}

function isWhole({ timeoutMs, topicData }: Requests["Produce"]): boolean {
  const records = topicData[0]?.partitionData[0]?.records;
  return records?.equals(Buffer.alloc(records.length, timeoutMs)) ?? false;
}

function answerTo(number: number): Buffer {
  return withSize(encodeResponse("Produce", 9, { correlationId: number }, { throttleTimeMs: number }));
}

/** Looks at every request, now and when its response comes; changes some and doubles others. */
function watching(spoiled: number[]): Armed {
  const look = ({ request }: Exchange<"Produce">): void => {
    if (!isWhole(request)) spoiled.push(request.timeoutMs);
  };
  return {
    apis: PRODUCE,
    onRequest(exchange: Exchange<"Produce">) {
      look(exchange);
      const { request } = exchange;
      if (request.timeoutMs % 4 === 1) return { do: "forward", request };
      if (request.timeoutMs % 4 === 2) return { do: "forward", extraRequest: { request } };
      return undefined;
    },
    onResponse: (exchange: Exchange<"Produce">) => look(exchange),
  } as Armed;
}

test("large requests are whole when the broker gets them and when their responses come, however many are on their way", async () => {
  const spoiled: number[] = [];
  await using broker = await FakeBroker.start({
    onRequest({ frame, socket }) {
      const { header, body } = decodeRequest(frame);
      const request = body as Requests["Produce"];
      if (!isWhole(request)) spoiled.push(request.timeoutMs);
      if (request.acks !== 0) socket.write(answerTo(header.correlationId));
      return true;
    },
  });
  await using serving = await serveSessions(broker.port, [watching(spoiled)]);
  const pour = async (first: number): Promise<void> => {
    using client = await TestClient.connect(serving.port);
    for (let i = 0; i < 40; i++) {
      client.raw(withSize(requestOf(first + i, { acks: i % 7 === 6 ? 0 : -1 })));
      if (i % 3 === 0) await turn();
    }
    for (let i = 0; i < 35; i++) await client.next();
  };
  await Promise.all([pour(0), pour(100)]);
  expect(spoiled).toEqual([]);
});

const alone: Armed = { apis: PRODUCE, onRequest: () => undefined };
const withExtraRequest: Armed = {
  apis: PRODUCE,
  onRequest: ({ request }: Exchange<"Produce">) => ({
    do: "forward",
    request: { ...request, topicData: [] },
    extraRequest: { request },
  }),
};
/** The proxy's own requests count down from here. */
const OWN_ID = -1_000_000_000;

test.each([
  ["itself", alone, (number: number) => [number]],
  ["an extra request behind it", withExtraRequest, (number: number) => [number, OWN_ID - number]],
])(
  "a broker that answers a request before it has read %s still gets it whole",
  async (_what, armed, idsOf) => {
    const sent = 40;
    let forwarded = 0;
    const counting: Armed = {
      apis: PRODUCE,
      onRequest(exchange) {
        forwarded++;
        return armed.onRequest?.(exchange);
      },
    };
    const sockets: Socket[] = [];
    await using broker = await FakeBroker.start({
      onConnection: (socket) => void sockets.push(socket.pause()),
    });
    await using serving = await serveSessions(broker.port, [counting]);
    using one = await TestClient.connect(serving.port);
    for (let number = 0; number < sent; number++) one.raw(withSize(requestOf(number, { size: 900_000 })));
    // As many as fit on the way, of the last one only a part.
    for (let before = 0, still = 0; still < 100; still = forwarded === before ? still + 1 : 0) {
      before = forwarded;
      await turn();
      if (forwarded === 0) still = 0;
    }
    expect(forwarded).toBeLessThan(sent);
    const answered = new Set(Array.from({ length: forwarded }, (_, number) => idsOf(number)).flat());
    for (const id of answered) sockets[0]?.write(answerTo(id));
    for (let number = forwarded; number > 0; number--) await one.next();
    // Requests of another client take what memory is free.
    using other = await TestClient.connect(serving.port);
    const before = forwarded;
    for (let number = 200; number < 203; number++) other.raw(withSize(requestOf(number, { size: 900_000 })));
    while (forwarded === before) await turn();

    const whole: boolean[] = [];
    const stream = new FrameStream((frame) => {
      const { header, body } = decodeRequest(frame);
      const request = body as Requests["Produce"];
      if (request.topicData.length > 0) whole.push(isWhole(request));
      if (!answered.has(header.correlationId)) sockets[0]?.write(answerTo(header.correlationId));
    });
    sockets[0]?.on("data", (chunk: Buffer) => stream.push(chunk)).resume();
    while (whole.length < sent) await turn();
    expect(whole).toEqual(Array.from({ length: sent }, () => true));
  },
);
