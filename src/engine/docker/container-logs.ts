/**
 * What the nodes print, from Docker's logs into files of the run directory. The proxy's standard output is its journal,
 * which has a file of its own.
 */
import { createWriteStream, type WriteStream } from "node:fs";
import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import type Docker from "dockerode";
import type { NodeName } from "../../cluster/topology.js";
import { waitFor } from "../../wait.js";
import { writeAtomically } from "../atomic-write.js";
import { PROXY_JOURNAL, PROXY_NAME } from "../proxy-node.js";
import { tail } from "../tail.js";

/** For the engine to take what a container wrote. */
const JOURNAL_MS_MAX = 10_000;
/** With the stack traces of the errors that end a node. */
const TAIL_LINES = 200;

interface Wanted {
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tail?: number;
}

export class ContainerLogs {
  constructor(
    private readonly docker: Docker,
    private readonly runDirectory: string,
    private readonly containerOf: (node: NodeName) => Docker.Container,
  ) {}

  pathOf(node: NodeName): string {
    return join(this.runDirectory, "logs", `${node}.log`);
  }

  /** Copies what the node prints, until its container ends. `since`: seconds since the epoch. */
  async follow(node: NodeName, since: string): Promise<void> {
    const stream = await this.containerOf(node).logs({
      follow: true,
      stdout: true,
      stderr: true,
      since: since as unknown as number,
    });
    const log = appendTo(this.pathOf(node));
    const journal = node === PROXY_NAME ? appendTo(join(this.runDirectory, PROXY_JOURNAL)) : undefined;
    this.docker.modem.demuxStream(stream, journal ?? log, log);
    for (const end of ["end", "error"]) {
      stream.once(end, () => {
        log.end();
        journal?.end();
      });
    }
  }

  /** The last lines; of a container that was removed, those that were followed until then. */
  async tail(node: NodeName): Promise<string> {
    return (await this.#logOf(node, { tail: TAIL_LINES })) || (await tail(this.pathOf(node)));
  }

  /** Replaces the part of the log that was followed with the whole log. */
  async save(node: NodeName): Promise<void> {
    const path = this.pathOf(node);
    const log = await this.#logOf(node);
    const followedBytes = await stat(path).then(
      ({ size }) => size,
      () => 0,
    );
    // An engine that rotates its logs has less.
    if (Buffer.byteLength(log) > followedBytes) await writeFile(path, log);
  }

  /** The path of the proxy's journal, whole: the engine may not have taken yet what the proxy wrote last. */
  async saveJournal(entries: number, signal: AbortSignal): Promise<string> {
    const journal = await waitFor(
      async () => {
        const said = await this.#read(PROXY_NAME, { stdout: true, stderr: false });
        const lines = said.split("\n").length - 1;
        return lines >= entries
          ? { done: true, value: said }
          : { done: false, seen: `${lines} of ${entries} entries` };
      },
      { what: "the proxy's journal in the engine's log", limitMs: JOURNAL_MS_MAX, everyMs: 50, signal },
    );
    const path = join(this.runDirectory, PROXY_JOURNAL);
    // In place of the part that was followed so far.
    await writeAtomically(path, journal);
    return path;
  }

  /** What the engine has of the node's log; nothing for a container that was removed. */
  #logOf(node: NodeName, options: Pick<Wanted, "tail"> = {}): Promise<string> {
    return this.#read(node, { stdout: node !== PROXY_NAME, stderr: true, ...options }).catch(() => "");
  }

  async #read(node: NodeName, wanted: Wanted): Promise<string> {
    const out = new PassThrough();
    const said = text(out);
    const log = await this.containerOf(node).logs({ follow: false, ...wanted });
    const through = new PassThrough();
    this.docker.modem.demuxStream(through, out, out);
    through.end(log);
    through.once("end", () => out.end());
    return said;
  }
}

function appendTo(path: string): WriteStream {
  return createWriteStream(path, { flags: "a" }).on("error", () => {});
}
