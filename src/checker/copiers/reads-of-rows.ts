/** Which processes read certain messages, wherever these were: the log may have lost them since. */
import { NO_ROW } from "../../history/read-records.js";
import type { ReadsHeader } from "../../history/reads.js";
import type { Label } from "../consumers/check-reads.js";
import { nameOf, secondsOf } from "../consumers/evidence.js";
import type { ReadSink } from "../consumers/read-sink.js";

interface FirstRead {
  readonly member: number;
  readonly partition: number;
  readonly offset: number;
  readonly ticks: number;
}

export class ReadsOfRows implements Partial<ReadSink> {
  readonly #first: Map<number, FirstRead | null>;
  #member = -1;

  constructor(
    readonly header: ReadsHeader,
    rows: readonly number[],
    readonly label: Label,
  ) {
    this.#first = new Map(rows.map((row) => [row, null]));
  }

  member(index: number): void {
    this.#member = index;
  }

  read(partition: number, offset: number, _kind: number, row: number, ticks: number): void {
    if (row === NO_ROW) return;
    const first = this.#first.get(row);
    if (first === undefined || (first !== null && first.ticks <= ticks)) return;
    this.#first.set(row, { member: this.#member, partition, offset, ticks });
  }

  sentence(row: number): string {
    const first = this.#first.get(row) ?? null;
    if (first === null) return "No process of the copier wrote that it read it.";
    const { member, partition, offset, ticks } = first;
    const who = nameOf(this.header, member);
    return `${who} read it at ${secondsOf(ticks)}, at offset ${offset} of ${this.label(partition)}, and readers do not get it there now.`;
  }
}
