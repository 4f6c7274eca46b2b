/**
 * Producers that write in transactions, simulated: begin, send, commit or abort, clients that are restarted, outcomes that are not
 * known, a consumer that reads committed messages, and transactions that read them too. By itself all of it is correct. A `Plan` makes it wrong in one way or
 * several. What the log, the clients and the reads then show is counted by `expectedOf`, one message at a time.
 */
import { createLedger, type Ledger } from "../../history/ledger.js";
import type { BatchOrigin } from "../../history/log-entries.js";
import type { StoredLog } from "../../history/log-file.js";
import { MemoryLog } from "../../history/memory-log.test-support.js";
import { messageWriter } from "../../history/message.js";
import { READ_KIND } from "../../history/read-records.js";
import type { StoredReads } from "../../history/reads.js";
import type { ClientTransaction, TransactionRead } from "../../history/transaction-file.js";
import { seededRandom } from "../../random.js";

const NONCE = 0xc0ffee00;
const SIZE_BYTES = 32;
const MESSAGES_EACH = 24;

/** How likely each of these is, where it may happen. Absent: 0. */
export interface Plan {
  /** A transaction that its client did not commit has a commit marker in each partition. */
  readonly committedAborts?: number;
  /** The consumer gets a message of a transaction that was aborted. */
  readonly abortedReads?: number;
  /** It gets a message of a transaction that is still open. */
  readonly earlyReads?: number;
  /** A transaction is aborted in one of its partitions, or a message of it is gone. */
  readonly torn?: number;
  /** A committed transaction is aborted in all its partitions, or all its messages are gone. */
  readonly lost?: number;
  /** Two messages of a transaction change places in a partition. */
  readonly swaps?: number;
  /** The last transactions have no marker in some partition. */
  readonly stuck?: number;
  /** Two transactions read each other. */
  readonly readCycles?: number;
  /** A transaction gets messages of transactions that are still open, and its own may be one. */
  readonly readsOfOpen?: number;
  /** It gets messages of transactions that were aborted. */
  readonly readsOfAborted?: number;
  /** A message is twice in the log. */
  readonly repeats?: number;
  /** Transactions read nothing. */
  readonly onlyWrites?: boolean;
  /** A message has the epoch of the client before, which was fenced. */
  readonly zombies?: number;
  /** Producers take turns after each transaction, so that none interleaves with another. */
  readonly inTurn?: boolean;
  readonly isolation?: "read_committed" | "read_uncommitted";
}

interface Entry {
  readonly row: number;
  readonly producerId: number;
  readonly kind: "message" | "commit" | "abort";
  readonly epoch: number;
}

interface Read {
  readonly partition: number;
  readonly offset: number;
  readonly row: number;
  readonly ticks: number;
}

export interface SimulatedRun {
  readonly plan: Plan;
  readonly transactions: readonly ClientTransaction[];
  readonly entries: readonly (readonly Entry[])[];
  readonly read: readonly Read[];
  readonly ledger: Ledger;
  readonly log: Pick<StoredLog, "read">;
  readonly reads: StoredReads;
}

/** A transaction that goes on. */
interface Open {
  readonly first: number;
  readonly size: number;
  readonly beganTicks: number;
  /** By row: where the broker said that it is. */
  readonly placed: Map<number, { readonly partition: number; readonly offset: number }>;
  readonly partitions: Set<number>;
  readonly isDropped: boolean;
  read?: TransactionRead;
  sent: number;
  /** The client is gone. The coordinator ends the transaction after so many steps. */
  fencedAfter: number | null;
}

export function simulate(seed: number, plan: Plan): SimulatedRun {
  const random = seededRandom(seed);
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  const chance = (share = 0) => share > 0 && random() < share;
  const partitions = 1 + upTo(2);
  const producers = 1 + upTo(2);
  const every = 1 + upTo(5);
  const entries: Entry[][] = Array.from({ length: partitions }, () => []);
  const transactions: ClientTransaction[] = [];
  const read: Read[] = [];
  const next = new Array<number>(producers).fill(0);
  const open = new Array<Open | null>(producers).fill(null);
  const positions = new Array<number>(partitions).fill(0);
  /** By producer and partition. */
  const ownPositions = next.map(() => new Array<number>(partitions).fill(0));
  const ledger = createLedger({
    ...{ nonce: NONCE, partitions, startedAtMs: Date.UTC(2026, 0, 1) },
    producers: Array.from({ length: producers }, () => ({ messages: MESSAGES_EACH, acks: "all" as const })),
  });
  let now = 10;
  const tick = () => {
    now += 5 + upTo(20);
  };
  const refused = new Set<number>();
  /** By producer. A marker raises it, as with transaction version 2. */
  const epochs = new Array<number>(producers).fill(0);

  function begin(producer: number): void {
    tick();
    const size = Math.min(every, MESSAGES_EACH - next[producer]!);
    open[producer] = {
      ...{ first: next[producer]!, size, beganTicks: now, placed: new Map(), partitions: new Set() },
      ...{ sent: 0, fencedAfter: null, isDropped: chance((plan.lost ?? 0) / 2) },
    };
    next[producer]! += size;
  }

  function send(producer: number, transaction: Open): void {
    tick();
    const sequence = transaction.first + transaction.sent++;
    const row = ledger.rowsOf.rowOf(producer, sequence);
    ledger.sent(producer, sequence, now / 10);
    const partition = upTo(partitions - 1);
    const log = entries[partition]!;
    transaction.placed.set(row, { partition, offset: log.length });
    transaction.partitions.add(partition);
    if (!transaction.isDropped && !chance((plan.torn ?? 0) / 8)) {
      const epoch = epochs[producer]! - (chance(plan.zombies) && epochs[producer]! > 0 ? 1 : 0);
      for (let copies = chance((plan.repeats ?? 0) / 8) ? 2 : 1; copies > 0; copies--)
        log.push({ row, producerId: producer, kind: "message", epoch });
    }
    // The next tick of the transaction is later, so this is early for certain.
    if (chance(plan.earlyReads) && log.at(-1)?.row === row) {
      tick();
      read.push({ partition, offset: log.length - 1, row, ticks: now });
      tick();
    }
  }

  /** The marker in each partition. `isCommitted`: what the coordinator decided. */
  function mark(producer: number, { partitions }: Open, isCommitted: boolean, isLast = false): void {
    const [one] = partitions;
    const isTorn = partitions.size > 1 && chance(plan.torn);
    const epoch = ++epochs[producer]!;
    for (const partition of partitions) {
      if (isLast && chance(plan.stuck)) continue;
      const isHere = isTorn && partition === one ? !isCommitted : isCommitted;
      entries[partition]!.push({ row: -1, producerId: producer, kind: isHere ? "commit" : "abort", epoch });
    }
  }

  function settle(
    producer: number,
    transaction: Open,
    outcome: ClientTransaction["outcome"],
    askedTicks: number | null,
    error: string | null,
  ): void {
    tick();
    const { first, sent, beganTicks, placed } = transaction;
    for (let i = 0; i < sent; i++) {
      const sequence = first + i;
      const row = ledger.rowsOf.rowOf(producer, sequence);
      const { partition, offset } = placed.get(row)!;
      if (outcome === "committed") ledger.acknowledged(producer, sequence, partition, offset, now / 10);
      else {
        const name = outcome === "unknown" ? "TRANSACTION_UNKNOWN" : "TRANSACTION_ABORTED";
        ledger.failed(producer, sequence, partition, name, now / 10);
        if (outcome !== "unknown") refused.add(row);
      }
    }
    const times = { beganMs: beganTicks / 10, askedMs: askedTicks === null ? null : askedTicks / 10 };
    const read = transaction.read === undefined ? {} : { read: transaction.read };
    transactions.push({
      producer,
      first,
      messages: sent,
      ...times,
      endedMs: now / 10,
      outcome,
      error,
      ...read,
    });
    open[producer] = null;
  }

  /** What the transaction reads before it ends. */
  function readFor(producer: number, transaction: Open): void {
    tick();
    const rows: number[] = [];
    for (const [partition, log] of entries.entries()) {
      const states = statesIn(log);
      const stop = states.indexOf("open");
      const last = stop < 0 ? log.length : stop;
      for (let offset = ownPositions[producer]![partition]!; offset < log.length; offset++) {
        const { row, kind } = log[offset]!;
        if (kind !== "message") continue;
        const isAborted = states[offset] === "aborted" && refused.has(row);
        const share = states[offset] === "open" ? plan.readsOfOpen : isAborted ? plan.readsOfAborted : 0;
        if ((offset < last && states[offset] === "committed") || chance(share)) rows.push(row);
      }
      ownPositions[producer]![partition] = last;
    }
    const runs = rows.map((row): [number, number, number] => {
      const sequence = ledger.rowsOf.sequenceOf(row);
      return [ledger.rowsOf.producerOf(row), sequence, sequence];
    });
    if (runs.length > 0 && !plan.onlyWrites) transaction.read = { atMs: now / 10, runs };
    tick();
  }

  function end(producer: number, transaction: Open, isLast = false): void {
    readFor(producer, transaction);
    tick();
    const kind = random();
    const committedAbort = chance(plan.committedAborts);
    if (kind < 0.15) {
      mark(producer, transaction, committedAbort, isLast);
      settle(producer, transaction, "aborted", null, null);
    } else if (kind < 0.25) {
      // The client dies, and the next one fences it.
      if (transaction.fencedAfter === null) transaction.fencedAfter = isLast ? 0 : 1 + upTo(5);
    } else {
      const asked = now;
      tick();
      const isUnknown = kind < 0.45;
      const isCommitted = isUnknown ? chance(0.5) : !chance((plan.lost ?? 0) / 2);
      mark(producer, transaction, isCommitted, isLast);
      if (!isUnknown) settle(producer, transaction, "committed", asked, null);
      else settle(producer, transaction, "unknown", asked, "ERR__TIMED_OUT");
    }
  }

  function fenced(producer: number, transaction: Open, isLast = false): void {
    mark(producer, transaction, chance(plan.committedAborts), isLast);
    const outcome = chance(0.5) ? "aborted" : "abandoned";
    settle(producer, transaction, outcome, chance(0.3) ? now - 1 : null, "ERR__FENCED");
  }

  function poll(partition: number): void {
    tick();
    const log = entries[partition]!;
    const states = statesIn(log);
    const stop = states.indexOf("open");
    const last = stop < 0 ? log.length : stop;
    for (; positions[partition]! < last; positions[partition]!++) {
      const offset = positions[partition]!;
      const { row, kind } = log[offset]!;
      if (kind !== "message") continue;
      const isAborted = states[offset] === "aborted";
      if (!isAborted || (refused.has(row) && chance(plan.abortedReads)))
        read.push({ partition, offset, row, ticks: now });
    }
  }

  for (let steps = 0; steps < 1_000; steps++) {
    const goesOn = next.flatMap((sent, producer) =>
      sent < MESSAGES_EACH || open[producer] !== null ? [producer] : [],
    );
    if (goesOn.length === 0) break;
    const begun = goesOn.filter((producer) => open[producer] !== null);
    const some = plan.inTurn && begun.length > 0 ? begun : goesOn;
    const producer = some[upTo(some.length - 1)]!;
    const transaction = open[producer] ?? null;
    const isLast = next[producer] === MESSAGES_EACH;
    if (transaction === null) begin(producer);
    else if (transaction.fencedAfter !== null) {
      if (transaction.fencedAfter-- <= 0) fenced(producer, transaction, isLast);
    } else if (transaction.sent < transaction.size) send(producer, transaction);
    else end(producer, transaction, isLast);
    if (chance(0.2)) poll(upTo(partitions - 1));
  }
  for (let partition = 0; partition < partitions; partition++) poll(partition);
  for (const log of entries) if (chance(plan.swaps)) swap(log, random);
  if (chance(plan.readCycles)) addCycle(transactions, now, upTo);
  return {
    ...{ plan, transactions, entries, read, ledger },
    log: logOf(entries, producers),
    reads: readsOf(read, plan, partitions, ledger.rows),
  };
}

/** Two committed transactions read each other, long after both. */
function addCycle(transactions: ClientTransaction[], now: number, upTo: (most: number) => number): void {
  const committed = transactions.flatMap(({ outcome }, at) => (outcome === "committed" ? [at] : []));
  if (committed.length < 2) return;
  const at = upTo(committed.length - 2);
  const [one, other] = [committed[at]!, committed[at + 1 + upTo(committed.length - at - 2)]!];
  const pairs = [
    [one, transactions[other]!],
    [other, transactions[one]!],
  ] as const;
  for (const [reader, { producer, first, messages }] of pairs) {
    const runs = [...(transactions[reader]!.read?.runs ?? [])];
    runs.push([producer, first, first + messages - 1]);
    transactions[reader] = { ...transactions[reader]!, read: { atMs: now / 10, runs } };
  }
}

/** Two neighbours of one transaction in a partition change places. */
function swap(log: Entry[], random: () => number): void {
  const places = log.flatMap((entry, offset) => {
    const next = log[offset + 1];
    const isPair = entry.kind === "message" && next?.kind === "message";
    return isPair && entry.producerId === next.producerId ? [offset] : [];
  });
  const at = places[Math.floor(random() * places.length)];
  if (at === undefined) return;
  [log[at], log[at + 1]] = [log[at + 1]!, log[at]!];
}

/** Of each record of a partition: what the markers say of its transaction. */
function statesIn(log: readonly Entry[]): ("committed" | "aborted" | "open" | "marker")[] {
  /** By producer id: its next marker. */
  const next = new Map<number, "committed" | "aborted">();
  return log
    .toReversed()
    .map(({ kind, producerId }) => {
      if (kind === "message") return next.get(producerId) ?? "open";
      next.set(producerId, kind === "commit" ? "committed" : "aborted");
      return "marker";
    })
    .toReversed();
}

function logOf(entries: readonly (readonly Entry[])[], producers: number): Pick<StoredLog, "read"> {
  const log = new MemoryLog({
    ...{ topics: [{ name: "test1", partitions: entries.length }], nonce: NONCE, schemaId: null },
    producers: Array.from({ length: producers }, () => ({ messages: MESSAGES_EACH, sizeBytes: SIZE_BYTES })),
  });
  const writers = Array.from({ length: producers }, (_, producer) =>
    messageWriter({ nonce: NONCE, producer, sizeBytes: SIZE_BYTES }),
  );
  for (const [partition, records] of entries.entries()) {
    log.begin(partition);
    for (const [offset, { row, kind, producerId, epoch: producerEpoch }] of records.entries()) {
      const marker = kind === "message" ? null : kind;
      const origin: BatchOrigin = {
        ...{ leaderEpoch: 0, producerId, producerEpoch, isTransactional: true, marker },
      };
      log.batch(origin);
      if (row < 0) log.control(offset, offset);
      else log.record(offset, writers[producerId]!.write(row - producerId * MESSAGES_EACH, 1), 0, SIZE_BYTES);
    }
    log.end(records.length);
  }
  return {
    async read(sink) {
      log.read(sink);
      return { topicConfigs: [null], transactions: log.transactions };
    },
  };
}

function readsOf(
  read: readonly Read[],
  { isolation = "read_committed" }: Plan,
  partitions: number,
  rows: number,
): StoredReads {
  const words = read.flatMap(({ partition, offset, row, ticks }) => [
    READ_KIND.read + partition * 2 ** 16,
    ...[ticks, offset, row],
  ]);
  return {
    header: {
      ...{ nonce: NONCE, topic: "test1", partitions, rows, unfinished: [] },
      groups: [{ group: "billing", mode: "subscribe", commit: "after", isolation, offsetReset: "earliest" }],
      members: [
        {
          ...{ group: "billing", instance: 0, incarnation: 0, role: "member", end: "closed" },
          ...{ startedMs: 0, endedMs: 1_000, records: read.length },
        },
      ],
    },
    async *blocks() {
      yield { member: 0, words: Uint32Array.from(words) };
    },
  };
}

/** What a run shows, counted one message at a time. Null: not known, and none is certain. */
export function expectedOf({ plan, transactions, entries, read, ledger }: SimulatedRun) {
  const all = [...transactions].sort((a, b) => a.producer - b.producer || a.first - b.first);
  const rows = all.map(({ producer, first, messages }) =>
    Array.from({ length: messages }, (_, i) => ledger.rowsOf.rowOf(producer, first + i)),
  );
  const states = entries.map(statesIn);
  const stateOf = new Map(
    entries.flatMap((log, partition) =>
      log.map(({ row }, offset) => [row, states[partition]![offset]!] as const),
    ),
  );
  const transactionOf = new Map(rows.flatMap((some, index) => some.map((row) => [row, index] as const)));
  const isKnownReader = (plan.isolation ?? "read_committed") === "read_committed";
  const isRefused = (index: number) => ["aborted", "abandoned"].includes(all[index]!.outcome);
  const readRows = new Map<number, number>();
  for (const { row, ticks } of isKnownReader ? read : [])
    readRows.set(row, Math.min(ticks, readRows.get(row) ?? Number.POSITIVE_INFINITY));
  const readsOfTransactions = all.flatMap(({ read }, transaction) =>
    (read?.runs ?? []).flatMap(([producer, first, last]) =>
      Array.from({ length: last - first + 1 }, (_, i) => ({
        ...{ transaction, row: ledger.rowsOf.rowOf(producer, first + i), ticks: read!.atMs * 10 },
      })),
    ),
  );
  const ownRows = new Set<number>();
  const readByOthers = new Map<number, number>();
  for (const { transaction, row, ticks } of readsOfTransactions) {
    if (transactionOf.get(row) === transaction) ownRows.add(row);
    readByOthers.set(row, Math.min(ticks, readByOthers.get(row) ?? Number.POSITIVE_INFINITY));
  }
  const isRead = (row: number) => readRows.has(row) || readByOthers.has(row);
  const isOpen = (row: number) => stateOf.get(row) === "open";
  const isThere = (row: number) => stateOf.get(row) === "committed";
  const isGone = (row: number) => !isThere(row) && !isOpen(row);
  const isTorn = (some: readonly number[]) => some.some(isThere) && some.some(isGone);
  let [abortedRead, early, torn, lost] = [0, 0, 0, 0];
  let [mayBeAborted, mayBeTorn, mayBeLost, isSomeOpen] = [false, false, false, false];
  for (const [index, some] of rows.entries()) {
    const { askedMs, outcome } = all[index]!;
    const hasOpen = some.some(isOpen);
    if (isRefused(index)) {
      abortedRead += some.filter((row) => isThere(row) || isRead(row)).length;
      if (hasOpen) mayBeAborted = true;
    } else if (hasOpen) isSomeOpen = true;
    const isEarly = (ticks: number | undefined) =>
      askedMs !== null && ticks !== undefined && ticks + 1 < askedMs * 10;
    early += some.filter(
      (row) => isEarly(readRows.get(row)) || isEarly(readByOthers.get(row)) || ownRows.has(row),
    ).length;
    if (isTorn(some)) torn++;
    else if (hasOpen && some.length > 1 && (some.some(isThere) || !isRefused(index))) mayBeTorn = true;
    if (outcome !== "committed") continue;
    if (some.every(isGone)) lost++;
    else if (hasOpen && !some.some(isThere)) mayBeLost = true;
  }
  const committed = entries.map((log, partition) =>
    log.flatMap(({ row }, offset) => (states[partition]![offset] === "committed" ? [row] : [])),
  );
  let disordered = 0;
  const edges = new Set<number>();
  const skipping = new Set<number>();
  for (const log of committed) {
    const inLog = log.map((row) => transactionOf.get(row)!);
    for (const [at, transaction] of inLog.entries()) {
      const next = inLog.indexOf(transaction, at + 1);
      if (next > at + 1) skipping.add(transaction);
    }
    for (const [at, row] of log.entries()) {
      const transaction = transactionOf.get(row)!;
      // A second record of a message does not count.
      if (
        log.indexOf(row) === at &&
        log.some((other, i) => i < at && other > row && transactionOf.get(other) === transaction)
      )
        disordered++;
      for (const later of log.slice(at + 1)) edges.add(transaction * all.length + transactionOf.get(later)!);
    }
  }
  const readEdges = new Set(
    readsOfTransactions.map(({ transaction, row }) => transactionOf.get(row)! * all.length + transaction),
  );
  const isSomeRead = readsOfTransactions.length > 0;
  // Record by record, which accounts a transfer leaves as they should not be.
  const recordsOf = new Map<number, number>();
  for (const row of committed.flat()) recordsOf.set(row, (recordsOf.get(row) ?? 0) + 1);
  const pairs = rows.flatMap((some) =>
    some.flatMap((row, i) => (i % 2 === 1 ? [[some[i - 1]!, row] as const] : [])),
  );
  const mayBalance = pairs.some((pair) => pair.some((row) => isOpen(row) && !recordsOf.has(row)));
  const balance = pairs.filter((pair) => {
    const [taken, added] = pair.map((row) => recordsOf.get(row) ?? (isOpen(row) ? null : 0));
    if ((taken ?? 0) > 1 || (added ?? 0) > 1) return true;
    return taken !== null && added !== null && taken !== added;
  }).length;
  const known = (count: number, isSomeUnknown: boolean) => (count === 0 && isSomeUnknown ? null : count);
  return {
    abortedRead: known(abortedRead, mayBeAborted),
    precommittedRead: known(early, !isKnownReader && !isSomeRead),
    tornTransaction: known(torn, mayBeTorn),
    lostTransaction: known(lost, mayBeLost),
    txnOrder: known(disordered, isSomeOpen),
    stuck: states.filter((some) => some.includes("open")).length,
    writeCycle: known(componentsOf(all.length, edges), isSomeOpen),
    readCycle: known(componentsOf(all.length, readEdges), !isSomeRead),
    sendSkip: known(skipping.size, isSomeOpen),
    balance: known(balance, mayBalance),
    zombieWrite: entries.reduce((sum, log) => sum + zombiesIn(log), 0),
  };
}

/** Messages with a lower epoch than an entry of the same producer before them. */
function zombiesIn(log: readonly Entry[]): number {
  return log.filter(
    (one, at) =>
      one.kind === "message" &&
      log.some((other, i) => i < at && other.producerId === one.producerId && other.epoch > one.epoch),
  ).length;
}

/** Sets of more than one node that all reach each other. */
function componentsOf(nodes: number, edges: ReadonlySet<number>): number {
  const reaches = Array.from({ length: nodes }, (_, from) => {
    const found = new Set<number>();
    const wait = [from];
    for (let node = wait.pop(); node !== undefined; node = wait.pop()) {
      for (let to = 0; to < nodes; to++) {
        if (found.has(to) || !edges.has(node * nodes + to)) continue;
        found.add(to);
        wait.push(to);
      }
    }
    return found;
  });
  const seen = new Set<number>();
  let count = 0;
  for (let node = 0; node < nodes; node++) {
    if (seen.has(node)) continue;
    const others = [...reaches[node]!].filter((other) => other !== node && reaches[other]!.has(node));
    for (const other of others) seen.add(other);
    if (others.length > 0) count++;
  }
  return count;
}
