import type { Socket } from "node:net";

/** Up to this size, one write of a copy costs less than a write of each piece. */
const COPIED_BYTES_MAX = 4 * 1024;

/** A frame as it goes over the wire: after its size. */
export function withSize(frame: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(4 + frame.length);
  bytes.writeInt32BE(frame.length, 0);
  frame.copy(bytes, 4);
  return bytes;
}

/**
 * Writes the size of a frame and the frame, in pieces. Returns false when the socket's buffer is full, as
 * `socket.write`.
 * @param written called when the socket no longer needs the pieces
 */
export function writeFrame(socket: Socket, parts: readonly Buffer[], written?: () => void): boolean {
  const bytes = parts.reduce((sum, { length }) => sum + length, 0);
  if (bytes < COPIED_BYTES_MAX) return socket.write(withSize(Buffer.concat(parts)), written);
  const size = Buffer.allocUnsafe(4);
  size.writeInt32BE(bytes, 0);
  socket.cork();
  socket.write(size);
  let hasRoom = true;
  for (const [i, part] of parts.entries()) {
    hasRoom = socket.write(part, i === parts.length - 1 ? written : undefined);
  }
  socket.uncork();
  return hasRoom;
}
