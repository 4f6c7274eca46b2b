import { describe, expect, test } from "vitest";
import {
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  type Requests,
  type Responses,
} from "../protocol/index.js";
import { HeldExchange } from "./exchange.js";
import { type RequestStep, takeRequest, takeResponse } from "./interception.js";
import { FETCH, PRODUCE } from "./interceptors/exchanges.js";
import type { AnsweredExchange, Armed, Exchange } from "./interceptors/interceptor.js";

const client = { clientId: "me", vCluster: "passthrough", username: null };
const addresses = { advertised: () => ({ host: "proxy", port: 1 }) };
const pieces = [Buffer.alloc(20_000, "a"), Buffer.from("b"), Buffer.alloc(30_000, "c")];
const whole = Buffer.concat(pieces);

function exchangeOf(api: "Produce" | "Fetch", version: number, frame: Buffer): HeldExchange {
  return new HeldExchange(api, version, client, 1, frame, () => undefined);
}

function framesOf(step: RequestStep): readonly Buffer[] {
  if (step.do !== "forward" || step.frame === undefined) throw new Error("it does not go on changed");
  return step.frame;
}

describe("records that an interceptor changed and gives in pieces", () => {
  const produced = (records: Buffer | readonly Buffer[]) => ({
    acks: -1,
    timeoutMs: 1,
    topicData: [{ name: "t", partitionData: [{ index: 0, records }] }],
  });
  const request = encodeRequest(
    "Produce",
    9,
    { correlationId: 7, clientId: "me" },
    produced(Buffer.from("old")),
  );
  const changing: Armed = { apis: PRODUCE, onRequest: () => ({ do: "forward", request: produced(pieces) }) };

  test("go to the broker where they lie", () => {
    const frames = framesOf(takeRequest(exchangeOf("Produce", 9, request), [changing], null) as RequestStep);
    expect(frames).toContainEqual(pieces[0]);
    expect(
      frames.filter(({ buffer }) => pieces.some((piece) => piece.buffer === buffer && piece.length > 1)),
    ).toHaveLength(2);
    const { header, body } = decodeRequest(Buffer.concat(frames));
    expect(header).toMatchObject({ correlationId: 7, clientId: "me" });
    expect((body as Requests["Produce"]).topicData[0]?.partitionData[0]?.records).toEqual(whole);
  });

  test("are one buffer to the next interceptor, in a message with every field", () => {
    const seen: Requests["Produce"][] = [];
    const looking: Armed = {
      apis: PRODUCE,
      onRequest: (exchange: Exchange<"Produce">) => void seen.push(exchange.request),
    };
    const step = takeRequest(exchangeOf("Produce", 9, request), [changing, looking], null);
    expect(seen).toMatchObject([{ transactionalId: null, acks: -1, topicData: [{ name: "t" }] }]);
    expect(seen[0]?.topicData[0]?.partitionData[0]?.records).toEqual(whole);
    const { body } = decodeRequest(Buffer.concat(framesOf(step as RequestStep)));
    expect(body).toEqual(seen[0]);
  });

  test("are so on the way to a consumer", async () => {
    const fetched = (records: Buffer | readonly Buffer[]) => ({
      responses: [{ topic: "t", partitions: [{ partitionIndex: 0, highWatermark: 9, records }] }],
    });
    const asked = encodeRequest("Fetch", 12, { correlationId: 7 }, { topics: [] });
    const seen: Responses["Fetch"][] = [];
    const armed: Armed[] = [
      { apis: FETCH, onResponse: () => ({ response: fetched(pieces) }) },
      { apis: FETCH, onResponse: (exchange: AnsweredExchange<"Fetch">) => void seen.push(exchange.response) },
    ];
    const exchange = exchangeOf("Fetch", 12, asked);
    exchange.answered(encodeResponse("Fetch", 12, { correlationId: 7 }, fetched(Buffer.from("old"))));
    const { frame } = await takeResponse(exchange, armed, null, addresses);
    expect(seen).toMatchObject([{ errorCode: 0, responses: [{ partitions: [{ highWatermark: 9n }] }] }]);
    expect(seen[0]?.responses[0]?.partitions[0]?.records).toEqual(whole);
    const { header, body } = decodeResponse("Fetch", 12, frame as Buffer);
    expect(header.correlationId).toBe(7);
    expect(body).toEqual(seen[0]);
  });
});
