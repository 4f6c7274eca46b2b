/** The work that is done for every single message, each piece by itself: for whoever changes one of them. */
import { inChild } from "../support/child.mjs";
import { information } from "../support/figure.mjs";

export const summary = "hot paths by themselves: ledger, message, check, checksum";

const MESSAGES = 2_000_000;

export async function measure() {
  const { sentAndAcknowledged, written, stored, checked, checksumBytesPerSecond } = await inChild("paths", {
    count: MESSAGES,
  });
  const nanoseconds = (n) => `${Math.round(n)} ns a message`;
  return [
    information("ledger: sent and acknowledged", nanoseconds(sentAndAcknowledged)),
    information("message: written with its checksum", nanoseconds(written)),
    information("log.bin: a record, its value's checksum included", nanoseconds(stored)),
    information("check: a record of log.bin", nanoseconds(checked)),
    information("checksum of batches (CRC-32C)", `${Math.round(checksumBytesPerSecond / 1e6)} MB/s`),
  ];
}
