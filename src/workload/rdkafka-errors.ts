/**
 * librdkafka's error names, as confluent-kafka prints them: `_MSG_TIMED_OUT`, -192, "Local: Message timed out". Messages of
 * transactions have two names of chaos.
 */
import { TRANSACTION_ABORTED, TRANSACTION_UNKNOWN } from "../history/transaction-file.js";
import { RdkafkaError } from "./rdkafka.js";

export interface DeliveryError {
  readonly name: string;
  readonly code: number;
  readonly text: string;
}

export const UNKNOWN_ERROR: DeliveryError = { name: "_UNKNOWN", code: -1, text: "Local: Unknown error" };

const OF_TRANSACTIONS: readonly DeliveryError[] = [
  { name: TRANSACTION_ABORTED, code: -1, text: "The transaction of the message was aborted" },
  { name: TRANSACTION_UNKNOWN, code: -1, text: "No answer says whether the transaction was committed" },
];

export interface DeliveryErrors {
  /** By the text of a delivery report: librdkafka's own in lower case, without its origin; it carries no code. */
  byMessage(message: string): DeliveryError;
  /** By librdkafka's number, as produce() throws it. */
  byCode(code: number): DeliveryError;
  /** By name; undefined when librdkafka knows no such name. */
  byName(name: string): DeliveryError | undefined;
}

export function deliveryErrors(): DeliveryErrors {
  const byMessage = new Map<string, DeliveryError>();
  const byName = new Map<string, DeliveryError>();
  const byCode = new Map<number, DeliveryError>();
  for (const [key, code] of Object.entries(RdkafkaError.codes)) {
    const text: string = new RdkafkaError(code).message;
    const error = { name: key.replace(/^ERR_/, ""), code, text };
    byMessage.set(text.replace(/^\w+: /, "").toLowerCase(), error);
    byName.set(error.name, error);
    byCode.set(code, error);
  }
  for (const error of OF_TRANSACTIONS) byName.set(error.name, error);
  return {
    byMessage: (message) => byMessage.get(message.toLowerCase()) ?? UNKNOWN_ERROR,
    byCode: (code) => byCode.get(code) ?? UNKNOWN_ERROR,
    byName: (name) => byName.get(name),
  };
}
