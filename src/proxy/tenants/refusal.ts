/**
 * Responses of the proxy with one error code everywhere: at the top, and in one entry for each entry of the request.
 * They are made from the schemas. A response's list whose entries have an error code corresponds to the request's first
 * list. An entry of the response repeats the fields that it has in common with the request's entry.
 *
 *     DeleteTopics v6, 31   { topics: [{ name: "a" }, …] }  ──▶  { responses: [{ name: "a", errorCode: 31 }, …] }
 */

import {
  type ApiName,
  contains,
  decodeMessage,
  encodeMessage,
  type FieldSchema,
  type MessageName,
  schemaOf,
} from "../../protocol/index.js";
import type { Struct } from "./shape.js";

const ERROR_CODES: ReadonlySet<string> = new Set(["errorCode", "partitionErrorCode"]);
const PARTITION = /^(index|partition(Index|Id)?)$/;

export function refusal(api: ApiName, version: number, request: Struct, errorCode: number): Struct {
  const asked = present(schemaOf(`${api}Request`).fields, version);
  const response: MessageName = `${api}Response`;
  const body = answer(schemaOf(response).fields, asked, request, version, errorCode);
  // Encoding and decoding adds the default of every field that is left out.
  return decodeMessage(response, version, encodeMessage(response, version, body)) as unknown as Struct;
}

function answer(
  fields: readonly FieldSchema[],
  asked: readonly FieldSchema[],
  request: Struct,
  version: number,
  errorCode: number,
): Struct {
  const body: Struct = {};
  const list = asked.find(({ type }) => type.startsWith("[]"));
  for (const field of present(fields, version)) {
    if (ERROR_CODES.has(field.name)) {
      body[field.name] = errorCode;
    } else if (field.type === "records" && !contains(field.nullable, version)) {
      body[field.name] = Buffer.alloc(0);
    } else if (field.type.startsWith("[]")) {
      if (field.fields === undefined || list === undefined || !carriesError(field.fields, version)) continue;
      const inner = field.fields;
      const element = elementOf(list, present(inner, version), version);
      body[field.name] = ((request[list.name] as unknown[] | null) ?? []).map((entry) =>
        answer(inner, element.fields, element.struct(entry), version, errorCode),
      );
    } else {
      const same = asked.find((other) => other.type === field.type && sameThing(field, other));
      if (same !== undefined && request[same.name] !== null) body[field.name] = request[same.name];
    }
  }
  return body;
}

function present(fields: readonly FieldSchema[], version: number): FieldSchema[] {
  return fields.filter(({ versions }) => contains(versions, version));
}

function carriesError(fields: readonly FieldSchema[], version: number): boolean {
  return present(fields, version).some(
    ({ name, fields: inner }) =>
      ERROR_CODES.has(name) || (inner !== undefined && carriesError(inner, version)),
  );
}

function sameThing(a: FieldSchema, b: FieldSchema): boolean {
  if (a.name === b.name) return true;
  if (a.entityType === "topicName") return b.entityType === "topicName";
  return PARTITION.test(a.name) && PARTITION.test(b.name);
}

/**
 * An entry of a list of names or numbers becomes a struct with one field, which has the name that the response uses.
 */
function elementOf(
  list: FieldSchema,
  answered: readonly FieldSchema[],
  version: number,
): { fields: readonly FieldSchema[]; struct: (entry: unknown) => Struct } {
  if (list.fields !== undefined)
    return { fields: present(list.fields, version), struct: (entry) => entry as Struct };
  const type = list.type.slice("[]".length);
  const key = answered.find((field) => field.type === type && !/error/i.test(field.name));
  if (key === undefined) return { fields: [], struct: () => ({}) };
  return { fields: [key], struct: (entry) => ({ [key.name]: entry }) };
}
