/** What the clients of a run saw of its transactions, or why it is not known. */
import { existsSync } from "node:fs";
import { InfrastructureError } from "../errors.js";
import { type ClientTransaction, readTransactions } from "./transaction-file.js";

export interface KnownTransactions {
  /** Null: the run has no transactions, or `unknown` says why they are not known. */
  readonly transactions: readonly ClientTransaction[] | null;
  readonly unknown: string | null;
}

export async function openTransactions(path: string): Promise<KnownTransactions> {
  if (!existsSync(path)) return { transactions: null, unknown: null };
  try {
    return { transactions: await readTransactions(path), unknown: null };
  } catch (error) {
    if (!(error instanceof InfrastructureError)) throw error;
    return { transactions: null, unknown: error.message };
  }
}
