/** A container that prints, and whose engine delivers that, when the test says so. */
import { PassThrough } from "node:stream";
import type { OutputStream } from "../node-output.js";

/** As Docker multiplexes them: a header of eight bytes, and what was printed. */
function frame(stream: OutputStream, printed: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream === "stdout" ? 1 : 2;
  header.writeUInt32BE(Buffer.byteLength(printed), 4);
  return Buffer.concat([header, Buffer.from(printed)]);
}

export class PrintingContainer {
  readonly #log: Buffer[] = [];
  #late: Buffer[] = [];
  #follower = new PassThrough();
  /** While it is, what is printed reaches no follower. */
  isLate = false;
  /** Streams that a mark comes back from. */
  marked: readonly OutputStream[] = ["stdout", "stderr"];
  /** Exit code of what is run inside. */
  execStatus = 0;

  print(stream: OutputStream, printed: string): void {
    const bytes = frame(stream, printed);
    this.#log.push(bytes);
    if (this.isLate) this.#late.push(bytes);
    else this.#follower.write(bytes);
  }

  /** All that is late arrives. */
  deliver(): void {
    for (const bytes of this.#late.splice(0)) this.#follower.write(bytes);
    this.isLate = false;
  }

  end(): void {
    this.#follower.end();
  }

  readonly logs = async ({ follow, tail }: { follow: boolean; tail?: number }) => {
    if (!follow) return Buffer.concat(tail === undefined ? this.#log : this.#log.slice(-tail));
    this.#follower = new PassThrough();
    return this.#follower;
  };

  readonly exec = async ({ Cmd: [, , , mark] }: { Cmd: readonly string[] }) => ({
    start: async () => {
      if (this.execStatus !== 0) return new PassThrough().end(frame("stderr", "sh: no such file\n"));
      for (const stream of this.marked) this.print(stream, `${mark}\n`);
      return new PassThrough().end();
    },
    inspect: async () => ({ ExitCode: this.execStatus }),
  });
}
