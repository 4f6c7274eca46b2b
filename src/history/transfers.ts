/**
 * Transfers between accounts: the messages of transactions with `transfers`. Each partition of the topic is an account that begins
 * with 0. The messages of a transaction come in pairs:
 *
 *     message 0 of a transaction   takes an amount from one account: it is in the partition of that account
 *     message 1                    adds the same amount to another account, in its partition
 *     messages 2 and 3             the next transfer …
 *
 * The last message of an odd number moves nothing. Values carry no amount: it follows from the nonce of the run, the producer and the
 * sequence of the first message. So do the two accounts. A transaction is there as a whole or not at all, so all accounts together
 * always have 0.
 */
import { seededRandom } from "../random.js";

const AMOUNT_MAX = 100;

export interface Transfer {
  readonly amount: number;
  /** Accounts, by the number of the partition in its topic. */
  readonly from: number;
  readonly to: number;
}

/** What the transfer moves. `sequence`: of its first message. */
export function amountOf(nonce: number, producer: number, sequence: number): number {
  return transferOf(nonce, producer, sequence, 2).amount;
}

/** `sequence`: of its first message. `accounts`: partitions of the topic, 2 or more. */
export function transferOf(nonce: number, producer: number, sequence: number, accounts: number): Transfer {
  const seed = nonce ^ Math.imul(producer + 1, 0x9e3779b1) ^ Math.imul(sequence + 1, 0x85ebca6b);
  const random = seededRandom(seed);
  const upTo = (count: number) => Math.floor(random() * count);
  const amount = 1 + upTo(AMOUNT_MAX);
  const from = upTo(accounts);
  const to = (from + 1 + upTo(accounts - 1)) % accounts;
  return { amount, from, to };
}

/** The partition of a message that is the one of this index in its transaction. */
export function accountOf(
  nonce: number,
  producer: number,
  sequence: number,
  index: number,
  accounts: number,
): number {
  const isSecond = index % 2 === 1;
  const { from, to } = transferOf(nonce, producer, sequence - (isSecond ? 1 : 0), accounts);
  return isSecond ? to : from;
}
