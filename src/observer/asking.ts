/**
 * Asks each of some nodes again and again, over a connection that is kept while the node answers.
 *
 * Every node has a loop of its own, so one that is dead, paused or cut off delays no other.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterNode } from "../cluster/topology.js";
import { type Address, Admin } from "../kafka/admin.js";

export interface AskingOptions {
  readonly nodes: readonly ClusterNode[];
  readonly addressOf: (node: ClusterNode) => Address;
  readonly intervalMs: number;
  /** How long each answer may take. */
  readonly answerMsMax: number;
  /** Ends the loops. */
  readonly signal: AbortSignal;
  /** One look at a node. Whatever it rejects with, the node counts as silent, and is connected to anew at the next look. */
  readonly ask: (node: ClusterNode, admin: Admin) => Promise<void>;
  readonly onSilent: (node: ClusterNode, error: unknown) => void;
}

export class Asking {
  readonly #loops: Promise<void>[] = [];
  readonly #firstLooks: readonly Promise<void>[];

  constructor(private readonly options: AskingOptions) {
    this.#firstLooks = options.nodes.map(
      (node) => new Promise((asked) => this.#loops.push(this.#ask(node, asked))),
    );
  }

  /** Resolves when every node has been asked once, whether it answered or not. */
  async asked(): Promise<void> {
    await Promise.all(this.#firstLooks);
  }

  /** Resolves when every loop has ended. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.#loops);
  }

  async #ask(node: ClusterNode, asked: () => void): Promise<void> {
    const { addressOf, intervalMs, answerMsMax, signal, ask, onSilent } = this.options;
    let admin: Admin | null = null;
    while (!signal.aborted) {
      const next = sleep(intervalMs, undefined, { signal }).catch(() => {});
      try {
        admin ??= await Admin.connect(addressOf(node), { answerMsMax, signal });
        await ask(node, admin);
      } catch (error) {
        if (signal.aborted) break;
        await admin?.connection.close();
        admin = null;
        onSilent(node, error);
      }
      asked();
      await next;
    }
    asked();
    await admin?.connection.close();
  }
}
