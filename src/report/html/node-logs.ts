/** The logs of the nodes, merged by time: the lines that a page has room for, those first that tell of failures and leaders. */
import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { clean } from "../clean.js";
import { countOf } from "../text.js";
import type { Blobs } from "./pack.js";
import type { LogLines } from "./payload.js";

const FILE_BYTES_MAX = 32 << 20;
const FILES_MAX = 64;
const TEXT_CHARACTERS_MAX = 320;

const LINE = /^\[(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)[,.](\d{3})\] ([A-Z]+) +(.*)$/;
const LOGGER = / \([\w.$]+\)$/;
const TELLING =
  /truncat|leader|epoch|\bisr\b|fenc|elect|shrink|expand|isolat|high watermark|unclean|controlled shutdown|disconnect|timed out/i;

export interface LogLine {
  readonly ms: number;
  readonly node: string;
  readonly level: string;
  readonly text: string;
}

/** Lines of one log. A line without a time belongs to the one before it and is left out. Nodes write in UTC. */
function linesIn(text: string, node: string, startedAtMs: number): LogLine[] {
  const lines: LogLine[] = [];
  for (const raw of text.split("\n")) {
    const [, day, time, ms, level, said] = LINE.exec(raw.trimEnd()) ?? [];
    if (day === undefined || said === undefined) continue;
    const atMs = Date.parse(`${day}T${time}.${ms}Z`) - startedAtMs;
    if (!Number.isFinite(atMs)) continue;
    const cleaned = clean(said.slice(0, 4 * TEXT_CHARACTERS_MAX)).replace(LOGGER, "");
    const short =
      cleaned.length > TEXT_CHARACTERS_MAX ? `${cleaned.slice(0, TEXT_CHARACTERS_MAX)}…` : cleaned;
    lines.push({ ms: atMs, node, level: level!, text: short });
  }
  return lines;
}

/** The most telling `max` lines, in the order of time. `window`: the time from shortly before the first fault to the last healing. */
export function chosen(
  lines: readonly LogLine[],
  max: number,
  window: { readonly fromMs: number; readonly toMs: number },
): LogLine[] {
  const sorted = (some: readonly LogLine[]) => [...some].sort((a, b) => a.ms - b.ms);
  if (lines.length <= max) return sorted(lines);
  const rank = ({ ms, level, text }: LogLine) => {
    const inWindow = ms >= window.fromMs && ms <= window.toMs;
    const tells = level === "ERROR" || level === "FATAL" || TELLING.test(text) ? 2 : level === "WARN" ? 1 : 0;
    return tells * 2 + (inWindow ? 3 : 0);
  };
  const ranks: LogLine[][] = [];
  for (const line of lines) {
    const place = rank(line);
    ranks[place] ??= [];
    ranks[place].push(line);
  }
  const kept: LogLine[] = [];
  for (const group of ranks.reverse()) {
    if (group === undefined) continue;
    const room = max - kept.length;
    if (room <= 0) break;
    // Spread over the time: the first thousand alone would leave the rest of a run without a line.
    const every = Math.max(1, group.length / room);
    for (let i = 0; i < group.length && kept.length < max; i += every) kept.push(group[Math.floor(i)]!);
  }
  return sorted(kept);
}

/** Of every `<node>.log` of a run. A file that cannot be read is one sentence in `problems`. */
export function readNodeLogs(
  directory: string,
  startedAtMs: number,
): { readonly lines: LogLine[]; readonly problems: string[] } {
  let names: string[];
  try {
    names = readdirSync(directory).filter((name) => name.endsWith(".log"));
  } catch {
    return { lines: [], problems: ["the run has no logs of its nodes"] };
  }
  const problems: string[] = [];
  const lines: LogLine[] = [];
  if (names.length > FILES_MAX)
    problems.push(`${names.length - FILES_MAX} more logs are in the directory of the run`);
  for (const name of names.sort().slice(0, FILES_MAX)) {
    try {
      const { text, isCut } = readStart(join(directory, name));
      if (isCut) problems.push(`of ${clean(name)} only the first ${FILE_BYTES_MAX >> 20} MB were read`);
      const found = linesIn(text, clean(name.slice(0, -".log".length)), startedAtMs);
      for (const line of found) lines.push(line);
    } catch (error) {
      problems.push(`${clean(name)} cannot be read: ${clean((error as Error).message)}`);
    }
  }
  return { lines, problems };
}

function readStart(path: string): { readonly text: string; readonly isCut: boolean } {
  // A pipe in the place of a file would be waited for.
  const stat = statSync(path);
  if (!stat.isFile()) throw new Error("it is not a file");
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(Math.min(stat.size, FILE_BYTES_MAX));
    let used = 0;
    while (used < bytes.length) {
      const read = readSync(file, bytes, used, bytes.length - used, used);
      if (read === 0) break;
      used += read;
    }
    return { text: bytes.toString("utf8", 0, used), isCut: stat.size > FILE_BYTES_MAX };
  } finally {
    closeSync(file);
  }
}

/** As the page keeps them. Names that are not in `nodes` yet are added to it. */
export function packLines(
  { lines, problems }: { readonly lines: readonly LogLine[]; readonly problems: readonly string[] },
  max: number,
  window: { readonly fromMs: number; readonly toMs: number },
  indexOf: (node: string) => number,
  blobs: Blobs,
): LogLines {
  const kept = chosen(lines, max, window);
  const text = kept
    .map(
      ({ ms, node, level, text }) =>
        `${Math.round(ms)}\t${indexOf(node)}\t${level}\t${text.replaceAll("\t", " ")}`,
    )
    .join("\n");
  const omitted = lines.length - kept.length;
  return {
    text: kept.length === 0 ? null : blobs.add(new TextEncoder().encode(text)),
    lines: kept.length,
    omitted,
    problems: [
      ...problems,
      ...(omitted > 0 ? [`${countOf(omitted, "line")} of these logs are not in this page`] : []),
    ],
  };
}
