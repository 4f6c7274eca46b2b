/**
 * Histories of producers behind a proxy, played at random: requests that are refused, tried again and forgotten, copies
 * and changed values, logs that are cut. Here it is known of each record whose it is, and the check has to find out.
 */

import fc from "fast-check";
import { expect, test } from "vitest";
import type { ProxyJournalEntry } from "../rundir/proxy-journal.js";
import { TopicPartitions } from "../topic-partitions.js";
import { checkHistory, emptyHistory, type History } from "./histories.test-support.js";
import { plantedIn } from "./planted.js";

const SEED = 4;
const MESSAGES = 60;
const TOPIC = "test1";
const TOPICS = new TopicPartitions([{ name: TOPIC, partitions: 1 }]);

interface Try {
  readonly what: "try";
  /** Of the requests that wait for an answer the one to try again; null: a new one. */
  readonly again: number | null;
  readonly messages: number;
  /** A try again may cut the batch in two. */
  readonly isSplit: boolean;
  /** A bit for each message: whether its value is changed. */
  readonly changed: number;
  /** In the order of their rules, one may see what the other did. */
  readonly copiesAreChanged: boolean;
  /** "unheard": the proxy has the broker's answer, and the producer does not. "unanswered": neither has. "unplaced": the
   * broker says that it had them already, and not where. */
  readonly request: "acknowledged" | "unplaced" | "refused" | "unheard" | "unanswered";
  readonly copy: "none" | "written" | "refused" | "unanswered";
}
type Step =
  | Try
  | { readonly what: "cut"; readonly batches: number }
  | { readonly what: "give up"; readonly request: number };

const tries = (request: fc.Arbitrary<Try["request"]>, copy: fc.Arbitrary<Try["copy"]>): fc.Arbitrary<Try> =>
  fc
    .record({
      what: fc.constant("try" as const),
      again: fc.option(fc.nat(5)),
      messages: fc.integer({ min: 1, max: 3 }),
      isSplit: fc.boolean(),
      changed: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(7) }),
      copiesAreChanged: fc.boolean(),
      request,
      copy,
    })
    // Nobody journals the changes in a request that was refused, and those in its copies are a doubt.
    .map((one) => ({ ...one, copiesAreChanged: one.copiesAreChanged && one.request !== "refused" }));

const mostly = <T>(usual: readonly T[], rare: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...rare) },
  );

interface Entry {
  readonly sequence: number;
  readonly isOwn: boolean;
  readonly isChanged: boolean;
}

function play(steps: readonly Step[]) {
  const history = emptyHistory({ producers: 1, messages: MESSAGES, partitions: 1, acks: 1 });
  const journal: ProxyJournalEntry[] = [];
  const waiting: number[][] = [];
  let batches: Entry[][] = [];
  let sent = 0;

  function write(entries: Entry[]): number {
    const offset = batches.flat().length;
    batches.push(entries);
    return offset;
  }

  function note(
    effect: "duplicate" | "corrupt",
    offsets: readonly (readonly [number, number])[],
    isAnswered: boolean,
  ) {
    if (offsets.length === 0) return;
    const where = { topic: TOPIC, partition: 0, brokerId: 1, clientId: null, api: "Produce" };
    const records = offsets.reduce((sum, [first, last]) => sum + last - first + 1, 0);
    const entry = { rule: "any", interceptor: "any", atMs: 0, effect, ...where, records };
    journal.push(isAnswered ? { ...entry, offsets: [...offsets] } : entry);
  }

  function attempt({ again, messages, isSplit, changed, copiesAreChanged, request, copy }: Try): void {
    const isNew = again === null || waiting.length === 0;
    if (isNew && sent + messages > MESSAGES) return;
    const sequences = isNew
      ? Array.from({ length: messages }, () => sent++)
      : waiting.splice(again % waiting.length, 1)[0]!;
    if (!isNew && isSplit && sequences.length > 1) waiting.push(sequences.splice(1));
    const isChanged = (i: number) => ((changed >> i) & 1) === 1;
    if (request !== "refused") {
      const offset = write(
        sequences.map((sequence, i) => ({ sequence, isOwn: true, isChanged: isChanged(i) })),
      );
      const places = sequences.flatMap((_, i) => (isChanged(i) ? [[offset + i, offset + i] as const] : []));
      note("corrupt", places, request !== "unanswered");
      if (request === "acknowledged") {
        for (const [i, sequence] of sequences.entries()) {
          Object.assign(history.ledger[sequence]!, { outcome: "acknowledged", offset: offset + i });
        }
      }
      if (request === "unplaced") {
        for (const sequence of sequences) history.ledger[sequence]!.outcome = "unplaced";
      }
    }
    if (request !== "acknowledged" && request !== "unplaced") {
      for (const sequence of sequences) history.ledger[sequence]!.outcome = "in flight";
      waiting.push(sequences);
    }
    if (copy === "none" || copy === "refused") return;
    const first = write(
      sequences.map((sequence, i) => ({
        sequence,
        isOwn: false,
        isChanged: copiesAreChanged && isChanged(i),
      })),
    );
    note("duplicate", [[first, first + sequences.length - 1]], copy === "written");
  }

  for (const step of steps) {
    if (step.what === "try") attempt(step);
    else if (step.what === "cut") batches = batches.slice(0, Math.max(0, batches.length - step.batches));
    else {
      const [forgotten = []] = waiting.splice(step.request % Math.max(1, waiting.length), 1);
      for (const sequence of forgotten) history.ledger[sequence]!.outcome = "failed";
    }
  }
  const log = batches.flat();
  history.log[0] = log.map(({ sequence, isChanged }) => ({
    kind: isChanged ? "lengthened" : "copy",
    producer: 0,
    sequence,
  }));
  return { history, journal, log, waiting: waiting.length };
}

/** What there is to find, by the definitions, for one who knows whose each record is. */
function truth({ ledger }: History, log: readonly Entry[]) {
  const own = log.map((entry, offset) => ({ ...entry, offset })).filter(({ isOwn }) => isOwn);
  const of = (sequence: number) => own.filter((entry) => entry.sequence === sequence);
  const firsts = own.filter((entry) => of(entry.sequence)[0] === entry);
  const acknowledged = ledger.filter(({ outcome }) => outcome === "acknowledged");
  const unplaced = ledger.filter(({ outcome }) => outcome === "unplaced");
  return {
    counts: {
      logMessages: log.length,
      lost: [...acknowledged, ...unplaced].filter(({ sequence }) => of(sequence).length === 0).length,
      duplicated: own.length - firsts.length,
      reordered: firsts.filter((first) =>
        own.some(({ offset, sequence }) => offset < first.offset && sequence > first.sequence),
      ).length,
      corrupted: 0,
      unexpected: firsts.filter(({ sequence }) => ledger[sequence]!.outcome === "failed").length,
      misplaced: acknowledged.filter(
        ({ sequence, offset }) =>
          of(sequence).length > 0 && of(sequence).every((entry) => entry.offset !== offset),
      ).length,
    },
    planted: {
      duplicated: log.length - own.length,
      corrupted: own.filter(({ isChanged }) => isChanged).length,
    },
  };
}

const SUCCESS: Try = {
  what: "try",
  again: 0,
  messages: 1,
  isSplit: false,
  changed: 0,
  copiesAreChanged: false,
  request: "acknowledged",
  copy: "none",
};

test("in a log that was never cut everything is told apart", async () => {
  const step = tries(
    mostly<Try["request"]>(["acknowledged"], ["refused", "unheard"]),
    mostly<Try["copy"]>(["none", "written"], ["refused"]),
    // The copy of a batch whose first try was refused, and which was then cut in two, counts as duplicates.
  ).map((one) => ({ ...one, isSplit: false }));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14, size: "max" }), async (steps) => {
      // Whatever waits is acknowledged in the end.
      const { waiting } = play(steps);
      const { history, journal, log } = play([...steps, ...new Array<Try>(waiting).fill(SUCCESS)]);
      const { counts, planted, inconclusive } = checkHistory(history, await plantedIn(journal, TOPICS));
      expect({ counts, planted }).toEqual(truth(history, log));
      expect(inconclusive).toEqual([]);
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test("whatever becomes of a log, what is concluded of lost, misplaced and corrupted messages is true", async () => {
  const step = fc.oneof(
    {
      weight: 12,
      arbitrary: tries(
        mostly<Try["request"]>(
          ["acknowledged"],
          ["refused", "refused", "unheard", "unheard", "unanswered", "unplaced"],
        ),
        mostly<Try["copy"]>(["none", "written"], ["refused", "refused", "unanswered"]),
      ),
    },
    {
      weight: 2,
      arbitrary: fc.record({ what: fc.constant("cut" as const), batches: fc.integer({ min: 1, max: 4 }) }),
    },
    { weight: 1, arbitrary: fc.record({ what: fc.constant("give up" as const), request: fc.nat(5) }) },
  );
  let runs = 0;
  let conclusive = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14, size: "max" }), async (steps) => {
      const { history, journal, log } = play(steps);
      const { counts, lostAtLeast, lostAtMost, inconclusive } = checkHistory(
        history,
        await plantedIn(journal, TOPICS),
      );
      const { lost, misplaced, corrupted } = truth(history, log).counts;
      runs++;
      expect(lostAtLeast).toBeLessThanOrEqual(lost);
      expect(lostAtMost ?? lost).toBeGreaterThanOrEqual(lost);
      if (counts.lost !== null) expect(counts.lost).toBe(lost);
      if (inconclusive.length > 0) return;
      conclusive++;
      expect(counts).toMatchObject({ lost, misplaced, corrupted });
    }),
    { seed: SEED, numRuns: 1000 },
  );
  expect(conclusive).toBeGreaterThan(runs / 2);
});
