/** What a ledger and a check take when there are ten million messages instead of one. */
import { inChild } from "../support/child.mjs";
import { atMost, information, megabytes } from "../support/figure.mjs";

export const summary = "memory of ledger and check from 1 to 10 million messages";

const GROWTH_BYTES_MAX = 150e6;

export async function measure(progress) {
  const of = async (count) => {
    const memory = await inChild("memory", { count }, ["--expose-gc"]);
    progress(`${count.toLocaleString("en")} messages: ${megabytes(memory.peakBytes)} at its peak`);
    return memory;
  };
  const one = await of(1_000_000);
  const ten = await of(10_000_000);
  return [
    atMost(
      "resident memory, from 1 to 10 million messages",
      ten.rssBytes - one.rssBytes,
      GROWTH_BYTES_MAX,
      (bytes) => `+${megabytes(bytes)}`,
    ),
    atMost("… its peak", ten.peakBytes - one.peakBytes, GROWTH_BYTES_MAX, (bytes) => `+${megabytes(bytes)}`),
    information("whole process at its peak, 10 million messages", megabytes(ten.peakBytes)),
  ];
}
