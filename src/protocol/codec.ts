/**
 * A schema compiled for one version: a function that decodes and a function that encodes.
 *
 * A version decides three things of every field: whether it is there, whether it may be null, and whether it is tagged.
 * All three are decided once, when a version is first used; what remains is a list of closures per struct. Version 0 of
 * a message and its newest share nothing but the schema, so a message nobody sends costs nothing.
 *
 * In "flexible" versions (KIP-482) lengths are varints of length + 1, and every struct ends with its tagged fields.
 * Tags that the schema does not know are kept, so that what was decoded encodes to the same bytes again.
 */

import { type Default, defaultOf, type Struct } from "./defaults.js";
import { ProtocolError, within } from "./protocol-error.js";
import { Reader } from "./reader.js";
import { contains, type FieldSchema, type MessageSchema, type UnknownTaggedField } from "./schema.js";
import { Writer } from "./writer.js";

export interface Codec {
  decode(reader: Reader): unknown;
  encode(writer: Writer, value: unknown): void;
}

/** What is known of a value's wire form in one version. */
interface WireType extends Codec {
  /** The fewest bytes that a value can take. */
  readonly sizeMin: number;
}

/** @throws RangeError when the message has no such version */
export function compile(schema: MessageSchema, version: number): Codec {
  if (!contains(schema.versions, version)) {
    throw new RangeError(
      `${schema.name} has the versions ${schema.versions[0]} to ${schema.versions[1]}, not ${version}`,
    );
  }
  const message = structType(schema.fields, version, contains(schema.flexible, version));
  const title = `${schema.name} v${version}`;
  return {
    decode(reader) {
      try {
        return message.decode(reader);
      } catch (error) {
        throw within(error, title);
      }
    },
    encode(writer, value) {
      try {
        message.encode(writer, value);
      } catch (error) {
        throw within(error, title);
      }
    },
  };
}

// Structs

interface Field {
  readonly name: string;
  readonly initial: Default;
}
interface WireField extends Field {
  readonly type: WireType;
}
interface TaggedField extends WireField {
  readonly tag: number;
}

function structType(schemas: readonly FieldSchema[], version: number, flexible: boolean): WireType {
  const all: Field[] = [];
  const wired: WireField[] = [];
  const tagged: TaggedField[] = [];
  const unsendable: (Field & { existsIn: string })[] = [];
  for (const schema of schemas) {
    const field = { name: schema.name, initial: defaultOf(schema) };
    all.push(field);
    if (!contains(schema.versions, version)) {
      if (!schema.ignorable) unsendable.push({ ...field, existsIn: schema.versions.join("–") });
      continue;
    }
    const type = fieldType(schema, version, flexible && schema.flexible !== false);
    if (schema.tag !== undefined && contains(schema.tagged, version)) {
      tagged.push({ ...field, type, tag: schema.tag });
    } else {
      wired.push({ ...field, type });
    }
  }
  const onWire = new Set<string>(wired.map(({ name }) => name));
  const offWire = all.filter(({ name }) => !onWire.has(name));
  const tags = flexible ? taggedFields(tagged) : noTaggedFields(version);

  return {
    sizeMin: wired.reduce((sum, { type }) => sum + type.sizeMin, flexible ? 1 : 0),
    decode(reader) {
      const struct: Struct = {};
      let index = 0;
      try {
        for (; index < wired.length; index++) {
          const field = wired[index] as WireField;
          struct[field.name] = field.type.decode(reader);
        }
      } catch (error) {
        throw within(error, (wired[index] as WireField).name);
      }
      for (const { name, initial } of offWire) struct[name] = initial.create();
      tags.decode(reader, struct);
      return struct;
    },
    encode(writer, value) {
      const struct = value as Struct;
      for (const { name, initial, existsIn } of unsendable) {
        if (struct[name] === undefined || initial.matches(struct[name])) continue;
        throw new ProtocolError(
          `the field is set, but exists only in versions ${existsIn}, not in ${version}`,
          undefined,
          name,
        );
      }
      let index = 0;
      try {
        for (; index < wired.length; index++) {
          const { name, type, initial } = wired[index] as WireField;
          type.encode(writer, struct[name] ?? (struct[name] === null ? null : initial.create()));
        }
      } catch (error) {
        throw encodingError(error, (wired[index] as WireField).name);
      }
      tags.encode(writer, struct);
    },
  };
}

interface Tags {
  decode(reader: Reader, into: Struct): void;
  encode(writer: Writer, from: Struct): void;
}

function noTaggedFields(version: number): Tags {
  return {
    decode() {},
    encode(_writer, struct) {
      if ((struct.unknownTaggedFields as unknown[] | undefined)?.length) {
        throw new ProtocolError(
          `version ${version} can carry no tagged fields`,
          undefined,
          "unknownTaggedFields",
        );
      }
    },
  };
}

function taggedFields(fields: readonly TaggedField[]): Tags {
  const byTag = new Map(fields.map((field) => [field.tag, field]));
  return {
    decode(reader, struct) {
      const count = reader.arrayLength(reader.unsignedVarint(), 2);
      if (count === 0) return;
      const unknown: UnknownTaggedField[] = [];
      for (let i = 0; i < count; i++) {
        const tag = reader.unsignedVarint();
        const start = reader.offset;
        const data = reader.bytes(reader.unsignedVarint()) as Buffer;
        const field = byTag.get(tag);
        if (!field) unknown.push({ tag, data });
        else struct[field.name] = decodeTagged(field, reader, reader.offset - data.length, start);
      }
      if (unknown.length > 0) struct.unknownTaggedFields = unknown;
    },
    encode(writer, struct) {
      const present: UnknownTaggedField[] = [];
      for (const field of fields) {
        const value = struct[field.name];
        if (value === undefined || field.initial.matches(value)) continue;
        present.push({ tag: field.tag, data: encodeTagged(field, value) });
      }
      for (const unknown of (struct.unknownTaggedFields as UnknownTaggedField[] | undefined) ?? []) {
        if (byTag.has(unknown.tag)) {
          const { name } = byTag.get(unknown.tag) as TaggedField;
          throw new ProtocolError(
            `tag ${unknown.tag} is the field ${name}`,
            undefined,
            "unknownTaggedFields",
          );
        }
        present.push(unknown);
      }
      present.sort((a, b) => a.tag - b.tag);
      writer.unsignedVarint(present.length);
      for (const { tag, data } of present) {
        writer.unsignedVarint(tag);
        writer.unsignedVarint(data.length);
        writer.raw(data);
      }
    },
  };
}

function decodeTagged(field: TaggedField, reader: Reader, start: number, sizeAt: number): unknown {
  const inner = new Reader(reader.buffer, start, reader.offset);
  try {
    const value = field.type.decode(inner);
    if (inner.remaining === 0) return value;
    throw new ProtocolError(`${inner.remaining} bytes are left over in tag ${field.tag}`, sizeAt);
  } catch (error) {
    throw within(error, field.name);
  }
}

function encodeTagged(field: TaggedField, value: unknown): Buffer {
  const inner = new Writer(64);
  try {
    field.type.encode(inner, value);
  } catch (error) {
    throw encodingError(error, field.name);
  }
  return inner.bytes;
}

/** A value of the wrong type or out of its range makes Node throw its own errors: they get the field's path too. */
function encodingError(error: unknown, segment: string): unknown {
  if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) {
    return new ProtocolError(error.message, undefined, segment, { cause: error });
  }
  return within(error, segment);
}

// Types

function fieldType(schema: FieldSchema, version: number, flexible: boolean): WireType {
  const nullable = contains(schema.nullable, version);
  if (schema.type.startsWith("[]")) {
    const element = schema.fields
      ? structType(schema.fields, version, flexible)
      : scalarType(schema.type.slice(2), flexible, false);
    return arrayType(element, flexible, nullable);
  }
  if (!schema.fields) return scalarType(schema.type, flexible, nullable);
  const struct = structType(schema.fields, version, flexible);
  return nullable ? nullableStructType(struct) : struct;
}

function arrayType(element: WireType, flexible: boolean, nullable: boolean): WireType {
  // An element that takes no byte in some version would let four bytes ask for billions of them.
  const sizeMin = Math.max(1, element.sizeMin);
  return {
    sizeMin: flexible ? 1 : 4,
    decode(reader) {
      const length = reader.arrayLength(flexible ? reader.unsignedVarint() - 1 : reader.int32(), sizeMin);
      if (length === -1) return nullable ? null : refuseNull(reader);
      const values: unknown[] = [];
      let index = 0;
      try {
        for (; index < length; index++) values.push(element.decode(reader));
      } catch (error) {
        throw within(error, `[${index}]`);
      }
      return values;
    },
    encode(writer, value) {
      if (value === null && !nullable) refuseNull();
      const values = value as unknown[] | null;
      const length = values === null ? -1 : values.length;
      if (flexible) writer.unsignedVarint(length + 1);
      else writer.int32(length);
      let index = 0;
      try {
        for (; index < length; index++) element.encode(writer, (values as unknown[])[index]);
      } catch (error) {
        throw encodingError(error, `[${index}]`);
      }
    },
  };
}

/** One byte says whether the struct follows: −1 or 1. */
function nullableStructType(struct: WireType): WireType {
  return {
    sizeMin: 1,
    decode: (reader) => (reader.int8() < 0 ? null : struct.decode(reader)),
    encode(writer, value) {
      writer.int8(value === null ? -1 : 1);
      if (value !== null) struct.encode(writer, value);
    },
  };
}

function scalarType(type: string, flexible: boolean, nullable: boolean): WireType {
  switch (type) {
    case "bool":
      return { sizeMin: 1, decode: (r) => r.bool(), encode: (w, v) => w.bool(v as boolean) };
    case "int8":
      return { sizeMin: 1, decode: (r) => r.int8(), encode: (w, v) => w.int8(integer(v)) };
    case "int16":
      return { sizeMin: 2, decode: (r) => r.int16(), encode: (w, v) => w.int16(integer(v)) };
    case "uint16":
      return { sizeMin: 2, decode: (r) => r.uint16(), encode: (w, v) => w.uint16(integer(v)) };
    case "int32":
      return { sizeMin: 4, decode: (r) => r.int32(), encode: (w, v) => w.int32(integer(v)) };
    case "uint32":
      return { sizeMin: 4, decode: (r) => r.uint32(), encode: (w, v) => w.uint32(integer(v)) };
    case "int64":
      return {
        sizeMin: 8,
        decode: (r) => r.int64(),
        encode: (w, v) => w.int64(BigInt(v as bigint | number)),
      };
    case "float64":
      return { sizeMin: 8, decode: (r) => r.float64(), encode: (w, v) => w.float64(v as number) };
    case "uuid":
      return { sizeMin: 16, decode: (r) => r.uuid(), encode: (w, v) => w.uuid(v as string) };
    case "string":
      return stringType(flexible, nullable);
    case "bytes":
    case "records":
      return bytesType(flexible, nullable);
    default:
      throw new Error(`the schema names the unknown type ${type}`);
  }
}

/** Node would write 0 for NaN and for whatever is no number. */
function integer(value: unknown): number {
  if (Number.isInteger(value)) return value as number;
  throw new TypeError(`${String(value)} is not an integer`);
}

function stringType(flexible: boolean, nullable: boolean): WireType {
  return {
    sizeMin: flexible ? 1 : 2,
    decode(reader) {
      const value = reader.string(flexible ? reader.unsignedVarint() - 1 : reader.int16());
      return value === null && !nullable ? refuseNull(reader) : value;
    },
    encode(writer, value) {
      if (value !== null) writer.string(value as string, flexible);
      else if (!nullable) refuseNull();
      else if (flexible) writer.unsignedVarint(0);
      else writer.int16(-1);
    },
  };
}

function bytesType(flexible: boolean, nullable: boolean): WireType {
  return {
    sizeMin: flexible ? 1 : 4,
    decode(reader) {
      const value = reader.bytes(flexible ? reader.unsignedVarint() - 1 : reader.int32());
      return value === null && !nullable ? refuseNull(reader) : value;
    },
    encode(writer, value) {
      if (value === null && !nullable) refuseNull();
      const pieces = (value === null || Array.isArray(value) ? value : [value]) as Uint8Array[] | null;
      const length = pieces === null ? -1 : pieces.reduce((sum, piece) => sum + piece.length, 0);
      if (flexible) writer.unsignedVarint(length + 1);
      else writer.int32(length);
      for (const piece of pieces ?? []) writer.raw(piece);
    },
  };
}

function refuseNull(reader?: Reader): never {
  throw new ProtocolError("null is not allowed here in this version", reader?.offset);
}
