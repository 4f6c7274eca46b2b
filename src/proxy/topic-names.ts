/**
 * The names of topics by their ids. Newer requests have only the ids of topics (KIP-516), and interceptors use names.
 * The names come from Metadata responses to clients: a client asks for metadata before it can use an id.
 */

import type { Responses } from "../protocol/index.js";

const TOPICS_MAX = 100_000;
/** In responses whose version has no ids. */
const NO_ID = "A".repeat(22);

export class TopicNames {
  private readonly names = new Map<string, string>();

  learn({ topics }: Responses["Metadata"]): void {
    for (const { topicId, name } of topics) {
      if (name === null || topicId === NO_ID || this.names.get(topicId) === name) continue;
      if (this.names.size >= TOPICS_MAX) this.names.clear();
      this.names.set(topicId, name);
    }
  }

  /** The name in the cluster, with the prefix of the virtual cluster. */
  nameOf(topicId: string): string | undefined {
    return this.names.get(topicId);
  }
}
