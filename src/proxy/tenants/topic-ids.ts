/**
 * The topic ids that a virtual cluster may use. An id cannot have a prefix as a name has. So an id is allowed only when
 * a response of a broker had it together with a name of the virtual cluster. A client that uses another id gets an
 * error that makes it ask for metadata, also when the id is right but the proxy was started later. The metadata make it
 * known.
 */

const IDS_MAX = 100_000;
export const NO_ID = "A".repeat(22);

export class TopicIds {
  /** The id that was seen longest ago is first. */
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
