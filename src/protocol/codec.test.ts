import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile } from "./codec.js";
import { defaultOf } from "./defaults.js";
import { schemas } from "./generated/schemas.js";
import { ProtocolError } from "./protocol-error.js";
import { Reader } from "./reader.js";
import { contains, type FieldSchema, type MessageSchema } from "./schema.js";
import { Writer } from "./writer.js";

const SEED = 20240229;
const everyMessage: MessageSchema[] = Object.values(schemas).map((build) => build());

function versionsOf({ versions: [first, last] }: MessageSchema): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function encode(schema: MessageSchema, version: number, value: unknown): Buffer {
  const writer = new Writer(8);
  compile(schema, version).encode(writer, value);
  return Buffer.from(writer.bytes);
}

function decode(schema: MessageSchema, version: number, bytes: Buffer): unknown {
  const reader = new Reader(bytes);
  const value = compile(schema, version).decode(reader);
  expect(reader.remaining).toBe(0);
  return value;
}

// Arbitrary values of a schema, as one version can carry them

const unknownTags = fc.uniqueArray(
  fc.record({ tag: fc.integer({ min: 1000, max: 0x7ffffffe }), data: bytes(8) }),
  { selector: ({ tag }) => tag, maxLength: 2 },
);

function bytes(maxLength: number): fc.Arbitrary<Buffer> {
  return fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
}

function arbitraryStruct(
  fields: readonly FieldSchema[],
  version: number,
  flexible: boolean,
): fc.Arbitrary<unknown> {
  const members = fields.map((field): [string, fc.Arbitrary<unknown>] => [
    field.name,
    contains(field.versions, version)
      ? arbitraryField(field, version, flexible)
      : fc.constant(null).map(() => defaultOf(field).create()),
  ]);
  const struct = fc.record(Object.fromEntries(members), { noNullPrototype: true });
  if (!flexible) return struct;
  return fc
    .tuple(struct, fc.option(unknownTags, { freq: 4, nil: [] }))
    .map(([value, tags]) =>
      tags.length === 0 ? value : { ...value, unknownTaggedFields: tags.sort((a, b) => a.tag - b.tag) },
    );
}

function arbitraryField(field: FieldSchema, version: number, flexible: boolean): fc.Arbitrary<unknown> {
  const type = field.type.replace("[]", "");
  const one = field.fields ? arbitraryStruct(field.fields, version, flexible) : arbitraryScalar(type);
  const value = field.type.startsWith("[]") ? fc.array(one, { maxLength: 3 }) : one;
  return contains(field.nullable, version) ? fc.option(value, { freq: 4 }) : value;
}

function arbitraryScalar(type: string): fc.Arbitrary<unknown> {
  switch (type) {
    case "bool":
      return fc.boolean();
    case "int8":
      return fc.integer({ min: -0x80, max: 0x7f });
    case "int16":
      return fc.integer({ min: -0x8000, max: 0x7fff });
    case "uint16":
      return fc.integer({ min: 0, max: 0xffff });
    case "int32":
      return fc.integer();
    case "uint32":
      return fc.integer({ min: 0, max: 0xffffffff });
    case "int64":
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case "float64":
      return fc.double({ noNaN: true });
    case "uuid":
      return fc.uint8Array({ minLength: 16, maxLength: 16 }).map((a) => Buffer.from(a).toString("base64url"));
    case "string":
      return fc.string({ unit: "grapheme", maxLength: 8 });
    default:
      return bytes(40);
  }
}

describe("every message in every version", () => {
  test("is known: 203 messages of Kafka 4.4, and those that it has removed since 3.9", () => {
    expect(everyMessage).toHaveLength(203);
  });

  test.each(everyMessage.map((schema) => [schema.name, schema] as const))(
    "%s survives a round trip",
    (_, schema) => {
      for (const version of versionsOf(schema)) {
        const flexible = contains(schema.flexible, version);
        fc.assert(
          fc.property(arbitraryStruct(schema.fields, version, flexible), (value) => {
            const encoded = encode(schema, version, value);
            const decoded = decode(schema, version, encoded);
            expect(decoded).toEqual(value);
            expect(encode(schema, version, decoded).equals(encoded)).toBe(true);
          }),
          { seed: SEED, numRuns: 12 },
        );
      }
    },
  );

  test("can be encoded from nothing but its defaults, unless a field must be set", () => {
    const refused = everyMessage.flatMap((schema) =>
      versionsOf(schema).flatMap((version) => {
        try {
          decode(schema, version, encode(schema, version, {}));
          return [];
        } catch (error) {
          return [(error as Error).message];
        }
      }),
    );
    expect(refused).toEqual([]);
  });

  test("refuses damaged bytes with a ProtocolError or reads them as something else, and ends soon", () => {
    const random = fc.sample(fc.integer({ min: 0, max: 0x7fffffff }), { seed: SEED, numRuns: 4000 });
    let draw = 0;
    const next = (below: number): number => (random[draw++ % random.length] as number) % below;
    let refused = 0;
    for (const schema of everyMessage) {
      for (const version of versionsOf(schema)) {
        const flexible = contains(schema.flexible, version);
        const [value] = fc.sample(arbitraryStruct(schema.fields, version, flexible), {
          seed: SEED,
          numRuns: 1,
        });
        const encoded = encode(schema, version, value);
        for (let round = 0; round < 20 && encoded.length > 0; round++) {
          const damaged = Buffer.from(
            encoded.subarray(0, round % 3 === 0 ? next(encoded.length) : encoded.length),
          );
          for (let hits = next(4); hits >= 0 && damaged.length > 0; hits--) {
            damaged[next(damaged.length)] = [0xff, 0x7f, 0x80, next(256)][next(4)] as number;
          }
          try {
            compile(schema, version).decode(new Reader(damaged));
          } catch (error) {
            expect(error).toBeInstanceOf(ProtocolError);
            refused++;
          }
        }
      }
    }
    expect(refused).toBeGreaterThan(1000);
  });
});

// A message made up for the rules

const message: MessageSchema = {
  name: "Sample",
  kind: "data",
  versions: [0, 3],
  flexible: [2, 3],
  fields: [
    { name: "id", type: "int32", versions: [0, 3], default: -1 },
    { name: "strict", type: "bool", versions: [1, 3] },
    { name: "loose", type: "int64", versions: [1, 3], ignorable: true, default: 5n },
    { name: "note", type: "string", versions: [0, 3], nullable: [1, 3], default: "none" },
    {
      name: "hint",
      type: "string",
      versions: [2, 3],
      nullable: [2, 3],
      tag: 1,
      tagged: [2, 3],
      default: null,
    },
    {
      name: "parts",
      type: "[]Part",
      versions: [0, 3],
      fields: [{ name: "ids", type: "[]int32", versions: [0, 3] }],
    },
  ],
};

describe("encoding", () => {
  test("gives fields that are not set their defaults", () => {
    expect(decode(message, 1, encode(message, 1, {}))).toEqual({
      id: -1,
      strict: false,
      loose: 5n,
      note: "none",
      hint: null,
      parts: [],
    });
  });

  test("drops an ignorable field that the version lacks", () => {
    expect(decode(message, 0, encode(message, 0, { loose: 7n }))).toMatchObject({ loose: 5n });
  });

  test("accepts a field that the version lacks as long as it has its default", () => {
    expect(() => encode(message, 0, { strict: false })).not.toThrow();
  });

  test.each([
    ["a field that the version lacks", 0, { strict: true }, "Sample v0.strict"],
    ["a tagged field in a version without tags", 1, { hint: "x" }, "Sample v1.hint"],
    [
      "an unknown tag in a version without tags",
      1,
      { unknownTaggedFields: [{ tag: 9, data: Buffer.alloc(0) }] },
      "Sample v1.unknownTaggedFields",
    ],
    [
      "an unknown tag that is a known one",
      2,
      { unknownTaggedFields: [{ tag: 1, data: Buffer.alloc(0) }] },
      "Sample v2.unknownTaggedFields",
    ],
    ["null where the version has no null", 0, { note: null }, "Sample v0.note"],
    ["a number out of range", 0, { id: 2 ** 31 }, "Sample v0.id"],
    ["a fraction as an int64", 1, { loose: 0.5 }, "Sample v1.loose"],
    ["a value of the wrong type", 0, { parts: [{}, { ids: [1, "x"] }] }, "Sample v0.parts[1].ids[1]"],
    ["a string that is too long", 2, { note: "x".repeat(40_000) }, "Sample v2.note"],
  ])("refuses %s and names it", (_, version, value, path) => {
    expect(() => encode(message, version, value)).toThrow(
      expect.objectContaining({ name: "ProtocolError", path }),
    );
  });

  test("leaves out a tagged field that has its default", () => {
    expect(encode(message, 2, { hint: null }).equals(encode(message, 2, {}))).toBe(true);
  });

  test("puts tagged fields, known and unknown, in the order of their tags", () => {
    const unknownTaggedFields = [0, 2].map((tag) => ({ tag, data: Buffer.from([tag]) }));
    const tail = encode(message, 2, { hint: "h", unknownTaggedFields }).subarray(-11);
    expect(tail.toString("hex")).toBe("03" + "000100" + "01020268" + "020102");
  });

  test("refuses a version that the message does not have", () => {
    expect(() => compile(message, 4)).toThrow("Sample has the versions 0 to 3, not 4");
  });
});

describe("decoding", () => {
  test("names the field and the byte where the bytes end", () => {
    const bytes = encode(message, 1, { parts: [{ ids: [1, 2] }, { ids: [3] }] });
    const cut = bytes.subarray(0, bytes.length - 1);
    expect(() => decode(message, 1, cut)).toThrow(
      expect.objectContaining({ path: "Sample v1.parts[1].ids", offset: bytes.length - 4 }),
    );
  });

  test.each([
    ["more elements than bytes", "7fffffff"],
    ["a negative number of elements", "fffffff0"],
  ])("refuses an array of %s before it allocates", (_, length) => {
    const bytes = Buffer.concat([encode(message, 0, {}).subarray(0, -4), Buffer.from(length, "hex")]);
    expect(() => decode(message, 0, bytes)).toThrow(ProtocolError);
  });

  test("refuses a tagged field whose content is shorter than it says", () => {
    const bytes = encode(message, 2, {});
    const tagged = Buffer.concat([
      bytes.subarray(0, -1),
      Buffer.from("01" + "01" + "03" + "0268" + "00", "hex"),
    ]);
    expect(() => decode(message, 2, tagged)).toThrow(expect.objectContaining({ path: "Sample v2.hint" }));
  });

  describe("bytes", () => {
    const schema: MessageSchema = {
      name: "Blob",
      kind: "data",
      versions: [0, 1],
      flexible: [1, 1],
      fields: [{ name: "blob", type: "bytes", versions: [0, 1] }],
    };

    test("are handed out as slices of what was given", () => {
      const bytes = encode(schema, 0, { blob: Buffer.from("payload") });
      const { blob } = decode(schema, 0, bytes) as { blob: Buffer };
      expect(blob.buffer).toBe(bytes.buffer);
    });

    test.each([0, 1])("may be given in pieces, large and small, in version %i", (version) => {
      const pieces = [Buffer.from("a"), Buffer.alloc(100_000, "b"), Buffer.alloc(0), Buffer.from("c")];
      const whole = encode(schema, version, { blob: Buffer.concat(pieces) });
      expect(encode(schema, version, { blob: pieces })).toEqual(whole);
      expect(encode(schema, version, { blob: [] })).toEqual(
        encode(schema, version, { blob: Buffer.alloc(0) }),
      );
    });
  });
});
