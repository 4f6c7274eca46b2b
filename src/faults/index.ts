/** Every fault there is. A new one is a new file and a line here; help, JSON Schema and validation follow. */
import { chase } from "./chase.js";
import { client } from "./client.js";
import { clientPartition } from "./client-partition.js";
import { diskLoss } from "./disk-loss.js";
import { electPreferred } from "./elect-preferred.js";
import { electUnclean } from "./elect-unclean.js";
import type { Fault } from "./fault.js";
import { flap } from "./flap.js";
import { kill } from "./kill.js";
import { loss } from "./loss.js";
import { controllerIsolate, metadataIsolate, zkIsolate } from "./metadata-isolate.js";
import { partition } from "./partition.js";
import { pause } from "./pause.js";
import { powerLoss } from "./power-loss.js";
import { proxy } from "./proxy.js";
import { reassign } from "./reassign.js";
import { reset } from "./reset.js";
import { restart } from "./restart.js";
import { rollingRestart } from "./rolling-restart.js";
import { shrinkIsr } from "./shrink-isr.js";
import { slow } from "./slow.js";
import { throttle } from "./throttle.js";
import { addVoterFault, removeVoterFault } from "./voters.js";

export const faults: readonly Fault[] = [
  kill,
  pause,
  restart,
  powerLoss,
  diskLoss,
  rollingRestart,
  electPreferred,
  electUnclean,
  reassign,
  shrinkIsr,
  chase,
  partition,
  metadataIsolate,
  controllerIsolate,
  zkIsolate,
  clientPartition,
  client,
  flap,
  slow,
  throttle,
  loss,
  reset,
  removeVoterFault,
  addVoterFault,
  proxy,
];
