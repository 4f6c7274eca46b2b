/**
 * `--format` and `--reporter`: reports to standard output and to files, several at once. `name` is one on standard output,
 * `name=file` is one in a file.
 */
import { randomBytes } from "node:crypto";
import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { InfrastructureError, UsageError } from "../errors.js";
import { reporters } from "../report/index.js";
import type { ViewKind } from "../report/live/view.js";
import type { Beside, Reporter } from "../report/reporter.js";
import type { RunData } from "../rundir/rundir.js";
import { type Edge, pageOf, paintOf, widePageOf } from "./command.js";

export interface Output {
  readonly name: string;
  /** Undefined: standard output. */
  readonly file: string | undefined;
}

export interface FileOutput {
  readonly reporter: Reporter;
  readonly file: string;
}

/** How `chaos run` reports. */
export interface Reporting {
  /** On standard error, while runs go on. */
  readonly view: ViewKind;
  readonly tellsProgress: boolean;
  /** Has standard output for itself, when all runs are over. Null: the verdicts are text, each when its run is over. */
  readonly document: Reporter | null;
  readonly files: readonly FileOutput[];
}

const REPORTER_NAMES = reporters.map(({ name }) => name);

/** The parser of an option that may be repeated. `shown`: the names that may go to standard output. */
export function outputParser(shown: readonly string[]) {
  return (text: string, previous: readonly Output[] = []): readonly Output[] => {
    const at = text.indexOf("=");
    const name = at === -1 ? text : text.slice(0, at);
    const file = at === -1 ? undefined : text.slice(at + 1);
    if (![...shown, ...REPORTER_NAMES].includes(name))
      throw new InvalidArgumentError(
        `Allowed choices are ${[...new Set([...shown, ...REPORTER_NAMES])].join(", ")}.`,
      );
    if (file === "")
      throw new InvalidArgumentError(`The name of a file is missing, as in ${name}=report.${name}.`);
    if (file !== undefined && !REPORTER_NAMES.includes(name))
      throw new InvalidArgumentError(
        `${name} writes no file. Choices for a file are ${REPORTER_NAMES.join(", ")}.`,
      );
    return [...previous, { name, file }];
  };
}

/**
 * The one report on standard output, and those in files: looked at before anything starts. `out`: a directory that a run
 * makes, if it is not there.
 * @throws UsageError for two in one place, or a directory in the place of a file; InfrastructureError when the directory of a
 * file is missing.
 */
export function splitOutputs(
  outputs: readonly Output[],
  out?: string,
): { shown: string | undefined; files: readonly FileOutput[] } {
  const shown = outputs.filter(({ file }) => file === undefined).map(({ name }) => name);
  if (shown.length > 1)
    throw new UsageError(
      `only one report can go to standard output, and ${shown.join(" and ")} are asked for`,
      {
        remedy: `give the others a file, as in ${shown[1]}=report.${shown[1]}`,
      },
    );
  const files = outputs.flatMap(({ name, file }) =>
    file === undefined ? [] : [{ reporter: reporterOf(name), file }],
  );
  const taken = new Set<string>();
  for (const { file } of files) {
    if (taken.has(resolve(file))) throw new UsageError(`two reports would be written to ${file}`);
    taken.add(resolve(file));
    const there = statSync(file, { throwIfNoEntry: false });
    if (there?.isDirectory())
      throw new UsageError(`${file} is a directory, and no report can be written to it`);
    const directory = dirname(resolve(file));
    const isMade = out !== undefined && directory === resolve(out);
    if (!isMade && !statSync(directory, { throwIfNoEntry: false })?.isDirectory())
      throw new InfrastructureError(`the report cannot be written to ${file}: there is no such directory`);
  }
  return { shown: shown[0], files };
}

/** Of a name that outputParser let through. */
export function reporterOf(name: string): Reporter {
  return reporters.find((one) => one.name === name)!;
}

/** As text for standard output. */
export async function renderShown(
  reporter: Reporter,
  runs: readonly RunData[],
  { stdout }: Edge,
  beside?: Beside,
): Promise<string> {
  return reporter.render(runs, reporter.name === "table" ? widePageOf(stdout) : pageOf(stdout), beside);
}

/** A file has no colours, and room for every column. */
const FILE = { columns: 1_000, rows: 0, isTTY: false, color: false, write() {} };

/**
 * Writes each file whole, or leaves it as it was. One that cannot be written does not hold up the others.
 * @throws InfrastructureError for the first that could not be written
 */
export async function writeFiles(
  files: readonly FileOutput[],
  runs: readonly RunData[],
  { stderr }: Edge,
  beside?: Beside,
): Promise<void> {
  let failure: unknown;
  for (const { reporter, file } of files) {
    try {
      const page = reporter.name === "table" ? widePageOf(FILE) : pageOf(FILE);
      writeWhole(file, await reporter.render(runs, page, beside));
      stderr.write(`${paintOf(stderr).dim("written")}  ${file}\n`);
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
}

function writeWhole(file: string, text: string): void {
  const there = statSync(file, { throwIfNoEntry: false });
  // A device or a pipe has no other name to be written under.
  const isSpecial = there !== undefined && !there.isFile();
  const target = isSpecial ? file : `${file}.${process.pid}-${randomBytes(3).toString("hex")}.tmp`;
  try {
    writeFileSync(target, text);
    if (!isSpecial) renameSync(target, file);
  } catch (cause) {
    if (!isSpecial) rmSync(target, { force: true });
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === "ENOSPC" || code === "EDQUOT" ? "the disk is full" : message;
    throw new InfrastructureError(`the report cannot be written to ${file}: ${why}`, { cause });
  }
}
