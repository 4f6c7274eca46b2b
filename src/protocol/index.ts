/**
 * The Kafka protocol: typed messages to and from bytes, record batches read in place, and a connection to one broker.
 * The messages are generated from Kafka's own definitions (see generate/); everything else here reads those.
 */

export { type AskBroker, BrokerLogin, type LoginApi } from "./broker-login.js";
export { connectSocket } from "./broker-socket.js";
export {
  COMPRESSIONS,
  type Compression,
  compress,
  DECOMPRESSED_BYTES_MAX,
  decompress,
} from "./compression.js";
export {
  Connection,
  type ConnectionOptions,
  type RawResponse,
  type RequestOptions,
  type Security,
} from "./connection.js";
export { ConnectionError, LoginError, TimeoutError } from "./connection-error.js";
export { crc32c } from "./crc32c.js";
export { ErrorCode, type ErrorInfo, type ErrorName, errorInfo } from "./errors.js";
export type { Messages, Requests, Responses } from "./generated/apis.js";
export {
  type ApiName,
  apiByKey,
  apiOf,
  type DecodedRequest,
  type DecodedResponse,
  decodeMessage,
  decodeRequest,
  decodeResponse,
  encodeMessage,
  encodeRequest,
  encodeRequestParts,
  encodeResponse,
  type Input,
  type MessageName,
  schemaOf,
} from "./messages.js";
export { ProtocolError } from "./protocol-error.js";
export { Reader } from "./reader.js";
export {
  batchEnd,
  countRecords,
  isEditable,
  oneRecordBatches,
  type RewrittenRecords,
  rewriteRecords,
  type SingleRecord,
  seal,
  type ValueEditor,
} from "./record-rewriter.js";
export { type BatchInput, type RecordInput, writeBatch } from "./record-writer.js";
export {
  type BatchSequence,
  LOG_OVERHEAD_BYTES,
  type ReadOptions,
  type RecordBatch,
  RecordCursor,
  type RecordHeader,
  readBatches,
} from "./records.js";
export { type Credentials, MECHANISMS } from "./sasl.js";
export { contains, type FieldSchema, type MessageSchema } from "./schema.js";
export { Writer } from "./writer.js";
