/** What `chaos run scenarios/ mine.yaml 'more/*.yaml'` names: files, folders and globs → paths of scenario files. */
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, normalize } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { UsageError } from "../errors.js";
import { harmless, nearest } from "../yaml/wording.js";

/** As it is written on the command line. */
export const STANDARD_INPUT = "-";

/** In a folder, editors keep drafts and locks beside the files that they are about: `.#mine.yaml`, `.mine.yaml.swp`. */
const isYaml = (name: string): boolean => /^[^.#].*\.ya?ml$/i.test(name);

/**
 * @param patterns files (whatever their extension), folders (the YAML files directly in them) and globs
 * @returns sorted, each once; "-" for standard input
 * @throws UsageError for a pattern that names nothing
 */
export async function findScenarios(patterns: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(patterns.map(findOne));
  const sortKey = (path: string) => path.replace(/\.ya?ml$/i, ""); // kill before kill-concurrent
  return [...new Set(found.flat())].sort((a, b) =>
    sortKey(a) < sortKey(b) ? -1 : sortKey(a) > sortKey(b) ? 1 : 0,
  );
}

async function findOne(pattern: string): Promise<readonly string[]> {
  if (pattern === STANDARD_INPUT || pattern === "/dev/stdin") return [STANDARD_INPUT];
  return (await findOnDisk(pattern)).map((path) => {
    const plain = normalize(path);
    return plain === STANDARD_INPUT ? path : plain;
  });
}

async function findOnDisk(pattern: string): Promise<readonly string[]> {
  const info = await stat(pattern).catch(() => undefined);
  if (info?.isDirectory()) {
    const names = (await namesIn(pattern)).filter(isYaml);
    if (names.length === 0)
      throw new UsageError(`${harmless(pattern)} holds no scenario: there is no .yaml or .yml file in it`);
    return names.map((name) => join(pattern, name));
  }
  if (info) return [pattern];
  if (isDynamicPattern(pattern)) {
    const paths = (
      await glob(pattern, { onlyFiles: true, expandDirectories: false, absolute: isAbsolute(pattern) })
    ).filter((path) => isYaml(basename(path)));
    if (paths.length === 0) throw new UsageError(`${harmless(pattern)} matches no .yaml or .yml file`);
    return paths;
  }
  const folder = dirname(pattern);
  const wanted = isYaml(pattern) ? basename(pattern) : `${basename(pattern)}.yaml`;
  const near = nearest(wanted, (await namesIn(folder)).filter(isYaml));
  const advice = near === undefined ? "" : `; did you mean ${harmless(join(folder, near))}?`;
  throw new UsageError(`there is no file or folder ${harmless(pattern)}${advice}`);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
