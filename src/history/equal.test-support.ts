/** Ledgers and logs of producers that are all alike. */

import { alike } from "../alike.js";
import { createLedger, type Ledger, type LedgerShape, type ProducerShape } from "./ledger.js";
import type { LogIdentity } from "./log-entries.js";

/** `producers`: their number. */
export type EqualShape = Omit<LedgerShape, "producers"> & ProducerShape & { readonly producers: number };

export function equalLedger({ producers, messages, acks, ...shape }: EqualShape): Ledger {
  return createLedger({ ...shape, producers: alike(producers, { messages, acks }) });
}

/** Whose log is that of the messages of `ledger`, with values of one size. */
export function identityFor(
  { nonce, producers, partitions }: Pick<Ledger, "nonce" | "producers" | "partitions">,
  { topic, sizeBytes, schemaId = null }: { topic: string; sizeBytes: number; schemaId?: number | null },
): LogIdentity {
  const values = producers.map(({ messages }) => ({ messages, sizeBytes }));
  return { topics: [{ name: topic, partitions }], nonce, producers: values, schemaId };
}
