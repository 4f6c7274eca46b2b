/** Every fault there is. A new one is a new file and a line here; help, JSON Schema and validation follow. */
import { clientPartition } from "./client-partition.js";
import { diskLoss } from "./disk-loss.js";
import type { Fault } from "./fault.js";
import { flap } from "./flap.js";
import { kill } from "./kill.js";
import { loss } from "./loss.js";
import { controllerIsolate, metadataIsolate, zkIsolate } from "./metadata-isolate.js";
import { partition } from "./partition.js";
import { pause } from "./pause.js";
import { powerLoss } from "./power-loss.js";
import { proxy } from "./proxy.js";
import { reset } from "./reset.js";
import { restart } from "./restart.js";
import { slow } from "./slow.js";
import { throttle } from "./throttle.js";

export const faults: readonly Fault[] = [
  kill,
  pause,
  restart,
  powerLoss,
  diskLoss,
  partition,
  metadataIsolate,
  controllerIsolate,
  zkIsolate,
  clientPartition,
  flap,
  slow,
  throttle,
  loss,
  reset,
  proxy,
];
