/**
 * Features of the cluster in an ApiVersions response (KIP-584). A client chooses its protocol by the levels of features,
 * and then needs certain versions of some APIs. When the proxy has removed one of these versions, the feature gets the
 * level below.
 *
 * Without its feature some APIs are of no use: a share group whose members can send heartbeats but not fetch never
 * reads a record. So these APIs are removed too.
 */

import { type ApiName, apiOf, type Responses } from "../protocol/index.js";

interface Feature {
  /** The first level that needs the versions. */
  readonly level: number;
  /** The first version of each API with which that level works. */
  readonly needs: { readonly [A in ApiName]?: number };
  /** The APIs that clients use only with the feature. */
  readonly apis: readonly ApiName[];
}

const FEATURES: Readonly<Record<string, Feature>> = {
  // KIP-890: the broker adds partitions and offsets to the transaction when it gets these versions.
  "transaction.version": { level: 2, needs: { Produce: 12, TxnOffsetCommit: 5, EndTxn: 5 }, apis: [] },
  // KIP-848
  "group.version": {
    level: 1,
    needs: { ConsumerGroupHeartbeat: 0 },
    apis: ["ConsumerGroupHeartbeat", "ConsumerGroupDescribe"],
  },
  // KIP-932
  "share.version": {
    level: 1,
    needs: { ShareGroupHeartbeat: 1, ShareFetch: 1, ShareAcknowledge: 1 },
    apis: [
      "ShareGroupHeartbeat",
      "ShareGroupDescribe",
      "ShareFetch",
      "ShareAcknowledge",
      "DescribeShareGroupOffsets",
      "AlterShareGroupOffsets",
      "DeleteShareGroupOffsets",
    ],
  },
  // KIP-1071
  "streams.version": {
    level: 1,
    needs: { StreamsGroupHeartbeat: 0 },
    apis: ["StreamsGroupHeartbeat", "StreamsGroupDescribe", "StreamsGroupTopologyDescriptionUpdate"],
  },
};

/** Makes the features and the APIs of a response agree, after versions of APIs were removed. */
export function agree(response: Responses["ApiVersions"]): void {
  for (const [name, { level, needs, apis }] of Object.entries(FEATURES)) {
    if (isServed(response, needs)) continue;
    for (const feature of response.supportedFeatures) {
      if (feature.name === name) feature.maxVersion = Math.min(feature.maxVersion, level - 1);
    }
    for (const feature of response.finalizedFeatures) {
      if (feature.name === name) feature.maxVersionLevel = Math.min(feature.maxVersionLevel, level - 1);
    }
    const useless = new Set(apis.map((api) => apiOf(api).key));
    response.apiKeys = response.apiKeys.filter(({ apiKey }) => !useless.has(apiKey));
  }
  response.supportedFeatures = response.supportedFeatures.filter(({ maxVersion }) => maxVersion > 0);
  response.finalizedFeatures = response.finalizedFeatures.filter(
    ({ maxVersionLevel }) => maxVersionLevel > 0,
  );
}

function isServed({ apiKeys }: Responses["ApiVersions"], needs: Feature["needs"]): boolean {
  return Object.entries(needs).every(([api, first]) => {
    const { key } = apiOf(api as ApiName);
    return apiKeys.some(({ apiKey, maxVersion }) => apiKey === key && maxVersion >= first);
  });
}
