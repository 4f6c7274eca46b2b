/**
 * For every API that a broker listens to, in every version, with arbitrary bodies: nothing that a tenant says names
 * anything but its own, and nothing that it is told names anything else's.
 *
 * Names are told apart by what is in them: every name of the tenant V has "mine", every other name has "FOREIGN", and
 * no other string has either. The test finds names by the schemas on its own, without the code under test.
 */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ApiName,
  apiByKey,
  apiOf,
  contains,
  decodeMessage,
  ErrorCode,
  encodeMessage,
  encodeRequest,
  encodeResponse,
  type FieldSchema,
  type MessageName,
  type Requests,
  type Responses,
  schemaOf,
} from "../../protocol/index.js";
import { refusal } from "./refusal.js";
import { tenant } from "./rename.js";
import type { Struct } from "./shape.js";

const SEED = 20240229;
const RUNS = 25;

/** Names that the schemas do not mark, and what makes them special. */
const UNMARKED: Partial<Record<ApiName, { fields: readonly string[]; because: string }>> = {
  FindCoordinator: { fields: ["key", "coordinatorKeys"], because: "keyType says what the key names" },
  DescribeConfigs: { fields: ["resourceName"], because: "resourceType says what it names" },
  AlterConfigs: { fields: ["resourceName"], because: "resourceType says what it names" },
  IncrementalAlterConfigs: { fields: ["resourceName"], because: "resourceType says what it names" },
};

/** Requests that are answered here as a whole although the API is offered, or that say less than they were given. */
const ROUND_TRIP_EXCEPTIONS: Partial<Record<ApiName, string>> = {
  DescribeTopicPartitions: "no topics are all topics, so a cursor is added",
};

/**
 * Every string that is no name, in the APIs that tenants have. A new one in a new Kafka makes this test fail: look
 * whether it can hold a topic, a group or a transactional id, and treat it in shape.ts or special.ts if so.
 */
const NOT_NAMES = [
  "assignorName",
  "clientHost",
  "clientId",
  "clientSoftwareName",
  "clientSoftwareVersion",
  "clusterId",
  "committedMetadata",
  "configurationKeys",
  "documentation",
  "groupInstanceId",
  "groupState",
  "groupType",
  "host",
  "instanceId",
  "leader",
  "logDir",
  "mechanism",
  "mechanisms",
  "memberId",
  "metadata",
  "name", // of configs, of a group's protocols, of features
  "protocolData",
  "protocolName",
  "protocolType",
  "rack",
  "rackId",
  "reason",
  "serverAssignor",
  "stateFilters",
  "statesFilter",
  "subscribedTopicRegex", // a pattern, which gets the prefix
  "transactionState",
  "transactionalIdPattern", // a pattern, which gets the prefix
  "typesFilter",
  "unknownStateFilters",
  "value",
];

const ENTITIES = ["topicName", "groupId", "transactionalId"];
const foreign = [
  "W.FOREIGN",
  "VV.FOREIGN",
  "V-other.FOREIGN",
  "VFOREIGN",
  "v.FOREIGN",
  "FOREIGN_5",
  ".V.FOREIGN",
  "__FOREIGN",
];
const own = ["V.mine", "V.mine-2", "V.V.mine", "V.__mine", "V.mine.W.x"];
const client = ["mine", "mine-2", "V.mine", "W.mine", "__mine", "ümine", "mine and more"];
const sentences = [
  "Topic 'V.mine' already exists.",
  "Topic 'V.mine' collides with existing topics: V_FOREIGN, W.FOREIGN.",
  "Replication factor: 3 larger than available brokers: 1.",
];
const OWN_ID = Buffer.alloc(16, 1).toString("base64url");
const FOREIGN_ID = Buffer.alloc(16, 2).toString("base64url");
const NO_ID = "A".repeat(22);

const everyApi = Array.from({ length: 200 }, (_, key) => apiByKey(key)).filter(
  (api): api is ApiName => api !== undefined,
);
const brokerApis = everyApi.filter((api) => apiOf(api).listeners.includes("broker"));
const offered = everyApi.filter((api) => tenant("V").offers(api));
const offeredAndTouched = offered.filter((api) => tenant("V").touches(api));

function versionsOf(api: ApiName): number[] {
  const [first, last] = apiOf(api).versions;
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** A tenant V that knows the id of one topic. */
function tenantV() {
  const v = tenant("V");
  const topics = [{ errorCode: 0, name: "V.mine", topicId: OWN_ID, isInternal: false, partitions: [] }];
  const known = { topics, brokers: [] } as unknown as Responses["Metadata"];
  v.response("Metadata", 12, known, { topics: null } as Requests["Metadata"]);
  return v;
}

// Arbitrary bodies

interface Kind {
  readonly api: ApiName;
  readonly version: number;
  readonly names: readonly string[];
  /** Bodies that make no exceptions: no nulls, no ids, nothing that tenants may not use. */
  readonly plain?: boolean;
}

function isName(field: FieldSchema, { api }: Kind): boolean {
  if (!field.type.endsWith("string")) return false;
  return ENTITIES.includes(field.entityType ?? "") || (UNMARKED[api]?.fields.includes(field.name) ?? false);
}

/** As the codec gives it: with the defaults of what the version lacks. */
function message(name: MessageName, kind: Kind): fc.Arbitrary<Struct> {
  return struct(schemaOf(name).fields, kind).map((value) =>
    decoded(name, kind.version, bytesOf(name, kind.version, value)),
  );
}

function bytesOf(name: MessageName, version: number, value: Struct): Buffer {
  return Buffer.from(encodeMessage(name, version, value as never));
}

function decoded(name: MessageName, version: number, bytes: Buffer): Struct {
  return decodeMessage(name, version, bytes) as unknown as Struct;
}

function struct(fields: readonly FieldSchema[], kind: Kind): fc.Arbitrary<Struct> {
  const present = fields.filter(({ versions }) => contains(versions, kind.version));
  return fc.record(Object.fromEntries(present.map((field) => [field.name, arbitraryOf(field, kind)])), {
    noNullPrototype: true,
  }) as fc.Arbitrary<Struct>;
}

function arbitraryOf(field: FieldSchema, kind: Kind): fc.Arbitrary<unknown> {
  const one = field.fields ? struct(field.fields, kind) : scalar(field, kind);
  const value = field.type.startsWith("[]") ? fc.array(one, { maxLength: 3 }) : one;
  const nullable = contains(field.nullable, kind.version) && !kind.plain;
  return nullable ? fc.option(value, { freq: 4 }) : value;
}

function scalar(field: FieldSchema, kind: Kind): fc.Arbitrary<unknown> {
  if (isName(field, kind)) return fc.constantFrom(...kind.names);
  if (/errorMessage$/i.test(field.name)) return fc.constantFrom(...sentences);
  if (field.type === "string" && /regex|pattern/i.test(field.name))
    return fc.constantFrom("FOREIGN.*", "V\\..*FOREIGN");
  if (field.name === "resourceType") return fc.constantFrom(...(kind.plain ? [2, 32] : [2, 32, 4, 8, 16]));
  if (field.name === "keyType") return fc.constantFrom(...(kind.plain ? [0, 1] : [0, 1, 2]));
  if (field.name === "protocolType") return fc.constant("consumer");
  if (/^(metadata|memberMetadata|memberAssignment|assignment)$/.test(field.name) && field.type === "bytes") {
    return embedded(field.name, kind.names);
  }
  switch (field.type.replace("[]", "")) {
    case "bool":
      return fc.boolean();
    case "int64":
      return fc.bigInt({ min: -1n, max: 2n ** 63n - 1n });
    case "float64":
      return fc.double({ noNaN: true });
    case "int8":
      return fc.integer({ min: -2, max: 127 });
    case "uuid":
      return fc.constantFrom(
        ...(kind.plain || field.name !== "topicId" ? [NO_ID] : [NO_ID, OWN_ID, FOREIGN_ID]),
      );
    case "string":
      return fc.constantFrom("", "m-1", "retention.ms", "x".repeat(300));
    case "bytes":
    case "records":
      return fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes));
    default:
      return fc.integer({ min: field.type.startsWith("u") ? 0 : -1, max: 0x7fff });
  }
}

/** What members of a consumer group send each other, or something else. */
function embedded(field: string, names: readonly string[]): fc.Arbitrary<Buffer> {
  const topics = fc.array(fc.constantFrom(...names), { maxLength: 3 });
  const partitions = topics.map((all) => all.map((topic) => ({ topic, partitions: [0, 1] })));
  const userData = fc.constantFrom(null, Buffer.from("sticky"));
  const subscription = fc
    .record({ topics, userData, ownedPartitions: partitions })
    .map(
      (value) =>
        [0, 0, 3].map((byte) => byte) && prefixed(3, encodeMessage("ConsumerProtocolSubscription", 3, value)),
    );
  const assignment = fc
    .record({ assignedPartitions: partitions, userData })
    .map((value) => prefixed(1, encodeMessage("ConsumerProtocolAssignment", 1, value)));
  const other = fc.constantFrom(Buffer.alloc(0), Buffer.from([0]), Buffer.from([0, 1, 0xff, 0xff, 3]));
  return fc.oneof(/metadata/i.test(field) ? subscription : assignment, other);
}

function prefixed(version: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0, version]), bytes]);
}

// What is in bodies

/** Every string, and every bytes as text. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (value instanceof Uint8Array) return [Buffer.from(value).toString()];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

/** The names where the schema says there are some; `null` for a name of somebody else's cuts off what it names. */
function namesOf(
  fields: readonly FieldSchema[],
  body: Struct,
  kind: Kind,
  visible = (_: string) => true,
): string[] {
  const present = fields.filter(({ versions }) => contains(versions, kind.version));
  const direct = present.filter((field) => isName(field, kind)).map(({ name }) => body[name]);
  if (direct.some((value) => typeof value === "string" && !visible(value))) return [];
  const inner = present.flatMap(({ name, fields: more }) =>
    more === undefined || body[name] === null
      ? []
      : [body[name]].flat().flatMap((value) => namesOf(more, value as Struct, kind, visible)),
  );
  return [
    ...direct.flat().filter((value): value is string => typeof value === "string" && visible(value)),
    ...inner,
  ];
}

function forEveryVersion(api: ApiName, property: (version: number) => fc.IProperty<unknown[]>): void {
  for (const version of versionsOf(api)) {
    fc.assert(property(version) as fc.IProperty<unknown>, { seed: SEED, numRuns: RUNS });
  }
}

describe("a request of a tenant", () => {
  test.each(offeredAndTouched)("%s names nothing but its own", (api) => {
    forEveryVersion(api, (version) => {
      const kind: Kind = {
        api,
        version,
        names: [...client, "FOREIGN", "W.FOREIGN", "", ".", "x".repeat(32_760)],
      };
      return fc.property(message(`${api}Request`, kind), (body) => {
        const before = bytesOf(`${api}Request`, version, body);
        const outcome = tenantV().request(api, version, body as never);
        expect(bytesOf(`${api}Request`, version, body).equals(before)).toBe(true);
        if ("answer" in outcome) {
          encodeResponse(api, version, { correlationId: 1 }, outcome.answer as never);
          return;
        }
        const forward = outcome.forward as unknown as Struct;
        for (const name of namesOf(schemaOf(`${api}Request`).fields, forward, kind)) {
          expect(name.startsWith("V.")).toBe(true);
        }
        expect(textsOf(forward)).not.toContain(FOREIGN_ID_IF_IT_COUNTS[api]);
        encodeRequest(api, version, { correlationId: 1 }, forward as never);
      });
    });
  });

  test.each(brokerApis.filter((api) => !offered.includes(api)))("%s is refused", (api) => {
    forEveryVersion(api, (version) =>
      fc.property(message(`${api}Request`, { api, version, names: client }), (body) => {
        const outcome = tenantV().request(api, version, body as never);
        if (!("answer" in outcome)) throw new Error("the broker is asked");
        encodeResponse(api, version, { correlationId: 1 }, outcome.answer as never);
        const codes = errorCodesOf(outcome.answer);
        expect(codes.every((code) => code === ErrorCode.CLUSTER_AUTHORIZATION_FAILED)).toBe(true);
      }),
    );
  });
});

/** A broker acts on these ids; where it does not (a heartbeat's, a metadata's) they may be asked for. */
const FOREIGN_ID_IF_IT_COUNTS: Partial<Record<ApiName, string>> = {
  Produce: FOREIGN_ID,
  Fetch: FOREIGN_ID,
  OffsetCommit: FOREIGN_ID,
  OffsetFetch: FOREIGN_ID,
  TxnOffsetCommit: FOREIGN_ID,
  DeleteTopics: FOREIGN_ID,
  ShareFetch: FOREIGN_ID,
  ShareAcknowledge: FOREIGN_ID,
};

function errorCodesOf(value: unknown): number[] {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    /^(errorCode|partitionErrorCode)$/.test(key) ? [inner as number] : errorCodesOf(inner),
  );
}

describe("a response to a tenant", () => {
  test.each(offeredAndTouched)("%s has all of its own names, and no others", (api) => {
    forEveryVersion(api, (version) => {
      const request = message(`${api}Request`, { api, version, names: client });
      const kind: Kind = { api, version, names: [...own, ...foreign] };
      const fields = schemaOf(`${api}Response`).fields;
      return fc.property(message(`${api}Response`, kind), request, (body, asked) => {
        const before = bytesOf(`${api}Response`, version, body);
        const response = tenantV().response(api, version, body as never, asked as never) as unknown as Struct;
        expect(bytesOf(`${api}Response`, version, body).equals(before)).toBe(true);
        const texts = textsOf(response);
        expect(texts.filter((text) => text.includes("FOREIGN"))).toEqual([]);
        const expected = namesOf(fields, body, kind, (name) => name.startsWith("V.")).map((name) =>
          name.slice(2),
        );
        const names = namesOf(fields, response, kind);
        for (const name of expected) expect(names).toContain(name);
        encodeResponse(api, version, { correlationId: 1 }, response as never);
      });
    });
  });

  test.each(offeredAndTouched.filter((api) => !(api in ROUND_TRIP_EXCEPTIONS)))(
    "%s has the names that it asked with",
    (api) => {
      forEveryVersion(api, (version) => {
        const kind: Kind = { api, version, names: client, plain: true };
        return fc.property(message(`${api}Request`, kind), (body) => {
          const v = tenantV();
          const outcome = v.request(api, version, body as never);
          if ("answer" in outcome) {
            expect([api, version, outcome.answer]).toEqual([api, version, "forwarded"]);
            return;
          }
          const physical = refusal(api, version, outcome.forward as unknown as Struct, 0);
          const response = v.response(api, version, physical as never, body as never);
          expect(response).toEqual(refusal(api, version, body, 0));
        });
      });
    },
  );
});

describe("the list of APIs", () => {
  test("has only those of brokers", () => {
    expect(offered.filter((api) => !brokerApis.includes(api))).toEqual([]);
  });

  test("lets pass as bytes only what has no names", () => {
    const untouched = offered.filter((api) => !tenant("V").touches(api));
    expect(untouched).toEqual(["SaslHandshake", "ApiVersions", "SaslAuthenticate", "DescribeCluster"]);
    for (const api of untouched) {
      for (const name of [`${api}Request`, `${api}Response`] as const) {
        expect(
          JSON.stringify(schemaOf(name), (_, value) => (typeof value === "bigint" ? 0 : value)),
        ).not.toMatch(/topicName|groupId|transactionalId|topicId/);
      }
    }
  });

  test("has no string that nobody has looked at", () => {
    const seen = new Set<string>();
    for (const api of offered) {
      const visit = (fields: readonly FieldSchema[]): void => {
        for (const field of fields) {
          const named = isName(field, { api, version: 0, names: [] }) || /errorMessage$/i.test(field.name);
          if (field.type.endsWith("string") && !named) seen.add(field.name);
          visit(field.fields ?? []);
        }
      };
      visit(schemaOf(`${api}Request`).fields);
      visit(schemaOf(`${api}Response`).fields);
    }
    expect([...seen].sort()).toEqual(NOT_NAMES);
  });
});
