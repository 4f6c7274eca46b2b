/** Which reads differ from other reads, and which only from the log at the end: those were read, and then truncated. */
import type { GroupFacts } from "./group-facts.js";

const SEVERAL = -1;

export class DifferingReads {
  /** By partition and offset: the row of the message that was read there, or SEVERAL. */
  readonly #rows = new Map<number, number>();

  constructor(readonly all: readonly GroupFacts[]) {
    for (const { differences } of all) {
      for (let i = 0; i < differences.length; i++) {
        const key = keyOf(differences.at(i, 0), differences.at(i, 1));
        const row = differences.at(i, 2);
        const known = this.#rows.get(key);
        this.#rows.set(key, known === undefined || known === row ? row : SEVERAL);
      }
    }
  }

  /** What another read found at this offset, where a read found another message than the log has. */
  otherAt(partition: number, offset: number): "the log's" | "another" | "none" {
    const isReadAsLogged = this.all.some((facts) => {
      const place = facts.log.placeOf(partition, offset);
      return place >= 0 && facts.isReadAt(place);
    });
    if (isReadAsLogged) return "the log's";
    return this.#rows.get(keyOf(partition, offset)) === SEVERAL ? "another" : "none";
  }

  /** Of the offsets at which the group read another message than the log has: those where no read found a third one. */
  truncatedOnly({ differences }: GroupFacts): number {
    const offsets = new Set<number>();
    for (let i = 0; i < differences.length; i++) {
      const [partition, offset] = [differences.at(i, 0), differences.at(i, 1)];
      if (this.otherAt(partition, offset) === "none") offsets.add(keyOf(partition, offset));
    }
    return offsets.size;
  }
}

function keyOf(partition: number, offset: number): number {
  return partition * 2 ** 32 + offset;
}
