/** The checks, in the order in which a verdict tells of them. */
import { backdated } from "./backdated.js";
import { consumers } from "./consumers.js";
import { copiers } from "./copiers.js";
import { corrupted } from "./corrupted.js";
import { doubleAcknowledged } from "./double-acknowledged.js";
import { duplicates } from "./duplicates.js";
import { epochs } from "./epochs.js";
import { errors } from "./errors.js";
import { failedButStored } from "./failed-but-stored.js";
import { failover } from "./failover.js";
import { foreign } from "./foreign.js";
import { loss } from "./loss.js";
import { neverSent } from "./never-sent.js";
import { order } from "./order.js";
import { groups, topics } from "./parts.js";
import { replicas } from "./replicas.js";
import { transactions } from "./transactions.js";
import { unavailable } from "./unavailable.js";

export const checks = [
  loss,
  duplicates,
  order,
  corrupted,
  failover,
  unavailable,
  failedButStored,
  neverSent,
  foreign,
  epochs,
  doubleAcknowledged,
  backdated,
  replicas,
  errors,
  consumers,
  transactions,
  copiers,
  groups,
  topics,
] as const;
