import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FrameAssembler, framesIn } from "./frames.js";
import { ProtocolError } from "./protocol-error.js";

function framed(content: Uint8Array): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(content.length);
  return Buffer.concat([size, content]);
}

describe("frames", () => {
  test("come out as they went in, however the stream is cut into chunks", () => {
    const frames = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 });
    fc.assert(
      fc.property(frames, fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }), (contents, cuts) => {
        const stream = Buffer.concat(contents.map(framed));
        const assembler = new FrameAssembler(1000);
        const received: Buffer[] = [];
        for (let offset = 0, i = 0; offset < stream.length; i++) {
          const end = offset + (cuts[i % cuts.length] as number);
          received.push(...framesIn(stream.subarray(offset, end), assembler));
          offset = end;
        }
        expect(received.map((frame) => frame.toString("hex"))).toEqual(
          contents.map((content) => Buffer.from(content).toString("hex")),
        );
      }),
      { seed: 20240303 },
    );
  });

  test("of 16 MB in small chunks take time in proportion to their size", () => {
    const stream = framed(Buffer.alloc(16 * 1024 * 1024, 1));
    const assembler = new FrameAssembler(stream.length);
    const received: Buffer[] = [];
    for (let offset = 0; offset < stream.length; offset += 1448) {
      received.push(...framesIn(stream.subarray(offset, offset + 1448), assembler));
    }
    expect(received).toHaveLength(1);
    expect(received[0]?.equals(stream.subarray(4))).toBe(true);
  });

  test.each([
    ["above the limit", 1001],
    ["below zero", -1],
  ])("of a size %s are refused before anything is allocated", (_, size) => {
    const head = Buffer.alloc(4);
    head.writeInt32BE(size);
    expect(() => [...framesIn(head, new FrameAssembler(1000))]).toThrow(ProtocolError);
  });
});
