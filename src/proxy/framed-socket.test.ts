import type { Socket } from "node:net";
import { PassThrough } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { withSize } from "./frame.js";
import { FramedSocket } from "./framed-socket.js";

/** Frames that come in on a stream; `held` says what is done with each. */
function reading(held: (text: string) => void | Promise<void>) {
  const stream = new PassThrough();
  const framed = new FramedSocket(stream as unknown as Socket);
  const events: string[] = [];
  framed.read(
    {
      headBytesMin: 1,
      decide: () => "hold",
      passed: () => {},
      ended: () => {},
      join: (chunks) => Buffer.concat(chunks),
      held: (frame) => {
        events.push(frame.toString());
        return held(frame.toString());
      },
    },
    {
      frameBytesMax: 100,
      onReceived: (bytes) => events.push(`${bytes} bytes`),
      onHandled: () => events.push("handled"),
      onError: ({ message }) => events.push(message),
    },
  );
  const receive = async (...texts: string[]): Promise<void> => {
    stream.write(Buffer.concat(texts.map((text) => withSize(Buffer.from(text)))));
    await turn();
  };
  return { framed, stream, events, receive };
}

test("reading resumes when the last reason to pause it is gone", async () => {
  const { framed, events, receive } = reading(() => {});
  framed.pause("queue");
  framed.pause("slow client");
  framed.pause("slow client");
  await receive("a");
  framed.resume("slow client");
  await turn();
  expect(events).toEqual([]);
  framed.resume("queue");
  await turn();
  expect(events).toEqual(["5 bytes", "a"]);
});

test("a reason that does not stand resumes nothing", async () => {
  const { framed, stream, receive } = reading(() => {});
  stream.pause();
  framed.resume("queue");
  await receive("a");
  expect(stream.isPaused()).toBe(true);
});

test("reading pauses while a frame is handled, and the frames behind it wait", async () => {
  let finish = (): void => {};
  const { framed, events, receive } = reading((text) =>
    text === "slow" ? new Promise((resolve) => (finish = resolve)) : undefined,
  );
  await receive("slow", "behind");
  await receive("later");
  expect(framed.isHandling).toBe(true);
  expect(events).toEqual(["18 bytes", "slow"]);
  finish();
  await turn();
  await turn();
  expect(framed.isHandling).toBe(false);
  expect(events).toEqual(["18 bytes", "slow", "behind", "handled", "9 bytes", "later"]);
});

test.each([
  [
    "throws",
    () => {
      throw new Error("a mistake");
    },
  ],
  ["rejects", () => Promise.reject(new Error("a mistake"))],
])("a handler that %s is an error of the connection", async (_what, held) => {
  const { events, receive } = reading(held);
  await receive("a");
  expect(events).toEqual(["5 bytes", "a", "a mistake"]);
});

test("bytes that are no frame are an error of the connection", async () => {
  const { events, stream } = reading(() => {});
  stream.write(Buffer.from([0, 0, 1, 0, 0]));
  await turn();
  expect(events).toEqual(["5 bytes", "a frame of 256 bytes was announced; it has to be 1 to 100"]);
});
