import { describe, expect, test } from "vitest";
import {
  type AskBroker,
  BrokerLogin,
  decodeRequest,
  type Requests,
  type Responses,
} from "../protocol/index.js";
import { type Asked, FakeBroker } from "./testing/fake-broker.js";
import { startProxy } from "./testing/start-proxy.js";
import { TestClient } from "./testing/test-client.js";

const sasl = { mechanism: "PLAIN", username: "user", password: "pencil" } as const;
const ROUNDS_MAX = 1_000;

describe("a login", () => {
  const broker = (sessionLifetimeMs: bigint): AskBroker =>
    (async (api: string) =>
      api === "SaslHandshake"
        ? { errorCode: 0, mechanisms: ["PLAIN"] }
        : { errorCode: 0, errorMessage: null, authBytes: Buffer.alloc(0), sessionLifetimeMs }) as AskBroker;

  test("is due again after 85 % of its lifetime, and later after the next", async () => {
    let nowMs = 1_000;
    const login = new BrokerLogin("broker", sasl, () => nowMs);
    expect(login.isDue).toBe(false);
    for (let i = 0; i < 2; i++) {
      await login.logIn(broker(5_000n));
      nowMs += 4_249;
      expect(login.isDue).toBe(false);
      nowMs += 1;
      expect(login.isDue).toBe(true);
    }
  });

  test("without a lifetime is never due again", async () => {
    let nowMs = 0;
    const login = new BrokerLogin("broker", sasl, () => nowMs);
    await login.logIn(broker(0n));
    nowMs = Number.MAX_SAFE_INTEGER;
    expect(login.isDue).toBe(false);
  });
});

/** A broker whose logins last a millisecond. It takes no other request during a login. */
function impatient(): (asked: Asked) => boolean {
  const loggingIn = new Set<Asked["socket"]>();
  return ({ api, frame, socket, answer }) => {
    if (api === "SaslHandshake") {
      loggingIn.add(socket);
      answer(api, { mechanisms: ["PLAIN"] } satisfies Partial<Responses["SaslHandshake"]>);
      return true;
    }
    if (loggingIn.has(socket) !== (api === "SaslAuthenticate")) {
      socket.destroy();
      return true;
    }
    if (api === "Produce") return (decodeRequest(frame).body as Requests["Produce"]).acks === 0;
    if (api !== "SaslAuthenticate") return false;
    loggingIn.delete(socket);
    answer(api, { sessionLifetimeMs: 1n });
    return true;
  };
}

describe("logins to the cluster that expire", () => {
  test("are renewed between the requests of a client, which gets its own responses in order", async () => {
    await using broker = await FakeBroker.start({ onRequest: impatient() });
    await using started = await startProxy(broker, { cluster: { sasl } });
    using client = await TestClient.connect(started.port);
    const sent: number[] = [];
    const received: number[] = [];
    const handshakes = () => broker.asked.filter(({ api }) => api === "SaslHandshake").length;
    // The first two are those of the proxy's own connection and of the client's.
    for (let round = 0; handshakes() < 5 && round < ROUNDS_MAX; round++) {
      for (let i = 0; i < 5; i++) {
        const acks = { acks: i === 2 ? 0 : -1 } satisfies Partial<Requests["Produce"]>;
        const correlationId =
          i % 2 === 0 ? client.send("Produce", 9, acks) : client.send("Heartbeat", 4, { groupId: "g" });
        if (i !== 2) sent.push(correlationId);
      }
      for (let i = 0; i < 4; i++) received.push((await client.next()).readInt32BE(0));
    }
    expect(handshakes()).toBeGreaterThanOrEqual(5);
    expect(received).toEqual(sent);
  });

  test("that the broker refuses end the session, and the log has the broker's words", async () => {
    let logins = 0;
    const serve = impatient();
    await using broker = await FakeBroker.start({
      onRequest: (asked) => {
        if (asked.api !== "SaslAuthenticate" || ++logins <= 2) return serve(asked);
        asked.answer("SaslAuthenticate", { errorCode: 58, errorMessage: "the password has changed" });
        return true;
      },
    });
    await using started = await startProxy(broker, { cluster: { sasl } });
    using client = await TestClient.connect(started.port);
    for (let round = 0; round < ROUNDS_MAX && logins <= 2; round++) {
      client.send("Heartbeat", 4, { groupId: "g" });
      await client.next().catch(() => {});
    }
    await client.closed;
    await started.lines.saying(/refused the login of user: error 58, the password has changed/);
  });
});
