/**
 * What a supervisor and those who use its nodes say to each other: requests with an id get one answer, notices come
 * unasked and go to everybody. Plain JSON both ways, over the IPC channel to the process that started it, and, once the
 * cluster is kept, as lines over a socket to any other.
 */
import type { Socket } from "node:net";
import type { Disturbance, Link, LinkLoss, NodeName } from "../../cluster/topology.js";
import type { Forward } from "./links.js";

export type Request =
  /** Holds a loopback block for as long as the supervisor lives; fails when another run has it. */
  | { kind: "claim"; host: string; port: number }
  | { kind: "open"; forward: Forward }
  /**
   * Starts a process that dies with the supervisor; EEXIST when one of that name runs. Its output is appended to `log`,
   * or comes as `line` notices. Its working directory is `cwd`. `starting`: links to it wait until it answers, instead of refusing.
   */
  | {
      kind: "spawn";
      name: string;
      command: string;
      args: string[];
      cwd: string;
      env: Record<string, string>;
      log: string | null;
      starting: boolean;
    }
  /** The process answers now; links to it refuse from here on when it is not there. */
  | { kind: "started"; name: string }
  | { kind: "signal"; name: string; signal: NodeJS.Signals }
  /**
   * Answered with the token that undoes it: the supervisor gives them out, so that no two processes share one. `lasting`:
   * what these links are like when nothing is broken, which `heal-all` leaves alone.
   */
  | { kind: "disturb"; links: readonly Link[]; how: Exclude<Disturbance, LinkLoss>; lasting: boolean }
  /** Answered with the number of connections that were reset. */
  | { kind: "reset"; links: readonly Link[] }
  | { kind: "heal"; token: number }
  /** Undoes every disturbance of every client. */
  | { kind: "heal-all" }
  /** Links take their random numbers from this seed on. */
  | { kind: "seed"; seed: number }
  /** Stay when the runner goes, and take requests on this socket; end on SIGTERM. */
  | { kind: "keep"; socket: string }
  /** Take everything down and go. The answer is that the channel closes. */
  | { kind: "end" };

export type Answer =
  | { id: number; ok: true; value: number | null }
  | { id: number; ok: false; code: string; message: string };

/** What is there and what is being done to it, by anybody. A node that is not running is down. */
export interface SupervisorState {
  readonly running: readonly NodeName[];
  /** Those of the running ones that are stopped in their tracks. */
  readonly paused: readonly NodeName[];
  /** One that was cut twice comes twice. */
  readonly cut: readonly Link[];
}

export type Notice =
  /** Told to everybody who connects, and then with each change, before the answer to the request that changed it. */
  | { kind: "state"; state: SupervisorState }
  /** `asked`: it was sent a signal to end before it ended. */
  | { kind: "exit"; name: string; code: number | null; signal: NodeJS.Signals | null; asked: boolean }
  | { kind: "line"; name: string; line: string };

export interface Envelope {
  readonly id: number;
  readonly request: Request;
}

/** One message, one line: JSON has no line feed of its own. */
export function writeMessage(socket: Socket, message: Envelope | Answer | Notice): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

/** Calls back for each message that arrives; what the other end sends is trusted, as the socket is its owner's alone. */
export function onMessages<Message>(socket: Socket, receive: (message: Message) => void): void {
  let unfinished = "";
  socket.setEncoding("utf8").on("data", (text) => {
    const lines = (unfinished + text).split("\n");
    unfinished = lines.pop()!;
    for (const line of lines) receive(JSON.parse(line) as Message);
  });
}
