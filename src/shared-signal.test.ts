import { getEventListeners } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sharedSignal } from "./shared-signal.js";
import { waitFor } from "./wait.js";

const warned = vi.fn();
beforeEach(() => void process.on("warning", warned));
afterEach(() => {
  process.off("warning", warned);
  warned.mockClear();
});

/** Warnings are told in a later turn. */
const told = () => new Promise((resolve) => setImmediate(resolve));

async function waitHundredTimes(signal: AbortSignal): Promise<void> {
  const begunMs = performance.now();
  const look = () =>
    performance.now() - begunMs > 20
      ? { done: true as const, value: undefined }
      : { done: false as const, seen: "nothing" };
  const waits = Array.from({ length: 100 }, () =>
    waitFor(look, { what: "a while", limitMs: 60_000, everyMs: 5, signal }),
  );
  await Promise.all(waits);
  await told();
}

test("a hundred waits at once on a shared signal bring no warning, and leave no listener", async () => {
  const signal = sharedSignal(new AbortController().signal);
  await waitHundredTimes(signal);
  expect(warned).not.toHaveBeenCalled();
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("Node warns of them on any other signal", async () => {
  await waitHundredTimes(new AbortController().signal);
  expect(warned).toHaveBeenCalledOnce();
});
