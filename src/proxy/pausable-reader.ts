/** Reading from a socket, which several reasons can pause at once: it resumes when the last of them is gone. */

import type { Socket } from "node:net";

export class PausableReader<Reason extends string> {
  private readonly reasons = new Set<Reason>();

  constructor(private readonly socket: Socket) {}

  hold(reason: Reason): void {
    if (this.reasons.size === 0) this.socket.pause();
    this.reasons.add(reason);
  }

  isHeldBy(reason: Reason): boolean {
    return this.reasons.has(reason);
  }

  release(reason: Reason): void {
    if (this.reasons.delete(reason) && this.reasons.size === 0) this.socket.resume();
  }
}
