/** `--shard 2/5`: the second of five parts of a campaign. */
import { UsageError } from "../errors.js";
import type { CampaignFile } from "../rundir/campaign.js";

const SHARDS_MAX = 1_000;

/** @throws UsageError */
export function readShard(text: string): NonNullable<CampaignFile["shard"]> {
  const [, index, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text.trim())?.map(Number) ?? [];
  if (index === undefined || of === undefined || index < 1 || index > of || of > SHARDS_MAX)
    throw new UsageError(
      `--shard ${text}: write it as 2/5, from 1/5 to 5/5, with at most ${SHARDS_MAX} parts`,
    );
  return { index, of };
}
