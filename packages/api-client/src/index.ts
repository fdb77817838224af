export { type ApiClient, type ApiClientOptions, createApiClient } from "./api-client.ts";
export { ApiFailure, type ApiFailureKind } from "./api-failure.ts";
export type * from "./openapi-types.ts";
export { listItems, readAnswer } from "./read-answer.ts";
