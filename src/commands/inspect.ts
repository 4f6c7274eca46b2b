/** `chaos inspect`: all that a past run knows about one message. */
import { Option } from "commander";
import { type GroupReads, readsOfMessage } from "../checker/consumers/reads-of-message.js";
import { checkAgain } from "../checker/judge-again.js";
import type { Acknowledgement } from "../checker/lost-ranges.js";
import {
  type AtOffset,
  acknowledgerOf,
  type MessageStory,
  storyOf,
  type WrittenRecord,
} from "../checker/message-story.js";
import { transactionOf } from "../checker/transactions/transaction-of-message.js";
import { InfrastructureError, UsageError } from "../errors.js";
import { faults } from "../faults/index.js";
import { type History, openHistory } from "../history/open.js";
import { ReadsFileError } from "../history/reads.js";
import { clean, cleaned } from "../report/clean.js";
import { howCut, quoteLogLine } from "../report/log-line.js";
import { type AtOffsetWords, whatIs } from "../report/model/at-offset.js";
import { type PartitionName, partitionNames } from "../report/model/partitions.js";
import { Story } from "../report/model/story.js";
import { COLUMNS_MIN, clock, duration, padEnd, since, span, wrap } from "../report/text.js";
import { findRun, type RunData, readRun } from "../rundir/rundir.js";
import { producersWithTransfers } from "../rundir/transactions.js";
import { type DefineCommand, type Edge, EXIT, pageOf } from "./command.js";

const LABEL = 17;

const HELP = `
A message has the number of its producer and its sequence, both from 0: 0:41234. lost.csv in the directory of the run lists
the lost messages. Times count from the start of the run. If the run has consumer groups, the output has each read of the message.
If it has transactions, the output has the one with the message, its transfer, and the transactions that read it.

Examples:
  chaos inspect 20260101T120000Z-orders --message 0:41234
  chaos inspect 20260101T120000Z-orders --message 0:41234 --format json
`;

interface Options {
  readonly message: string;
  readonly out: string;
  readonly format: "text" | "json";
}

export const defineInspect: DefineCommand = (command, edge, exit) => {
  command
    .description("Traces one message of a past run: from its producer to its record in the log.")
    .argument("<run>", "a run directory, or its name")
    .requiredOption("--message <producer:sequence>", "which message: 0:41234")
    .option("--out <dir>", "where run directories are", "runs")
    .addOption(new Option("--format <format>", "how to print").choices(["text", "json"]).default("text"))
    .addHelpText("after", HELP)
    .action((run: string, options: Options) => exit(inspect(run, options, edge)));
};

async function inspect(name: string, { message, out, format }: Options, edge: Edge): Promise<number> {
  const run = readRun(findRun(out, name));
  const history = await openHistory(run, faults);
  const { producer, sequence } = parseMessage(message, history);
  const { outcome, who } = await checkAgain(history, edge.signal);
  const story = await storyOf(history, producer, sequence);
  const isLost = outcome.isLost(history.ledger.rowsOf.rowOf(producer, sequence));
  const by = isLost === true ? acknowledgerOf(story, who) : null;
  const read = await readsIn(history, story);
  const within = await transactionIn(history, story, run);
  if (format === "json") {
    const document = documentOf(story, isLost, by, read, within, run, history.ledger.startedAtMs);
    edge.stdout.write(`${JSON.stringify(cleaned(document), null, 2)}\n`);
    return EXIT.asExpected;
  }
  const page = pageOf(edge.stdout);
  const room = Math.max(COLUMNS_MIN, page.columns) - LABEL;
  for (const [label, text] of factsOf(story, isLost, by, read, within, run, history.ledger.startedAtMs)) {
    const [first = "", ...rest] = wrap(clean(text), room);
    edge.stdout.write(`${page.paint.dim(padEnd(label, LABEL))}${first}\n`);
    for (const line of rest) edge.stdout.write(`${" ".repeat(LABEL)}${line}\n`);
  }
  return EXIT.asExpected;
}

/** @throws UsageError when it names no message of the run */
function parseMessage(text: string, { ledger }: History): { producer: number; sequence: number } {
  const [, first, second] = /^(\d+):(\d+)$/.exec(text) ?? [];
  if (first === undefined || second === undefined) {
    throw new UsageError(
      `${text} is no message: give the numbers of its producer and of the message, as 0:41234`,
    );
  }
  const [producer, sequence] = [Number(first), Number(second)];
  if (ledger.rowsOf.rowOf(producer, sequence) < 0) {
    const messages = ledger.producers[producer]?.messages;
    const what =
      messages === undefined
        ? `its producers are 0 to ${ledger.producers.length - 1}`
        : `the messages of producer ${producer} are 0 to ${messages - 1}`;
    throw new UsageError(`the run has no message ${text}: ${what}`);
  }
  return { producer, sequence };
}

type Fact = readonly [label: string, text: string];

function factsOf(
  story: MessageStory,
  isLost: boolean | null,
  by: Acknowledgement | null,
  read: ReadBy,
  within: Within | null,
  run: RunData,
  startedAtMs: number,
): Fact[] {
  const name = partitionNames(run.result);
  const { producer, sequence, sentMs, settledMs, outcome, error, partition, offset } = story;
  const at = (ms: number) => `${since(ms)} · ${clock(new Date(startedAtMs + ms).toISOString())} UTC`;
  const facts: Fact[] = [["message", `producer ${producer}, sequence ${sequence}`]];
  facts.push(["sent", sentMs === null ? "never" : at(sentMs)]);
  if (settledMs !== null && sentMs !== null) {
    const after = `${at(settledMs)} · ${duration(settledMs - sentMs)} after it was sent`;
    if (outcome === "failed") facts.push(["failed", `${after} · ${error ?? "with an unknown error"}`]);
    else facts.push(["acknowledged", `${after} · ${placeOf(partition, offset, name)}`]);
  } else if (outcome === "in flight")
    facts.push(["in flight", "no delivery report came before the run ended"]);
  if (by?.acknowledgedBy != null) {
    const epoch = by.leaderEpoch === null ? "" : ` (epoch ${by.leaderEpoch})`;
    facts.push(["acknowledged by", `${by.acknowledgedBy}${epoch}`]);
  }
  if (outcome === "acknowledged") {
    facts.push(["lost", isLost === null ? "not known" : isLost ? "yes" : "no"]);
  }
  facts.push(["in the log", recordsOf(story, name)]);
  facts.push(...story.written.map((record): Fact => ["written by", writerOf(record, name)]));
  if (
    story.atOffset !== null &&
    !story.records.some((found) => found.partition === partition && found.offset === offset)
  ) {
    facts.push([`at offset ${offset}`, whatIs(wordsOf(story.atOffset))]);
  }
  if (by?.truncation != null) {
    const { node, line } = by.truncation;
    const quoted = line === null ? "" : `: ${quoteLogLine(node, line)}`;
    facts.push(["truncated", `${howCut(by.truncation)}${quoted}`]);
  }
  facts.push(...readFacts(read, name), ...(within === null ? [] : transactionFacts(within)));
  return [...facts, ...surroundings(run, sentMs, settledMs)];
}

/** What each group did with the message, or why that is not known. */
type ReadBy = readonly GroupReads[] | { readonly unknown: string };

async function readsIn({ ledger, reads, readsUnknown }: History, story: MessageStory): Promise<ReadBy> {
  if (readsUnknown !== null) return { unknown: readsUnknown };
  if (reads === null) return [];
  const { producer, sequence, partition, offset, records } = story;
  const acknowledged = partition === null || offset === null ? [] : [{ partition, offset }];
  const stored = records.filter((one) => one.partition !== partition || one.offset !== offset);
  try {
    return await readsOfMessage(reads, ledger.rowsOf.rowOf(producer, sequence), [...acknowledged, ...stored]);
  } catch (error) {
    if (!(error instanceof ReadsFileError)) throw error;
    return { unknown: error.message };
  }
}

function readFacts(read: ReadBy, name: PartitionName): Fact[] {
  if ("unknown" in read) return [["read by", `not known: ${read.unknown}`]];
  return read.flatMap(({ group, reads, unfinished, firstCommit }): Fact[] => {
    const handed = unfinished.map(
      ({ member, atMs }): Fact => [
        "handed to",
        `${group} · ${member} · ${since(atMs)} · it did not finish the message`,
      ],
    );
    if (reads.length === 0) {
      const past =
        firstCommit === null
          ? "no commit behind it"
          : `${firstCommit.member} committed offset ${firstCommit.offset} · ${since(firstCommit.atMs)}`;
      return [...handed, ["read by", `${group} · no member · ${past}`]];
    }
    const ofGroup = reads.map(({ member, partition, offset, atMs, committedMs }, i): Fact => {
      const committed = committedMs === null ? "not committed after it" : `committed ${since(committedMs)}`;
      const place = placeOf(partition, offset, name);
      return [
        i === 0 ? "read by" : "again by",
        `${group} · ${member} · ${since(atMs)} · ${place} · ${committed}`,
      ];
    });
    const times: Fact[] = reads.length === 1 ? [] : [["", `${group} read it ${reads.length} times`]];
    return [...handed, ...ofGroup, ...times];
  });
}

type Within = Awaited<ReturnType<typeof transactionOf>> | { readonly unknown: string };

/** The transaction of the message, and those that read it. Null: the run has none. */
async function transactionIn(
  { ledger, transactions }: History,
  { producer, sequence }: MessageStory,
  { result }: RunData,
): Promise<Within | null> {
  if (result.transactions === undefined) return null;
  const hasTransfers = producersWithTransfers(result).has(producer);
  try {
    return await transactionOf(transactions, ledger, producer, sequence, hasTransfers);
  } catch (error) {
    if (!(error instanceof InfrastructureError)) throw error;
    return { unknown: error.message };
  }
}

function transactionFacts(within: Within): Fact[] {
  if ("unknown" in within) return [["transaction", `not known: ${within.unknown}`]];
  const { own, read } = within;
  const facts: Fact[] = [];
  if (own !== null) {
    const { number, firstSequence, messages, outcome, error, askedMs, endedMs, transfer } = own;
    const asked = askedMs === null ? "no commit was asked for" : `commit asked for ${since(askedMs)}`;
    const how = `${outcome} ${since(endedMs)}${error === null ? "" : ` · ${error}`}`;
    const last = firstSequence + messages - 1;
    facts.push(["transaction", `${number} · sequences ${span(firstSequence, last)} · ${asked} · ${how}`]);
    if (transfer !== null) {
      const { amount, takes, otherSequence } = transfer;
      const what = takes ? `takes ${amount} from its account` : `adds ${amount} to its account`;
      facts.push(["transfer", `${what} · sequence ${otherSequence} ${takes ? "adds" : "takes"} the same`]);
    }
  }
  for (const [i, { producer, number, atMs }] of read.readers.entries()) {
    const text = `transaction ${number} of producer ${producer} · ${since(atMs)}`;
    facts.push([i === 0 ? "read by" : "", text]);
  }
  const more = read.count - read.readers.length;
  if (more > 0) facts.push(["", `and ${more} more ${more === 1 ? "transaction" : "transactions"}`]);
  return facts;
}

/** Times are milliseconds since the start of the run. */
function documentOf(
  { records, written, partition, ...story }: MessageStory,
  isLost: boolean | null,
  by: Acknowledgement | null,
  read: ReadBy,
  within: Within | null,
  { result }: RunData,
  startedAtMs: number,
): object {
  const name = partitionNames(result);
  const named = <Placed extends { readonly partition: number }>(placed: Placed) => ({
    ...placed,
    partition: name(placed.partition),
  });
  return {
    run: result.run,
    startedAt: new Date(startedAtMs).toISOString(),
    ...story,
    partition: partition === null ? null : name(partition),
    lost: isLost,
    acknowledgedBy: by?.acknowledgedBy ?? null,
    truncation: by?.truncation ?? null,
    records: records.map(named),
    written: written.map(named),
    consumers:
      "unknown" in read
        ? { unknown: read.unknown, groups: [] }
        : {
            unknown: null,
            groups: read.map(({ group, reads, unfinished, firstCommit }) => ({
              ...{ group, times: reads.length, reads: reads.map(named), unfinished: unfinished.map(named) },
              firstCommit: firstCommit && named(firstCommit),
            })),
          },
    ...(within !== null && {
      transaction: "unknown" in within ? null : within.own,
      transactionsThatRead: "unknown" in within ? null : within.read,
    }),
  };
}

function placeOf(partition: number | null, offset: number | null, name: PartitionName): string {
  const where = partition === null ? "partition not known" : name(partition);
  return offset === null ? `${where}, no offset` : `${where}, offset ${offset}`;
}

function recordsOf({ records }: MessageStory, name: PartitionName): string {
  if (records.length === 0) return "nowhere";
  return records
    .map(({ partition, offset, leaderEpoch, state }) => {
      const epoch = leaderEpoch < 0 ? "" : ` (epoch ${leaderEpoch})`;
      const how = { intact: "", changed: ", with a changed value", damaged: ", damaged" }[state];
      return `${name(partition)}, offset ${offset}${epoch}${how}`;
    })
    .join("; ");
}

/** `producer id 1003, epoch 5 · orders-0, offset 12 · committed by the marker at offset 20, epoch 6, coordinator epoch 2` */
function writerOf(record: WrittenRecord, name: PartitionName): string {
  const { partition, offset, producerId, producerEpoch, isTransactional, marker } = record;
  const epochOf = (epoch: number | null, of = "") => (epoch === null ? "" : `, ${of}epoch ${epoch}`);
  const ended = { commit: "committed", abort: "aborted" };
  const end =
    marker !== null
      ? ` · ${ended[marker.kind]} by the marker at offset ${marker.offset}${epochOf(marker.producerEpoch)}${epochOf(marker.coordinatorEpoch, "coordinator ")}`
      : isTransactional
        ? " · its transaction has no end in the log"
        : "";
  return `producer id ${producerId}${epochOf(producerEpoch)} · ${placeOf(partition, offset, name)}${end}`;
}

function wordsOf(found: AtOffset): AtOffsetWords {
  if (found.what !== "message") return found;
  return { ...found, epoch: found.leaderEpoch < 0 ? null : found.leaderEpoch };
}

/** What the timeline tells of faults and leaders until the message was settled. */
function surroundings(
  { timeline, result }: RunData,
  sentMs: number | null,
  settledMs: number | null,
): Fact[] {
  if (sentMs === null) return [];
  const story = new Story(partitionNames(result));
  const told = timeline.flatMap((event) =>
    story.tell(event).map(({ kind, text }) => ({ ms: event.ms, kind, text })),
  );
  const untilMs = settledMs ?? timeline.at(-1)?.ms ?? sentMs;
  const KINDS = ["injected", "changed", "healed", "leads", "yields", "died"];
  const near = told.filter(({ ms, kind }) => KINDS.includes(kind) && ms <= untilMs);
  return near.map(({ ms, text }, i): Fact => [i === 0 ? "until then" : "", `${since(ms)} · ${text}`]);
}
