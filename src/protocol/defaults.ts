/**
 * The values that fields have when they are not set. They do not depend on the version: a field that a version lacks
 * reads as its default, and only a field that still has its default may be left out of what is written.
 *
 * Source: "Deserializing Messages" and "Custom Default Values" in Kafka's common/message/README.md.
 */

import type { FieldSchema } from "./schema.js";

export interface Default {
  /** A fresh default value. */
  create(): unknown;
  matches(value: unknown): boolean;
}

export type Struct = Record<string, unknown>;

const ZERO_UUID = "A".repeat(22);

export function defaultOf(field: FieldSchema): Default {
  if (field.default === null || field.type === "records") {
    return { create: () => null, matches: (value) => value === null };
  }
  if (field.type.startsWith("[]")) {
    return { create: () => [], matches: (value) => Array.isArray(value) && value.length === 0 };
  }
  if (field.fields) return structDefault(field.fields);
  switch (field.type) {
    case "bytes":
      return {
        create: () => Buffer.alloc(0),
        matches: (value) => value instanceof Uint8Array && value.length === 0,
      };
    case "int64": {
      const initial = field.default ?? 0n;
      return { create: () => initial, matches: (value) => value === initial || value === Number(initial) };
    }
    default: {
      const initial = field.default ?? zero(field.type);
      return { create: () => initial, matches: (value) => value === initial };
    }
  }
}

function structDefault(fields: readonly FieldSchema[]): Default {
  const members = fields.map((field) => ({ name: field.name, initial: defaultOf(field) }));
  return {
    create() {
      const struct: Struct = {};
      for (const { name, initial } of members) struct[name] = initial.create();
      return struct;
    },
    matches(value) {
      if (value === null) return false;
      const struct = value as Struct;
      if ((struct.unknownTaggedFields as unknown[] | undefined)?.length) return false;
      return members.every(
        ({ name, initial }) => struct[name] === undefined || initial.matches(struct[name]),
      );
    },
  };
}

function zero(type: string): number | boolean | string {
  if (type === "bool") return false;
  if (type === "string") return "";
  return type === "uuid" ? ZERO_UUID : 0;
}
