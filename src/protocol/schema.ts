/**
 * What the generator says of a message: its fields in wire order, and the versions in which each exists, may be null,
 * or is tagged. One schema describes every version; `codec.ts` compiles it for one version at a time, and a walker
 * over `entityType` needs nothing else. Ranges are inclusive and lie within the versions of the message.
 *
 * Source: Kafka's clients/src/main/resources/common/message/README.md.
 */

export type Range = readonly [first: number, last: number];

export type Primitive =
  | "bool"
  | "int8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "int64"
  | "float64"
  | "string"
  | "uuid"
  | "bytes"
  | "records";

export interface FieldSchema {
  readonly name: string;
  /** A {@link Primitive} or the name of a struct, after `[]` when it is an array. */
  readonly type: string;
  readonly versions: Range;
  readonly nullable?: Range;
  readonly tag?: number;
  readonly tagged?: Range;
  /** False for the one field that keeps its old encoding in flexible versions: the client id of a request header. */
  readonly flexible?: false;
  /** Where it is absent the type's own default applies: 0, false, "", empty, the zero uuid, and null for records. */
  readonly default?: number | bigint | boolean | string | null;
  /** A value other than the default may be dropped silently in a version that lacks the field. */
  readonly ignorable?: true;
  readonly mapKey?: true;
  /** What the value names: `topicName`, `groupId`, `transactionalId`, `producerId`, `brokerId`. */
  readonly entityType?: string;
  readonly about?: string;
  /** The fields of the struct, or of the array's elements. */
  readonly fields?: readonly FieldSchema[];
}

export interface MessageSchema {
  readonly name: string;
  readonly kind: "request" | "response" | "header" | "data";
  readonly versions: Range;
  /** The versions that use compact lengths and tagged fields. */
  readonly flexible: Range | null;
  readonly fields: readonly FieldSchema[];
}

export interface Api {
  readonly key: number;
  readonly versions: Range;
  readonly flexible: Range | null;
  readonly deprecated: Range | null;
  /** The last version is still being worked on in this Kafka, and brokers offer it only when told to. */
  readonly latestVersionUnstable: boolean;
  readonly listeners: readonly string[];
}

/** A tagged field that this version of the definitions does not know, kept so that it can be sent on as it came. */
export interface UnknownTaggedField {
  tag: number;
  data: Buffer;
}

export function contains(range: Range | null | undefined, version: number): boolean {
  return range !== null && range !== undefined && version >= range[0] && version <= range[1];
}
