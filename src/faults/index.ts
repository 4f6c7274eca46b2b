/** Every fault there is. A new one is a new file and a line here; help, JSON Schema and validation follow. */
import type { Fault } from "./fault.js";
import { kill } from "./kill.js";
import { controllerIsolate, metadataIsolate, zkIsolate } from "./metadata-isolate.js";
import { partition } from "./partition.js";
import { pause } from "./pause.js";
import { proxy } from "./proxy.js";
import { restart } from "./restart.js";
import { slow } from "./slow.js";
import { addVoterFault, removeVoterFault } from "./voters.js";

export const faults: readonly Fault[] = [
  kill,
  pause,
  restart,
  partition,
  metadataIsolate,
  controllerIsolate,
  zkIsolate,
  slow,
  removeVoterFault,
  addVoterFault,
  proxy,
];
