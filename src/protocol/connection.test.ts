import { getEventListeners } from "node:events";
import type { Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { Connection, type ConnectionOptions } from "./connection.js";
import { ConnectionError, TimeoutError } from "./connection-error.js";
import { apis } from "./generated/apis.js";
import { type ApiName, type DecodedRequest, encodeResponse } from "./messages.js";
import { ProtocolError } from "./protocol-error.js";
import { serveRequests } from "./request-server.test-support.js";

const open: { close(): void }[] = [];
afterEach(() => {
  for (const resource of open.splice(0)) resource.close();
});

type Answer = (request: DecodedRequest, socket: Socket, frame: Buffer) => void;

/** A broker that answers ApiVersions with all that these definitions know, and everything else by `answer`. */
function broker(answer: Answer = () => {}): Promise<number> {
  return listen((request, socket, frame) => {
    if (request.api !== "ApiVersions") return answer(request, socket, frame);
    reply(request, socket, "ApiVersions", { apiKeys: allVersions() });
  });
}

async function listen(answer: Answer): Promise<number> {
  const server = await serveRequests(answer);
  open.push(server);
  return server.port;
}

function allVersions(): { apiKey: number; minVersion: number; maxVersion: number }[] {
  return Object.values(apis).map(({ key, versions: [minVersion, maxVersion] }) => ({
    apiKey: key,
    minVersion,
    maxVersion,
  }));
}

function reply<A extends ApiName>(
  { version, header }: DecodedRequest,
  socket: Socket,
  api: A,
  body: Parameters<typeof encodeResponse<A>>[3],
): void {
  send(socket, encodeResponse(api, version, { correlationId: header.correlationId }, body));
}

function send(socket: Socket, frame: Buffer): void {
  const size = Buffer.alloc(4);
  size.writeInt32BE(frame.length);
  socket.write(Buffer.concat([size, frame]));
}

function connect(port: number, options: Partial<ConnectionOptions> = {}): Promise<Connection> {
  return Connection.open({ host: "127.0.0.1", port, ...options });
}

function groupOf(request: DecodedRequest): string {
  return request.api === "Heartbeat" ? request.body.groupId : "";
}

function gate(): { opened: Promise<void>; open(): void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe("the first exchange", () => {
  test("settles on the highest version that both sides know", async () => {
    const port = await listen((request, socket) =>
      reply(request, socket, "ApiVersions", {
        apiKeys: [
          { apiKey: apis.Metadata.key, minVersion: 0, maxVersion: 9 },
          { apiKey: apis.Fetch.key, minVersion: 4, maxVersion: 99 },
          { apiKey: apis.Produce.key, minVersion: 50, maxVersion: 60 },
          { apiKey: 9999, minVersion: 0, maxVersion: 0 },
        ],
      }),
    );
    await using connection = await connect(port);
    expect(connection.versionOf("Metadata")).toBe(9);
    expect(connection.versionOf("Fetch")).toBe(18);
    expect(connection.versionOf("Fetch", 12)).toBe(12);
    expect(() => connection.versionOf("Fetch", 3)).toThrow("the broker offers only versions 4 to 18");
    expect(() => connection.versionOf("Produce")).toThrow("the broker offers no version known here");
  });

  test("falls back when the broker is too old for our ApiVersions", async () => {
    const asked: number[] = [];
    const port = await listen((request, socket) => {
      asked.push(request.version);
      const old = { ...request, version: 0 };
      const apiKeys = [{ apiKey: apis.ApiVersions.key, minVersion: 0, maxVersion: 2 }];
      if (request.version > 2) reply(old, socket, "ApiVersions", { errorCode: 35, apiKeys });
      else reply(request, socket, "ApiVersions", { apiKeys });
    });
    await using connection = await connect(port);
    expect(asked).toEqual([5, 2]);
    expect(connection.versions.get("ApiVersions")).toEqual([0, 2]);
  });

  test("fails with the broker's address when nobody listens", async () => {
    const port = await broker();
    open.splice(0).forEach((server) => {
      server.close();
    });
    await expect(connect(port)).rejects.toThrow(ConnectionError);
    await expect(connect(port)).rejects.toThrow(`127.0.0.1:${port}: connect: ECONNREFUSED`);
  });

  test("times out on a broker that accepts and says nothing", async () => {
    const port = await listen(() => {});
    await expect(connect(port, { connectTimeoutMs: 30 })).rejects.toThrow(
      `127.0.0.1:${port}: ApiVersions v5: no answer within 30 ms`,
    );
  });

  test("ends when its signal is aborted", async () => {
    const port = await listen(() => controller.abort(new Error("enough")));
    const controller = new AbortController();
    await expect(connect(port, { signal: controller.signal })).rejects.toThrow("enough");
    await expect(connect(port, { signal: controller.signal })).rejects.toThrow("enough");
  });

  test("refuses a server that speaks something else", async () => {
    const port = await listen((_request, socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await expect(connect(port)).rejects.toThrow("the broker does not speak the Kafka protocol");
  });
});

describe("requests", () => {
  test("are answered in any number at once, each with its own answer", async () => {
    const port = await broker((request, socket) => {
      const groupId = groupOf(request);
      reply(request, socket, "Heartbeat", { errorCode: Number(groupId) });
    });
    await using connection = await connect(port);
    const codes = Array.from({ length: 50 }, (_, i) => i);
    const answers = await Promise.all(
      codes.map((code) => connection.request("Heartbeat", { groupId: String(code) })),
    );
    expect(answers.map(({ errorCode }) => errorCode)).toEqual(codes);
  });

  test("go out in the version that is asked for, or the highest below a cap", async () => {
    const asked: number[] = [];
    const port = await broker((request, socket) => {
      asked.push(request.version);
      reply(request, socket, "Metadata", {});
    });
    await using connection = await connect(port);
    await connection.request("Metadata", {});
    await connection.request("Metadata", {}, { version: 4 });
    await connection.request("Metadata", {}, { versionMax: 8 });
    expect(asked).toEqual([13, 4, 8]);
  });

  test("take answers of many megabytes, whose records are slices of what was received", async () => {
    const records = Buffer.alloc(12 * 1024 * 1024, 0x5a);
    const port = await broker((request, socket) =>
      reply(request, socket, "Fetch", { responses: [{ topic: "t", partitions: [{ records }] }] }),
    );
    await using connection = await connect(port);
    const { version, frame } = await connection.requestRaw("Fetch", {}, { versionMax: 12 });
    expect(version).toBe(12);
    expect(frame.length).toBeGreaterThan(records.length);
    const answer = await connection.request("Fetch", {}, { versionMax: 12 });
    const received = answer.responses[0]?.partitions[0]?.records;
    expect(received?.equals(records)).toBe(true);
    expect(received?.buffer.byteLength).toBeGreaterThan(records.length);
  });

  test("that time out leave the connection usable, and their late answers are dropped", async () => {
    const late = gate();
    const port = await broker((request, socket) => {
      const groupId = groupOf(request);
      if (groupId !== "slow") return reply(request, socket, "Heartbeat", { errorCode: 2 });
      late.opened.then(() => reply(request, socket, "Heartbeat", { errorCode: 1 }));
    });
    await using connection = await connect(port);
    const slow = connection.request("Heartbeat", { groupId: "slow" }, { timeoutMs: 20 });
    await expect(slow).rejects.toThrow(TimeoutError);
    await expect(slow).rejects.toMatchObject({ address: `127.0.0.1:${port}`, asked: "Heartbeat v4" });
    late.open();
    expect(await connection.request("Heartbeat", { groupId: "quick" })).toMatchObject({ errorCode: 2 });
  });

  test("end when their signal is aborted, and leave the connection usable", async () => {
    const controller = new AbortController();
    const port = await broker((request, socket) => {
      if (!controller.signal.aborted) controller.abort(new Error("enough"));
      else reply(request, socket, "Heartbeat", {});
    });
    await using connection = await connect(port);
    await expect(connection.request("Heartbeat", {}, { signal: controller.signal })).rejects.toThrow(
      "enough",
    );
    expect(await connection.request("Heartbeat", {})).toMatchObject({ errorCode: 0 });
  });

  test("in flight fail when the broker goes away, and later ones fail at once", async () => {
    const port = await broker((_request, socket) => socket.destroy());
    await using connection = await connect(port);
    await expect(connection.request("Heartbeat", {})).rejects.toThrow(ConnectionError);
    await expect(connection.request("Heartbeat", {})).rejects.toThrow(
      `127.0.0.1:${port}: Heartbeat v4: the broker closed the connection`,
    );
  });

  test("in flight fail when the connection is closed here", async () => {
    const asked = gate();
    const port = await broker(() => asked.open());
    const connection = await connect(port);
    const request = expect(connection.request("Heartbeat", {})).rejects.toThrow(
      "the connection was closed here",
    );
    await asked.opened;
    await connection.close();
    await request;
  });

  test("that can't be encoded are refused and leave the connection usable", async () => {
    const port = await broker((request, socket) => reply(request, socket, "Heartbeat", {}));
    await using connection = await connect(port);
    const refused = connection.request("Heartbeat", { groupInstanceId: "x" }, { version: 0 });
    await expect(refused).rejects.toThrow("HeartbeatRequest v0.groupInstanceId");
    await connection.request("Heartbeat", {});
  });

  test("that are never answered are refused", async () => {
    await using connection = await connect(await broker());
    await expect(connection.request("Produce", { acks: 0 })).rejects.toThrow(TypeError);
  });

  test("are limited in number while none is answered", async () => {
    await using connection = await connect(await broker());
    const requests = Array.from({ length: 257 }, () => connection.request("Heartbeat", {}));
    for (const request of requests.slice(0, -1)) request.catch(() => {});
    await expect(requests.at(-1)).rejects.toThrow("256 requests are still unanswered");
  });

  test("whose answer can't be decoded fail alone", async () => {
    let damaged = true;
    const port = await broker((request, socket, frame) => {
      if (!damaged) return reply(request, socket, "Heartbeat", {});
      damaged = false;
      send(socket, Buffer.concat([frame.subarray(4, 8), Buffer.from([0, 1])]));
    });
    await using connection = await connect(port);
    await expect(connection.request("Heartbeat", {})).rejects.toThrow(ProtocolError);
    await connection.request("Heartbeat", {});
  });

  test.each([
    ["an answer to a question that was never asked", Buffer.from("00000004" + "00ffffff", "hex")],
    ["a frame above the limit", Buffer.from("7fffffff", "hex")],
    ["a frame without a correlation id", Buffer.from("0000000100", "hex")],
  ])("fail with the connection on %s", async (_, bytes) => {
    const port = await broker((_request, socket) => socket.write(bytes));
    await using connection = await connect(port);
    await expect(connection.request("Heartbeat", {})).rejects.toThrow("does not speak the Kafka protocol");
  });
});

test("connections and requests on one signal leave no listener, however they end", async () => {
  const { signal } = new AbortController();
  const port = await broker((request, socket) => {
    if (request.api === "Metadata") reply(request, socket, "Metadata", {});
  });
  const silent = await listen(() => {});
  for (let i = 0; i < 20; i++) {
    const connection = await connect(port, { signal });
    await connection.request("Metadata", { topics: [] }, { signal });
    await expect(connection.request("ListGroups", {}, { signal, timeoutMs: 1 })).rejects.toThrow(
      TimeoutError,
    );
    const unanswered = connection.request("ListGroups", {}, { signal });
    await Promise.all([expect(unanswered).rejects.toThrow(ConnectionError), connection.close()]);
    await expect(connect(silent, { signal, connectTimeoutMs: 1 })).rejects.toThrow(TimeoutError);
  }
  await expect(connect(1, { signal })).rejects.toThrow(ConnectionError);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});
