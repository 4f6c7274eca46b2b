/**
 * What the runner and its supervisor say to each other over the IPC channel.
 * Requests carry an id and get one answer; events come unasked. Plain JSON both ways.
 */
import type { LinkDelay, NodeName } from "../engine.js";
import type { Forward } from "./links.js";

export type Request =
  /** Holds a loopback block for as long as the supervisor lives; fails when another run has it. */
  | { kind: "claim"; host: string; port: number }
  | { kind: "open"; forward: Forward }
  /**
   * Starts a process that dies with the supervisor. Its output is appended to `log`, or comes as `line` events.
   * `starting`: links to it wait until it answers, instead of refusing.
   */
  | {
      kind: "spawn";
      name: string;
      command: string;
      args: string[];
      env: Record<string, string>;
      log: string | null;
      starting: boolean;
    }
  /** The process answers now; links to it refuse from here on when it is not there. */
  | { kind: "started"; name: string }
  | { kind: "signal"; name: string; signal: NodeJS.Signals }
  | { kind: "cut"; token: number; links: { from: NodeName; to: NodeName }[] }
  | { kind: "delay"; token: number; links: { from: NodeName; to: NodeName }[]; delay: LinkDelay }
  | { kind: "heal"; token: number }
  /** Stay when the runner goes; end on SIGTERM. */
  | { kind: "keep" };

export type Answer =
  | { id: number; ok: true; value: number | null }
  | { id: number; ok: false; code: string; message: string };

export type Notice =
  | { kind: "exit"; name: string; code: number | null; signal: NodeJS.Signals | null }
  | { kind: "line"; name: string; line: string };
