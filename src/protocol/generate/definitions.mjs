/**
 * Kafka's message definitions, as they lie in a kafka-clients jar (`common/message/*.json`), read and normalised.
 *
 * Kafka writes version ranges as "3+" or "0-12", defaults as text, and structs either inline or as `commonStructs`.
 * Here all of that is resolved once, so that whoever prints or walks the definitions sees plain data:
 * ranges are `[first, last]` clipped to the versions the message has, defaults are values, structs are always inline.
 * The rules are those of Kafka's own generator (generator/src/main/java/org/apache/kafka/message).
 *
 * @typedef {[first: number, last: number]} Range
 * @typedef {number | bigint | boolean | string | null} Default
 * @typedef {{
 *   name: string, type: string, about: string, versions: Range, nullable: Range | null, tag: number | null,
 *   tagged: Range | null, flexible: boolean, ignorable: boolean, mapKey: boolean, entityType: string | null,
 *   default: Default | undefined, fields: Field[] | null
 * }} Field
 * @typedef {{
 *   name: string, kind: "request" | "response" | "header" | "data", apiKey: number | null, versions: Range,
 *   flexible: Range | null, deprecated: Range | null, latestVersionUnstable: boolean, listeners: string[],
 *   fields: Field[]
 * }} Message
 */

import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";

const FOLDER = "common/message/";
const LATEST = 0x7fff;
const INTEGERS = ["int8", "int16", "uint16", "int32", "uint32"];

/**
 * Every message definition in the jar at `jarPath`, by name. A message without valid versions is no longer in use, and
 * only its API key is still taken.
 * @param {string} jarPath
 * @returns {Message[]}
 */
export function readDefinitions(jarPath) {
  const files = unzipSync(readFileSync(jarPath), {
    filter: ({ name }) => name.startsWith(FOLDER) && name.endsWith(".json"),
  });
  const messages = Object.entries(files).flatMap(([path, bytes]) => {
    try {
      const raw = parseCommentedJson(Buffer.from(bytes).toString("utf8"));
      return raw.validVersions === "none" ? [] : [normaliseMessage(raw)];
    } catch (cause) {
      throw new Error(`${jarPath}: ${path} is not a message definition this generator understands`, {
        cause,
      });
    }
  });
  if (messages.length === 0) throw new Error(`${jarPath} holds no message definitions under ${FOLDER}`);
  return messages.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Kafka comments whole lines only, so no string can be mistaken for a comment. */
function parseCommentedJson(/** @type {string} */ text) {
  return JSON.parse(text.replace(/^\s*\/\/.*$/gm, ""));
}

/** @returns {Message} */
function normaliseMessage(/** @type {any} */ raw) {
  const versions = parseRange(raw.validVersions, [0, LATEST]);
  if (!versions) throw new Error(`${raw.name} has no valid versions`);
  const structs = new Map((raw.commonStructs ?? []).map((/** @type {any} */ s) => [s.name, s.fields]));
  return {
    name: raw.name,
    kind: raw.type,
    apiKey: raw.apiKey ?? null,
    versions,
    flexible: parseRange(raw.flexibleVersions, versions),
    deprecated: parseRange(raw.deprecatedVersions, versions),
    latestVersionUnstable: raw.latestVersionUnstable === true,
    listeners: raw.listeners ?? [],
    fields: raw.fields.map((/** @type {any} */ f) => normaliseField(f, versions, structs)),
  };
}

/** @returns {Field} */
function normaliseField(
  /** @type {any} */ raw,
  /** @type {Range} */ within,
  /** @type {Map<string, any>} */ structs,
) {
  const element = raw.type.replace(/^\[\]/, "");
  const isStruct = /^[A-Z]/.test(element);
  const structFields = isStruct ? (raw.fields ?? structs.get(element)) : null;
  if (isStruct && !structFields) throw new Error(`field ${raw.name} has the unknown type ${raw.type}`);
  if (raw.flexibleVersions !== undefined && raw.flexibleVersions !== "none")
    throw new Error(`field ${raw.name} has flexibleVersions of its own`);
  return {
    name: raw.name[0].toLowerCase() + raw.name.slice(1),
    type: raw.type,
    about: raw.about ?? "",
    versions: parseRange(raw.versions, within) ?? [0, -1],
    nullable: parseRange(raw.nullableVersions, within),
    tag: raw.tag ?? null,
    tagged: parseRange(raw.taggedVersions, within),
    flexible: raw.flexibleVersions !== "none",
    ignorable: raw.ignorable === true,
    mapKey: raw.mapKey === true,
    entityType: raw.entityType ?? null,
    default: parseDefault(raw.type, raw.default),
    fields: structFields?.map((/** @type {any} */ f) => normaliseField(f, within, structs)) ?? null,
  };
}

/**
 * "3+", "0-12", "7" or "none", clipped to `within`; null when nothing is left.
 * @returns {Range | null}
 */
function parseRange(/** @type {string | undefined} */ text, /** @type {Range} */ within) {
  if (text === undefined || text === "none") return null;
  const match = /^(\d+)(?:(\+)|-(\d+))?$/.exec(text);
  if (!match) throw new Error(`"${text}" is not a version range`);
  const first = Number(match[1]);
  const last = match[2] ? LATEST : Number(match[3] ?? match[1]);
  /** @type {Range} */
  const clipped = [Math.max(first, within[0]), Math.min(last, within[1])];
  return clipped[0] <= clipped[1] ? clipped : null;
}

/**
 * The default as a value; undefined where the type's own default (0, "", false, empty) applies.
 * @returns {Default | undefined}
 */
function parseDefault(/** @type {string} */ type, /** @type {unknown} */ raw) {
  if (raw === undefined || raw === "") return undefined;
  const text = String(raw);
  if (text === "null") return null;
  if (type === "bool") return text === "true";
  if (type === "int64") return BigInt(text);
  if (type === "string") return text;
  if (INTEGERS.includes(type) || type === "float64") return Number(text);
  throw new Error(`a field of type ${type} has the default ${text}`);
}
