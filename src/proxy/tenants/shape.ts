/**
 * The places of names in a message: a tree of the structs that contain names. It is compiled from `entityType` in the
 * message's schema, once per message and version. A changed copy of a message shares what has not changed.
 *
 * In the schemas a few names have no `entityType`, mostly because another field says what they name. {@link UNMARKED}
 * adds them.
 */

import { contains, type FieldSchema, type MessageName, schemaOf } from "../../protocol/index.js";
import type { Entity } from "./names.js";

export type Struct = Record<string, unknown>;

interface Shape {
  /** Strings and lists of strings. */
  readonly names: readonly { readonly field: string; readonly entity: Entity }[];
  /** The id of the topic that the struct names. */
  readonly topicId: string | undefined;
  /** Error messages of a broker, which may quote names. */
  readonly sentences: readonly string[];
  readonly children: readonly { readonly field: string; readonly shape: Shape }[];
}

const ENTITIES: ReadonlySet<string> = new Set<Entity>(["topicName", "groupId", "transactionalId"]);

const UNMARKED: { readonly [M in MessageName]?: Readonly<Record<string, Entity>> } = {
  // keyType says what they name. Tenants may use groups and transactions.
  FindCoordinatorRequest: { key: "groupId", coordinatorKeys: "groupId" },
  FindCoordinatorResponse: { "coordinators.key": "groupId" },
  // resourceType says what they name. Tenants may use topics and groups.
  DescribeConfigsRequest: { "resources.resourceName": "resourceName" },
  DescribeConfigsResponse: { "results.resourceName": "resourceName" },
  AlterConfigsRequest: { "resources.resourceName": "resourceName" },
  AlterConfigsResponse: { "responses.resourceName": "resourceName" },
  IncrementalAlterConfigsRequest: { "resources.resourceName": "resourceName" },
  IncrementalAlterConfigsResponse: { "responses.resourceName": "resourceName" },
  // The next page may start at a name that does not exist.
  DescribeTopicPartitionsRequest: { "cursor.topicName": "cursor" },
  ConsumerProtocolSubscription: { topics: "topicName" },
};

/** Null where the message has no names in that version. */
export function shapeOf(message: MessageName, version: number): Shape | null {
  const key = `${message} ${version}`;
  let shape = shapes.get(key);
  if (shape === undefined) {
    shape = compile(schemaOf(message).fields, version, UNMARKED[message] ?? {}, "");
    shapes.set(key, shape);
  }
  return shape;
}

/** A cache: an entry depends only on its key. */
const shapes = new Map<string, Shape | null>();

function compile(
  fields: readonly FieldSchema[],
  version: number,
  unmarked: Readonly<Record<string, Entity>>,
  path: string,
): Shape | null {
  const present = fields.filter((field) => contains(field.versions, version));
  const names = present.flatMap(({ name: field, type, entityType = "" }) => {
    const entity = unmarked[path + field] ?? (ENTITIES.has(entityType) ? (entityType as Entity) : undefined);
    return entity !== undefined && type.endsWith("string") ? [{ field, entity }] : [];
  });
  const sentences = present.filter(isSentence).map(({ name }) => name);
  const children = present.flatMap(({ name: field, fields: inner }) => {
    const shape = inner === undefined ? null : compile(inner, version, unmarked, `${path}${field}.`);
    return shape === null ? [] : [{ field, shape }];
  });
  if (names.length + sentences.length + children.length === 0) return null;
  const named = names.some(({ entity }) => entity === "topicName");
  const topicId = named ? present.find(({ name, type }) => name === "topicId" && type === "uuid") : undefined;
  return { names, topicId: topicId?.name, sentences, children };
}

function isSentence({ name, type }: FieldSchema): boolean {
  return type === "string" && /errorMessage$/i.test(name);
}

/** A copy with every name as `rename` gives it. */
export function renamed(
  shape: Shape | null,
  struct: Struct,
  rename: (name: string, entity: Entity) => string,
): Struct {
  if (shape === null) return struct;
  const copy = { ...struct };
  for (const { field, entity } of shape.names) {
    const value = copy[field] as string | string[] | null;
    if (value === null) continue;
    copy[field] =
      typeof value === "string" ? rename(value, entity) : value.map((name) => rename(name, entity));
  }
  for (const child of shape.children) {
    copy[child.field] = each(copy[child.field], (inner) => renamed(child.shape, inner, rename));
  }
  return copy;
}

export interface Reading {
  /** Undefined for a name that the reader may not see. */
  name(name: string): string | undefined;
  /** The id of a topic whose name is the reader's. */
  topicId(id: string): void;
  sentence(text: string): string;
}

/**
 * A copy with every name as `reading` gives it. A struct with a name that the reader may not see is left out: a list
 * loses the entry, and another field becomes null. Undefined when `struct` itself is left out. A null name hides
 * nothing.
 */
export function read(shape: Shape | null, struct: Struct, reading: Reading): Struct | undefined {
  if (shape === null) return struct;
  const copy = { ...struct };
  for (const { field } of shape.names) {
    const value = copy[field] as string | string[] | null;
    if (value === null) continue;
    if (typeof value === "string") {
      const name = reading.name(value);
      if (name === undefined) return undefined;
      copy[field] = name;
      if (shape.topicId !== undefined) reading.topicId(copy[shape.topicId] as string);
    } else {
      copy[field] = value.map((name) => reading.name(name)).filter((name) => name !== undefined);
    }
  }
  for (const field of shape.sentences) {
    const value = copy[field] as string | null;
    if (value !== null) copy[field] = reading.sentence(value);
  }
  for (const child of shape.children) {
    copy[child.field] = each(copy[child.field], (inner) => read(child.shape, inner, reading));
  }
  return copy;
}

/** Changes a struct, or each struct of a list. */
function each(value: unknown, change: (struct: Struct) => Struct | undefined): unknown {
  if (value === null) return null;
  if (!Array.isArray(value)) return change(value as Struct) ?? null;
  return value.map(change).filter((struct) => struct !== undefined);
}
