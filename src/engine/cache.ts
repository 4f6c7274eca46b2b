/** What is worth keeping between runs: jars, class-data archives, what images hold. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";

export function cacheDirectory(env: NodeJS.ProcessEnv): string {
  return resolve(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "chaos");
}
