/**
 * Nodes that went down without being asked to. A death breaks the cluster at once, so that no phase of a run can
 * end without knowing of it; how the node ended and the last lines of its log are read after that.
 */

import type { NodeName } from "../cluster/topology.js";
import { InfrastructureError } from "../errors.js";
import type { NodeDeath } from "./engine.js";

/** Where more is told of a node's end. */
export const WHOLE_LOG = "its whole log is in the run directory under logs/";

export class Deaths {
  readonly all: NodeDeath[] = [];
  readonly #broken = new AbortController();

  /** Aborted, with the reason, at the first death or when the whole cluster is lost. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  /** `describe`: how it ended and its last lines; `told`: called with them. */
  announce(node: NodeName, describe: () => Promise<string>, told: (detail: string) => void): void {
    const error = new InfrastructureError(`${node} died by itself`, {
      remedy: WHOLE_LOG,
    });
    const detail = describe()
      .catch((reason: Error) => `its log cannot be read: ${reason.message}`)
      .then((detail) => {
        error.message += `: ${detail}`;
        told(detail);
        return detail;
      });
    this.all.push({ node, at: new Date(), detail });
    this.#broken.abort(error);
  }

  /** Everything is gone at once: the engine, or the process that owns the nodes. */
  lost(reason: InfrastructureError): void {
    this.#broken.abort(reason);
  }

  /** Resolves when each death is described. */
  async described(): Promise<void> {
    await Promise.all(this.all.map(({ detail }) => detail));
  }
}
