/** Properties of topics, as a broker has them: DescribeConfigs. */
import type { Connection, RequestOptions, Responses } from "../protocol/index.js";

/** ConfigResource.Type.TOPIC */
export const TOPIC_RESOURCE = 2;

export type TopicConfig = Responses["DescribeConfigs"]["results"][number];

/** One result for each topic: its properties of these names, or of all where `names` is null; or an error code. */
export async function topicConfigs(
  connection: Pick<Connection, "request">,
  topics: readonly string[],
  names: readonly string[] | null,
  options: RequestOptions,
): Promise<readonly TopicConfig[]> {
  const resources = topics.map((resourceName) => ({
    resourceType: TOPIC_RESOURCE,
    resourceName,
    configurationKeys: names && [...names],
  }));
  return (await connection.request("DescribeConfigs", { resources }, options)).results;
}

export function propertyOf({ configs }: TopicConfig, property: string): string | null | undefined {
  return configs.find(({ name }) => name === property)?.value;
}
