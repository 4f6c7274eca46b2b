/**
 * The names inside the bytes that members of a classic consumer group send each other through the broker: what they
 * subscribe to, and what the leader assigns. The members would understand each other without renaming. But the broker
 * reads these bytes too: it expires offsets of topics that it does not find in them, and assigns for the members when
 * the group changes to the new protocol.
 *
 * Bytes that are not understood (a later version, another protocol) pass as they are, on both ways.
 */

import { decodeMessage, encodeMessage, ProtocolError } from "../../protocol/index.js";
import { type Reading, read, renamed, type Struct, shapeOf } from "./shape.js";

export type Embedded = "ConsumerProtocolSubscription" | "ConsumerProtocolAssignment";

const VERSION_MAX = 3;
const VERSION_BYTES = 2;

export function renamedBytes(kind: Embedded, bytes: Buffer, rename: (name: string) => string): Buffer {
  return changed(kind, bytes, (version, message) =>
    renamed(shapeOf(kind, version), message, (name) => rename(name)),
  );
}

export function readBytes(kind: Embedded, bytes: Buffer, reading: Reading): Buffer {
  return changed(
    kind,
    bytes,
    (version, message) => read(shapeOf(kind, version), message, reading) ?? message,
  );
}

function changed(
  kind: Embedded,
  bytes: Buffer,
  change: (version: number, message: Struct) => Struct,
): Buffer {
  const version = bytes.length < VERSION_BYTES ? -1 : bytes.readInt16BE();
  if (version < 0 || version > VERSION_MAX) return bytes;
  const message = understood(kind, version, bytes.subarray(VERSION_BYTES));
  if (message === null) return bytes;
  const body = encodeMessage(kind, version, change(version, message));
  return Buffer.concat([bytes.subarray(0, VERSION_BYTES), body]);
}

function understood(kind: Embedded, version: number, bytes: Buffer): Struct | null {
  try {
    return decodeMessage(kind, version, bytes) as unknown as Struct;
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}
