import { expect, it } from "vitest";
import { whyItMetNone } from "./met-messages.js";

const around = (sentAtInjection: number, settledAtInjection: number, sentAtHealing: number) => ({
  sentAtInjection,
  settledAtInjection,
  sentAtHealing,
});
const acks1 = { acks: 1, rows: 100 } as const;

it("a fault meets what is in flight when it strikes, and what is sent while it lasts", () => {
  expect(whyItMetNone(around(50, 49, 50), acks1)).toBeNull();
  expect(whyItMetNone(around(50, 50, 51), acks1)).toBeNull();
});

it("a fault between two messages meets none", () => {
  expect(whyItMetNone(around(50, 50, 50), acks1)).toBe("no message was sent or in flight while it lasted");
});

it("a fault after the last settlement meets none", () => {
  expect(whyItMetNone(around(100, 100, 100), acks1)).toBe("every message was settled before it struck");
});

it("with acks=0 only what is sent afterwards meets the fault", () => {
  const acks0 = { acks: 0, rows: 100 } as const;
  expect(whyItMetNone(around(100, 90, 100), acks0)).toBe("every message was settled before it struck");
  expect(whyItMetNone(around(60, 50, 61), acks0)).toBeNull();
});
