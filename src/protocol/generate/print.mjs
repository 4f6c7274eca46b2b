/**
 * Message definitions printed as TypeScript: one file of interfaces per API, one file of schemas, one index of APIs.
 * Interfaces cost nothing at run time, so they may be many; the schemas are in one file because importing one file is
 * fast, and each stands behind a function because V8 skips the body of a function that is never called.
 *
 * @typedef {import("./definitions.mjs").Message} Message
 * @typedef {import("./definitions.mjs").Field} Field
 */

const TYPES = {
  bool: "boolean",
  int8: "number",
  int16: "number",
  uint16: "number",
  int32: "number",
  uint32: "number",
  int64: "bigint",
  float64: "number",
  string: "string",
  uuid: "string",
  bytes: "Buffer",
  records: "Buffer",
};
const LINE_WIDTH = 110;

/**
 * The generated files: path under `generated/` → text.
 * @param {Message[]} messages sorted by name
 * @param {string} kafkaVersions
 * @returns {Map<string, string>}
 */
export function printAll(messages, kafkaVersions) {
  const header = `// Generated from the message definitions of Kafka ${kafkaVersions} by "npm run generate". Do not edit.\n\n`;
  const files = new Map();
  const groups = groupByFile(messages);
  for (const [file, group] of groups) {
    files.set(`messages/${file}.ts`, header + group.map(printInterfaces).join("\n"));
  }
  files.set("schemas.ts", header + printSchemas(messages));
  files.set("apis.ts", header + printApis(messages, groups));
  return files;
}

/** A request and its response share a file. */
function groupByFile(/** @type {Message[]} */ messages) {
  /** @type {Map<string, Message[]>} */
  const groups = new Map();
  for (const message of messages) {
    const file = message.apiKey === null ? message.name : apiName(message);
    groups.set(file, [...(groups.get(file) ?? []), message]);
  }
  return groups;
}

function apiName(/** @type {Message} */ message) {
  return message.name.replace(/(Request|Response)$/, "");
}

// Interfaces

function printInterfaces(/** @type {Message} */ message) {
  /** @type {Map<string, string>} */
  const structs = new Map();
  collectStructs(message.fields, message, structs);
  const versions = `${describeRange(message.versions)}${message.flexible ? `, flexible ${describeRange(message.flexible)}` : ""}`;
  const key = message.apiKey === null ? "" : ` · API key ${message.apiKey}`;
  let text = `import type { UnknownTaggedField } from "../../schema.js";\n\n`;
  text = message.name.endsWith("Response") && message.apiKey !== null ? "" : text;
  text += `/** ${message.name}${key} · versions ${versions} */\n`;
  text += `export interface ${message.name} {\n${printFields(message.fields, message, "  ")}}\n`;
  if (structs.size > 0) {
    text += `\nexport declare namespace ${message.name} {\n${[...structs.values()].join("\n")}}\n`;
  }
  return text;
}

function collectStructs(
  /** @type {Field[]} */ fields,
  /** @type {Message} */ message,
  /** @type {Map<string, string>} */ structs,
) {
  for (const field of fields) {
    if (!field.fields) continue;
    const name = elementType(field);
    const body = `  interface ${name} {\n${printFields(field.fields, message, "    ")}  }\n`;
    if (structs.has(name) && structs.get(name) !== body)
      throw new Error(`${message.name} has two structs ${name}`);
    structs.set(name, body);
    collectStructs(field.fields, message, structs);
  }
}

function printFields(
  /** @type {Field[]} */ fields,
  /** @type {Message} */ message,
  /** @type {string} */ indent,
) {
  const lines = fields.map(
    (f) => `${printDoc(f, message, indent)}${indent}${f.name}: ${printType(f, message)};\n`,
  );
  return `${lines.join("")}${indent}unknownTaggedFields?: UnknownTaggedField[];\n`;
}

function printType(/** @type {Field} */ field, /** @type {Message} */ message) {
  const element = elementType(field);
  const isArray = field.type.startsWith("[]");
  const base = field.fields
    ? `${message.name}.${element}`
    : TYPES[/** @type {keyof typeof TYPES} */ (element)];
  if (!base) throw new Error(`${message.name}.${field.name} has the unknown type ${field.type}`);
  const canBeNull = field.nullable !== null || field.default === null || field.type === "records";
  return `${base}${isArray ? "[]" : ""}${canBeNull ? " | null" : ""}`;
}

function printDoc(/** @type {Field} */ field, /** @type {Message} */ message, /** @type {string} */ indent) {
  const notes = [];
  if (field.versions.join() !== message.versions.join())
    notes.push(`versions ${describeRange(field.versions)}`);
  if (field.tag !== null) notes.push(`tag ${field.tag}`);
  if (field.default !== undefined) notes.push(`default ${field.default}`);
  const about = field.about.replace(/\s+/g, " ").trim().replaceAll("*/", "*\\/");
  const text = [about, notes.length > 0 ? `(${notes.join("; ")})` : ""].filter(Boolean).join(" ");
  if (!text) return "";
  const oneLine = `${indent}/** ${text} */`;
  if (oneLine.length <= LINE_WIDTH) return `${oneLine}\n`;
  const lines = wrap(text, LINE_WIDTH - indent.length - 3);
  return `${indent}/**\n${lines.map((l) => `${indent} * ${l}\n`).join("")}${indent} */\n`;
}

function wrap(/** @type {string} */ text, /** @type {number} */ width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = /** @type {string} */ (lines.at(-1));
    if (line.length + word.length + 1 <= width) lines[lines.length - 1] = line ? `${line} ${word}` : word;
    else lines.push(word);
  }
  return lines;
}

function describeRange(/** @type {[number, number]} */ [first, last]) {
  return first === last ? `${first}` : `${first}–${last}`;
}

function elementType(/** @type {Field} */ field) {
  return field.type.replace(/^\[\]/, "");
}

// Schemas

function printSchemas(/** @type {Message[]} */ messages) {
  const entries = messages.map((m) => {
    const head = [
      `name: ${quote(m.name)}`,
      `kind: ${quote(m.kind)}`,
      `versions: ${printRange(m.versions)}`,
      `flexible: ${m.flexible ? printRange(m.flexible) : "null"}`,
    ].join(", ");
    return `  ${m.name}: (): MessageSchema => ({\n    ${head},\n    fields: ${printFieldSchemas(m.fields, m, "    ")},\n  }),\n`;
  });
  return (
    `import type { MessageSchema } from "../schema.js";\n\n` +
    `/** The schema of every message, each built when it is asked for. */\n` +
    `export const schemas = {\n${entries.join("")}};\n`
  );
}

function printFieldSchemas(
  /** @type {Field[]} */ fields,
  /** @type {Message} */ m,
  /** @type {string} */ indent,
) {
  if (fields.length === 0) return "[]";
  /** @type {string} */
  const lines = fields.map((f) => `${indent}  ${printFieldSchema(f, m, `${indent}  `)},\n`).join("");
  return `[\n${lines}${indent}]`;
}

function printFieldSchema(/** @type {Field} */ f, /** @type {Message} */ m, /** @type {string} */ indent) {
  const parts = [`name: ${quote(f.name)}`, `type: ${quote(f.type)}`, `versions: ${printRange(f.versions)}`];
  if (f.nullable) parts.push(`nullable: ${printRange(f.nullable)}`);
  if (f.tagged) parts.push(`tag: ${f.tag}, tagged: ${printRange(f.tagged)}`);
  if (!f.flexible) parts.push("flexible: false");
  if (f.default !== undefined) parts.push(`default: ${printDefault(f.default)}`);
  if (f.ignorable) parts.push("ignorable: true");
  if (f.mapKey) parts.push("mapKey: true");
  if (f.entityType) parts.push(`entityType: ${quote(f.entityType)}`);
  if (f.about) parts.push(`about: ${quote(f.about.replace(/\s+/g, " ").trim())}`);
  if (f.fields) parts.push(`fields: ${printFieldSchemas(f.fields, m, indent)}`);
  return `{ ${parts.join(", ")} }`;
}

function printRange(/** @type {[number, number]} */ [first, last]) {
  return `[${first}, ${last}]`;
}

function printDefault(/** @type {import("./definitions.mjs").Default} */ value) {
  if (typeof value === "bigint") return `${value}n`;
  return typeof value === "string" ? quote(value) : String(value);
}

function quote(/** @type {string} */ text) {
  return JSON.stringify(text);
}

// Index

function printApis(/** @type {Message[]} */ messages, /** @type {Map<string, Message[]>} */ groups) {
  const requests = messages
    .filter((m) => m.kind === "request")
    .sort((a, b) => Number(a.apiKey) - Number(b.apiKey));
  const imports = [...groups].map(
    ([file, group]) =>
      `import type { ${group.map((m) => m.name).join(", ")} } from "./messages/${file}.js";\n`,
  );
  const entries = requests.map((m) => {
    const parts = [`key: ${m.apiKey}`, `versions: ${printRange(m.versions)}`];
    parts.push(`flexible: ${m.flexible ? printRange(m.flexible) : "null"}`);
    parts.push(`deprecated: ${m.deprecated ? printRange(m.deprecated) : "null"}`);
    parts.push(`latestVersionUnstable: ${m.latestVersionUnstable}`);
    parts.push(`listeners: [${m.listeners.map(quote).join(", ")}]`);
    return `  ${apiName(m)}: { ${parts.join(", ")} },\n`;
  });
  const map = (/** @type {string} */ suffix) =>
    requests.map((m) => `  ${apiName(m)}: ${apiName(m)}${suffix};\n`).join("");
  return (
    `import type { Api } from "../schema.js";\n${imports.join("")}\n` +
    `/** Every API by name: its key, the versions of its messages, and who listens for it. */\n` +
    `export const apis = {\n${entries.join("")}} satisfies Record<string, Api>;\n\n` +
    `export interface Requests {\n${map("Request")}}\n\n` +
    `export interface Responses {\n${map("Response")}}\n\n` +
    `/** Every message by its full name: requests, responses, headers, and the payloads kept in records. */\n` +
    `export interface Messages {\n${messages.map((m) => `  ${m.name}: ${m.name};\n`).join("")}}\n`
  );
}
