/**
 * Messages of one size as fast as librdkafka takes them: node-rdkafka as its documentation shows it. It polls by itself,
 * the loop produces until the queue is full and goes on later, and delivery reports are counted, not looked at.
 */
import Rdkafka from "node-rdkafka";

const CHUNK_MESSAGES = 1_000;
const POLL_EVERY_MS = 10;

export default async function pour({ bootstrap, topic, acks, count, sizeBytes, compression = "none" }) {
  const producer = new Rdkafka.Producer(
    { "bootstrap.servers": bootstrap, "compression.codec": compression, dr_cb: true },
    { acks },
  );
  await new Promise((resolve, reject) => {
    producer.connect({}, (error) => (error ? reject(error) : resolve()));
  });
  producer.setPollInterval(POLL_EVERY_MS);
  // Half of it compresses, as of most messages.
  const value = Buffer.alloc(sizeBytes, "x");
  for (let i = 0; i < sizeBytes / 2; i++) value[i] = (i * 2_654_435_761) >>> 24;
  const startedMs = performance.now();
  await new Promise((resolve, reject) => {
    let sent = 0;
    let reported = 0;
    producer.on("delivery-report", (error) => {
      if (error) reject(error);
      else if (++reported === count) resolve();
    });
    const produceMore = () => {
      const end = Math.min(sent + CHUNK_MESSAGES, count);
      try {
        for (; sent < end; sent++) producer.produce(topic, 0, value, null, Date.now());
      } catch (error) {
        if (error.code !== Rdkafka.CODES.ERRORS.ERR__QUEUE_FULL) reject(error);
      }
      if (sent < count) setImmediate(produceMore);
    };
    produceMore();
  });
  const elapsedMs = performance.now() - startedMs;
  await new Promise((resolve) => producer.disconnect(resolve));
  return { perSecond: (count * 1000) / elapsedMs };
}
