/** A producer or a partition of which a check found nothing. */
import { TALLIED, type Tally } from "./tallies.js";

export const NO_ANOMALIES = Object.fromEntries(TALLIED.map((kind) => [kind, 0])) as Tally;
