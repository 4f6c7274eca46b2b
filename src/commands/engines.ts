/** The engines there are, in the order in which `auto` tries them. */

import { dockerEngine } from "../engine/docker/docker.js";
import type { Engine } from "../engine/engine.js";
import { localEngine } from "../engine/local/local.js";

export function engines(env: NodeJS.ProcessEnv): readonly Engine[] {
  return [dockerEngine(env), localEngine(env)];
}
