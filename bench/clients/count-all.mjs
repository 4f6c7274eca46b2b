/** A node-rdkafka consumer that polls 500 messages at a time and counts them. Timed from its first poll with messages to the last. */
import Rdkafka from "node-rdkafka";

const BATCH = 500;
const POLL_MS = 100;

export default async function countAll({ bootstrap, topic, group, count }) {
  const consumer = new Rdkafka.KafkaConsumer(
    { "bootstrap.servers": bootstrap, "group.id": group, "enable.auto.commit": false },
    { "auto.offset.reset": "earliest" },
  );
  await new Promise((resolve, reject) => {
    consumer.connect({}, (error) => (error ? reject(error) : resolve()));
  });
  consumer.setDefaultConsumeTimeout(POLL_MS);
  consumer.assign([{ topic, partition: 0, offset: 0 }]);
  const poll = () =>
    new Promise((resolve, reject) => {
      consumer.consume(BATCH, (error, messages) => (error ? reject(error) : resolve(messages)));
    });
  let counted = 0;
  let startedMs = 0;
  while (counted < count) {
    const { length } = await poll();
    if (counted === 0) startedMs = performance.now();
    counted += length;
  }
  const elapsedMs = performance.now() - startedMs;
  await new Promise((resolve) => consumer.disconnect(resolve));
  return { perSecond: (count * 1000) / elapsedMs };
}
