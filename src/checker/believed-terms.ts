/**
 * Terms as the observer saw them, for brokers whose own log does not tell: in the timeline stands what each broker
 * believed about itself, whenever that changed.
 *
 * The observer looks a few times a second, so a broker that says "I lead" for the first time may have led since the look
 * before; and since before a silence, when that look found it silent. A broker that is silent may lead all the same: it
 * is paused and goes on, or it is too busy to answer. So its belief lasts until it says something else, or until its
 * process ends.
 */
import type { TimelineEvent } from "../rundir/timeline.js";
import type { Term } from "./terms.js";

/**
 * The longest time between two looks at a broker that answers: the next look begins at most 250 ms after an answer
 * (INTERVAL_MS of observer.ts) and is answered within 1,000 ms (ANSWER_MS_MAX there), or the broker is called unreachable.
 */
export const LOOKS_APART_MS_MAX = 1_250;

export function believedTerms(events: Iterable<TimelineEvent>): Term[] {
  const terms: Term[] = [];
  const open = new Map<string, Term>();
  const silences = new Map<string, { fromMs: number; toMs: number }>();
  const startedMs = new Map<string, number>();

  function end(key: string, toMs: number): void {
    const term = open.get(key);
    if (term === undefined) return;
    terms.push({ ...term, toMs });
    open.delete(key);
  }

  /** Since when the broker may have believed what it said at `ms`. */
  function since(node: string, ms: number): number {
    const silence = silences.get(node);
    const before = ms - LOOKS_APART_MS_MAX;
    const fromMs =
      silence !== undefined && before <= silence.toMs ? silence.fromMs - LOOKS_APART_MS_MAX : before;
    return Math.max(fromMs, startedMs.get(node) ?? Number.NEGATIVE_INFINITY);
  }

  for (const event of events) {
    if (event.event === "node" && event.state === "started") startedMs.set(event.node, event.ms);
    if (event.event === "node" && ENDED.has(event.state)) {
      for (const [key, { node }] of open) if (node === event.node) end(key, event.ms);
    }
    if (event.event === "reachable") {
      const { node, reachable, ms } = event;
      if (reachable) silences.set(node, { fromMs: silences.get(node)?.fromMs ?? ms, toMs: ms });
      else silences.set(node, { fromMs: ms, toMs: Number.POSITIVE_INFINITY });
    }
    if (event.event === "view") {
      const { node, partition, leader, epoch, ms } = event;
      const key = `${node}/${partition}`;
      if (leader === node && open.get(key)?.epoch === epoch) continue;
      end(key, ms);
      if (leader !== node) continue;
      open.set(key, {
        ...{ node, partition, epoch, firstOffset: 0, endOffset: Number.POSITIVE_INFINITY },
        ...{ fromMs: since(node, ms), toMs: Number.POSITIVE_INFINITY },
      });
    }
  }
  return [...terms, ...open.values()];
}

const ENDED: ReadonlySet<string> = new Set(["stopped", "killed", "died"]);

/** When the process of each broker ended, as often as it did. */
export function processEnds(events: Iterable<TimelineEvent>): { node: string; ms: number }[] {
  return [...events].flatMap((event) =>
    event.event === "node" && ENDED.has(event.state) ? [{ node: event.node, ms: event.ms }] : [],
  );
}
