/** Bytes in, frames (without their sizes) out: the plain way, as something to hold the proxy's scanner against. */

export class FrameStream {
  private readonly chunks: Buffer[] = [];
  private sizeBytes = 0;

  constructor(private readonly onFrame: (frame: Buffer) => void) {}

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.sizeBytes += chunk.length;
    while (this.sizeBytes >= 4) {
      if ((this.chunks[0] as Buffer).length < 4) this.join();
      const end = 4 + (this.chunks[0] as Buffer).readInt32BE(0);
      if (end < 4 || this.sizeBytes < end) return;
      this.join();
      const all = this.chunks[0] as Buffer;
      this.chunks[0] = all.subarray(end);
      this.sizeBytes -= end;
      this.onFrame(all.subarray(4, end));
    }
  }

  private join(): void {
    this.chunks.splice(0, this.chunks.length, Buffer.concat(this.chunks));
  }
}
