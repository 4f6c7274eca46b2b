/**
 * Where a message has names: compiled from its schema's `entityType`, once for each message and version, as a tree that
 * has only the structs that lead to a name. Walking it copies what it changes and shares the rest with the original.
 *
 * The schemas leave a few names unmarked, mostly because what they name depends on a type beside them; {@link UNMARKED}
 * adds those.
 */

import { contains, type FieldSchema, type MessageName, schemaOf } from "../../protocol/index.js";
import type { Entity } from "./names.js";

export type Struct = Record<string, unknown>;

interface Shape {
  /** Strings and lists of strings. */
  readonly names: readonly { readonly field: string; readonly entity: Entity }[];
  /** The id of the topic that the struct names. */
  readonly topicId: string | undefined;
  /** Sentences of a broker, which may quote names. */
  readonly sentences: readonly string[];
  readonly children: readonly { readonly field: string; readonly shape: Shape }[];
}

const ENTITIES: ReadonlySet<string> = new Set<Entity>(["topicName", "groupId", "transactionalId"]);

const UNMARKED: { readonly [M in MessageName]?: Readonly<Record<string, Entity>> } = {
  // By keyType, of which tenants may use those of groups and transactions.
  FindCoordinatorRequest: { key: "groupId", coordinatorKeys: "groupId" },
  FindCoordinatorResponse: { "coordinators.key": "groupId" },
  // By resourceType, of which tenants may use those of topics and groups.
  DescribeConfigsRequest: { "resources.resourceName": "resourceName" },
  DescribeConfigsResponse: { "results.resourceName": "resourceName" },
  AlterConfigsRequest: { "resources.resourceName": "resourceName" },
  AlterConfigsResponse: { "responses.resourceName": "resourceName" },
  IncrementalAlterConfigsRequest: { "resources.resourceName": "resourceName" },
  IncrementalAlterConfigsResponse: { "responses.resourceName": "resourceName" },
  // A page may start between two names.
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

/** A cache, whose entries depend on nothing but their key. */
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
  /** Undefined for a name that is not the reader's to see. */
  name(name: string): string | undefined;
  /** The id of a topic whose name is the reader's. */
  topicId(id: string): void;
  sentence(text: string): string;
}

/**
 * A copy with every name as `reading` gives it; what has a name that is not to be seen is left out: list entries fall
 * away, other structs become null. Undefined when that is so of the struct itself. A name that is null hides nothing.
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

/** Of a struct or of each of a list of them. */
function each(value: unknown, change: (struct: Struct) => Struct | undefined): unknown {
  if (value === null) return null;
  if (!Array.isArray(value)) return change(value as Struct) ?? null;
  return value.map(change).filter((struct) => struct !== undefined);
}
