/**
 * The part of an image registry that a pull needs (OCI distribution specification: manifests and blobs), on loopback,
 * with one image of one layer in it. Docker takes registries on 127.0.0.0/8 without TLS.
 */
import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

const MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
const BLOCK = 512;
const HALF_WAY_MS = 500;

export interface Registry extends AsyncDisposable {
  /** What to pull. */
  readonly image: string;
}

/** Serves an image whose only file holds `fileBytes` bytes that do not compress. */
export async function startRegistry(fileBytes: number): Promise<Registry> {
  const tar = tarOf("filling", randomBytes(fileBytes));
  const layer = gzipSync(tar, { level: 1 });
  const config = Buffer.from(
    JSON.stringify({
      architecture: process.arch === "arm64" ? "arm64" : "amd64",
      os: "linux",
      config: {},
      rootfs: { type: "layers", diff_ids: [digestOf(tar)] },
    }),
  );
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: {
        mediaType: "application/vnd.docker.container.image.v1+json",
        ...described(config),
      },
      layers: [{ mediaType: "application/vnd.docker.image.rootfs.diff.tar.gzip", ...described(layer) }],
    }),
  );
  const blobs = new Map([config, layer].map((blob) => [digestOf(blob), blob]));
  const server = createServer((request, response) => {
    const [, kind, name] = /\/(manifests|blobs)\/([^/]+)$/.exec(request.url ?? "") ?? [];
    const body = kind === "manifests" ? manifest : blobs.get(name ?? "");
    if (kind === undefined) return response.end();
    if (body === undefined) return response.writeHead(404).end();
    response.writeHead(200, {
      "content-type": kind === "manifests" ? MANIFEST : "application/octet-stream",
      "content-length": body.length,
      "docker-content-digest": digestOf(body),
    });
    if (request.method === "HEAD") return response.end();
    // A line that is slow enough for progress to be worth telling.
    response.write(body.subarray(0, body.length >> 1));
    return void setTimeout(() => response.end(body.subarray(body.length >> 1)), HALF_WAY_MS);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    image: `127.0.0.1:${port}/chaos-test:1`,
    [Symbol.asyncDispose]: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

function described(blob: Buffer): { size: number; digest: string } {
  return { size: blob.length, digest: digestOf(blob) };
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** A tar archive (POSIX ustar) of one file. */
function tarOf(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number) =>
    header.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at);
  header.write(name, 0);
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(content.length, 124, 12);
  octal(0, 136, 12);
  header.write(" ".repeat(8), 148);
  header.write("0", 156);
  header.write("ustar\u000000", 257);
  octal(
    header.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
  return Buffer.concat([header, content, padding, Buffer.alloc(2 * BLOCK)]);
}
