/** What is in use after a collection: heap and buffers. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

export function bytesInUse(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
