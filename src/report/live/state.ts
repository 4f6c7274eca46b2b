/** What a live picture shows, folded from the events of a run. Knows nothing of terminals. */

import type { ViewEvent } from "../../experiment/watch.js";
import type { TransactionCounts } from "../../rundir/transactions.js";
import { cleaned } from "../clean.js";
import { ofOneTopic, type PartitionName } from "../model/partitions.js";
import { Story } from "../model/story.js";
import { clock } from "../text.js";

export interface Totals {
  readonly sent: number;
  readonly acknowledged: number;
  readonly failed: number;
}

interface Sample extends Totals {
  readonly ms: number;
}

/** Rates are taken over this much time: long enough to be calm, short enough to show a stall at once. */
const RATE_WINDOW_MS = 2_000;
const RECENT_MAX = 5;

export class LiveState {
  readonly #story: Story;
  #samples: Sample[] = [];
  readonly #faults = new Map<string, { fault: string; targets: readonly string[] }>();

  constructor(readonly name: PartitionName = ofOneTopic) {
    this.#story = new Story(name);
  }

  phase = "";
  /** What is being waited for within the phase; empty when nothing was said. */
  step = "";
  totals: Totals = { sent: 0, acknowledged: 0, failed: 0 };
  errors: Readonly<Record<string, number>> = {};
  /** Null: none has ended. */
  transactions: TransactionCounts | null = null;
  /** By group: messages that its consumers read, and messages that they have still to read. */
  readonly groups = new Map<string, { readonly reads: number; readonly lag: number }>();
  /** What happened last, oldest first. */
  recent: { readonly clock: string; readonly text: string; readonly alarming: boolean }[] = [];
  /** Milliseconds since the run started, of the last event that said so. */
  ms = 0;

  get beliefs() {
    return this.#story.beliefs;
  }

  apply(raw: ViewEvent): void {
    const event = cleaned(raw);
    switch (event.event) {
      case "step":
        this.step = event.message;
        return;
      case "message":
        return;
      case "transactions":
        this.transactions = event.counts;
        return;
      case "settled":
        this.totals = event;
        this.#samples = [];
        return;
      case "progress":
        this.#progress(event);
        break;
      case "errors":
        this.errors = event.errors;
        break;
      case "consumed":
        this.groups.set(event.group, event);
        break;
      case "phase":
        this.phase = event.phase;
        this.step = "";
        break;
      case "fault":
        if (event.action === "injected") this.#faults.set(event.name, event);
        if (event.action === "healed") this.#faults.delete(event.name);
        break;
    }
    this.ms = event.ms;
    for (const { kind, text } of this.#story.tell(event)) {
      // The brokers' rows show these as they are now.
      if (kind === "phase" || kind === "isr" || kind === "reachable" || kind === "controller") continue;
      const alarming =
        kind === "died" ||
        kind === "transaction" ||
        kind === "client-died" ||
        kind === "went-back" ||
        kind === "fault-failed";
      this.recent.push({ clock: clock(event.at), text, alarming });
    }
    this.recent = this.recent.slice(-RECENT_MAX);
  }

  /** Messages per second over the last two seconds; null while nothing can be said. */
  rates(): Totals | null {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.ms === first.ms) return null;
    const perSecond = (figure: keyof Totals) =>
      Math.round((1_000 * (last[figure] - first[figure])) / (last.ms - first.ms));
    return { sent: perSecond("sent"), acknowledged: perSecond("acknowledged"), failed: perSecond("failed") };
  }

  /** What is being done to the node right now. */
  faultsOn(node: string): string[] {
    return [...this.#faults.values()]
      .filter(({ targets }) => targets.includes(node))
      .map(({ fault }) => fault);
  }

  #progress(event: Sample): void {
    this.totals = event;
    const { ms, sent, acknowledged, failed } = event;
    this.#samples.push({ ms, sent, acknowledged, failed });
    while (this.#samples.length > 2 && ms - this.#samples[1]!.ms >= RATE_WINDOW_MS) this.#samples.shift();
  }
}
