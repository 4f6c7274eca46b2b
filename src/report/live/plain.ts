/**
 * Progress as lines, for pipes and logs: the lines that the published experiments' scripts print, word for word, and
 * between them a line with a clock for each thing that happened.
 *
 * Where those scripts print a line for every failed message, this says each kind of error once and then counts it by
 * the second, unless the producers are slow: then every message has its line, as with the slow producer there. And where
 * those scripts say how many messages a fail-over lost, a producer cannot know that: this says what the producer saw.
 */

import {
  type RunHeader,
  type RunView,
  SLOW_MESSAGES_PER_SECOND,
  type ViewEvent,
} from "../../experiment/watch.js";
import type { TimelineEvent } from "../../rundir/timeline.js";
import type { TransactionCounts } from "../../rundir/transactions.js";
import { cleaned } from "../clean.js";
import { namesOf } from "../model/partitions.js";
import { Story } from "../model/story.js";
import { outcomesOf } from "../model/transactions.js";
import { clock, count } from "../text.js";
import type { Totals } from "./state.js";
import type { ViewKind } from "./view.js";

/** "Success: 10000 Failed: 0" comes whenever so many more messages are settled. */
const MILESTONE = 10_000;
const ERRORS_EVERY_MS = 1_000;
const STEPS_EVERY_MS = 1_000;
const CONSUMED_EVERY_MS = 5_000;

export const plain: ViewKind = {
  name: "plain",
  summary: "progress as plain lines",
  open: (run, terminal) => new PlainView(run, (line) => terminal.write(`${line}\n`)),
};

class PlainView implements RunView {
  readonly #story: Story;
  readonly #run: RunHeader;
  readonly #line: (line: string) => void;
  readonly #slow: boolean;
  #totals: Totals = { sent: 0, acknowledged: 0, failed: 0 };
  #transactions: TransactionCounts | null = null;
  /** Errors counted so far, and how many of them have been printed. */
  #errors: Readonly<Record<string, number>> = {};
  readonly #printed = new Map<string, number>();
  #errorsAtMs = 0;
  #stepAtMs = -Infinity;
  readonly #consumedAtMs = new Map<string, number>();
  #ended = false;
  #summed = false;

  constructor(run: RunHeader, line: (line: string) => void) {
    this.#run = run;
    this.#story = new Story(namesOf(run.topics));
    this.#line = line;
    this.#slow = typeof run.rate === "number" && run.rate * run.instances <= SLOW_MESSAGES_PER_SECOND;
  }

  event(raw: ViewEvent): void {
    if (this.#ended) return;
    const event = cleaned(raw);
    if (event.event === "step") this.#step(event.message);
    else if (event.event === "message") this.#message(event);
    else if (event.event === "settled") this.#settled(event);
    else if (event.event === "transactions") this.#transactions = event.counts;
    else {
      if (event.event === "progress") this.#progress(event);
      if (event.event === "errors") this.#errors = event.errors;
      if (event.event === "consumed") this.#consumed(event);
      this.#countErrors(event.ms);
      for (const { text } of this.#story.tell(event)) this.#line(`${clock(event.at)} ${text}`);
    }
  }

  done(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#sum();
  }

  #step(message: string): void {
    const nowMs = performance.now();
    if (nowMs - this.#stepAtMs < STEPS_EVERY_MS) return;
    this.#stepAtMs = nowMs;
    this.#line(message);
  }

  #message({ producer, sequence, offset, error }: ViewEvent & { event: "message" }): void {
    if (!this.#slow) return;
    // The published scripts count messages from 1.
    const value = `Value: ${sequence + 1}${this.#run.instances > 1 ? ` Producer: ${producer}` : ""}`;
    if (error === null) this.#line(`${value} Offset: ${offset ?? "none"}`);
    else this.#line(`ERROR! ${value} Offset: none Error: ${this.#run.describeError(error)?.text ?? error}`);
  }

  #progress(now: Totals): void {
    const before = this.#totals;
    this.#totals = now;
    const settledBefore = before.acknowledged + before.failed;
    const settled = now.acknowledged + now.failed;
    let milestone = (Math.floor(settledBefore / MILESTONE) + 1) * MILESTONE;
    if (milestone > settled) return;
    // With only one figure moving, what it was at the milestone is known; otherwise what was last counted is said.
    if (now.failed === before.failed) {
      for (; milestone <= settled; milestone += MILESTONE) this.#success(milestone - now.failed, now.failed);
    } else if (now.acknowledged === before.acknowledged) {
      for (; milestone <= settled; milestone += MILESTONE) {
        this.#success(now.acknowledged, milestone - now.acknowledged);
      }
    } else {
      this.#success(now.acknowledged, now.failed);
    }
  }

  #success(acknowledged: number, failed: number): void {
    this.#line(`Success: ${acknowledged} Failed: ${this.#unplanned(failed)}`);
  }

  /** Without the messages that the scenario asks the producers to abort. */
  #unplanned(failed: number): number {
    return Math.max(0, failed - (this.#transactions?.abortedAsPlanned.messages ?? 0));
  }

  #consumed({ group, reads, lag, ms }: TimelineEvent & { event: "consumed" }): void {
    if (ms - (this.#consumedAtMs.get(group) ?? -Infinity) < CONSUMED_EVERY_MS) return;
    this.#consumedAtMs.set(group, ms);
    this.#line(`Consumed by ${group}: ${reads} Lag: ${lag}`);
  }

  #settled(totals: Totals): void {
    this.#progress(totals);
    this.#sum();
  }

  /** Said once: when every message is settled, or when the run ends before that. */
  #sum(): void {
    if (this.#summed) return;
    this.#printErrors();
    if (this.#totals.sent === 0) return;
    this.#summed = true;
    this.#line(`Sent: ${this.#totals.sent}`);
    this.#line(`Delivered: ${this.#totals.acknowledged}`);
    this.#line(`Failed: ${this.#unplanned(this.#totals.failed)}`);
    if (this.#transactions === null) return;
    this.#line(`Aborted: ${this.#transactions.abortedAsPlanned.messages}`);
    this.#line(`Transactions: ${outcomesOf(this.#transactions).join(", ")}`);
  }

  #countErrors(ms: number): void {
    const unseen = Object.keys(this.#errors).some((name) => !this.#printed.has(name));
    if (!unseen && ms - this.#errorsAtMs < ERRORS_EVERY_MS) return;
    this.#errorsAtMs = ms;
    this.#printErrors();
  }

  #printErrors(): void {
    if (this.#slow) return;
    for (const [name, total] of Object.entries(this.#errors)) {
      const printed = this.#printed.get(name);
      if (printed === undefined) this.#line(this.#kafkaError(name));
      else if (total > printed) this.#line(`${this.#kafkaError(name)} × ${count(total - printed)}`);
      this.#printed.set(name, printed === undefined ? 1 : total);
    }
  }

  #kafkaError(name: string): string {
    const known = this.#run.describeError(name);
    return known === undefined
      ? `KafkaError{code=${name}}`
      : `KafkaError{code=${name},val=${known.code},str="${known.text}"}`;
  }
}
