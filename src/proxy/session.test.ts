/**
 * A client must see responses in the order of its requests, each with its own correlation id, whatever becomes of each:
 * it passes as bytes, is held, delayed on either way, answered by the proxy, doubled, or has no response at all. The
 * model is a list: what was asked, in order, and the throttle time that tells one response from all others.
 */

import { once } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import {
  type ApiName,
  apiOf,
  decodeRequest,
  decodeResponse,
  ErrorCode,
  encodeRequest,
  encodeResponse,
  type Requests,
} from "../protocol/index.js";
import { withSize } from "./frame.js";
import type { Armed, Exchange } from "./interceptors/interceptor.js";
import { type Asked, FakeBroker } from "./testing/fake-broker.js";
import { serveSessions } from "./testing/sessions.js";
import { TestClient } from "./testing/test-client.js";

const PRODUCE = 9;
const HEARTBEAT = 4;
const PRODUCES: ReadonlySet<ApiName> = new Set<ApiName>(["Produce"]);
/** From here on the proxy answers, below the broker. */
const OURS = 1_000_000;

type Fate =
  | "pass"
  | "hold"
  | "delay the request"
  | "delay the response"
  | "think about the request"
  | "think about the response"
  | "change the request"
  | "change the response"
  | "answer"
  | "answer late"
  | "extra request"
  | "acks=0"
  | "acks=0, answered"
  | "acks=0, extra request"
  | "unknown ApiVersions";

const FATES: readonly Fate[] = [
  "pass",
  "hold",
  "delay the request",
  "delay the response",
  "think about the request",
  "think about the response",
  "change the request",
  "change the response",
  "answer",
  "answer late",
  "extra request",
  "acks=0",
  "acks=0, answered",
  "acks=0, extra request",
  "unknown ApiVersions",
];

/** Requests say in their timeout who they are, and in their transactional id what is to become of them. */
function requestOf(fate: Fate, number: number): Buffer {
  const header = { correlationId: number, clientId: "client" };
  if (fate === "pass") return encodeRequest("Heartbeat", HEARTBEAT, header, { generationId: number });
  if (fate === "unknown ApiVersions") {
    const bytes = encodeRequest("ApiVersions", 0, header, {});
    bytes.writeInt16BE(99, 2);
    return bytes;
  }
  const acks = fate.startsWith("acks=0") ? 0 : -1;
  return encodeRequest("Produce", PRODUCE, header, { acks, timeoutMs: number, transactionalId: fate });
}

const interceptor: Armed = {
  apis: PRODUCES,
  onRequest(exchange: Exchange<"Produce">) {
    const { transactionalId: fate, timeoutMs } = exchange.request;
    switch (fate as Fate) {
      case "delay the request":
        return { do: "forward", delayMs: 1 };
      case "think about the request":
        return turn({ do: "forward" } as const);
      case "change the request":
        return { do: "forward", request: { ...exchange.request, timeoutMs: timeoutMs + 500_000 } };
      case "answer":
      case "acks=0, answered":
        return { do: "answer", response: { throttleTimeMs: OURS + timeoutMs } };
      case "answer late":
        return { do: "answer", response: { throttleTimeMs: OURS + timeoutMs }, delayMs: 2 };
      case "extra request":
      case "acks=0, extra request":
        return {
          do: "forward",
          extraRequest: { request: { ...exchange.request, timeoutMs: timeoutMs + 500_000 } },
        };
      default:
        return undefined;
    }
  },
  onResponse(exchange) {
    const { transactionalId: fate, timeoutMs } = exchange.request as Requests["Produce"];
    switch (fate as Fate) {
      case "delay the response":
        return { delayMs: 2 };
      case "think about the response":
        return turn({});
      case "change the response":
        return { response: { throttleTimeMs: OURS + timeoutMs } };
      default:
        return undefined;
    }
  },
};

/** Says in every response whose it is. */
function echo({ frame, socket }: Asked): true {
  const { api, version, header, body } = decodeRequest(frame);
  if (api === "Produce" && body.acks === 0) return true;
  const throttleTimeMs = api === "Produce" ? body.timeoutMs : (body as Requests["Heartbeat"]).generationId;
  const answer = encodeResponse(api as "Produce", version, header, { throttleTimeMs });
  const bytes = withSize(answer);
  // In two writes, which may come as one or as two.
  socket.write(bytes.subarray(0, bytes.length >> 1));
  socket.write(bytes.subarray(bytes.length >> 1));
  return true;
}

interface Seen {
  readonly number: number;
  readonly throttleTimeMs: number;
}

function model(fates: readonly Fate[]): Seen[] {
  return fates.flatMap((fate, number) => {
    if (fate.startsWith("acks=0")) return [];
    const isOurs = fate.startsWith("answer") || fate === "change the response";
    const isChanged = fate === "change the request";
    const none = fate === "unknown ApiVersions";
    return [{ number, throttleTimeMs: none ? -1 : number + (isOurs ? OURS : isChanged ? 500_000 : 0) }];
  });
}

function seen(fates: readonly Fate[], frame: Buffer): Seen {
  const number = frame.readInt32BE(0);
  const fate = fates[number];
  if (fate === "unknown ApiVersions") {
    expect(decodeResponse("ApiVersions", 0, frame).body.errorCode).toBe(35);
    return { number, throttleTimeMs: -1 };
  }
  const { throttleTimeMs } =
    fate === "pass"
      ? decodeResponse("Heartbeat", HEARTBEAT, frame).body
      : decodeResponse("Produce", PRODUCE, frame).body;
  return { number, throttleTimeMs };
}

async function ask(port: number, fates: readonly Fate[], cuts: readonly number[] = []): Promise<Seen[]> {
  using client = await TestClient.connect(port);
  const bytes = Buffer.concat(fates.map((fate, number) => withSize(requestOf(fate, number))));
  const places = cuts.map((place) => Math.floor(place * bytes.length)).sort((a, b) => a - b);
  for (const [i, end] of [...places, bytes.length].entries()) {
    client.raw(bytes.subarray(places[i - 1] ?? 0, end));
    if (i % 3 === 0) await turn();
  }
  client.socket.end();
  await client.closed;
  return client.frames.map((frame) => seen(fates, frame));
}

describe("the order of responses", () => {
  test("is that of the requests, under any mixture of what can become of them", async () => {
    await using broker = await FakeBroker.start({ onRequest: echo });
    await using serving = await serveSessions(broker.port, [interceptor]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...FATES), { minLength: 1, maxLength: 40 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }),
        async (fates, cuts) => {
          expect(await ask(serving.port, fates, cuts)).toEqual(model(fates));
        },
      ),
      { numRuns: 80 },
    );
    expect(serving.lines.all).toEqual([]);
  });

  test("holds for thousands of requests that the client sends without waiting", async () => {
    await using broker = await FakeBroker.start({ onRequest: echo });
    await using serving = await serveSessions(broker.port, [interceptor]);
    const quick = FATES.filter((fate) => !/delay|late/.test(fate));
    const fates = Array.from({ length: 3_000 }, (_, i) => quick[(i * 7) % quick.length] as Fate);
    expect(await ask(serving.port, fates)).toEqual(model(fates));
  });

  test("is that of the broker for the requests that it sees", async () => {
    await using broker = await FakeBroker.start({ onRequest: echo });
    await using serving = await serveSessions(broker.port, [interceptor]);
    await ask(serving.port, [
      "pass",
      "delay the request",
      "hold",
      "answer",
      "extra request",
      "acks=0",
      "pass",
    ]);
    const asked = broker.asked.map(({ frame }) => decodeRequest(frame));
    expect(asked.map(({ header }) => Math.max(-1, header.correlationId))).toEqual([0, 1, 2, 4, -1, 5, 6]);
  });
});

describe("requests that neither an interceptor nor a tenant needs", () => {
  test("pass as bytes both ways, whatever their key and version", async () => {
    const response = withSize(
      Buffer.concat([Buffer.from([0, 0, 0, 5]), Buffer.from("words of a newer Kafka")]),
    );
    await using broker = await FakeBroker.start({
      onRequest: ({ socket }) => socket.write(response) || true,
    });
    await using serving = await serveSessions(broker.port, [interceptor]);
    for (const [key, version] of [
      [777, 0],
      [777, 3],
      [12, 99],
    ] as const) {
      using client = await TestClient.connect(serving.port);
      const request = Buffer.concat([Buffer.alloc(8), Buffer.from("whatever it says")]);
      request.writeInt16BE(key, 0);
      request.writeInt16BE(version, 2);
      request.writeInt32BE(5, 4);
      client.raw(withSize(request));
      expect(withSize(await client.next())).toEqual(response);
      expect(broker.asked.at(-1)?.frame).toEqual(request);
    }
  });

  test("a Produce whose acks lie far behind its beginning comes as it was, and is answered", async () => {
    await using broker = await FakeBroker.start({ onRequest: echo });
    await using serving = await serveSessions(broker.port);
    using client = await TestClient.connect(serving.port);
    const header = { correlationId: 3, clientId: "x".repeat(30_000) };
    const body = { acks: -1, timeoutMs: 3, transactionalId: "y".repeat(30_000) };
    const request = encodeRequest("Produce", PRODUCE, header, body);
    const bytes = withSize(request);
    for (let at = 0; at < bytes.length; at += 999) {
      client.raw(bytes.subarray(at, at + 999));
      await turn();
    }
    expect((await client.next()).readInt32BE(0)).toBe(3);
    expect(broker.asked[0]?.frame).toEqual(request);
  });
});

describe("back-pressure", () => {
  const CHUNK = Buffer.alloc(1024 * 1024);

  test("a client that does not read stops the reading from the broker", async () => {
    let written = 0;
    const HUGE = 160 * CHUNK.length;
    await using broker = await FakeBroker.start({
      onRequest: ({ socket, correlationId }) => {
        const head = Buffer.alloc(8);
        head.writeInt32BE(4 + HUGE, 0);
        head.writeInt32BE(correlationId, 4);
        socket.write(head);
        const more = (): void => {
          while (written < HUGE) {
            written += CHUNK.length;
            if (!socket.write(CHUNK)) return;
          }
        };
        socket.on("drain", more);
        more();
        return true;
      },
    });
    await using serving = await serveSessions(broker.port);
    using client = await TestClient.connect(serving.port);
    client.socket.pause();
    client.raw(withSize(requestOf("pass", 0)));
    await stands(() => written);
    // What the kernel's buffers take on two connections, and no more.
    expect(written).toBeLessThan(64 * CHUNK.length);
    const [socket] = serving.clients;
    expect(socket?.writableLength).toBeLessThan(2 * CHUNK.length);
    client.socket.removeAllListeners("data");
    client.socket.resume();
    let read = 0;
    client.socket.on("data", (chunk: Buffer) => {
      read += chunk.length;
    });
    while (read < HUGE + 8) await once(client.socket, "data");
    expect(read).toBe(HUGE + 8);
  });

  test("a broker that does not read stops the reading from the client", async () => {
    await using broker = await FakeBroker.start({ onConnection: (socket) => socket.pause() });
    await using serving = await serveSessions(broker.port);
    using client = await TestClient.connect(serving.port);
    const head = requestOf("pass", 0);
    const size = Buffer.alloc(4);
    size.writeInt32BE(90 * CHUNK.length);
    client.raw(Buffer.concat([size, head]));
    for (let i = 0; i < 80; i++) client.raw(CHUNK);
    await stands(() => client.socket.writableLength);
    expect(client.socket.writableLength).toBeGreaterThan(30 * CHUNK.length);
  });

  test("a client that is answered by the proxy alone, and does not read, is not read either", async () => {
    await using broker = await FakeBroker.start({ onRequest: echo });
    await using serving = await serveSessions(broker.port, [interceptor]);
    using client = await TestClient.connect(serving.port);
    client.socket.pause();
    const many = Buffer.concat(Array.from({ length: 5_000 }, () => withSize(requestOf("answer", 0))));
    for (let i = 0; i < 100; i++) client.raw(many);
    await stands(() => client.socket.writableLength);
    expect(client.socket.writableLength).toBeGreaterThan(0);
    const [socket] = serving.clients;
    expect(socket?.writableLength).toBeLessThan(8 * CHUNK.length);
  });

  /** Until a number has not changed for many turns of the loop. */
  async function stands(look: () => number): Promise<void> {
    for (let same = 0, before = Number.NaN; same < 300; ) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      const now = look();
      same = now === before ? same + 1 : 0;
      before = now;
    }
  }
});

describe("while the proxy connects to the broker", () => {
  test("the client is not read, and its requests are answered in their order afterwards", async () => {
    await using broker = await FakeBroker.start({ onRequest: echo });
    const { connectable, connect } = later();
    await using serving = await serveSessions(broker.port, [interceptor], connectable);
    const asking = ask(serving.port, ["pass", "answer", "hold"]);
    while (serving.clients.size === 0) await turn();
    const [socket] = serving.clients;
    expect(socket?.isPaused()).toBe(true);
    connect();
    expect(await asking).toEqual(model(["pass", "answer", "hold"]));
  });

  test("a client that goes leaves no connection to the broker, and no line in the log", async () => {
    let brokerClosed: (value: unknown) => void = () => {};
    const closedAtBroker = new Promise((resolve) => (brokerClosed = resolve));
    await using broker = await FakeBroker.start({
      onConnection: (socket) => socket.on("close", brokerClosed).resume(),
    });
    const { connectable, connect } = later();
    await using serving = await serveSessions(broker.port, [], connectable);
    using client = await TestClient.connect(serving.port);
    while (serving.clients.size === 0) await turn();
    client.socket.resetAndDestroy();
    while (serving.clients.size > 0) await turn();
    connect();
    await closedAtBroker;
    expect(serving.lines.all).toEqual([]);
  });

  function later() {
    let connect = (): void => {};
    const connectable = new Promise<void>((resolve) => (connect = resolve));
    return { connectable, connect };
  }
});

describe("when one side ends", () => {
  test("a broker that closes in mid-frame closes the client, after what it said", async () => {
    await using broker = await FakeBroker.start({
      onRequest: ({ socket }) => {
        socket.end(Buffer.concat([Buffer.from([0, 0, 1, 0, 0, 0, 0, 0]), Buffer.from("half")]));
        return true;
      },
    });
    await using serving = await serveSessions(broker.port);
    using client = await TestClient.connect(serving.port);
    let received = Buffer.alloc(0);
    client.socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
    });
    client.raw(withSize(requestOf("pass", 0)));
    await client.closed;
    expect(received.subarray(8).toString()).toBe("half");
  });

  test("a broker that answers and closes at once is heard to the end, also what has to wait for its time", async () => {
    await using broker = await FakeBroker.start({
      onRequest: (asked) => {
        echo(asked);
        if (broker.asked.length === 3) asked.socket.end();
        return true;
      },
    });
    await using serving = await serveSessions(broker.port, [interceptor]);
    using client = await TestClient.connect(serving.port);
    const fates: Fate[] = ["delay the response", "think about the response", "delay the response"];
    client.raw(Buffer.concat(fates.map((fate, number) => withSize(requestOf(fate, number)))));
    await client.closed;
    expect(client.frames.map((frame) => seen(fates, frame))).toEqual(model(fates));
  });

  test("a broker that has closed and resets what comes after is heard to the end as well", async () => {
    await using broker = await FakeBroker.start({
      onRequest: (asked) => {
        if (broker.asked.length > 1) asked.socket.resetAndDestroy();
        else {
          echo(asked);
          asked.socket.end();
        }
        return true;
      },
    });
    let answerNow = () => {};
    const thinking = new Promise<undefined>((resolve) => {
      answerNow = () => resolve(undefined);
    });
    const slow: Armed = { apis: PRODUCES, onResponse: () => thinking };
    await using serving = await serveSessions(broker.port, [slow]);
    using client = await TestClient.connect(serving.port);
    client.raw(withSize(requestOf("delay the response", 0)));
    await vi.waitFor(() => expect([...broker.sockets][0]?.writableFinished).toBe(true));
    const [socket] = broker.sockets;
    const reset = once(socket!, "close");
    client.raw(withSize(requestOf("pass", 1)));
    await reset;
    // The proxy hears of the reset when it writes again.
    for (const number of [2, 3, 4]) {
      client.raw(withSize(requestOf("pass", number)));
      for (let i = 0; i < 20; i++) await turn();
    }
    answerNow();
    await client.closed;
    expect(client.frames).toHaveLength(1);
  });

  test("a client that is cut in mid-frame takes its broker's connection with it", async () => {
    await using broker = await FakeBroker.start();
    await using serving = await serveSessions(broker.port);
    for (const how of ["end", "destroy", "resetAndDestroy"] as const) {
      using client = await TestClient.connect(serving.port);
      const bytes = withSize(requestOf("pass", 0));
      client.raw(Buffer.concat([bytes, bytes.subarray(0, bytes.length - 3)]));
      await client.next();
      const [socket] = broker.sockets;
      const closed = once(socket!, "close");
      client.socket[how]();
      await closed;
    }
    expect(broker.asked).toHaveLength(3);
  });

  test("a connection that is reset on the broker's side is closed to the client, and the log says so", async () => {
    await using broker = await FakeBroker.start({
      onRequest: ({ socket }) => {
        socket.resetAndDestroy();
        return true;
      },
    });
    await using serving = await serveSessions(broker.port);
    using client = await TestClient.connect(serving.port);
    client.raw(withSize(requestOf("pass", 0)));
    await client.closed;
    expect(await serving.lines.saying(/ECONNRESET/)).toMatch(/^client 127\.0\.0\.1:\d+ at broker 1: /);
  });
});

describe("what an interceptor does wrong ends this connection, and no other", () => {
  const wrong: Record<string, Armed> = {
    "throws on a request": {
      apis: PRODUCES,
      onRequest() {
        throw new Error("a mistake");
      },
    },
    "rejects a request": { apis: PRODUCES, onRequest: () => Promise.reject(new Error("a mistake")) },
    "throws on a response": {
      apis: PRODUCES,
      onResponse() {
        throw new Error("a mistake");
      },
    },
    "rejects a response": { apis: PRODUCES, onResponse: () => Promise.reject(new Error("a mistake")) },
    "throws over the answer to its extra request": {
      apis: PRODUCES,
      onRequest: (exchange) => ({
        do: "forward",
        extraRequest: {
          request: exchange.request,
          onAnswer() {
            throw new Error("a mistake");
          },
        },
      }),
    },
  };

  test.each(Object.entries(wrong))("one that %s", async (_what, armed) => {
    await using broker = await FakeBroker.start({ onRequest: echo });
    await using serving = await serveSessions(broker.port, [armed]);
    using other = await TestClient.connect(serving.port);
    using client = await TestClient.connect(serving.port);
    client.raw(withSize(requestOf("hold", 0)));
    await client.closed;
    await serving.lines.saying(/at broker 1: a mistake$/);
    other.raw(withSize(requestOf("pass", 0)));
    await other.next();
  });
});

test("interceptors are told which of their requests the broker never answered, when the connection ends", async () => {
  const lost: string[] = [];
  const armed: Armed = {
    apis: PRODUCES,
    onRequest: (exchange) => ({
      do: "forward",
      extraRequest: {
        request: exchange.request,
        onAnswer: (response) => void lost.push(response === null ? "the copy" : "nothing"),
      },
    }),
    onUnanswered: () => void lost.push("the request"),
  };
  await using broker = await FakeBroker.start({
    onRequest({ socket }) {
      if (broker.asked.length === 2) socket.destroy();
      return true;
    },
  });
  await using serving = await serveSessions(broker.port, [armed]);
  using client = await TestClient.connect(serving.port);
  client.raw(withSize(requestOf("hold", 0)));
  await client.closed;
  expect(lost).toEqual(["the request", "the copy"]);
});

describe("a broker that is none", () => {
  const answers: Record<string, [(asked: Asked) => Buffer, RegExp]> = {
    "answers another correlation id": [
      () => Buffer.from([0, 0, 0, 4, 0, 0, 0, 99]),
      /the broker answers 99, but 0 is next/,
    ],
    "says more than it was asked": [
      ({ frame }) =>
        Buffer.concat(
          Array(2).fill(
            withSize(encodeResponse("Produce", PRODUCE, { correlationId: frame.readInt32BE(4) }, {})),
          ),
        ),
      /the broker answers 0, but nothing was asked/,
    ],
    "says what can't be decoded": [
      () => Buffer.from([0, 0, 0, 8, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff]),
      /ProduceResponse v9/,
    ],
    "answers with a correlation id and nothing else": [
      () => Buffer.from([0, 0, 0, 4, 0, 0, 0, 0]),
      /ResponseHeader v1/,
    ],
    "announces less than a response": [() => Buffer.from([0, 0, 0, 3, 0, 0, 0, 0]), /a frame of 3 bytes/],
    "announces less than nothing": [
      () => Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
      /a frame of -1 bytes/,
    ],
  };
  const looking: Armed = {
    apis: PRODUCES,
    onResponse: ({ response }) => (response === undefined ? {} : undefined),
  };

  test.each(Object.entries(answers))("one that %s ends the connection", async (_what, [answer, line]) => {
    await using broker = await FakeBroker.start({
      onRequest: (asked) => asked.socket.write(answer(asked)) || true,
    });
    await using serving = await serveSessions(broker.port, [looking]);
    using client = await TestClient.connect(serving.port);
    client.raw(withSize(requestOf("hold", 0)));
    await client.closed;
    await serving.lines.saying(line);
  });
});

describe("logins", () => {
  test("what follows a refused one is not looked at, and the refusal is the last thing that is said", async () => {
    await using broker = await FakeBroker.start();
    await using serving = await serveSessions(broker.port);
    using client = await TestClient.connect(serving.port);
    client.send("ApiVersions", 3, {});
    client.send("SaslHandshake", 1, { mechanism: "PLAIN" });
    client.send("SaslAuthenticate", 1, { authBytes: Buffer.from("\0u\0no token") });
    client.send("Heartbeat", HEARTBEAT, {});
    await client.closed;
    expect(client.frames.map((frame) => frame.readInt32BE(0))).toEqual([0, 1, 2]);
    expect(decodeResponse("SaslAuthenticate", 1, client.frames[2]!).body.errorCode).toBe(58);
    expect(broker.asked.map(({ api }) => api)).toEqual(["ApiVersions"]);
    expect(serving.lines.all.join()).not.toContain("no token");
  });

  test("the bare bytes of an old client are answered behind what it asked before", async () => {
    await using broker = await FakeBroker.start();
    await using serving = await serveSessions(broker.port);
    const token = await serving.tokens.issue({ vCluster: "A", username: "u", lifeTimeSeconds: 60 });
    using client = await TestClient.connect(serving.port);
    client.send("ApiVersions", 0, {});
    client.send("SaslHandshake", 0, { mechanism: "PLAIN" });
    client.raw(withSize(Buffer.from(`\0u\0${token}`)));
    expect((await client.next()).readInt32BE(0)).toBe(0);
    expect((await client.next()).readInt32BE(0)).toBe(1);
    expect(await client.next()).toHaveLength(0);
  });

  test("a client of a tenant may use every version of its APIs that it was offered before the login", async () => {
    await using broker = await FakeBroker.start();
    await using serving = await serveSessions(broker.port);
    const token = await serving.tokens.issue({ vCluster: "A", username: "u", lifeTimeSeconds: 60 });
    using client = await TestClient.connect(serving.port);
    const offered = await client.ask("ApiVersions", 3, {});
    await client.ask("SaslHandshake", 1, { mechanism: "PLAIN" });
    await client.ask("SaslAuthenticate", 1, { authBytes: Buffer.from(`\0u\0${token}`) });
    for (const api of ["ListOffsets", "OffsetFetch", "OffsetCommit", "ConsumerGroupHeartbeat"] as const) {
      const range = offered.apiKeys.find(({ apiKey }) => apiKey === apiOf(api).key);
      const group = api === "ListOffsets" || api === "OffsetFetch" ? {} : { groupId: "g" };
      await client.ask(api, range?.maxVersion ?? -1, group);
      expect(broker.asked.at(-1)).toMatchObject({ api, version: range?.maxVersion });
    }
  });

  test("a tenant's request of a later version, or of an API of the cluster, is refused in its own response", async () => {
    await using broker = await FakeBroker.start();
    await using serving = await serveSessions(broker.port);
    const token = await serving.tokens.issue({ vCluster: "A", username: "u", lifeTimeSeconds: 60 });
    using client = await TestClient.connect(serving.port);
    await client.ask("SaslHandshake", 1, { mechanism: "PLAIN" });
    await client.ask("SaslAuthenticate", 1, { authBytes: Buffer.from(`\0u\0${token}`) });
    const [, last] = apiOf("Heartbeat").versions;
    const later = encodeRequest("Heartbeat", last, { correlationId: 7 }, { groupId: "g" });
    later.writeInt16BE(last + 1, 2);
    client.raw(withSize(later));
    const { header, body } = decodeResponse("Heartbeat", last, await client.next());
    expect([header.correlationId, body.errorCode]).toEqual([7, ErrorCode.UNSUPPORTED_VERSION]);
    expect(await client.ask("DescribeAcls", 3, {})).toMatchObject({
      errorCode: ErrorCode.CLUSTER_AUTHORIZATION_FAILED,
    });
    expect(broker.asked).toEqual([]);
  });

  test("a frame of megabytes is no login", async () => {
    await using broker = await FakeBroker.start();
    await using serving = await serveSessions(broker.port);
    using client = await TestClient.connect(serving.port);
    const head = encodeRequest("SaslHandshake", 1, { correlationId: 0 }, { mechanism: "PLAIN" });
    const size = Buffer.alloc(4);
    size.writeInt32BE(1024 * 1024);
    client.raw(Buffer.concat([size, head]));
    await client.closed;
    await serving.lines.saying(/too large for a login/);
  });
});
