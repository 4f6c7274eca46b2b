/** The schema ids that the values in a log carry, and how often each: what consumers would ask a registry about. */

/** An interceptor may have put another into every message. */
const IDS_MAX = 10_000;

export interface SchemaIds {
  /** The most frequent first. */
  readonly found: readonly { readonly id: number; readonly messages: number }[];
  /** Messages with ids beyond the first 10,000 that were met. */
  readonly omitted: number;
  /** Messages that carry none. */
  readonly without: number;
}

export interface SchemaIdCount {
  /** −1: the message carries none. */
  add(id: number, messages: number): void;
  ids(): SchemaIds;
}

export function countSchemaIds(): SchemaIdCount {
  const counts = new Map<number, number>();
  let omitted = 0;
  let without = 0;
  return {
    add(id, messages) {
      const before = counts.get(id);
      if (id < 0) without += messages;
      else if (before === undefined && counts.size === IDS_MAX) omitted += messages;
      else counts.set(id, (before ?? 0) + messages);
    },
    ids() {
      const found = [...counts].map(([id, messages]) => ({ id, messages }));
      found.sort((a, b) => b.messages - a.messages || a.id - b.id);
      return { found, omitted, without };
    },
  };
}
