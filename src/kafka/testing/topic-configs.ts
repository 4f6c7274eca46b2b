/** A broker on 127.0.0.1 that tells the properties of the topics that it has, as DescribeConfigs asks for them. */
import { FakeBroker } from "../../proxy/testing/fake-broker.js";

export type TopicConfigs = Readonly<Record<string, Readonly<Record<string, string>>>>;

export function brokerWithConfigs(topics: TopicConfigs): Promise<FakeBroker> {
  return FakeBroker.start({
    onRequest({ api, answer }) {
      if (api === "Metadata") {
        answer(api, { topics: Object.keys(topics).map((name) => ({ name })) });
      } else if (api === "DescribeConfigs") {
        const results = Object.entries(topics).map(([resourceName, properties]) => ({
          resourceName,
          configs: Object.entries(properties).map(([name, value]) => ({ name, value })),
        }));
        answer(api, { results });
      } else {
        return false;
      }
      return true;
    },
  });
}
