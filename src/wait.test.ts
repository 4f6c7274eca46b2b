import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { InfrastructureError, InterruptedError } from "./errors.js";
import { waitFor } from "./wait.js";

const options = { what: "3 brokers", limitMs: 60_000, everyMs: 1, signal: new AbortController().signal };

test("looks until the condition holds, and resolves to what it gave", async () => {
  let looks = 0;
  const found = await waitFor(
    () => (++looks === 3 ? { done: true, value: "all three" } : { done: false, seen: `${looks}` }),
    options,
  );
  expect(found).toBe("all three");
  expect(looks).toBe(3);
});

test("after the limit it says what was awaited and what was last seen", async () => {
  const waiting = waitFor(() => ({ done: false, seen: "kafka1, kafka2" }), { ...options, limitMs: 0 });
  await expect(waiting).rejects.toThrow(
    new InfrastructureError("waited 0 s for 3 brokers; saw kafka1, kafka2"),
  );
});

test("an abort ends it with the signal's own reason, in the middle of a pause too", async () => {
  const controller = new AbortController();
  const reason = new InterruptedError("stopped by SIGINT");
  const waiting = waitFor(
    () => {
      setImmediate(() => controller.abort(reason));
      return { done: false, seen: "nothing" };
    },
    { ...options, everyMs: 60_000, signal: controller.signal },
  );
  await expect(waiting).rejects.toBe(reason);
  await expect(
    waitFor(() => ({ done: true, value: 1 }), { ...options, signal: controller.signal }),
  ).rejects.toBe(reason);
});

test("what the look throws is thrown on", async () => {
  const defect = new Error("no such node");
  await expect(waitFor(() => Promise.reject(defect), options)).rejects.toBe(defect);
});

test("no listener stays on the signal, however a wait ends", async () => {
  const { signal } = new AbortController();
  let looks = 0;
  await waitFor(() => (++looks === 3 ? { done: true, value: 1 } : { done: false, seen: "nothing" }), {
    ...options,
    signal,
  });
  const late = waitFor(() => ({ done: false, seen: "nothing" }), { ...options, limitMs: 0, signal });
  await expect(late).rejects.toThrow(InfrastructureError);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});
