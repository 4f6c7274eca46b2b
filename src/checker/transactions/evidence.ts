/** What the client saw of a transaction, and what the log has of it, as sentences. */
import { TICKS_PER_MS } from "../../history/ledger.js";
import type { ReadExample } from "./committed-reads.js";
import type { TransactionFacts } from "./transaction-facts.js";
import type { TransactionTable } from "./transaction-table.js";

const SPANS_SHOWN = 3;
const SPANS_KEPT = 1_000;

/** Offsets of a transaction in one partition that share what became of them. */
export interface PlacedSpan {
  readonly partition: number;
  readonly first: number;
  last: number;
  messages: number;
  readonly state: "there" | "aborted" | "open";
}

/** "12.345 s" after the run's start */
export function seconds(ticks: number): string {
  return `${(ticks / TICKS_PER_MS / 1_000).toFixed(3)} s`;
}

/** "transaction 12 of producer 0" */
export function nameOf({ number, producer }: TransactionTable, transaction: number): string {
  return `transaction ${number[transaction]} of producer ${producer[transaction]}`;
}

/** Of some transactions: where the log has their messages, in its order. */
export function placesOf(
  facts: TransactionFacts,
  transactions: ReadonlySet<number>,
): ReadonlyMap<number, readonly PlacedSpan[]> {
  const found = new Map<number, PlacedSpan[]>([...transactions].map((one) => [one, []]));
  const { final, table } = facts.run;
  if (transactions.size === 0) return found;
  facts.eachRecord((partition, offset, row, place) => {
    const spans = found.get(table.ofRow(row));
    if (spans === undefined || spans.length === SPANS_KEPT) return;
    const state = final.open?.has(place) ? "open" : final.aborted?.has(place) ? "aborted" : "there";
    const open = spans.at(-1);
    if (open?.partition === partition && open.state === state && open.last === offset - 1) {
      open.last = offset;
      open.messages++;
    } else spans.push({ partition, first: offset, last: offset, messages: 1, state });
  });
  return found;
}

/** "A reader of committed messages got offset 5 at 3.120 s." */
export function whoRead({ run: { table, ledger } }: TransactionFacts, read: ReadExample): string {
  const at = seconds(read.ticks);
  if ("offset" in read) return `A reader of committed messages got offset ${read.offset} at ${at}.`;
  const name = nameOf(table, read.transaction);
  return `${capital(name)} read message ${ledger.rowsOf.sequenceOf(read.row)} at ${at}.`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "The client was asked to commit it at 3.120 s, and was told at 3.140 s that it is committed." */
export function clientSaw(table: TransactionTable, transaction: number): string {
  const ended = seconds(table.endedTicks[transaction]!);
  const asked = table.askedTicks[transaction]!;
  const error = table.error(transaction);
  const because = error === null ? "" : ` (${error})`;
  const request = asked < 0 ? "never asked to commit it" : `asked to commit it at ${seconds(asked)}`;
  switch (table.outcome(transaction)) {
    case "committed":
      return `The client was ${request}, and the commit was confirmed at ${ended}.`;
    case "aborted":
      return asked < 0
        ? `The client aborted it at ${ended}${because}.`
        : `The client was ${request}, and it was aborted at ${ended}${because}.`;
    case "unknown":
      return `The client was ${request}, and at ${ended} it did not know the outcome${because}.`;
    case "abandoned":
      return `The client was ${request}, and gave it up at ${ended}${because}.`;
  }
}

const STATES = {
  there: "Readers of committed messages get",
  aborted: "The log has as aborted",
  open: "The log has without an end",
} as const;

/** What the log has of it, and what not. */
export function logHas(facts: TransactionFacts, transaction: number, spans: readonly PlacedSpan[]): string {
  const { sent, there, gone, openOf, hiddenOf } = facts;
  const { table, final } = facts.run;
  let missing = 0;
  for (let row = table.firstRow[transaction]!; row < table.endRow[transaction]!; row++)
    if (!final.kept.has(row)) missing++;
  missing -=
    hiddenOf[transaction]! + (table.endRow[transaction]! - table.firstRow[transaction]! - sent[transaction]!);
  const counts = {
    there: there[transaction]!,
    aborted: gone[transaction]! - missing,
    open: openOf[transaction]!,
  };
  const sentences = (["there", "aborted", "open"] as const).flatMap((state) =>
    counts[state] === 0
      ? []
      : [
          `${STATES[state]} ${counts[state]} of its ${sent[transaction]} messages: ${where(
            facts,
            spans.filter((span) => span.state === state),
          )}.`,
        ],
  );
  if (missing > 0)
    sentences.push(
      missing === sent[transaction]
        ? `The log has none of its ${missing} messages.`
        : `The log does not have ${missing} of its ${sent[transaction]} messages.`,
    );
  return sentences.join(" ");
}

function where(facts: TransactionFacts, spans: readonly PlacedSpan[]): string {
  const shown = spans
    .slice(0, SPANS_SHOWN)
    .map(({ partition, first, last }) =>
      first === last
        ? `${facts.run.label(partition)}, offset ${first}`
        : `${facts.run.label(partition)}, offsets ${first}–${last}`,
    );
  return [
    ...shown,
    ...(spans.length > SPANS_SHOWN ? [`and ${spans.length - SPANS_SHOWN} more places`] : []),
  ].join("; ");
}
