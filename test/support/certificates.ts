/**
 * A certificate for 127.0.0.1 and localhost, signed by its own key, in PEM: made here, byte by byte (X.509 in DER), so
 * that a test needs no program that makes certificates.
 */
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

const TAG = { integer: 2, bits: 3, octets: 4, oid: 6, utf8: 12, utcTime: 23, sequence: 48, set: 49 };
const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
const COMMON_NAME = "2.5.4.3";
const [SUBJECT_ALT_NAME, BASIC_CONSTRAINTS] = ["2.5.29.17", "2.5.29.19"];
const DAY_MS = 24 * 3600 * 1000;

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export function selfSigned(): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = der(TAG.sequence, oid(ECDSA_WITH_SHA256));
  const name = der(
    TAG.sequence,
    der(TAG.set, der(TAG.sequence, oid(COMMON_NAME), der(TAG.utf8, Buffer.from("localhost")))),
  );
  const names = der(
    TAG.sequence,
    der(0x82, Buffer.from("localhost")), // dNSName
    der(0x87, Buffer.from([127, 0, 0, 1])), // iPAddress
  );
  const isAuthority = der(TAG.sequence, der(1, Buffer.from([0xff])));
  const extension = (id: string, value: Buffer) => der(TAG.sequence, oid(id), der(TAG.octets, value));
  const now = Date.now();
  const serial = randomBytes(8);
  serial[0] = 1; // positive, and without a zero in front
  const toSign = der(
    TAG.sequence,
    der(0xa0, der(TAG.integer, Buffer.from([2]))), // version 3
    der(TAG.integer, serial),
    algorithm,
    name,
    der(TAG.sequence, utcTime(now - DAY_MS), utcTime(now + DAY_MS)),
    name,
    publicKey.export({ format: "der", type: "spki" }),
    der(
      0xa3,
      der(TAG.sequence, extension(SUBJECT_ALT_NAME, names), extension(BASIC_CONSTRAINTS, isAuthority)),
    ),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign("sha256", toSign, privateKey)]);
  const bytes = der(TAG.sequence, toSign, algorithm, der(TAG.bits, signature));
  const lines = bytes.toString("base64").match(/.{1,64}/g)!;
  return {
    cert: ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n"),
    key: privateKey.export({ format: "pem", type: "pkcs8" }) as string,
  };
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

function oid(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split(".").map(Number) as [number, number, ...number[]];
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let left = part >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return der(TAG.oid, Buffer.from(bytes));
}

/** YYMMDDHHMMSSZ */
function utcTime(atMs: number): Buffer {
  const text = `${new Date(atMs).toISOString().slice(2, 19).replaceAll(/\D/g, "")}Z`;
  return der(TAG.utcTime, Buffer.from(text));
}
