/**
 * The texts of scenarios: files on disk, pipes and standard input. A file is looked at before it is read: devices,
 * folders, binaries and anything larger than a scenario can be are refused, whatever name they go by.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { type Diagnostic, InputError } from "../yaml/diagnostics.js";
import { STANDARD_INPUT } from "./find.js";
import { grammarsOf } from "./grammar.js";
import { type LoadedScenario, type LoadOptions, loadScenario } from "./load.js";
import { readPipe, readStream, SilentPipeError } from "./streams.js";

const FILE_BYTES_MAX = 1024 * 1024;

/** Where texts come from besides the disk, and what ends the wait for them. */
export interface Input {
  readonly stdin: Readable;
  readonly signal: AbortSignal;
}

export interface ScenarioText {
  /** As the person wrote it, or "standard input". */
  readonly path: string;
  /** Decoded; or why there is none. */
  readonly text: string | InputError;
}

/** Each is read once, here: what came from a pipe cannot be had again. */
export async function readScenarios(
  paths: readonly string[],
  input: Input,
): Promise<readonly ScenarioText[]> {
  const texts: ScenarioText[] = [];
  for (const written of paths) {
    const path = written === STANDARD_INPUT ? "standard input" : written;
    try {
      texts.push({ path, text: await readScenario(written, path, input) });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      texts.push({ path, text: error });
    }
  }
  return texts;
}

/** For callers that have no standard input to offer. */
export async function loadScenarioFiles(
  paths: readonly string[],
  options: Omit<LoadOptions, "path" | "grammars">,
): Promise<readonly LoadedScenario[]> {
  const nothing = { stdin: Readable.from([]), signal: new AbortController().signal };
  return loadScenarios(await readScenarios(paths, nothing), options);
}

/** @throws InputError with the problems of all of them, and for two that have the same name */
export function loadScenarios(
  texts: readonly ScenarioText[],
  options: Omit<LoadOptions, "path">,
): readonly LoadedScenario[] {
  const grammars = options.grammars ?? grammarsOf(options.faults);
  const loaded: LoadedScenario[] = [];
  const problems: Diagnostic[] = [];
  for (const { path, text } of texts) {
    try {
      if (text instanceof InputError) throw text;
      const next = loadScenario(text, { readFile: readProperties, ...options, path, grammars });
      const twin = loaded.find(({ scenario }) => scenario.name === next.scenario.name);
      if (twin) {
        problems.push({
          file: path,
          message: `its name, ${next.scenario.name}, is that of ${twin.path} too; give each its own`,
        });
      }
      loaded.push(next);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.diagnostics);
    }
  }
  if (problems.length > 0) throw new InputError(problems);
  return loaded;
}

/** @throws InputError when this cannot hold a scenario or cannot be read */
async function readScenario(written: string, path: string, { stdin, signal }: Input): Promise<string> {
  const refuse = (message: string, cause?: unknown): never => {
    throw new InputError([{ file: path, message }], cause === undefined ? undefined : { cause });
  };
  try {
    if (written === STANDARD_INPUT) {
      return textOf(await readStream(stdin, FILE_BYTES_MAX, signal), refuse);
    }
    // O_NONBLOCK: opening a pipe that no process writes to must not wait.
    await using file = await open(written, constants.O_RDONLY | constants.O_NONBLOCK);
    const info = await file.stat();
    if (info.isFIFO()) return textOf(await readPipe(file, FILE_BYTES_MAX, signal), refuse);
    if (info.isDirectory()) refuse("is a folder, not a file");
    if (!info.isFile()) refuse("is not a regular file");
    if (info.size > FILE_BYTES_MAX) refuse(tooLarge(info.size));
    const buffer = Buffer.alloc(FILE_BYTES_MAX + 1); // not info.size: files in /proc say 0
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      ({ bytesRead: read } = await file.read(buffer, length, buffer.length - length));
    }
    return textOf(buffer.subarray(0, length), refuse);
  } catch (error) {
    if (error instanceof InputError) throw error;
    signal.throwIfAborted();
    if (error instanceof SilentPipeError) return refuse("is a pipe that nobody writes to", error);
    return refuse(reason(error as NodeJS.ErrnoException), error);
  }
}

/** In Latin-1, as Java reads it. Throws an Error that says why there is no text. */
function readProperties(path: string): string {
  const refuse = (message: string, cause?: unknown): never => {
    throw new Error(message, { cause });
  };
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return refuse(reason(error as NodeJS.ErrnoException), error);
  }
  try {
    const info = fstatSync(file);
    if (!info.isFile()) refuse(info.isDirectory() ? "is a folder, not a file" : "is not a regular file");
    if (info.size > FILE_BYTES_MAX) refuse("is larger than 1 MiB, which no file of properties needs");
    const bytes = readFileSync(file);
    if (bytes.includes(0)) refuse("is a binary file, not a file of properties");
    return bytes.toString("latin1");
  } finally {
    closeSync(file);
  }
}

type Refuse = (message: string, cause?: unknown) => never;

/** Of bytes that were read to their end, or to one more than there may be. */
function textOf(bytes: Buffer, refuse: Refuse): string {
  if (bytes.length > FILE_BYTES_MAX) {
    refuse(`has more than ${FILE_BYTES_MAX / 1024 / 1024} MiB, which is all that a scenario file may have`);
  }
  return decode(bytes, refuse);
}

function decode(bytes: Buffer, refuse: Refuse): string {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    refuse("is UTF-16; save it as UTF-8");
  }
  if (bytes.includes(0)) refuse("is a binary file, not YAML");
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  try {
    return utf8.decode(bytes);
  } catch (error) {
    return refuse(`is not UTF-8: line ${firstBrokenLine(bytes, utf8)} holds bytes that are no text`, error);
  }
}

/** No character of UTF-8 contains the byte of a line feed, so lines can be decoded one by one. */
function firstBrokenLine(bytes: Buffer, utf8: InstanceType<typeof TextDecoder>): number {
  let line = 1;
  for (let start = 0, end: number; start < bytes.length; start = end + 1, line++) {
    end = bytes.indexOf(0x0a, start);
    if (end === -1) end = bytes.length;
    try {
      utf8.decode(bytes.subarray(start, end));
    } catch {
      break;
    }
  }
  return line;
}

const tooLarge = (bytes: number): string =>
  `is ${Math.ceil(bytes / FILE_BYTES_MAX)} MiB; a scenario file may have ${FILE_BYTES_MAX / 1024 / 1024}`;

function reason(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "ENOENT":
    case "ENOTDIR":
      return "there is no such file";
    case "EACCES":
    case "EPERM":
      return "may not be read by this user";
    case "ELOOP":
      return "is a symbolic link that leads to itself";
    case "EISDIR":
      return "is a folder, not a file";
    case "ENXIO":
      return "is not a regular file";
    default:
      return `cannot be read: ${error.message}`;
  }
}
