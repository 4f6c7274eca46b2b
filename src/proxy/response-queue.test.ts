import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { PauseReason } from "./framed-socket.js";
import { type ExpectedResponse, KEPT_BYTES_MAX, RESPONSES_MAX, ResponseQueue } from "./response-queue.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

class FakeSide {
  readonly reasons = new Set<PauseReason>();

  pause(reason: PauseReason): void {
    this.reasons.add(reason);
  }

  resume(reason: PauseReason): void {
    this.reasons.delete(reason);
  }

  get isPaused(): boolean {
    return this.reasons.size > 0;
  }
}

/** A queue, and all that it says, in order. */
function queueOfTest() {
  const said: string[] = [];
  const client = new FakeSide();
  const broker = new FakeSide();
  const queue = new ResponseQueue({
    client,
    broker,
    send: (bytes) => {
      const frame = bytes.subarray(4);
      expect(bytes.readInt32BE(0)).toBe(frame.length);
      said.push(frame.length > 100 ? `${frame.length} bytes` : frame.toString());
    },
    onLastSent: () => said.push("(last sent)"),
    onAllCompleteSent: () => said.push("(all sent)"),
  });
  return {
    queue,
    client,
    broker,
    said,
    get sent() {
      return said.filter((one) => !one.startsWith("("));
    },
    expect(correlationId: number, more: Partial<ExpectedResponse> = {}): void {
      queue.expect({
        correlationId,
        onFrame: null,
        onUnanswered: () => said.push(`(${correlationId} unanswered)`),
        onSent: null,
        keptBytes: 0,
        ...more,
      });
    },
    arrive(correlationId: number, frame: string | Buffer | null, delayMs = 0): void {
      const bytes = typeof frame === "string" ? Buffer.from(frame) : frame;
      queue.complete(queue.arriving(correlationId), bytes, delayMs);
    },
    answer(frame: string, options: { delayMs?: number; isLast?: boolean } = {}): void {
      queue.answer(Buffer.from(frame), options);
    },
  };
}

describe("the order of responses", () => {
  test("is that of the requests, whichever response is complete first", () => {
    const to = queueOfTest();
    to.expect(1);
    to.answer("own");
    to.expect(2);
    const one = to.queue.arriving(1);
    to.arrive(2, "two");
    expect(to.sent).toEqual([]);
    to.queue.complete(one, Buffer.from("one"), 0);
    expect(to.sent).toEqual(["one", "own", "two"]);
  });

  test("holds when the first response has a delay: those behind it wait as long", () => {
    const to = queueOfTest();
    to.expect(1);
    to.expect(2);
    to.arrive(1, "one", 500);
    to.arrive(2, "two");
    to.answer("own");
    vi.advanceTimersByTime(499);
    expect(to.sent).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(to.sent).toEqual(["one", "two", "own"]);
  });

  test("lets the delays of several responses pass at the same time", () => {
    const to = queueOfTest();
    to.answer("one", { delayMs: 500 });
    to.answer("two", { delayMs: 700 });
    to.answer("three", { delayMs: 100 });
    vi.advanceTimersByTime(500);
    expect(to.sent).toEqual(["one"]);
    vi.advanceTimersByTime(200);
    expect(to.sent).toEqual(["one", "two", "three"]);
  });

  test("has no place for a response that is not for the client", () => {
    const to = queueOfTest();
    to.expect(1);
    to.answer("own");
    to.arrive(1, null);
    expect(to.sent).toEqual(["own"]);
  });
});

describe("a response that arrives", () => {
  test("is the first that has not arrived yet", () => {
    const to = queueOfTest();
    to.expect(7);
    to.answer("own");
    to.expect(8);
    expect(to.queue.arriving(7).correlationId).toBe(7);
    expect(() => to.queue.arriving(9)).toThrow("the broker answers 9, but 8 is next");
    expect(to.queue.arriving(8).correlationId).toBe(8);
    expect(() => to.queue.arriving(8)).toThrow("the broker answers 8, but nothing was asked");
  });

  test("may pass only as the first, and only when nothing looks into it", () => {
    const to = queueOfTest();
    to.expect(1, { onFrame: () => null });
    to.expect(2);
    to.expect(3);
    const one = to.queue.arriving(1);
    const two = to.queue.arriving(2);
    expect(to.queue.mayPass(one)).toBe(false);
    expect(to.queue.mayPass(two)).toBe(false);
    to.queue.complete(one, Buffer.from("one"), 0);
    expect(to.queue.mayPass(two)).toBe(true);
  });

  test("and has passed makes room for the proxy's own behind it", () => {
    const to = queueOfTest();
    to.expect(1);
    to.answer("own");
    to.queue.arriving(1);
    expect(to.queue.isOwnNext).toBe(false);
    to.queue.firstSent();
    expect(to.queue.isOwnNext).toBe(true);
    to.queue.sendDue();
    expect(to.sent).toEqual(["own"]);
  });

  test("and is sent is reported once, in its turn", () => {
    const to = queueOfTest();
    const onSent = vi.fn();
    to.answer("own", { delayMs: 100 });
    to.expect(1, { onSent });
    to.arrive(1, "one");
    expect(onSent).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    expect(onSent).toHaveBeenCalledTimes(1);
  });
});

describe("limits", () => {
  test("the client is not read while more responses than the limit are in the queue", () => {
    const to = queueOfTest();
    for (let id = 0; id < RESPONSES_MAX; id++) to.expect(id);
    expect(to.client.isPaused).toBe(false);
    to.expect(RESPONSES_MAX);
    expect([...to.client.reasons]).toEqual(["queue"]);
    to.arrive(0, "response");
    expect(to.client.isPaused).toBe(false);
    expect(to.broker.isPaused).toBe(false);
  });

  test("the client is not read while too many bytes of its requests are kept", () => {
    const to = queueOfTest();
    to.expect(1, { keptBytes: KEPT_BYTES_MAX });
    expect(to.client.isPaused).toBe(false);
    to.expect(2, { keptBytes: 1 });
    expect(to.client.isPaused).toBe(true);
    to.arrive(1, "one");
    expect(to.client.isPaused).toBe(false);
  });

  test("the client is not read while too many bytes of the proxy's own responses wait; the broker is", () => {
    const to = queueOfTest();
    to.expect(1);
    to.queue.answer(Buffer.alloc(KEPT_BYTES_MAX));
    expect(to.client.isPaused).toBe(true);
    expect(to.broker.isPaused).toBe(false);
    to.arrive(1, "one");
    expect(to.client.isPaused).toBe(false);
  });

  test("the broker is not read while too many bytes of its responses wait; the client is", () => {
    const to = queueOfTest();
    to.answer("own", { delayMs: 100 });
    to.expect(1);
    to.expect(2);
    to.arrive(1, Buffer.alloc(KEPT_BYTES_MAX - 4));
    expect(to.broker.isPaused).toBe(false);
    to.arrive(2, "two");
    expect([...to.broker.reasons]).toEqual(["queue"]);
    expect(to.client.isPaused).toBe(false);
    vi.advanceTimersByTime(100);
    expect(to.broker.isPaused).toBe(false);
    expect(to.sent).toEqual(["own", `${KEPT_BYTES_MAX - 4} bytes`, "two"]);
  });
});

describe("the end", () => {
  test("is reported after the last response was sent", () => {
    const to = queueOfTest();
    to.expect(1);
    to.answer("refused", { isLast: true });
    expect(to.said).toEqual(["(all sent)"]);
    to.said.length = 0;
    to.arrive(1, "one");
    expect(to.said).toEqual(["one", "refused", "(last sent)"]);
  });

  test("no complete response is left is not reported while one waits until it is due", () => {
    const to = queueOfTest();
    to.expect(1);
    to.expect(2);
    to.arrive(1, "one", 100);
    expect(to.said).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(to.said).toEqual(["one", "(all sent)"]);
  });

  test("leaves unanswered what has not arrived, or arrived in part", () => {
    const to = queueOfTest();
    for (const id of [1, 2, 3]) to.expect(id);
    to.arrive(1, "one", 100);
    to.queue.arriving(2);
    to.queue.discard(() => {});
    expect(to.said).toEqual(["(2 unanswered)", "(3 unanswered)"]);
  });

  test("sends nothing any more, also what becomes complete or due later", () => {
    const to = queueOfTest();
    to.answer("own", { delayMs: 100 });
    to.expect(1);
    const one = to.queue.arriving(1);
    to.queue.discard(() => {});
    to.said.length = 0;
    to.queue.complete(one, Buffer.from("one"), 0);
    vi.advanceTimersByTime(1_000);
    expect(to.said).toEqual([]);
  });

  test("tells every response that is unanswered, whatever happens with one", () => {
    const to = queueOfTest();
    const errors: string[] = [];
    to.expect(1, {
      onUnanswered() {
        throw new Error("a mistake");
      },
    });
    to.expect(2);
    to.queue.discard(({ message }) => errors.push(message));
    expect(errors).toEqual(["a mistake"]);
    expect(to.said).toEqual(["(2 unanswered)"]);
  });
});
