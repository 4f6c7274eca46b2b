import { expect, it } from "vitest";
import { whyItMetNone } from "./met-messages.js";

const around = (settledAtInjection: number, sentAtHealing: number) => ({ settledAtInjection, sentAtHealing });
const ledger = { rows: 100 };

it("a fault meets what is in flight when it strikes, and what is sent while it lasts", () => {
  expect(whyItMetNone(around(49, 50), ledger)).toBeNull();
  expect(whyItMetNone(around(50, 51), ledger)).toBeNull();
});

it("a fault between two messages meets none", () => {
  expect(whyItMetNone(around(50, 50), ledger)).toBe("no message was sent or in flight while it lasted");
});

it("a fault after the last settlement meets none", () => {
  expect(whyItMetNone(around(100, 100), ledger)).toBe("every message was settled before it struck");
});

it("with acks=0 a fault meets the messages that had not left the producer", () => {
  expect(whyItMetNone(around(90, 100), ledger)).toBeNull();
  expect(whyItMetNone(around(100, 100), ledger)).toBe("every message was settled before it struck");
});
