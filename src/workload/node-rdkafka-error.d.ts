/** node-rdkafka's error class: its constructor is the only way to librdkafka's rd_kafka_err2str. */
declare module "node-rdkafka/lib/error.js" {
  export default class LibrdKafkaError extends Error {
    static readonly codes: Readonly<Record<string, number>>;
    constructor(code: number);
    readonly code: number;
  }
}
