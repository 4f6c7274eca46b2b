/** Which producer id and epoch wrote the records of a transaction, and the markers that ended it, by the log. */
import type { BatchOrigin } from "../../history/log-entries.js";
import type { StoredLog } from "../../history/log-file.js";
import { DEAF } from "../check-kind.js";
import { Unended } from "../unended.js";

/** Of a transaction in one partition. */
export interface WrittenBy {
  readonly producerId: number;
  /** Undefined: not known. */
  readonly epoch: number | undefined;
  /** Null: the log has none. */
  marker: {
    readonly kind: "commit" | "abort";
    readonly epoch: number | undefined;
    readonly offset: number;
  } | null;
}

interface Place {
  readonly partition: number;
  readonly first: number;
}

/** One for each place, of its record and of the marker behind it. Undefined: the record is of no transaction. It reads the log. */
export async function writtenBy<Where extends Place>(
  log: Pick<StoredLog, "read">,
  places: readonly Where[],
): Promise<ReadonlyMap<Where, WrittenBy>> {
  const found = new Map<Where, WrittenBy>();
  let here: readonly Where[] = [];
  const unended = new Unended<WrittenBy>();
  let origin: BatchOrigin | null = null;
  await log.read({
    ...DEAF,
    begin(partition) {
      here = places.filter((place) => place.partition === partition);
      unended.begin();
    },
    batch(next) {
      origin = next;
    },
    records(offset, count) {
      if (here.length === 0 || !origin?.isTransactional) return;
      for (const place of here) {
        if (place.first < offset || place.first >= offset + count) continue;
        const by = { producerId: origin.producerId, epoch: origin.producerEpoch, marker: null };
        found.set(place, by);
        unended.add(by);
      }
    },
    control(offset) {
      if (origin === null || origin.marker === null) return;
      const { marker: kind, producerEpoch: epoch } = origin;
      for (const one of unended.endedBy(origin)) one.marker = { kind, epoch, offset };
    },
  });
  return found;
}

/** "In partition 0 it is of producer id 1003, epoch 5, and the abort marker at offset 120 ends it with epoch 6." */
export function sentenceAbout({ producerId, epoch, marker }: WrittenBy, where: string): string {
  const ofEpoch = epoch === undefined ? "" : `, epoch ${epoch}`;
  const end =
    marker === null
      ? "no marker ends it there"
      : `the ${marker.kind} marker at offset ${marker.offset} ends it${marker.epoch === undefined ? "" : ` with epoch ${marker.epoch}`}`;
  return `In ${where} it is of producer id ${producerId}${ofEpoch}, and ${end}.`;
}
