/**
 * What the nodes print, from Docker's logs into files of the run directory. The proxy's standard output is its journal,
 * which has a file of its own.
 *
 * A container that runs after run has one log in Docker. Marks in it (node-output.ts) tell one run's part from the next.
 */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, type Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import type Docker from "dockerode";
import type { NodeName } from "../../cluster/topology.js";
import { InfrastructureError } from "../../errors.js";
import { withLimit } from "../../time-limit.js";
import { waitFor } from "../../wait.js";
import { writeAtomically } from "../atomic-write.js";
import { PROXY_JOURNAL, PROXY_NAME } from "../proxy-node.js";
import { tail } from "../tail.js";
import { NodeOutput } from "./node-output.js";

/** For the engine to take what a container wrote. */
const JOURNAL_MS_MAX = 10_000;
/** With the stack traces of the errors that end a node. */
const TAIL_LINES = 200;
const FRAME_HEADER_BYTES = 8;
/** For a mark to come back from the engine. */
const MARK_MS_MAX = 10_000;
/** What a mark begins with. Its end is another one each time. */
const MARK = "--- chaos: from here on the log is of another run, ";
/** Prints its argument where the container's first process prints. */
const PRINT = 'echo "$0" >/proc/1/fd/1 && echo "$0" >/proc/1/fd/2';

interface Wanted {
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tail?: number;
}

export class ContainerLogs {
  /** Where the nodes' logs are now. */
  #folder: string;
  /** Of the last start of each node. */
  readonly #outputs = new Map<NodeName, NodeOutput>();
  /** Also of starts before, while there may be more of them. */
  readonly #open = new Set<NodeOutput>();

  constructor(
    private readonly docker: Docker,
    private readonly runDirectory: string,
    private readonly containerOf: (node: NodeName) => Docker.Container,
  ) {
    this.#folder = join(runDirectory, "logs");
  }

  pathOf(node: NodeName): string {
    return join(this.#folder, `${node}.log`);
  }

  /** Copies what the node prints, until its container ends. `since`: seconds since the epoch. */
  async follow(node: NodeName, since: string): Promise<void> {
    const stream = await this.containerOf(node).logs({
      follow: true,
      stdout: true,
      stderr: true,
      since: since as unknown as number,
    });
    const output = new NodeOutput(this.pathOf(node));
    this.#outputs.set(node, output);
    this.#open.add(output);
    void output.ended.then(() => this.#open.delete(output));
    const journal =
      node === PROXY_NAME
        ? createWriteStream(join(this.runDirectory, PROXY_JOURNAL), { flags: "a" }).on("error", () => {})
        : undefined;
    const stderr = writable((chunk) => output.take("stderr", chunk));
    const stdout = writable((chunk) => output.take("stdout", chunk));
    this.docker.modem.demuxStream(stream, journal ?? stdout, stderr);
    for (const end of ["end", "error"]) {
      stream.once(end, () => {
        void output.end();
        journal?.end();
      });
    }
  }

  /**
   * What the nodes print from here on goes to this folder, which has no logs yet. These nodes run. Of the others the folder
   * before has all that they printed, when this resolves.
   * @throws InfrastructureError when that is not certain. No log is in the folder then.
   */
  async turnTo(folder: string, running: readonly NodeName[]): Promise<void> {
    const next = join(this.runDirectory, "cluster", "next");
    await Promise.all([mkdir(folder, { recursive: true }), mkdir(next, { recursive: true })]);
    const mark = `${MARK}${randomUUID()}\n`;
    const turning = running.map((node) => ({ node, output: this.#outputs.get(node)! }));
    const ending = [...this.#open].filter((output) => !turning.some((one) => one.output === output));
    await withinLimit([
      ...ending.map(({ ended }) => ended),
      ...turning.flatMap(({ node, output }) => [
        output.turnTo(join(next, `${node}.log`), mark),
        this.#print(node, mark.trimEnd()),
      ]),
    ]);
    // The folder of a run that does not get this cluster after all must have none of its lines.
    for (const node of running) await rename(join(next, `${node}.log`), join(folder, `${node}.log`));
    this.#folder = folder;
  }

  async #print(node: NodeName, line: string): Promise<void> {
    const exec = await this.containerOf(node).exec({
      Cmd: ["sh", "-c", PRINT, line],
      AttachStdout: true,
      AttachStderr: true,
    });
    const complaint = (await this.#demuxed(await exec.start({}))).trim();
    const { ExitCode: code } = await exec.inspect();
    if (code === 0) return;
    throw new InfrastructureError(`no line could be printed into the log of ${node}: ${complaint}`);
  }

  /** The last lines of the run; of a container that was removed, those that were followed until then. */
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

  /** What the engine has of the node's log in this run; nothing for a container that was removed. */
  async #logOf(node: NodeName, options: Pick<Wanted, "tail"> = {}): Promise<string> {
    const wanted = { stdout: node !== PROXY_NAME, stderr: true, ...options };
    return afterLastMark(await this.#read(node, wanted).catch(() => ""));
  }

  async #read(node: NodeName, wanted: Wanted): Promise<string> {
    const log = await this.containerOf(node).logs({ follow: false, ...wanted });
    return textOf(log);
  }

  /** Both streams in one text. */
  #demuxed(stream: Readable): Promise<string> {
    const out = new PassThrough();
    const said = text(out);
    this.docker.modem.demuxStream(stream, out, out);
    stream.once("end", () => out.end());
    return said;
  }
}

/**
 * Both streams of a log in one text. A frame has eight bytes before it, and the last four are its length. docker-modem's
 * demuxStream calls itself for each frame that it has, so that a whole log at once overflows its stack.
 */
function textOf(log: Buffer): string {
  const frames: Buffer[] = [];
  for (let at = 0; at + FRAME_HEADER_BYTES <= log.length; ) {
    const start = at + FRAME_HEADER_BYTES;
    at = start + log.readUInt32BE(start - 4);
    frames.push(log.subarray(start, at));
  }
  return Buffer.concat(frames).toString();
}

function writable(take: (chunk: Buffer) => void): Writable {
  return new Writable({
    write(chunk, _, done) {
      take(chunk);
      done();
    },
  });
}

function afterLastMark(log: string): string {
  const at = log.lastIndexOf(MARK);
  return at === -1 ? log : log.slice(log.indexOf("\n", at) + 1);
}

async function withinLimit(all: readonly Promise<void>[]): Promise<void> {
  using limit = withLimit(new AbortController().signal, MARK_MS_MAX);
  await Promise.race([
    Promise.all(all),
    once(limit.signal, "abort").then(() => {
      throw new InfrastructureError(`the engine did not deliver the logs within ${MARK_MS_MAX / 1000} s`);
    }),
  ]);
}
