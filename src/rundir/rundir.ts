/**
 * A run owns one directory, `runs/<UTC time>-<scenario>/`, and what is in it is all that reports ever see.
 *
 * The directory must tell the truth even when the run is killed in the middle: `result.json` is replaced whole, so it is
 * always one complete state of what was known; the timeline grows a line at a time, each handed to the operating
 * system before the run goes on, so that only the line being written can be cut short, and readers forgive that one.
 */
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { parse } from "yaml";
import { ZodError } from "zod";
import { InfrastructureError, UsageError } from "../errors.js";
import { TopicPartitions, type TopicShape } from "../topic-partitions.js";
import type { Result } from "./result.js";
import { isNewer, RESULT_SCHEMA_VERSION, readResultJson, resultAsJson } from "./result-file/result-file.js";
import {
  type Happening,
  readTimelineLine,
  type TimelineEvent,
  type TimelineLine,
  timelineHeader,
  timelineLine,
  topicsIn,
} from "./timeline.js";

/** Where everything of a run is; the files need not exist yet. */
export interface RunPaths {
  /** Name of the directory, and of the run. */
  readonly name: string;
  readonly directory: string;
  /** The scenario as it ran, everything resolved. */
  readonly scenario: string;
  readonly result: string;
  readonly timeline: string;
  readonly ledger: string;
  readonly log: string;
  readonly reads: string;
  /** Directory of what members of consumer groups write while the run goes on. */
  readonly segments: string;
  /** What producers saw of their transactions. */
  readonly transactions: string;
  readonly proxyJournal: string;
  readonly lost: string;
  /** Directory of `<node>.log`. */
  readonly logs: string;
  readonly report: string;
}

export function runPaths(directory: string): RunPaths {
  return {
    name: basename(resolve(directory)),
    directory,
    scenario: join(directory, "scenario.yaml"),
    result: join(directory, "result.json"),
    timeline: join(directory, "timeline.ndjson"),
    ledger: join(directory, "ledger.bin"),
    log: join(directory, "log.bin"),
    reads: join(directory, "reads.bin"),
    segments: join(directory, "reads"),
    transactions: join(directory, "transactions.ndjson"),
    proxyJournal: join(directory, "proxy.ndjson"),
    lost: join(directory, "lost.csv"),
    logs: join(directory, "logs"),
    report: join(directory, "report.html"),
  };
}

/** Runs of one scenario that may start within the same second. */
const COLLISIONS_MAX = 1000;
const SCENARIO_NAME_LENGTH_MAX = 100;

/**
 * Makes the directory of a new run under `out`, with `logs/` in it. A name that is taken gets `-2`, `-3`, …
 * @throws UsageError when `out` is a file; InfrastructureError when it cannot be written.
 */
export function createRun(out: string, scenario: string, now: Date = new Date()): RunPaths {
  const paths = runPaths(makeRunDirectory(out, scenario, now));
  try {
    mkdirSync(paths.logs);
  } catch (error) {
    throw cannotWrite(out, error);
  }
  return paths;
}

/** Makes `<UTC time>-<name>` under `out`, and returns its path. A name that is taken gets `-2`, `-3`, … */
export function makeRunDirectory(out: string, name: string, now: Date): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const safe = name.replace(/[^\w.-]+/g, "-").slice(0, SCENARIO_NAME_LENGTH_MAX);
  try {
    makeDirectories(resolve(out));
    for (let attempt = 1; attempt <= COLLISIONS_MAX; attempt++) {
      const directory = join(out, `${time}-${safe}${attempt === 1 ? "" : `-${attempt}`}`);
      if (makeDirectory(directory)) return directory;
    }
  } catch (error) {
    throw cannotWrite(out, error);
  }
  throw new InfrastructureError(`${COLLISIONS_MAX} runs of ${name} began within one second in ${out}`, {
    remedy: "choose another directory with --out",
  });
}

/** False when something of that name is there already: mkdir decides, so two runs never share a directory. */
function makeDirectory(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** Not mkdir's own `recursive`: Node 20 never returns from it where the system says ENOENT for good, as in /proc. */
function makeDirectories(path: string): void {
  if (isDirectory(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeDirectories(parent);
  if (!makeDirectory(path) && !isDirectory(path))
    throw Object.assign(new Error("a file is there"), { code: "ENOTDIR" });
}

function cannotWrite(out: string, cause: unknown): Error {
  const code = errorCode(cause);
  if (code === "EEXIST" || code === "ENOTDIR") {
    return new UsageError(
      `${out} is not a directory, so no run can be kept in it: choose another with --out`,
      {
        cause,
      },
    );
  }
  const why =
    code === "EACCES" || code === "EPERM"
      ? "this user may not write there"
      : code === "EROFS"
        ? "the file system is read-only"
        : code === "ENOSPC" || code === "EDQUOT"
          ? "the disk is full"
          : reason(cause);
  return new InfrastructureError(`no run can be kept in ${out}: ${why}`, {
    remedy: "choose a directory that can be written, with --out",
    cause,
  });
}

/**
 * Replaces `result.json` in one step: a reader, or a run that is killed, sees the old state or the new one.
 * @throws InfrastructureError when the disk refuses; ZodError when the result breaks its own schema.
 */
export function writeResult(paths: RunPaths, result: Result): void {
  const text = `${JSON.stringify(resultAsJson(result), null, 2)}\n`;
  const temporary = `${paths.result}.tmp`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, paths.result);
  } catch (cause) {
    throw new InfrastructureError(`${paths.result} cannot be written: ${reason(cause)}`, {
      remedy: "make room on that disk, or choose another directory with --out",
      cause,
    });
  }
}

/** The growing `timeline.ndjson` of a run. Its clock starts when it is opened. */
export class Timeline implements Disposable {
  readonly #path: string;
  readonly #startedMs = performance.now();
  /** Milliseconds since the epoch at which `ms` is 0. */
  readonly startedAtMs = Date.now();
  #file: number | undefined;
  /** Written with the first event: a run that was killed before it has nothing to tell. */
  #header: string;
  readonly #topics: TopicPartitions;

  /** `topics`: of the run. */
  constructor(paths: RunPaths, topics: readonly TopicShape[]) {
    this.#path = paths.timeline;
    this.#topics = new TopicPartitions(topics);
    this.#header = `${JSON.stringify(timelineHeader(topics))}\n`;
    try {
      this.#file = openSync(paths.timeline, "a");
    } catch (cause) {
      throw this.#cannotWrite(cause);
    }
  }

  /**
   * Stamps what happened and writes it before returning: once written, not even SIGKILL takes it back.
   * @throws InfrastructureError when the disk refuses. After disposal nothing is written any more.
   */
  append(happening: Happening): TimelineEvent {
    const ms = Math.round(this.nowMs() * 10) / 10;
    const event: TimelineEvent = { at: new Date().toISOString(), ms, ...happening };
    if (this.#file === undefined) return event;
    const line = `${JSON.stringify(timelineLine(event, this.#topics))}\n`;
    try {
      appendFileSync(this.#file, this.#header + line);
      this.#header = "";
    } catch (cause) {
      throw this.#cannotWrite(cause);
    }
    return event;
  }

  /** The run's clock: milliseconds since it started, monotonic. */
  nowMs(): number {
    return performance.now() - this.#startedMs;
  }

  [Symbol.dispose](): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #cannotWrite(cause: unknown): InfrastructureError {
    return new InfrastructureError(`${this.#path} cannot be written: ${reason(cause)}`, {
      remedy: "make room on that disk, or choose another directory with --out",
      cause,
    });
  }
}

/** What reports are drawn from. */
export interface RunData {
  readonly directory: string;
  readonly result: Result;
  readonly timeline: readonly TimelineEvent[];
  /** What is missing or broken in the directory though the report can be drawn; one sentence each. */
  readonly damage: readonly string[];
}

/**
 * Reads a run's directory. A missing or damaged timeline is told in `damage`; without its result a run says nothing.
 * @throws UsageError when there is no run; InfrastructureError when its result is damaged, or a newer chaos wrote it.
 */
export function readRun(directory: string): RunData {
  const paths = runPaths(directory);
  if (!isDirectory(directory)) throw new UsageError(`there is no run at ${directory}`);
  const { scenario, result, timeline: events, ledger, log, proxyJournal } = paths;
  for (const path of [scenario, result, events, ledger, log, proxyJournal]) expectFile(path);
  const { timeline, damage } = readTimeline(paths.timeline);
  return { directory, result: readResult(paths, timeline), timeline, damage };
}

/** A pipe in the place of a file would be waited for, and a device may have no end. */
function expectFile(path: string): void {
  let isOther: boolean;
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    isOther = found !== undefined && !found.isFile() && !found.isDirectory();
  } catch {
    // Reading it will tell why it cannot be read.
    return;
  }
  if (isOther) throw new InfrastructureError(`${path} is not a file`);
}

/** Null where it is missing or no YAML. */
function readScenario(path: string): unknown {
  try {
    return parse(readFileSync(path, "utf8"), { logLevel: "silent" });
  } catch {
    return null;
  }
}

function readResult(paths: RunPaths, timeline: readonly TimelineEvent[]): Result {
  let text: string;
  try {
    text = readFileSync(paths.result, "utf8");
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") {
      throw new UsageError(`${paths.directory} is not a run: it has no result.json`, { cause });
    }
    throw new InfrastructureError(`${paths.result} cannot be read: ${reason(cause)}`, { cause });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const how = text.trim() === "" ? "it is empty" : "it is not whole JSON";
    throw new InfrastructureError(`${paths.result} is damaged: ${how}`, { cause });
  }
  const version = (json as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (isNewer(version)) {
    throw new InfrastructureError(
      `${paths.result} was written by a newer chaos (its schema is ${version}, this one reads up to ` +
        `${RESULT_SCHEMA_VERSION})`,
      { remedy: "update chaos" },
    );
  }
  try {
    return readResultJson(json, { scenario: readScenario(paths.scenario), timeline });
  } catch (cause) {
    if (!(cause instanceof ZodError)) throw cause;
    const issue = cause.issues[0];
    const where = issue === undefined || issue.path.length === 0 ? "its top level" : issue.path.join(".");
    throw new InfrastructureError(
      `${paths.result} is not a result of chaos: ${where}: ${issue?.message ?? "unknown shape"}`,
      { cause },
    );
  }
}

/** Of `timeline.ndjson`. What can't be read is told in `damage` and left out. */
export function readTimeline(path: string): Pick<RunData, "timeline" | "damage"> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const missing = errorCode(error) === "ENOENT";
    return {
      timeline: [],
      damage: [`timeline.ndjson ${missing ? "is missing" : `cannot be read: ${reason(error)}`}`],
    };
  }
  const lines = text.split("\n");
  // Whole lines end with a newline, so the last piece is empty, or what a killed run was just writing.
  const unfinished = lines.pop() ?? "";
  const timeline: TimelineEvent[] = [];
  let unreadable = 0;
  const damage: string[] = [];
  let topics: TopicPartitions | null = null;
  for (const text of lines) {
    const line = readLine(text, topics);
    if (line === undefined) unreadable++;
    else if (line.event !== "header") timeline.push(line);
    else {
      topics = topicsIn(line);
      if (isNewer(line.schemaVersion)) damage.push("timeline.ndjson was written by a newer chaos");
    }
  }
  const last = readLine(unfinished, topics);
  if (last !== undefined && last.event !== "header") timeline.push(last);

  if (unreadable > 0) {
    damage.push(
      `timeline.ndjson has ${unreadable} ${unreadable === 1 ? "line" : "lines"} that cannot be read`,
    );
  }
  if (unfinished !== "" && last === undefined) damage.push("timeline.ndjson ends in the middle of a line");
  return { timeline, damage };
}

function readLine(line: string, topics: TopicPartitions | null): TimelineLine | undefined {
  try {
    return readTimelineLine(JSON.parse(line), topics);
  } catch {
    return undefined;
  }
}

/**
 * Directories of the runs under `out` and in its campaigns, oldest first; none when there is no such directory. One that
 * this user may not read is among them: it may be a run.
 */
export function listRuns(out: string): string[] {
  const runs = namesIn(out).flatMap((name) => {
    const directory = join(out, name);
    if (mayExist(join(directory, "result.json"))) return [directory];
    return isCampaign(directory) ? runsIn(directory) : [];
  });
  // Names begin with the time; `-10` after `-9` needs the numeric order.
  const order = new Intl.Collator("en", { numeric: true });
  return runs.sort((a, b) => order.compare(basename(a), basename(b)));
}

/** Directories of the campaigns under `out`. */
function campaignsIn(out: string): string[] {
  if (!isDirectory(out)) return [];
  return namesIn(out)
    .map((name) => join(out, name))
    .filter(isCampaign);
}

function isCampaign(directory: string): boolean {
  return isFile(join(directory, "campaign.json"));
}

function runsIn(directory: string): string[] {
  return namesIn(directory)
    .map((name) => join(directory, name))
    .filter((run) => mayExist(join(run, "result.json")));
}

function namesIn(out: string): string[] {
  try {
    return readdirSync(out);
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return [];
    throw new UsageError(`the runs in ${out} cannot be listed: ${reason(cause)}`, { cause });
  }
}

/** @throws UsageError when there is none. */
export function latestRun(out: string): string {
  const latest = listRuns(out).at(-1);
  if (latest === undefined)
    throw new UsageError(`there are no runs in ${out} yet: "chaos run <scenario>" makes one`);
  return latest;
}

/**
 * The directory a person means: a path, or the name of a run under `out` or in one of its campaigns.
 * @throws UsageError when there is neither.
 */
export function findRun(out: string, named: string): string {
  const found =
    [named, join(out, named)].find(isDirectory) ??
    campaignsIn(out)
      .map((campaign) => join(campaign, named))
      .find(isDirectory);
  if (found === undefined) throw new UsageError(`there is no run called ${named}, here or in ${out}`);
  return found;
}

function mayExist(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return errorCode(error) !== "ENOTDIR";
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
