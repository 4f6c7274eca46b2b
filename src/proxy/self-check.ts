/**
 * Whether the proxy can reach itself at the address that it tells clients: advertised addresses that lead elsewhere are
 * the most common way in which a Kafka proxy does not work.
 *
 * It connects there and sends a frame with an API key that no client has. Only a proxy answers it, with its own id.
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

/** To each request. */
export function selfCheckAnswer(instance: Buffer): Buffer {
  return withSize(Buffer.concat([Buffer.alloc(4), instance]));
}

/** Null when all is well, else what was found there. */
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
