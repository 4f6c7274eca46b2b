/**
 * `--set path=value`: one value of a scenario, changed from the command line.
 *
 *     producers.acks=1
 *     faults[0].for=20s
 *     topics.0.partitions=3                                topics[0].partitions=3 as well
 *     cluster.config.zookeeper.session.timeout.ms=6000      all that follows config is one key
 *     faults[0].partition={ isolate: follower }             values are YAML
 */

import { diagnose, InputError, type Source } from "../yaml/diagnostics.js";
import { type Path, Places, readYaml, type YamlData } from "../yaml/document.js";
import type { Outline } from "../yaml/outline.js";
import { clipped, nearest } from "../yaml/wording.js";
import { SCENARIO } from "./file-kind.js";

/** Each of these takes the place of the other. */
const RIVALS: readonly (readonly [string, string])[] = [
  ["cluster.controllers", "cluster.zookeepers"],
  ["cluster.zookeepers", "cluster.controllers"],
  ["topic", "topics"],
  ["topics", "topic"],
];

/** Changes `yaml` in place. Later settings win. Problems point at the option. */
export function applyOverrides(yaml: YamlData, settings: readonly string[], outline: Outline): void {
  for (const [key, rival] of RIVALS) {
    if (settings.some((setting) => isOf(key, setting))) removeKey(yaml, readPath(rival)!);
  }
  for (const setting of settings) applyOverride(yaml, setting, outline);
}

function isOf(key: string, setting: string): boolean {
  return setting.split("=")[0]!.trim() === key;
}

function removeKey(yaml: YamlData, path: Path): void {
  const holder = path
    .slice(0, -1)
    .reduce<unknown>((value, segment) => (value as Record<string, unknown> | null)?.[segment], yaml.data);
  if (typeof holder !== "object" || holder === null) return;
  delete (holder as Record<string, unknown>)[String(path.at(-1))];
  yaml.places.delete(path);
}

function applyOverride(yaml: YamlData, setting: string, outline: Outline): void {
  const equals = setting.indexOf("=");
  const source: Source = { label: `--set ${setting}`, text: setting, kind: "option" };
  const refuse = (message: string): never => {
    throw new InputError([diagnose({ source, start: 0, end: setting.length }, message)]);
  };
  if (equals <= 0) refuse("write it as path=value, such as producers.acks=1");

  const written = setting.slice(0, equals).trim();
  const path =
    readPath(written) ?? refuse(`${clipped(written, 60)} is not a path; write one like faults[0].for`);
  const parent = path.slice(0, -1).reduce<unknown>((value, segment, depth) => {
    const inner = (value as Record<string, unknown> | undefined)?.[segment];
    if (Array.isArray(inner)) {
      const index = path[depth + 1];
      if (typeof index === "number" && index >= inner.length) {
        const count = inner.length === 1 ? "1 item" : `${inner.length} items`;
        refuse(`there is no ${writePath(path.slice(0, depth + 2))}; ${segment} has ${count}, counted from 0`);
      }
    }
    return inner;
  }, yaml.data);

  if (!outline.has(path)) {
    const known = outline.paths((list) => lengthAt(yaml.data, list)).map(writePath);
    const near = known.find((other) => other.endsWith(`.${written}`)) ?? nearest(written, known);
    refuse(`there is no ${clipped(written, 60)}${near === undefined ? "" : `; did you mean ${near}?`}`);
  }
  if (parent !== undefined && parent !== null && typeof parent !== "object") {
    const outer = writePath(path.slice(0, -1));
    refuse(
      `${outer} is ${clipped(String(parent), 40)} in the file, which has no ${path.at(-1)}; set ${outer} as a whole`,
    );
  }

  const value =
    textAfterGreater(source, equals + 1, path) ??
    readYaml(source, SCENARIO, { offset: equals + 1, base: path });
  yaml.places.delete(path);
  const whole = { source, start: 0, end: equals };
  let holder = yaml.data as Record<string | number, unknown>;
  for (const [depth, segment] of path.slice(0, -1).entries()) {
    if (holder[segment] === undefined || holder[segment] === null) {
      holder[segment] = {};
      yaml.places.set(path.slice(0, depth + 1), { key: whole, value: whole });
    }
    holder = holder[segment] as Record<string | number, unknown>;
  }
  holder[path.at(-1)!] = value.data;
  yaml.places.adopt(value.places, path, whole);
}

/** `> 0.5` as it is. In YAML a text that starts with `>` begins on the next line. Undefined: another value. */
function textAfterGreater(source: Source, offset: number, path: Path): YamlData | undefined {
  const [, blanks = "", data] = /^(\s*)(>[^\n]*\S)\s*$/.exec(source.text.slice(offset)) ?? [];
  if (data === undefined) return undefined;
  const places = new Places();
  const start = offset + blanks.length;
  places.set(path, { value: { source, start, end: start + data.length } });
  return { data, places };
}

/** Undefined when the text is no path. */
function readPath(text: string): Path | undefined {
  const listed = /^topics(?:\.|\[)(\d{1,6})\]?(?:\.(.+))?$/.exec(text);
  if (listed) {
    const property = /^config\.(.+)$/.exec(listed[2] ?? "");
    const rest = property ? ["config", property[1]!] : listed[2] === undefined ? [] : readPath(listed[2]);
    return rest && ["topics", Number(listed[1]), ...rest];
  }
  const property = /^(cluster|topic|producers)(?:\[(\d{1,6})\])?\.config\.(.+)$/.exec(text);
  if (property) {
    const [, owner, index, name] = property;
    return [owner!, ...(index === undefined ? [] : [Number(index)]), "config", name!];
  }
  const path: (string | number)[] = [];
  const segment = /\[(\d{1,6})\]|(?:^|\.)([^.[\]]+)/y;
  while (segment.lastIndex < text.length) {
    const match = segment.exec(text);
    if (!match) return undefined;
    path.push(match[1] === undefined ? match[2]! : Number(match[1]));
  }
  return path;
}

export function writePath(path: Path): string {
  return path
    .map((segment, index) =>
      typeof segment === "number" ? `[${segment}]` : index === 0 ? segment : `.${segment}`,
    )
    .join("");
}

function lengthAt(data: unknown, path: Path): number {
  const list = path.reduce<unknown>(
    (value, segment) => (value as Record<string, unknown> | undefined)?.[segment],
    data,
  );
  return Array.isArray(list) ? list.length : 0;
}
