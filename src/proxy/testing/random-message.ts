/**
 * Messages of any API and version with seeded random bodies that fit their schema, and ways to spoil the bytes of one.
 * Names of topics, groups and transactions are told apart from all other strings: the caller gives them.
 */

import {
  type ApiName,
  apiByKey,
  apiOf,
  contains,
  encodeRequest,
  encodeResponse,
  type FieldSchema,
  type MessageName,
  schemaOf,
} from "../../protocol/index.js";

export type Random = () => number;

const NAMES = ["topicName", "groupId", "transactionalId"];
/** Names in the schemas' eyes are only those marked as such; these are names where another field says so. */
const UNMARKED: Partial<Record<ApiName, readonly string[]>> = {
  FindCoordinator: ["key", "coordinatorKeys"],
  DescribeConfigs: ["resourceName"],
  AlterConfigs: ["resourceName"],
  IncrementalAlterConfigs: ["resourceName"],
};

export const BROKER_APIS: readonly ApiName[] = Array.from({ length: 200 }, (_, key) => apiByKey(key)).filter(
  (api): api is ApiName => api !== undefined && apiOf(api).listeners.includes("broker"),
);

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T;
}

export function randomVersion(random: Random, api: ApiName): number {
  const [first, last] = apiOf(api).versions;
  return first + Math.floor(random() * (last - first + 1));
}

export interface Making {
  readonly random: Random;
  readonly api: ApiName;
  readonly version: number;
  /** For topics, groups and transactions. */
  readonly names: readonly string[];
  /** Batches for fields that carry records; other fields of bytes get noise. */
  readonly records: readonly Buffer[];
}

export function randomRequest(
  making: Making,
  header: { correlationId: number; clientId: string | null },
): Buffer {
  const { api, version } = making;
  return encodeRequest(api, version, header, struct(fieldsOf(`${api}Request`), making) as never);
}

export function randomResponse(making: Making, correlationId: number): Buffer {
  const { api, version } = making;
  return encodeResponse(api, version, { correlationId }, struct(fieldsOf(`${api}Response`), making) as never);
}

const known = new Map<MessageName, readonly FieldSchema[]>();

function fieldsOf(name: MessageName): readonly FieldSchema[] {
  const fields = known.get(name) ?? schemaOf(name).fields;
  known.set(name, fields);
  return fields;
}

function struct(fields: readonly FieldSchema[], making: Making): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const field of fields) {
    if (contains(field.versions, making.version)) value[field.name] = fieldValue(field, making);
  }
  return value;
}

function fieldValue(field: FieldSchema, making: Making): unknown {
  const { random, version } = making;
  if (contains(field.nullable, version) && random() < 0.2) return null;
  const one = () => (field.fields ? struct(field.fields, making) : scalar(field, making));
  if (!field.type.startsWith("[]")) return one();
  return Array.from({ length: Math.floor(random() * 3) }, one);
}

function scalar({ name, type, entityType }: FieldSchema, { random, api, names, records }: Making): unknown {
  switch (type.replace("[]", "")) {
    case "bool":
      return random() < 0.5;
    case "int8":
      return Math.floor(random() * 4);
    case "int16":
      // A third of them errors of which some mean something to somebody.
      return name === "errorCode"
        ? random() < 0.3
          ? Math.floor(random() * 120)
          : 0
        : Math.floor(random() * 8);
    case "uint16":
    case "int32":
    case "uint32":
      return name === "port" ? 9092 : Math.floor(random() * 4);
    case "int64":
      return BigInt(Math.floor(random() * 1_000));
    case "float64":
      return random();
    case "uuid":
      return Buffer.alloc(16, Math.floor(random() * 4)).toString("base64url");
    case "string":
      if (name === "host") return "127.0.0.1";
      if (NAMES.includes(entityType ?? "") || UNMARKED[api]?.includes(name)) return pick(random, names);
      return pick(random, ["", "a", "word", "ü".repeat(20)]);
    case "records":
      return random() < 0.8 ? pick(random, records) : noise(random);
    default:
      return noise(random);
  }
}

function noise(random: Random): Buffer {
  return Buffer.from(Array.from({ length: Math.floor(random() * 80) }, () => Math.floor(random() * 256)));
}

/** Of bytes with their size: a flipped bit, a cut, a splice, another size, another key or version, noise. */
export function spoiled(random: Random, bytes: Buffer, other: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const at = Math.floor(random() * copy.length);
  switch (Math.floor(random() * 8)) {
    case 0:
      copy[at] = (copy[at] as number) ^ (1 << Math.floor(random() * 8));
      return copy;
    case 1:
      return copy.subarray(0, at);
    case 2:
      return Buffer.concat([copy.subarray(0, at), other.subarray(Math.floor(random() * other.length))]);
    case 3:
      copy.writeInt32BE(
        pick(random, [-1, 0, 1, 7, 8, copy.length, copy.length * 2, 0x7fff_ffff, -0x8000_0000]),
        0,
      );
      return copy;
    case 4:
      if (copy.length >= 8) copy.writeInt16BE(Math.floor(random() * 90) - 2, pick(random, [4, 6]));
      return copy;
    case 5:
      // The body is cut and the size says so: the frame is whole, what it holds is not.
      if (copy.length > 12) {
        const cut = copy.subarray(0, 12 + Math.floor(random() * (copy.length - 12)));
        cut.writeInt32BE(cut.length - 4, 0);
        return cut;
      }
      return copy;
    case 6:
      for (let i = 12; i < copy.length; i++) if (random() < 0.05) copy[i] = Math.floor(random() * 256);
      return copy;
    default:
      // Lengths and counts that say more than there is.
      for (let i = 12; i < copy.length; i++) if (copy[i] === 0 && random() < 0.1) copy[i] = 0xff;
      return copy;
  }
}
