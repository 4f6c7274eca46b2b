/**
 * Checks that the proxy reaches itself at its advertised address. A wrong advertised address is the most common error
 * in the setup of a Kafka proxy.
 *
 * The proxy connects to the address and sends a frame with an API key that no client uses. Only a proxy answers it,
 * with its own id.
 */

import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Advertised } from "./addresses.js";
import { withSize } from "./frame.js";

/** Kafka counts its APIs from 0. */
export const SELF_CHECK_KEY = -12_345;
const INSTANCE_BYTES = 16;
const LIMIT_MS = 3_000;

export function newInstance(): Buffer {
  return randomBytes(INSTANCE_BYTES);
}

/** The answer to every self-check. */
export function selfCheckAnswer(instance: Buffer): Buffer {
  return withSize(Buffer.concat([Buffer.alloc(4), instance]));
}

/** Null when the proxy reached itself; otherwise what is at the address instead. */
export async function checkSelf(
  address: Advertised,
  instance: Buffer,
  isTls: boolean,
): Promise<string | null> {
  const question = Buffer.alloc(8);
  question.writeInt16BE(SELF_CHECK_KEY, 0);
  const socket = isTls ? connectTls({ ...address, rejectUnauthorized: false }) : connect(address);
  socket.setTimeout(LIMIT_MS, () => socket.destroy(new Error(`no answer within ${LIMIT_MS / 1000} s`)));
  try {
    socket.write(withSize(question));
    let received = Buffer.alloc(0);
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk as Buffer]);
      if (received.length >= 8 + INSTANCE_BYTES) break;
    }
    if (received.subarray(8, 8 + INSTANCE_BYTES).equals(instance)) return null;
    const isProxy = received.length >= 8 && received.readInt32BE(0) === 4 + INSTANCE_BYTES;
    return isProxy ? "another proxy answers there" : "something that is no proxy answers there";
  } catch (error) {
    return (error as Error).message;
  } finally {
    socket.destroy();
  }
}
