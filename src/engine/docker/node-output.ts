/**
 * What one container prints, and the files that it goes to, one run after another. Docker delivers it late. So a mark that
 * is printed inside the container, once on each of its two streams, says where a run ends. Each byte before the mark goes to
 * the file before, and each byte after it to the next file.
 *
 *     stdout   line line MARK line line line
 *     stderr   line line line line MARK line
 *              └─ file before ─┘    └ next file
 */
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { InfrastructureError } from "../../errors.js";

const STREAMS = ["stdout", "stderr"] as const;
export type OutputStream = (typeof STREAMS)[number];

interface Turn {
  readonly mark: string;
  readonly file: WriteStream;
  /** Streams whose mark has not come yet. */
  readonly waiting: Set<OutputStream>;
  readonly done: (why: InfrastructureError | null) => void;
}

export class NodeOutput {
  #file: WriteStream;
  #turn: Turn | null = null;
  #isEnded = false;
  readonly #ended: Promise<void>;
  #end = () => {};

  constructor(path: string) {
    this.#file = appendTo(path);
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Resolves when there is no more of it, and all of it is in its file. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** What Docker delivered of one stream. */
  take(stream: OutputStream, chunk: Buffer): void {
    const turn = this.#turn;
    const isBefore = turn === null || turn.waiting.has(stream);
    const at = isBefore && turn !== null ? chunk.indexOf(turn.mark) : -1;
    if (turn === null || at === -1) {
      write(isBefore ? this.#file : turn.file, chunk);
      return;
    }
    write(this.#file, chunk.subarray(0, at));
    write(turn.file, chunk.subarray(at + turn.mark.length));
    turn.waiting.delete(stream);
    if (turn.waiting.size === 0) void this.#goOver(turn);
  }

  /**
   * What comes after the mark goes to the file at `path`. Resolves when all before it is in the file before.
   * @throws InfrastructureError when the output ends without the mark
   */
  async turnTo(path: string, mark: string): Promise<void> {
    if (this.#isEnded) throw endedEarly();
    const file = appendTo(path);
    const why = new Promise<InfrastructureError | null>((done) => {
      this.#turn = { mark, file, waiting: new Set(STREAMS), done };
    });
    await once(file, "open");
    const failure = await why;
    if (failure !== null) throw failure;
  }

  /** Docker has no more of it. */
  async end(): Promise<void> {
    this.#isEnded = true;
    const turn = this.#turn;
    this.#turn = null;
    await Promise.all([close(this.#file), turn && close(turn.file)]);
    turn?.done(endedEarly());
    this.#end();
  }

  async #goOver(turn: Turn): Promise<void> {
    const before = this.#file;
    this.#file = turn.file;
    this.#turn = null;
    await close(before);
    turn.done(null);
  }
}

function appendTo(path: string): WriteStream {
  return createWriteStream(path, { flags: "a" }).on("error", () => {});
}

function write(file: WriteStream, chunk: Buffer): void {
  if (chunk.length > 0) file.write(chunk);
}

function close(file: WriteStream): Promise<void> {
  file.end();
  return finished(file).catch(() => {});
}

function endedEarly(): InfrastructureError {
  return new InfrastructureError("its output ended");
}
