/**
 * The client's side of SASL PLAIN (RFC 4616) and SCRAM (RFC 5802, RFC 7677), as messages without a network.
 *
 *     client-first   n,,n=user,r=nonce
 *     server-first   r=nonce+more,s=salt,i=iterations
 *     client-final   c=biws,r=nonce+more,p=proof
 *     server-final   v=signature
 */

import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

export const MECHANISMS = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] as const;

export interface Credentials {
  readonly mechanism: (typeof MECHANISMS)[number];
  readonly username: string;
  readonly password: string;
}

/** RFC 7677 allows no less. More would only take time. */
const ITERATIONS = { min: 4096, max: 1_000_000 };

export function plainMessage({ username, password }: Credentials): Buffer {
  return Buffer.from(`\0${username}\0${password}`);
}

export class ScramClient {
  private readonly hash: "sha256" | "sha512";
  private readonly firstBare: string;
  private readonly nonce: string;
  private serverSignature: Buffer = Buffer.alloc(0);

  constructor(
    private readonly credentials: Credentials,
    nonce: string = randomBytes(18).toString("base64"),
  ) {
    this.hash = credentials.mechanism === "SCRAM-SHA-512" ? "sha512" : "sha256";
    this.nonce = nonce;
    const name = credentials.username.replaceAll("=", "=3D").replaceAll(",", "=2C");
    this.firstBare = `n=${name},r=${nonce}`;
  }

  first(): Buffer {
    return Buffer.from(`n,,${this.firstBare}`);
  }

  /** @throws Error when the server's message is not one */
  async answer(serverFirst: Buffer): Promise<Buffer> {
    const text = serverFirst.toString();
    const { r: nonce, s: salt, i: iterations } = attributes(text);
    const rounds = Number(iterations);
    const isFresh = nonce?.startsWith(this.nonce) && nonce.length > this.nonce.length;
    if (!isFresh || !salt || !(rounds >= ITERATIONS.min && rounds <= ITERATIONS.max)) {
      throw new Error(`the broker's SCRAM challenge can't be answered: ${text}`);
    }
    const length = this.hash === "sha512" ? 64 : 32;
    // Asynchronous, because this thread serves all other clients.
    const salted = await promisify(pbkdf2)(
      this.credentials.password,
      Buffer.from(salt, "base64"),
      rounds,
      length,
      this.hash,
    );
    const clientKey = this.hmac(salted, "Client Key");
    const withoutProof = `c=biws,r=${nonce}`;
    const signed = `${this.firstBare},${text},${withoutProof}`;
    const signature = this.hmac(createHash(this.hash).update(clientKey).digest(), signed);
    const proof = clientKey.map((byte, i) => byte ^ (signature[i] as number));
    this.serverSignature = this.hmac(this.hmac(salted, "Server Key"), signed);
    return Buffer.from(`${withoutProof},p=${Buffer.from(proof).toString("base64")}`);
  }

  /** @throws Error when the server does not prove that it knows the password */
  verify(serverFinal: Buffer): void {
    const { v = "" } = attributes(serverFinal.toString());
    const signature = Buffer.from(v, "base64");
    if (
      signature.length === 0 ||
      signature.length !== this.serverSignature.length ||
      !timingSafeEqual(signature, this.serverSignature)
    ) {
      throw new Error("the broker could not prove that it knows the password");
    }
  }

  private hmac(key: Buffer, text: string): Buffer {
    return createHmac(this.hash, key).update(text).digest();
  }
}

function attributes(text: string): Partial<Record<string, string>> {
  return Object.fromEntries(text.split(",").map((part) => [part.slice(0, 1), part.slice(2)]));
}
