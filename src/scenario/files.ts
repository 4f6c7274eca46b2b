/**
 * Scenario files on disk. A file is looked at before it is read: devices, pipes, folders, binaries and anything
 * larger than a scenario can be are refused, whatever name they go by.
 */
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { type Diagnostic, ScenarioError } from "./diagnostics.js";
import { type LoadedScenario, type LoadOptions, loadScenario, type SchemaOf } from "./load.js";
import { scenarioSchema } from "./schema.js";
import type { FaultSyntax } from "./syntax.js";

const FILE_BYTES_MAX = 1024 * 1024;

/**
 * @returns the text of a scenario file, decoded
 * @throws ScenarioError when the file cannot hold a scenario or cannot be read
 */
export async function readScenarioFile(path: string): Promise<string> {
  const refuse = (message: string, cause?: unknown): never => {
    throw new ScenarioError([{ file: path, message }], cause === undefined ? undefined : { cause });
  };
  try {
    // O_NONBLOCK: opening a pipe that nobody writes to must not wait.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const info = await file.stat();
    if (info.isDirectory()) refuse("is a folder, not a file");
    if (!info.isFile()) refuse("is not a regular file");
    if (info.size > FILE_BYTES_MAX) refuse(tooLarge(info.size));
    const buffer = Buffer.alloc(FILE_BYTES_MAX + 1); // not info.size: files in /proc say 0
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      ({ bytesRead: read } = await file.read(buffer, length, buffer.length - length));
    }
    if (length > FILE_BYTES_MAX) refuse(tooLarge(length));
    return decode(buffer.subarray(0, length), refuse);
  } catch (error) {
    if (error instanceof ScenarioError) throw error;
    return refuse(reason(error as NodeJS.ErrnoException), error);
  }
}

/**
 * Reads and loads scenarios one after another.
 * @throws ScenarioError with the problems of all of them, and for two that have the same name
 */
export async function loadScenarioFiles(
  paths: readonly string[],
  options: Omit<LoadOptions, "path">,
): Promise<readonly LoadedScenario[]> {
  const loaded: LoadedScenario[] = [];
  const problems: Diagnostic[] = [];
  const schemaOf = oneSchemaForEachSize(options.faults);
  for (const path of paths) {
    try {
      const next = loadScenario(await readScenarioFile(path), { schemaOf, ...options, path });
      const twin = loaded.find(({ scenario }) => scenario.name === next.scenario.name);
      if (twin) {
        problems.push({
          file: path,
          message: `its name, ${next.scenario.name}, is that of ${twin.path} too; give each its own`,
        });
      }
      loaded.push(next);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      problems.push(...error.diagnostics);
    }
  }
  if (problems.length > 0) throw new ScenarioError(problems);
  return loaded;
}

/** Making a schema takes longer than reading a file with it, and most clusters are of one size. */
function oneSchemaForEachSize(faults: readonly FaultSyntax[]): SchemaOf {
  const schemas = new Map<string, ReturnType<SchemaOf>>();
  return (nodes) => {
    const size = nodes.join();
    const schema = schemas.get(size) ?? scenarioSchema(faults, nodes);
    schemas.set(size, schema);
    return schema;
  };
}

function decode(bytes: Buffer, refuse: (message: string, cause?: unknown) => never): string {
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
