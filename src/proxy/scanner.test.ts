import fc from "fast-check";
import { expect, test } from "vitest";
import { ProtocolError } from "../protocol/index.js";
import { type FrameHandler, FrameScanner } from "./scanner.js";

const HEAD_BYTES = 8;
const FRAME_BYTES_MAX = 1_000;

type Fate = "pass" | "hold" | "hold, slowly" | "look further, then pass" | "look further, then hold";

interface Frame {
  readonly fate: Fate;
  readonly body: Buffer;
}

const frames: fc.Arbitrary<Frame[]> = fc.array(
  fc.record({
    fate: fc.constantFrom<Fate>(
      "pass",
      "hold",
      "hold, slowly",
      "look further, then pass",
      "look further, then hold",
    ),
    body: fc.uint8Array({ minLength: HEAD_BYTES, maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  }),
  { maxLength: 12 },
);

function onWire(...bodies: readonly Buffer[]): Buffer {
  return Buffer.concat(
    bodies.map((body) => {
      const size = Buffer.alloc(4);
      size.writeInt32BE(body.length);
      return Buffer.concat([size, body]);
    }),
  );
}

/** Cut at the given places, wherever these fall. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [
    0,
    ...places.map((place) => Math.floor(place * bytes.length)).sort((a, b) => a - b),
    bytes.length,
  ];
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
}

/** What happened, in order, with what passed in between put together. */
class Recorder implements FrameHandler {
  readonly headBytesMin = HEAD_BYTES;
  readonly events: string[] = [];
  passedChunks = 0;
  decided = 0;
  private passing = "";

  constructor(private readonly script: readonly Frame[]) {}

  decide(chunk: Buffer, start: number, end: number): "pass" | "hold" | number {
    const { fate, body } = this.script[this.decided] as Frame;
    const here = end - start;
    expect(chunk.subarray(start, end)).toEqual(onWire(body).subarray(0, here));
    const isAll = here === 4 + body.length;
    if (fate.startsWith("look further") && !isAll) return here + 1;
    this.decided++;
    return fate.endsWith("pass") ? "pass" : "hold";
  }

  passed(bytes: Buffer): void {
    this.passedChunks++;
    this.passing += bytes.toString("hex");
  }

  ended(): void {}

  join(chunks: readonly Buffer[], sizeBytes: number): Buffer {
    const frame = Buffer.concat(chunks);
    expect(frame.length).toBe(sizeBytes);
    return frame;
  }

  held(frame: Buffer): void | Promise<void> {
    this.settle();
    this.events.push(`held ${frame.toString("hex")}`);
    if (this.script[this.decided - 1]?.fate === "hold, slowly") return Promise.resolve();
  }

  settle(): string[] {
    if (this.passing !== "") this.events.push(`passed ${this.passing}`);
    this.passing = "";
    return this.events;
  }
}

function expected(script: readonly Frame[]): string[] {
  const events: string[] = [];
  for (const { fate, body } of script) {
    if (!fate.endsWith("pass")) events.push(`held ${body.toString("hex")}`);
    else if (events.at(-1)?.startsWith("passed")) events.push(events.pop() + onWire(body).toString("hex"));
    else events.push(`passed ${onWire(body).toString("hex")}`);
  }
  return events;
}

test("however a stream is cut, the same frames pass and the same are held, in their order and with their bytes", async () => {
  const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(frames, places, async (script, at) => {
      const recorder = new Recorder(script);
      const scanner = new FrameScanner(recorder, FRAME_BYTES_MAX);
      for (const chunk of cut(onWire(...script.map(({ body }) => body)), at)) await scanner.push(chunk);
      expect(recorder.settle()).toEqual(expected(script));
    }),
    { numRuns: 400 },
  );
});

test("byte by byte it is the same as well", async () => {
  await fc.assert(
    fc.asyncProperty(frames, async (script) => {
      const recorder = new Recorder(script);
      const scanner = new FrameScanner(recorder, FRAME_BYTES_MAX);
      for (const byte of onWire(...script.map(({ body }) => body))) await scanner.push(Buffer.of(byte));
      expect(recorder.settle()).toEqual(expected(script));
    }),
    { numRuns: 100 },
  );
});

test("small frames that pass and came together go on together", () => {
  const script = Array.from({ length: 50 }, (): Frame => ({ fate: "pass", body: Buffer.alloc(20, 1) }));
  const recorder = new Recorder(script);
  new FrameScanner(recorder, FRAME_BYTES_MAX).push(onWire(...script.map(({ body }) => body)));
  expect(recorder.passedChunks).toBe(1);
});

test("the frame behind one that takes its time is not looked at before", async () => {
  const script: Frame[] = [
    { fate: "hold, slowly", body: Buffer.alloc(8, 1) },
    { fate: "hold", body: Buffer.alloc(8, 2) },
  ];
  const recorder = new Recorder(script);
  const later = new FrameScanner(recorder, FRAME_BYTES_MAX).push(onWire(...script.map(({ body }) => body)));
  expect(recorder.decided).toBe(1);
  await later;
  expect(recorder.decided).toBe(2);
});

test.each([-1, 0, HEAD_BYTES - 1, FRAME_BYTES_MAX + 1, 0x7fff_ffff, -0x8000_0000])(
  "a size of %i bytes is none, and is refused before anything is kept for it",
  (sizeBytes) => {
    const size = Buffer.alloc(4);
    size.writeInt32BE(sizeBytes);
    const recorder = new Recorder([]);
    expect(() => new FrameScanner(recorder, FRAME_BYTES_MAX).push(size)).toThrow(ProtocolError);
    expect(recorder.decided).toBe(0);
  },
);

test("the shortest and the longest frame are frames", () => {
  const script: Frame[] = [
    { fate: "pass", body: Buffer.alloc(HEAD_BYTES) },
    { fate: "hold", body: Buffer.alloc(FRAME_BYTES_MAX) },
  ];
  const recorder = new Recorder(script);
  new FrameScanner(recorder, FRAME_BYTES_MAX).push(onWire(...script.map(({ body }) => body)));
  expect(recorder.settle()).toEqual(expected(script));
});

test("a frame that ends before it could be decided on is refused", () => {
  const handler: FrameHandler = {
    headBytesMin: HEAD_BYTES,
    decide: (_chunk, start, end) => end - start + 1,
    passed: () => {},
    ended: () => {},
    join: (chunks) => Buffer.concat(chunks),
    held: () => {},
  };
  expect(() => new FrameScanner(handler, FRAME_BYTES_MAX).push(onWire(Buffer.alloc(10)))).toThrow(
    "ends within its header",
  );
});

test("the caller of push gets the error of the handler of a held frame", async () => {
  const script: Frame[] = [{ fate: "hold", body: Buffer.alloc(8) }];
  const failing = (held: FrameHandler["held"]): FrameScanner =>
    new FrameScanner(Object.assign(new Recorder(script), { held }), FRAME_BYTES_MAX);
  const bytes = onWire(Buffer.alloc(8));
  expect(() =>
    failing(() => {
      throw new Error("now");
    }).push(bytes),
  ).toThrow("now");
  await expect(failing(() => Promise.reject(new Error("later"))).push(bytes)).rejects.toThrow("later");
});
