/**
 * The topic ids that a virtual cluster may use. An id is a topic's other name, one that no prefix can be put before, so
 * only those count that a broker gave beside a name of the virtual cluster. A client that knows an id from elsewhere
 * (also a good one, from before the proxy was started) is told to ask for metadata, which makes the id known.
 */

const IDS_MAX = 100_000;
export const NO_ID = "A".repeat(22);

export class TopicIds {
  /** The least recently told first. */
  private readonly known = new Set<string>();

  add(id: string): void {
    if (id === NO_ID) return;
    this.known.delete(id);
    this.known.add(id);
    if (this.known.size <= IDS_MAX) return;
    for (const oldest of this.known) {
      this.known.delete(oldest);
      return;
    }
  }

  has(id: string): boolean {
    return this.known.has(id);
  }
}
